#include <algorithm>
#include <array>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/fulfilment/fulfil.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

constexpr std::array<std::string_view, 11> kReviewDecisionNames{
    "delivered", "not_delivered", "ask_again",      "refunded",          "paid_out", "accepted",
    "not_paid",  "not_refunded",  "refund_as_loss", "credit_taken_back", "released"};

template <class Part, class State>
Part* LastIn(std::vector<Part>& parts, State state) {
  const auto at = std::find_if(parts.rbegin(), parts.rend(),
                               [state](const Part& part) { return part.state == state; });
  return at == parts.rend() ? nullptr : &*at;
}

CancelOutcome CancelUnpaid(OrderAggregate& aggregate, Payment& payment) {
  payment.state = PaymentState::kClosing;
  payment.reason = CloseReason::kCancelled;
  payment.settled_at = aggregate.now;
  if (MutantIs("cancelled_without_word")) payment.state = PaymentState::kClosed;
  aggregate.order.cancel_wanted = true;
  (void)Applied(aggregate);
  return CancelOutcome::kCancelling;
}

// The gateway cannot close it any more: if the money comes, it is refunded.
CancelOutcome CancelProcessed(OrderAggregate& aggregate) {
  if (aggregate.order.cancel_wanted) return CancelOutcome::kAlready;
  aggregate.order.cancel_wanted = true;
  (void)Applied(aggregate);
  return CancelOutcome::kCancelling;
}

// Paid and not sent yet: the money can be refunded.
CancelOutcome CancelUnsent(OrderAggregate& aggregate) {
  aggregate.order.cancel_wanted = true;
  WithdrawWaitingDeliveries(aggregate);
  RefundAll(aggregate);
  Applied(aggregate);
  return CancelOutcome::kCancelling;
}

CancelOutcome CancelAwaiting(OrderAggregate& aggregate) {
  Payment& payment = aggregate.order.payments.front();
  if (payment.state == PaymentState::kClosing) return CancelOutcome::kAlready;
  if (payment.state == PaymentState::kProcessing) return CancelProcessed(aggregate);
  return CancelUnpaid(aggregate, payment);
}

bool ResolveDelivery(OrderAggregate& aggregate, ReviewDecision review_decision) {
  Delivery* const delivery = LastIn(aggregate.order.deliveries, DeliveryState::kUnknown);
  if (delivery == nullptr) return false;
  if (review_decision == ReviewDecision::kDelivered) {
    Confirmation by_hand;
    by_hand.reference = delivery->reference;
    return OnDeliveryConfirmed(aggregate, delivery->n, by_hand) == EventOutcome::kApplied;
  }
  // The operator itself did not decline it.
  const auto reason = aggregate.order.attention == Attention::kPinInsteadOfCredit
                          ? RefusalReason::kPinInsteadOfCredit
                          : RefusalReason::kNotCredited;
  return OnDeliveryRefused(aggregate, delivery->n, reason) == EventOutcome::kApplied;
}

// All whose asks are used up. An earlier version did not mark them: then it is the first.
std::vector<std::int32_t> UnknownRefunds(const Order& order) {
  std::vector<std::int32_t> found;
  for (const Refund& refund : order.refunds) {
    if (refund.state == RefundState::kUnknown && refund.settled_at.ms != 0)
      found.push_back(refund.n);
  }
  const Refund* const first = found.empty() ? RefundForPerson(order) : nullptr;
  if (first != nullptr) found.push_back(first->n);
  return found;
}

// Of each payment that is still owed, the last: those before it were for the same money.
std::vector<std::int32_t> RefusedRefunds(const Order& order) {
  std::vector<std::int32_t> found;
  for (const Payment& payment : order.payments) {
    if (Unreturned(order, payment) <= 0) continue;
    const auto last =
        std::find_if(order.refunds.rbegin(), order.refunds.rend(), [&payment](const Refund& r) {
          return r.payment == payment.n && r.state == RefundState::kRefused;
        });
    if (last != order.refunds.rend()) found.push_back(last->n);
  }
  // The first payment may be refunded last: once it no longer pays for a credit.
  std::sort(found.begin(), found.end());
  return found;
}

