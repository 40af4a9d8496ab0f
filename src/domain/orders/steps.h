// The steps that events are composed of. Only for this module.
#pragma once

#include <string_view>

#include "domain/orders/events.h"

namespace herlaad::orders {

template <class Part>
Part* Find(std::vector<Part>& parts, std::int32_t n) {
  if (n < 1 || n > static_cast<std::int32_t>(parts.size())) return nullptr;
  return &parts[static_cast<std::size_t>(n - 1)];
}

// Ends an event that changed something: gives the limit back if the order ended unfulfilled, and
// removes an order that can no longer be paid from the number's unpaid ones.
EventOutcome Applied(OrderAggregate& aggregate);

// Judges `amount` against the number's limits now.
limits::Ruling JudgeLimits(const OrderAggregate& aggregate, std::int64_t amount);

// The order is paid: takes the limit, then credits a hosted number at once or adds a delivery for
// the outbox worker. If it no longer fits the limits, the delivery is refused and the order
// refunded.
void Fulfil(OrderAggregate& aggregate);

// Starts a refund of what is left of the payment's money; domain/orders/refund_policy.h decides
// how.
void StartRefund(OrderAggregate& aggregate, const Payment& payment);
// Starts a refund of every payment, except those whose refund the gateway refused: they need a
// review.
void RefundAll(OrderAggregate& aggregate);

// Withdraws the refunds of PaymentToKeep, so that it pays for the delivery. False if there is none.
bool Cover(OrderAggregate& aggregate);
void Confirm(OrderAggregate& aggregate, Delivery& delivery, const Confirmation& confirmation);
void WithdrawWaitingDeliveries(OrderAggregate& aggregate);

void Raise(OrderAggregate& aggregate, Attention reason);
// Clears `reason`; another reason may remain.
void Clear(OrderAggregate& aggregate, Attention reason);

ledger::Account Collected(const Order& order);  // psp:<gateway> or cash:<till>

}  // namespace herlaad::orders
