#include "domain/orders/fulfilment/fulfil.h"

#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/fulfilment/credit.h"
#include "domain/orders/fulfilment/voucher_sale.h"

namespace herlaad::orders {
namespace {

template <class... Cases>
struct Overloaded : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

// Calls the case of the order's fulfilment.
template <class... Cases>
auto For(const Order& order, Cases... cases) {
  return std::visit(Overloaded{cases...}, order.fulfilment);
}

}  // namespace

void Fulfil(OrderAggregate& aggregate) {
  if (StopsDelivery(aggregate.order))
    return RefuseDelivery(aggregate, AddDelivery(aggregate), RefusalReason::kDisputed);
  For(
      aggregate.order, [&](const Credit&) { FulfilCredit(aggregate); },
      [&](const VoucherSale&) { FulfilVoucherSale(aggregate); });
}

void Reverse(OrderAggregate& aggregate) {
  For(
      aggregate.order, [&](const Credit&) { ReverseCredit(aggregate); },
      [&](const VoucherSale&) { ReverseVoucherSale(aggregate); });
}

void PostFulfilment(OrderAggregate& aggregate) {
  For(
      aggregate.order, [&](const Credit&) { PostCredit(aggregate); },
      [&](const VoucherSale&) { PostVoucherSale(aggregate); });
}

std::optional<NotificationKind> SubscriberText(const Order& order) {
  return For(
      order, [&](const Credit&) { return TextAboutCredit(order); },
      [](const VoucherSale&) { return std::optional<NotificationKind>(); });
}

}  // namespace herlaad::orders