bool IsAboutRefund(ReviewDecision review_decision) {
  return review_decision == ReviewDecision::kRefunded ||
         review_decision == ReviewDecision::kNotRefunded ||
         review_decision == ReviewDecision::kAskAgain;
}

// A refused refund is final under its own key; a review may have it retried under a new one.
// `refund`: only the money of that one; nullptr: all that is owed.
void RefundAnew(OrderAggregate& aggregate, const Refund* refund) {
  const std::int32_t only = refund != nullptr ? refund->payment : 0;
  for (const Payment& payment : aggregate.order.payments) {
    if (only != 0 && payment.n != only) continue;
    if (WasRefused(aggregate.order, payment)) StartRefund(aggregate, payment);
  }
}

void AskAgain(OrderAggregate& aggregate, Refund* refund) {
  Order& order = aggregate.order;
  if (order.attention == Attention::kRefundRefused) RefundAnew(aggregate, refund);
  if (order.attention == Attention::kRefundUnknown && refund != nullptr) refund->settled_at = {};
  Clear(aggregate, order.attention);
}

// What was refunded besides stays a loss, and nobody is asked about it again.
void Accept(OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  if (order.attention == Attention::kExtraRefund) {
    for (Refund& refund : order.refunds) {
      if (refund.state == RefundState::kExtra) refund.state = RefundState::kWrittenOff;
    }
  }
  Clear(aggregate, order.attention);
}

// Confirms the refund that the decision is about.
bool MarkRefunded(OrderAggregate& aggregate, Refund* refund) {
  Order& order = aggregate.order;
  if (refund == nullptr) return false;
  // A part of it may have come back by a dispute since.
  if (refund->state == RefundState::kRefused) {
    refund->amount =
        std::min(refund->amount, Unreturned(order, *Find(order.payments, refund->payment)));
  }
  auto way = kByHand;
  if (refund->state == RefundState::kRefused)
    way = refund->reference.empty() ? kAnotherWay : kAfterFailure;
  refund->state = RefundState::kSent;
  Clear(aggregate, Attention::kRefundRefused);
  return OnRefundConfirmed(aggregate, refund->n, way) == EventOutcome::kApplied;
}

// What was never made under its key is made under a new one. If the gateway tells later that it was
// made after all, that is news, also under the reference that it had.
bool MarkNotRefunded(OrderAggregate& aggregate, Refund* refund) {
  if (refund == nullptr) return false;
  refund->state = RefundState::kRefused;
  refund->reference.clear();
  refund->settled_at = aggregate.now;
  StartRefund(aggregate, *Find(aggregate.order.payments, refund->payment));
  Clear(aggregate, Attention::kRefundUnknown);
  return true;
}

bool PayOut(OrderAggregate& aggregate) {
  Refund* const refund = LastIn(aggregate.order.refunds, RefundState::kDue);
  if (refund == nullptr) return false;
  refund->state = RefundState::kPaidOut;
  refund->settled_at = aggregate.now;
  aggregate.transfers.push_back(ledger::Move(
      refund->amount, ledger::Of(ledger::AccountKind::kSuspense), Collected(aggregate.order)));
  Clear(aggregate, Attention::kCashRefundDue);
  return true;
}

bool MarkUnpaid(OrderAggregate& aggregate) {
  Payment* const payment = LastIn(aggregate.order.payments, PaymentState::kClosing);
  return payment != nullptr &&
         OnPaymentClosed(aggregate, payment->n, payment->reason) == EventOutcome::kApplied;
}

