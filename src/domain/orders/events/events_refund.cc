#include <algorithm>

#include "domain/orders/events/steps.h"
#include "domain/orders/refunds/extra_refund.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

// Nobody but a gateway makes a refund after all.
bool WasGivenUp(const Order& order, const Refund& refund) {
  return payments::RefundsBy(order.payment_method) == payments::Refunder::kGateway &&
         (refund.state == RefundState::kRefused || refund.state == RefundState::kWithdrawn);
}

bool WasMade(RefundState state) { return state == RefundState::kConfirmed || IsExtra(state); }

// News that a confirmed refund was made. A person, or a dispute, may have confirmed it.
EventOutcome OnMadeAgain(OrderAggregate& aggregate, Refund& refund, std::string_view reference) {
  if (IsOldSuccess(refund, reference)) return EventOutcome::kRepeated;
  if (refund.reference == kByHand && !reference.empty()) {
    refund.reference = reference;  // the same one, under its name at the gateway
    return Applied(aggregate);
  }
  if (refund.reference == kAnotherWay || refund.dispute != 0)
    return ConfirmBesides(aggregate, refund.n, reference);
  return EventOutcome::kRepeated;
}

// The money of one that the gateway had made came back. It may be in parts. What was not owed is
// not owed now either.
void Undo(OrderAggregate& aggregate, Refund& refund) {
  const bool is_extra = IsExtra(refund.state);
  const auto account =
      is_extra ? LossAtGateway(aggregate.order) : ledger::Of(ledger::AccountKind::kSuspense);
  refund.state = is_extra ? RefundState::kWithdrawn : RefundState::kRefused;
  refund.settled_at = aggregate.now;
  aggregate.transfers.push_back(ledger::Move(refund.amount, Collected(aggregate.order), account));
}

}  // namespace

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
  if (WasGivenUp(aggregate.order, *refund) && refund->dispute == 0) {
    const bool is_taken = !IsOldSuccess(*refund, reference) && AcceptLate(aggregate, n, reference);
    return is_taken ? Applied(aggregate) : EventOutcome::kIgnored;
  }
  if (!IsOnItsWay(refund->state)) return EventOutcome::kIgnored;
  refund->state = RefundState::kAccepted;
  refund->reference = reference;
  refund->settled_at = {};
  Clear(aggregate, Attention::kRefundUnknown);
  return Applied(aggregate);
}

EventOutcome OnRefundConfirmed(OrderAggregate& aggregate, std::int32_t n,
                               std::string_view reference) {
  Refund* const refund = Find(aggregate.order.refunds, n);
  if (refund == nullptr) return EventOutcome::kNoSuchPart;
  if (IsExtra(refund->state)) return EventOutcome::kRepeated;
  if (refund->state == RefundState::kConfirmed) return OnMadeAgain(aggregate, *refund, reference);
  if (WasGivenUp(aggregate.order, *refund)) {
    if (IsOldSuccess(*refund, reference)) return EventOutcome::kIgnored;
    if (refund->dispute != 0) return ConfirmBesides(aggregate, n, reference);
    ConfirmLate(aggregate, n, reference);
    return Applied(aggregate);
  }
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
  if (!WasMade(refund->state)) return OnRefundRefused(aggregate, n);
  bool is_any = false;
  bool is_owed = false;
  for (Refund& part : aggregate.order.refunds) {
    if (part.payment != refund->payment || part.dispute != 0 || !WasMade(part.state)) continue;
    const bool is_same = part.n == n || !reference.empty();
    const bool is_it = part.reference == reference || (part.n == n && part.reference == kByHand);
    if (!is_same || !is_it) continue;
    is_any = true;
    is_owed |= part.state == RefundState::kConfirmed;
    Undo(aggregate, part);
  }
  if (!is_any) return EventOutcome::kIgnored;
  if (is_owed) Raise(aggregate, Attention::kRefundRefused);
  return Applied(aggregate);
}

}  // namespace herlaad::orders
