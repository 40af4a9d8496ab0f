#include <algorithm>
#include <array>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "rules/orders/steps.h"

namespace herlaad::orders {
namespace {

constexpr std::array<std::string_view, 7> kResolutionNames{
    "delivered", "not_delivered", "ask_again", "refunded", "paid_out", "accepted", "not_paid"};

template <class Part, class State>
Part* LastIn(std::vector<Part>& parts, State state) {
  const auto at = std::find_if(parts.rbegin(), parts.rend(),
                               [state](const Part& part) { return part.state == state; });
  return at == parts.rend() ? nullptr : &*at;
}

CancelOutcome CancelUnpaid(Scene& scene, Payment& payment) {
  payment.state = PaymentState::kClosing;
  payment.reason = CloseReason::kCancelled;
  if (MutantIs("cancelled_without_word")) payment.state = PaymentState::kClosed;
  scene.order.cancel_wanted = true;
  (void)Applied(scene);
  return CancelOutcome::kCancelling;
}

// Paid, and a courier has not touched the wire for it: the money can go back.
CancelOutcome CancelUnsent(Scene& scene) {
  scene.order.cancel_wanted = true;
  WithdrawWaitingDeliveries(scene);
  RefundAll(scene);
  Applied(scene);
  return CancelOutcome::kCancelling;
}

CancelOutcome CancelAwaiting(Scene& scene) {
  Payment& payment = scene.order.payments.front();
  if (payment.state == PaymentState::kClosing) return CancelOutcome::kAlready;
  return CancelUnpaid(scene, payment);
}

bool ResolveDelivery(Scene& scene, Resolution resolution) {
  Delivery* const delivery = LastIn(scene.order.deliveries, DeliveryState::kUnknown);
  if (delivery == nullptr) return false;
  if (resolution == Resolution::kDelivered) {
    Confirmation by_hand;
    by_hand.reference = delivery->reference;
    return OnDeliveryConfirmed(scene, delivery->n, by_hand) == EventOutcome::kApplied;
  }
  return OnDeliveryRefused(scene, delivery->n, RefusalReason::kDeclined) == EventOutcome::kApplied;
}

// A refused refund is final under its own key; a person may have it tried under a new one.
void RefundAnew(Scene& scene) {
  scene.order.attention = Attention::kNone;
  scene.order.attention_since = Instant{};
  for (const Payment& payment : scene.order.payments) {
    const bool refused = std::any_of(
        scene.order.refunds.begin(), scene.order.refunds.end(), [&payment](const Refund& r) {
          return r.payment == payment.n && r.state == RefundState::kRefused;
        });
    if (refused) StartRefund(scene, payment);
  }
}

void AskAgain(Scene& scene) {
  if (scene.order.attention == Attention::kRefundRefused) {
    RefundAnew(scene);
  } else {
    Clear(scene, scene.order.attention);
  }
}

// The last refused one whose money is still here: one that was tried anew since is settled.
Refund* LastRefused(Order& order) {
  const auto at =
      std::find_if(order.refunds.rbegin(), order.refunds.rend(), [&order](const Refund& r) {
        return r.state == RefundState::kRefused &&
               Unreturned(order, *Find(order.payments, r.payment)) > 0;
      });
  return at == order.refunds.rend() ? nullptr : &*at;
}

// The one that the person was asked about.
bool MarkRefunded(Scene& scene) {
  Order& order = scene.order;
  Refund* const refund = order.attention == Attention::kRefundUnknown
                             ? LastIn(order.refunds, RefundState::kUnknown)
                             : LastRefused(order);
  if (refund == nullptr) return false;
  refund->state = RefundState::kUnknown;
  Clear(scene, Attention::kRefundRefused);
  return OnRefundConfirmed(scene, refund->n, kByHand) == EventOutcome::kApplied;
}

bool PayOut(Scene& scene) {
  Refund* const refund = LastIn(scene.order.refunds, RefundState::kDue);
  if (refund == nullptr) return false;
  refund->state = RefundState::kPaidOut;
  refund->settled_at = scene.now;
  scene.transfers.push_back(ledger::Move(refund->amount, ledger::Of(ledger::AccountKind::kSuspense),
                                         Collected(scene.order)));
  Clear(scene, Attention::kCashRefundDue);
  return true;
}

bool MarkUnpaid(Scene& scene) {
  Payment* const payment = LastIn(scene.order.payments, PaymentState::kClosing);
  return payment != nullptr &&
         OnPaymentClosed(scene, payment->n, payment->reason) == EventOutcome::kApplied;
}

bool Apply(Scene& scene, Resolution resolution) {
  switch (resolution) {
    case Resolution::kDelivered:
    case Resolution::kNotDelivered:
      return ResolveDelivery(scene, resolution);
    case Resolution::kAskAgain:
      AskAgain(scene);
      return true;
    case Resolution::kRefunded:
      return MarkRefunded(scene);
    case Resolution::kPaidOut:
      return PayOut(scene);
    case Resolution::kAccepted:
      Clear(scene, scene.order.attention);
      return true;
    case Resolution::kNotPaid:
      return MarkUnpaid(scene);
  }
  CHECK(false, "a resolution is one of the listed ones");
}

}  // namespace

CancelOutcome Cancel(Scene& scene) {
  const auto& deliveries = scene.order.deliveries;
  switch (StateOf(scene.order)) {
    case State::kAwaitingPayment:
      return CancelAwaiting(scene);
    case State::kPaid:
      return CancelUnsent(scene);
    case State::kDelivering:
      return deliveries.back().state == DeliveryState::kWaiting ? CancelUnsent(scene)
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

std::vector<Resolution> ResolutionsFor(Attention attention) {
  switch (attention) {
    case Attention::kNone:
      return {};
    case Attention::kDeliveryUnknown:
      return {Resolution::kDelivered, Resolution::kNotDelivered, Resolution::kAskAgain};
    case Attention::kRefundUnknown:
      return {Resolution::kRefunded, Resolution::kAskAgain};
    case Attention::kPaymentUnknown:
      return {Resolution::kNotPaid, Resolution::kAskAgain};
    case Attention::kRefundRefused:
      return {Resolution::kRefunded, Resolution::kAskAgain};
    case Attention::kCreditedAndRefunded:
    case Attention::kTooManyCharges:
      return {Resolution::kAccepted};
    case Attention::kPinInsteadOfCredit:
      return {Resolution::kDelivered, Resolution::kNotDelivered};
    case Attention::kCashRefundDue:
      return {Resolution::kPaidOut};
  }
  CHECK(false, "an order needs attention for one of the listed reasons");
}

ResolveOutcome Resolve(Scene& scene, Resolution resolution, std::string_view reason) {
  if (scene.order.attention == Attention::kNone) return ResolveOutcome::kNotInAttention;
  const auto fitting = ResolutionsFor(scene.order.attention);
  if (std::find(fitting.begin(), fitting.end(), resolution) == fitting.end()) {
    return ResolveOutcome::kDoesNotFit;
  }
  if (!Apply(scene, resolution)) return ResolveOutcome::kDoesNotFit;
  scene.order.resolution = reason.substr(0, kReasonMax);
  Applied(scene);
  return ResolveOutcome::kResolved;
}

EventOutcome OnAsksUsedUp(Scene& scene, char part, std::int32_t n) {
  if (part == 'd') {
    const Delivery* const delivery = Find(scene.order.deliveries, n);
    if (delivery == nullptr) return EventOutcome::kNoSuchPart;
    if (delivery->state != DeliveryState::kUnknown) return EventOutcome::kIgnored;
    Raise(scene, Attention::kDeliveryUnknown);
  } else if (part == 'r') {
    const Refund* const refund = Find(scene.order.refunds, n);
    if (refund == nullptr) return EventOutcome::kNoSuchPart;
    if (refund->state != RefundState::kUnknown) return EventOutcome::kIgnored;
    Raise(scene, Attention::kRefundUnknown);
  } else {
    const Payment* const payment = Find(scene.order.payments, n);
    if (payment == nullptr) return EventOutcome::kNoSuchPart;
    if (payment->state != PaymentState::kClosing) return EventOutcome::kIgnored;
    Raise(scene, Attention::kPaymentUnknown);
  }
  return Applied(scene);
}

std::string_view Name(Resolution resolution) {
  return kResolutionNames[static_cast<std::size_t>(resolution) - 1];
}

std::optional<Resolution> ParseResolution(std::string_view name) {
  const auto at = std::find(kResolutionNames.begin(), kResolutionNames.end(), name);
  if (at == kResolutionNames.end()) return std::nullopt;
  return static_cast<Resolution>(at - kResolutionNames.begin() + 1);
}

}  // namespace herlaad::orders