// Money that was held pays for the credit after all, if the number still takes it, or is refunded.
bool ResolveHeld(OrderAggregate& aggregate, ReviewDecision review_decision) {
  if (!aggregate.order.deliveries.empty()) return false;
  Clear(aggregate, Attention::kHeldByBrake);
  aggregate.stopped.reset();
  if (review_decision == ReviewDecision::kReleased) {
    Fulfil(aggregate);
  } else {
    RefuseDelivery(aggregate, AddDelivery(aggregate), RefusalReason::kStoppedByBrake);
  }
  return true;
}

// `refund`: the one that the decision is about; nullptr: none, or all that were refused.
bool Apply(OrderAggregate& aggregate, ReviewDecision review_decision, Refund* refund) {
  if (aggregate.order.attention == Attention::kHeldByBrake)
    return ResolveHeld(aggregate, review_decision);
  switch (review_decision) {
    case ReviewDecision::kDelivered:
    case ReviewDecision::kNotDelivered:
      return ResolveDelivery(aggregate, review_decision);
    case ReviewDecision::kAskAgain:
      AskAgain(aggregate, refund);
      return true;
    case ReviewDecision::kRefunded:
      return MarkRefunded(aggregate, refund);
    case ReviewDecision::kNotRefunded:
      return MarkNotRefunded(aggregate, refund);
    case ReviewDecision::kPaidOut:
      return PayOut(aggregate);
    case ReviewDecision::kAccepted:
      Accept(aggregate);
      return true;
    case ReviewDecision::kNotPaid:
      return MarkUnpaid(aggregate);
    case ReviewDecision::kRefundAsLoss:
    case ReviewDecision::kCreditTakenBack:
      return RefundCredited(aggregate, review_decision);
    case ReviewDecision::kReleased:
      return false;  // only of what is held
  }
  CHECK(false, "a review decision is one of the listed ones");
}

}  // namespace

CancelOutcome Cancel(OrderAggregate& aggregate) {
  const auto& deliveries = aggregate.order.deliveries;
  switch (StateOf(aggregate.order)) {
    case State::kAwaitingPayment:
      return CancelAwaiting(aggregate);
    case State::kPaid:
      return CancelUnsent(aggregate);
    case State::kDelivering:
      return deliveries.back().state == DeliveryState::kWaiting ? CancelUnsent(aggregate)
                                                                : CancelOutcome::kDelivering;
    case State::kDeliveryUnknown:
      return CancelOutcome::kDelivering;
    case State::kDelivered:
      return CancelOutcome::kDelivered;
    case State::kRefunding:
    case State::kRefunded:
    case State::kCancelled:
    case State::kExpired:
      return CancelOutcome::kAlready;
    case State::kAttention:
      return CancelOutcome::kAttention;
  }
  CHECK(false, "an order is in one of the listed states");
}

std::vector<ReviewDecision> ReviewDecisionsFor(Attention attention) {
  switch (attention) {
    case Attention::kNone:
      return {};
    case Attention::kDeliveryUnknown:
      return {ReviewDecision::kDelivered, ReviewDecision::kNotDelivered, ReviewDecision::kAskAgain};
    case Attention::kRefundUnknown:
      return {ReviewDecision::kRefunded, ReviewDecision::kNotRefunded, ReviewDecision::kAskAgain};
    case Attention::kPaymentUnknown:
      return {ReviewDecision::kNotPaid, ReviewDecision::kAskAgain};
    case Attention::kRefundRefused:
      return {ReviewDecision::kRefunded, ReviewDecision::kAskAgain};
    case Attention::kCreditedAndRefunded:
    case Attention::kTooManyCharges:
    case Attention::kReturnedTwice:
    case Attention::kExtraRefund:
      return {ReviewDecision::kAccepted};
    case Attention::kPinInsteadOfCredit:
      return {ReviewDecision::kDelivered, ReviewDecision::kNotDelivered};
    case Attention::kCashRefundDue:
      return {ReviewDecision::kPaidOut};
    case Attention::kHeldByBrake:
      return {ReviewDecision::kReleased, ReviewDecision::kNotDelivered};
  }
  CHECK(false, "an order needs attention for one of the listed reasons");
}

