#include "base/core/check.h"
#include "rules/orders/steps.h"

namespace herlaad::orders {
namespace {

bool IsOnItsWay(RefundState state) {
  return state == RefundState::kWaiting || state == RefundState::kSent ||
         state == RefundState::kUnknown;
}

}  // namespace

EventOutcome OnRefundSent(Scene& scene, std::int32_t n) {
  Refund* const refund = Find(scene.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  if (refund->state != RefundState::kWaiting) return EventOutcome::kRepeated;
  refund->state = RefundState::kSent;
  refund->sent_at = scene.now;
  return Applied(scene);
}

EventOutcome OnRefundUnknown(Scene& scene, std::int32_t n) {
  Refund* const refund = Find(scene.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state == RefundState::kUnknown) return EventOutcome::kRepeated;
  if (refund->state != RefundState::kSent) return EventOutcome::kIgnored;
  refund->state = RefundState::kUnknown;
  return Applied(scene);
}

EventOutcome OnRefundConfirmed(Scene& scene, std::int32_t n, std::string_view reference) {
  Refund* const refund = Find(scene.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state == RefundState::kConfirmed) return EventOutcome::kRepeated;
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  refund->state = RefundState::kConfirmed;
  refund->reference = reference;
  refund->settled_at = scene.now;
  scene.transfers.push_back(ledger::Move(refund->amount, ledger::Of(ledger::AccountKind::kSuspense),
                                         Collected(scene.order)));
  Clear(scene, Attention::kRefundUnknown);
  return Applied(scene);
}

EventOutcome OnRefundRefused(Scene& scene, std::int32_t n) {
  Refund* const refund = Find(scene.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state == RefundState::kRefused) return EventOutcome::kRepeated;
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  refund->state = RefundState::kRefused;
  refund->settled_at = scene.now;
  Raise(scene, Attention::kRefundRefused);
  return Applied(scene);
}

}  // namespace herlaad::orders
