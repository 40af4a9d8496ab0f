#include "engine/ports/queries.h"

#include <algorithm>

#include "domain/orders/receipts/receipt.h"

namespace herlaad::engine {
namespace {

bool HasReceipt(const OrderFilter& filter, const orders::Order& order) {
  return !filter.receipt || (order.id == *filter.receipt && orders::HasReceipt(order));
}

bool HasBankReference(const orders::Order& order, const std::string& reference) {
  const auto is_it = [&reference](const auto& part) { return part.reference == reference; };
  return std::any_of(order.payments.begin(), order.payments.end(), is_it) ||
         std::any_of(order.refunds.begin(), order.refunds.end(), is_it) ||
         std::any_of(order.disputes.begin(), order.disputes.end(), is_it);
}

}  // namespace

bool IsWithin(const OrderFilter& filter, Instant created_at) {
  return (!filter.from || created_at >= *filter.from) &&
         (!filter.until || created_at < *filter.until);
}

bool Fits(const OrderFilter& filter, const orders::Order& order) {
  return order.IsTopup() && (!filter.state || orders::StateOf(order) == *filter.state) &&
         (!filter.msisdn || order.msisdn() == *filter.msisdn) &&
         (filter.client.empty() || order.client == filter.client) &&
         (filter.client_reference.empty() || order.details.reference == filter.client_reference) &&
         (!filter.id || order.id == *filter.id) && HasReceipt(filter, order) &&
         IsWithin(filter, order.created_at) &&
         (filter.bank_reference.empty() || HasBankReference(order, filter.bank_reference));
}

}  // namespace herlaad::engine
