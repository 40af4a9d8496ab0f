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

// True if the payer can pay or may be paying now.
bool CanBePaid(const Payment& payment);

// Ends an event that changed something: gives the limit back if the order ended unfulfilled, and
// removes an order that can no longer be paid from the number's unpaid ones.
EventOutcome Applied(OrderAggregate& aggregate);

// Judges `amount` against the number's limits now.
limits::Ruling JudgeLimits(const OrderAggregate& aggregate, std::int64_t amount);

// The order is paid: takes the limit, then credits a hosted number at once or adds a delivery for
// the outbox worker. If it no longer fits the limits, the delivery is refused and the order
// refunded.
void Fulfil(OrderAggregate& aggregate);

// Money of `payment` that is in suspense and not part of an open or completed refund.
std::int64_t Unreturned(const Order& order, const Payment& payment);

// Starts a refund of all of the payment's money, by its payment method.
void StartRefund(OrderAggregate& aggregate, const Payment& payment);
// Starts a refund of every payment, except those whose refund the gateway refused: they need a
// review.
void RefundAll(OrderAggregate& aggregate);

// Finds a full payment that is not on its way back, and withdraws its refunds so that it pays for
// the delivery. False if there is none or another delivery was paid for.
bool Cover(OrderAggregate& aggregate);
void Confirm(OrderAggregate& aggregate, Delivery& delivery, const Confirmation& confirmation);
void WithdrawWaitingDeliveries(OrderAggregate& aggregate);

void Raise(OrderAggregate& aggregate, Attention reason);
// Clears `reason`; another reason may remain.
void Clear(OrderAggregate& aggregate, Attention reason);

ledger::Account Collected(const Order& order);  // psp:<gateway> or cash:<till>

}  // namespace herlaad::orders