std::vector<ReviewDecision> ReviewDecisionsFor(const Order& order) {
  return order.attention == Attention::kNone ? CreditedRefundsOf(order)
                                             : ReviewDecisionsFor(order.attention);
}

std::vector<std::int32_t> RefundsToDecide(const Order& order, ReviewDecision review_decision) {
  if (!IsAboutRefund(review_decision)) return {};
  if (order.attention == Attention::kRefundUnknown) return UnknownRefunds(order);
  if (order.attention == Attention::kRefundRefused) return RefusedRefunds(order);
  return {};
}

ResolveOutcome Resolve(OrderAggregate& aggregate, ReviewDecision review_decision,
                       std::string_view reason, std::optional<std::int32_t> refund) {
  const auto fitting = ReviewDecisionsFor(aggregate.order);
  if (std::find(fitting.begin(), fitting.end(), review_decision) == fitting.end()) {
    return aggregate.order.attention == Attention::kNone ? ResolveOutcome::kNotInAttention
                                                         : ResolveOutcome::kDoesNotFit;
  }
  const Attention before = aggregate.order.attention;
  const auto refunds = RefundsToDecide(aggregate.order, review_decision);
  if (refund && std::find(refunds.begin(), refunds.end(), *refund) == refunds.end())
    return ResolveOutcome::kRefundDoesNotFit;
  const bool is_about_all =
      review_decision == ReviewDecision::kAskAgain && before == Attention::kRefundRefused;
  if (!refund && refunds.size() > 1 && !is_about_all) return ResolveOutcome::kRefundNotNamed;
  if (!refund && refunds.size() == 1) refund = refunds.front();
  Refund* const about = refund ? Find(aggregate.order.refunds, *refund) : nullptr;
  if (!Apply(aggregate, review_decision, about)) return ResolveOutcome::kDoesNotFit;
  aggregate.order.review_decision = reason.substr(0, kReasonMax);
  Applied(aggregate);
  // The same question about another refund is another one.
  if (before != Attention::kNone && aggregate.order.attention == before)
    aggregate.order.attention_since = aggregate.now;
  return ResolveOutcome::kResolved;
}

EventOutcome OnAsksUsedUp(OrderAggregate& aggregate, char part, std::int32_t n) {
  if (part == 'd') {
    const Delivery* const delivery = Find(aggregate.order.deliveries, n);
    if (delivery == nullptr) return EventOutcome::kNoSuchPart;
    if (delivery->state != DeliveryState::kUnknown) return EventOutcome::kIgnored;
    Raise(aggregate, Attention::kDeliveryUnknown);
  } else if (part == 'r') {
    Refund* const refund = Find(aggregate.order.refunds, n);
    if (refund == nullptr) return EventOutcome::kNoSuchPart;
    if (refund->state == RefundState::kAccepted) refund->state = RefundState::kUnknown;
    if (refund->state != RefundState::kUnknown) return EventOutcome::kIgnored;
    if (refund->settled_at.ms == 0) refund->settled_at = aggregate.now;
    Raise(aggregate, Attention::kRefundUnknown);
  } else {
    const Payment* const payment = Find(aggregate.order.payments, n);
    if (payment == nullptr) return EventOutcome::kNoSuchPart;
    if (payment->state != PaymentState::kClosing) return EventOutcome::kIgnored;
    Raise(aggregate, Attention::kPaymentUnknown);
  }
  return Applied(aggregate);
}

std::string_view Name(ReviewDecision review_decision) {
  return kReviewDecisionNames[static_cast<std::size_t>(review_decision) - 1];
}

std::optional<ReviewDecision> ParseReviewDecision(std::string_view name) {
  const auto at = std::find(kReviewDecisionNames.begin(), kReviewDecisionNames.end(), name);
  if (at == kReviewDecisionNames.end()) return std::nullopt;
  return static_cast<ReviewDecision>(at - kReviewDecisionNames.begin() + 1);
}

}  // namespace herlaad::orders
