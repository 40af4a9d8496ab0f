#include "base/core/check.h"
#include "base/core/mutant.h"
#include "rules/orders/steps.h"

namespace herlaad::orders {
namespace {

bool IsOpen(DeliveryState state) {
  return state == DeliveryState::kWaiting || state == DeliveryState::kSent ||
         state == DeliveryState::kUnknown;
}

}  // namespace

EventOutcome OnDeliverySent(Scene& scene, std::int32_t n) {
  Delivery* const delivery = Find(scene.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state != DeliveryState::kWaiting) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kSent;
  delivery->sent_at = scene.now;
  return Applied(scene);
}

EventOutcome OnDeliveryUnknown(Scene& scene, std::int32_t n) {
  Delivery* const delivery = Find(scene.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kUnknown) return EventOutcome::kRepeated;
  if (delivery->state != DeliveryState::kSent) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kUnknown;
  if (MutantIs("refund_before_answer")) RefundAll(scene);
  return Applied(scene);
}

EventOutcome OnDeliveryNotSent(Scene& scene, std::int32_t n) {
  Delivery* const delivery = Find(scene.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kWaiting) return EventOutcome::kRepeated;
  if (delivery->state != DeliveryState::kSent) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kWaiting;
  delivery->sent_at = {};
  return Applied(scene);
}

EventOutcome OnDeliveryConfirmed(Scene& scene, std::int32_t n, const Confirmation& confirmation) {
  Delivery* const delivery = Find(scene.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kConfirmed) return EventOutcome::kRepeated;
  if (MutantIs("late_answer_ignored") && !IsOpen(delivery->state)) return EventOutcome::kIgnored;
  Confirm(scene, *delivery, confirmation);
  WithdrawWaitingDeliveries(scene);
  Clear(scene, Attention::kDeliveryUnknown);
  Clear(scene, Attention::kPinInsteadOfCredit);
  return Applied(scene);
}

EventOutcome OnDeliveryRefused(Scene& scene, std::int32_t n, RefusalReason reason) {
  CHECK(reason != RefusalReason::kNone, "an operator refuses for a reason");
  Order& order = scene.order;
  Delivery* const delivery = Find(order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state == DeliveryState::kRefused) return EventOutcome::kRepeated;
  // A confirmation is certain; a later "refused" about it changes nothing.
  if (!IsOpen(delivery->state)) return EventOutcome::kIgnored;
  delivery->state = DeliveryState::kRefused;
  delivery->refusal = reason;
  delivery->settled_at = scene.now;
  Clear(scene, Attention::kDeliveryUnknown);
  Clear(scene, Attention::kPinInsteadOfCredit);
  if (ConfirmedDelivery(order) != nullptr) return Applied(scene);
  const auto tried = static_cast<std::int32_t>(order.deliveries.size());
  const bool latest = delivery->n == tried;
  if (latest && MayTryAgain(reason) && tried < kDeliveriesMax && !order.cancel_wanted) {
    Fulfil(scene);
  } else if (latest) {
    RefundAll(scene);
  }
  return Applied(scene);
}

EventOutcome OnDeliveryPin(Scene& scene, std::int32_t n, std::string_view reference) {
  Delivery* const delivery = Find(scene.order.deliveries, n);
  if (delivery == nullptr) return EventOutcome::kNoSuchPart;
  if (delivery->state != DeliveryState::kSent && delivery->state != DeliveryState::kUnknown) {
    return EventOutcome::kIgnored;
  }
  delivery->state = DeliveryState::kUnknown;
  delivery->reference = reference;
  Raise(scene, Attention::kPinInsteadOfCredit);
  return Applied(scene);
}

}  // namespace herlaad::orders
