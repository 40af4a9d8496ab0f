#include "domain/orders/refund_policy.h"
#include "domain/orders/steps.h"

namespace herlaad::orders {

EventOutcome OnRefundSent(OrderAggregate& aggregate, std::int32_t n) {
  Refund* const refund = Find(aggregate.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  if (refund->state != RefundState::kWaiting) return EventOutcome::kRepeated;
  refund->state = RefundState::kSent;
  refund->sent_at = aggregate.now;
  return Applied(aggregate);
}

EventOutcome OnRefundUnknown(OrderAggregate& aggregate, std::int32_t n) {
  Refund* const refund = Find(aggregate.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state == RefundState::kUnknown) return EventOutcome::kRepeated;
  if (refund->state != RefundState::kSent) return EventOutcome::kIgnored;
  refund->state = RefundState::kUnknown;
  return Applied(aggregate);
}

EventOutcome OnRefundAccepted(OrderAggregate& aggregate, std::int32_t n,
                              std::string_view reference) {
  Refund* const refund = Find(aggregate.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state == RefundState::kAccepted) return EventOutcome::kRepeated;
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  refund->state = RefundState::kAccepted;
  refund->reference = reference;
  Clear(aggregate, Attention::kRefundUnknown);
  return Applied(aggregate);
}

EventOutcome OnRefundConfirmed(OrderAggregate& aggregate, std::int32_t n,
                               std::string_view reference) {
  Refund* const refund = Find(aggregate.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state == RefundState::kConfirmed) return EventOutcome::kRepeated;
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  refund->state = RefundState::kConfirmed;
  refund->reference = reference;
  refund->settled_at = aggregate.now;
  aggregate.transfers.push_back(ledger::Move(
      refund->amount, ledger::Of(ledger::AccountKind::kSuspense), Collected(aggregate.order)));
  Clear(aggregate, Attention::kRefundUnknown);
  Clear(aggregate, Attention::kRefundRefused);
  return Applied(aggregate);
}

EventOutcome OnRefundRefused(OrderAggregate& aggregate, std::int32_t n) {
  Refund* const refund = Find(aggregate.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state == RefundState::kRefused) return EventOutcome::kRepeated;
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  refund->state = RefundState::kRefused;
  refund->settled_at = aggregate.now;
  Raise(aggregate, Attention::kRefundRefused);
  return Applied(aggregate);
}

EventOutcome OnRefundFailed(OrderAggregate& aggregate, std::int32_t n, std::string_view reference) {
  Refund* const refund = Find(aggregate.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (refund->state != RefundState::kConfirmed) return OnRefundRefused(aggregate, n);
  const bool is_it = refund->reference == reference || refund->reference == kByHand;
  if (refund->dispute != 0 || !is_it) return EventOutcome::kIgnored;
  refund->state = RefundState::kRefused;
  refund->settled_at = aggregate.now;
  aggregate.transfers.push_back(ledger::Move(refund->amount, Collected(aggregate.order),
                                             ledger::Of(ledger::AccountKind::kSuspense)));
  Raise(aggregate, Attention::kRefundRefused);
  return Applied(aggregate);
}

}  // namespace herlaad::orders
