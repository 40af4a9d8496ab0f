#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/fulfilment/fulfil.h"
#include "domain/orders/outbox/retry_policy.h"

namespace herlaad::orders {
namespace {

bool IsOpen(DeliveryState state) {
  return state == DeliveryState::kWaiting || state == DeliveryState::kSent ||
         state == DeliveryState::kUnknown;
}

}  // namespace

EventOutcome OnDeliverySent(OrderAggregate& aggregate, std::int32_t n) {
  Delivery* const delivery = Find(aggregate.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state != DeliveryState::kWaiting) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kSent;
  delivery->sent_at = aggregate.now;
  return Applied(aggregate);
}

EventOutcome OnDeliveryUnknown(OrderAggregate& aggregate, std::int32_t n) {
  Delivery* const delivery = Find(aggregate.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kUnknown) return EventOutcome::kRepeated;
  if (delivery->state != DeliveryState::kSent) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kUnknown;
  if (MutantIs("refund_before_answer")) RefundAll(aggregate);
  return Applied(aggregate);
}

EventOutcome OnDeliveryNotSent(OrderAggregate& aggregate, std::int32_t n) {
  Delivery* const delivery = Find(aggregate.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kWaiting) return EventOutcome::kRepeated;
  if (delivery->state != DeliveryState::kSent) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kWaiting;
  delivery->sent_at = {};
  // An earlier one was confirmed late: there is nothing more to deliver.
  if (ConfirmedDelivery(aggregate.order) != nullptr) WithdrawWaitingDeliveries(aggregate);
  return Applied(aggregate);
}

EventOutcome OnDeliveryConfirmed(OrderAggregate& aggregate, std::int32_t n,
                                 const Confirmation& confirmation) {
  Delivery* const delivery = Find(aggregate.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kConfirmed) return EventOutcome::kRepeated;
  if (delivery->state == DeliveryState::kTakenBack) return EventOutcome::kIgnored;
  if (MutantIs("late_answer_ignored") && !IsOpen(delivery->state)) return EventOutcome::kIgnored;
  Confirm(aggregate, *delivery, confirmation);
  WithdrawWaitingDeliveries(aggregate);
  Clear(aggregate, Attention::kDeliveryUnknown);
  Clear(aggregate, Attention::kPinInsteadOfCredit);
  return Applied(aggregate);
}

EventOutcome OnDeliveryRefused(OrderAggregate& aggregate, std::int32_t n, RefusalReason reason) {
  CHECK(reason != RefusalReason::kNone, "an operator refuses for a reason");
  Order& order = aggregate.order;
  Delivery* const delivery = Find(order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kRefused) return EventOutcome::kRepeated;
  // A confirmation is final; a later refusal of the same delivery is ignored.
  if (!IsOpen(delivery->state)) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kRefused;
  delivery->refusal = reason;
  delivery->settled_at = aggregate.now;
  Clear(aggregate, Attention::kDeliveryUnknown);
  Clear(aggregate, Attention::kPinInsteadOfCredit);
  if (ConfirmedDelivery(order) != nullptr) return Applied(aggregate);
  if (IsTriedAnew(order, *delivery)) {
    Fulfil(aggregate);
  } else if (delivery == &order.deliveries.back()) {
    RefundAll(aggregate);
  }
  return Applied(aggregate);
}

EventOutcome OnDeliveryPin(OrderAggregate& aggregate, std::int32_t n, std::string_view reference) {
  Delivery* const delivery = Find(aggregate.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state != DeliveryState::kSent && delivery->state != DeliveryState::kUnknown) {
    return EventOutcome::kIgnored;
  }
  delivery->state = DeliveryState::kUnknown;
  delivery->reference = reference;
  Raise(aggregate, Attention::kPinInsteadOfCredit);
  return Applied(aggregate);
}

}  // namespace herlaad::orders
