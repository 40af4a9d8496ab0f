#include "engine/ports/queries.h"

#include <algorithm>

namespace herlaad::engine {
namespace {

bool IsWithin(const OrderFilter& filter, OrderId id) {
  const Shard shard = ShardOfId(id.value());
  return (!filter.from || id.value() >= FirstIdAt(shard, *filter.from)) &&
         (!filter.until || id.value() < FirstIdAt(shard, *filter.until));
}

bool HasBankReference(const orders::Order& order, const std::string& reference) {
  const auto is_it = [&reference](const auto& part) { return part.reference == reference; };
  return std::any_of(order.payments.begin(), order.payments.end(), is_it) ||
         std::any_of(order.refunds.begin(), order.refunds.end(), is_it);
}

}  // namespace

bool Fits(const OrderFilter& filter, const orders::Order& order) {
  return (!filter.state || orders::StateOf(order) == *filter.state) &&
         (!filter.msisdn || order.msisdn == *filter.msisdn) &&
         (filter.client.empty() || order.client == filter.client) &&
         (!filter.id || order.id == *filter.id) && IsWithin(filter, order.id) &&
         (filter.bank_reference.empty() || HasBankReference(order, filter.bank_reference));
}

}  // namespace herlaad::engine
