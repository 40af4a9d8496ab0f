// The steps that events are composed of. Only for this module.
#pragma once

#include <string_view>

#include "domain/orders/events/events.h"

namespace herlaad::orders {

template <class Part>
Part* Find(std::vector<Part>& parts, std::int32_t n) {
  if (n < 1 || n > static_cast<std::int32_t>(parts.size())) return nullptr;
  return &parts[static_cast<std::size_t>(n - 1)];
}

// Ends an event that changed something: stops what is disputed, settles extra refunds and disputes,
// reverses the order if it ended unfulfilled, and removes an order that can no longer be paid from
// the number's unpaid ones.
EventOutcome Applied(OrderAggregate& aggregate);

// Judges `amount` against the number's limits now.
limits::Ruling JudgeLimits(const OrderAggregate& aggregate, std::int64_t amount);

// Begins the order with its terms and its first payment. The rest of it is already filled in.
void OpenOrder(const Terms& terms, OrderAggregate& aggregate);

Delivery& AddDelivery(OrderAggregate& aggregate);
// Refuses it and refunds the order.
void RefuseDelivery(OrderAggregate& aggregate, Delivery& delivery, RefusalReason reason);

// Starts a refund of what is left of the payment's money; domain/orders/refunds/refund_policy.h
// decides how.
void StartRefund(OrderAggregate& aggregate, const Payment& payment);
// Starts a refund of every payment, except those whose refund the gateway refused: they need a
// review.
void RefundAll(OrderAggregate& aggregate);

// Withdraws the refunds of PaymentToKeep, so that it pays for the delivery. False if there is none.
bool Cover(OrderAggregate& aggregate);
void Confirm(OrderAggregate& aggregate, Delivery& delivery, const Confirmation& confirmation);
// What the payer got by a dispute takes the place of refunds that were not sent, and the rest of
// what ended with the payer is booked as a loss.
void SettleDisputes(OrderAggregate& aggregate);
// What was not sent yet is not delivered if the bank questions, or took, the charge that pays for
// it.
void RefuseDisputed(OrderAggregate& aggregate);
void WithdrawWaitingDeliveries(OrderAggregate& aggregate);

// The gateway took `received` as charge `reference`. `disputed`: the bank questions or took it
// already, so that it pays for nothing.
EventOutcome TakeCharge(OrderAggregate& aggregate, std::int32_t n, std::int64_t received,
                        std::string_view reference, bool disputed);

void Raise(OrderAggregate& aggregate, Attention reason);
// Clears `reason`; another reason may remain.
void Clear(OrderAggregate& aggregate, Attention reason);

ledger::Account Collected(const Order& order);  // psp:<gateway>, cash:<till>, …
ledger::Account LossAtGateway(const Order& order);
ledger::Account SoldVouchers();  // voucher:sold

}  // namespace herlaad::orders
