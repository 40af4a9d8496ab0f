#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "rules/orders/steps.h"

namespace herlaad::orders {
namespace {

// The payer paid what was asked, while it was still wanted. A payment that is being closed only
// because time ran out or a newer order came counts: the payer was in time, the gateway says so.
bool IsWanted(const Order& order, const Payment& payment, std::int64_t received) {
  if (received != payment.asked && !MutantIs("other_sum_accepted")) return false;
  if (order.cancel_wanted || !order.deliveries.empty()) return false;
  switch (payment.state) {
    case PaymentState::kOpening:
    case PaymentState::kOpen:
      return true;
    case PaymentState::kClosing:
      return payment.reason == CloseReason::kExpired || payment.reason == CloseReason::kReplaced;
    case PaymentState::kClosed:
    case PaymentState::kPaid:
      return false;
  }
  CHECK(false, "a payment is in one of the listed states");
}

bool IsKnownCharge(const Order& order, std::string_view reference) {
  return std::any_of(order.payments.begin(), order.payments.end(), [reference](const Payment& p) {
    return p.state == PaymentState::kPaid && p.reference == reference;
  });
}

// Money that nobody asked for gets a payment of its own, so that it can be given back as such.
Payment& AddUninvited(Scene& scene, std::int64_t received) {
  Payment payment;
  payment.n = static_cast<std::int32_t>(scene.order.payments.size()) + 1;
  payment.asked = received;
  payment.created_at = scene.now;
  return scene.order.payments.emplace_back(std::move(payment));
}

void TakeIn(Scene& scene, Payment& payment, std::int64_t received, std::string_view reference) {
  payment.state = PaymentState::kPaid;
  payment.received = received;
  payment.reference = reference;
  payment.settled_at = scene.now;
  scene.transfers.push_back(
      ledger::Move(received, Collected(scene.order), ledger::Of(ledger::AccountKind::kSuspense)));
  Clear(scene, Attention::kPaymentUnknown);
}

EventOutcome StartClosing(Scene& scene, Payment& payment, CloseReason reason) {
  payment.state = PaymentState::kClosing;
  payment.reason = reason;
  return Applied(scene);
}

}  // namespace

EventOutcome OnPaymentOpened(Scene& scene, std::int32_t n, std::string_view url) {
  Payment* const payment = Find(scene.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state != PaymentState::kOpening) return EventOutcome::kRepeated;
  payment->state = PaymentState::kOpen;
  payment->url = url;
  payment->opened_at = scene.now;
  return Applied(scene);
}

EventOutcome OnPaymentPaid(Scene& scene, std::int32_t n, std::int64_t received,
                           std::string_view reference) {
  CHECK(received > 0, "a gateway's adapter reports only positive sums");
  Payment* payment = Find(scene.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (IsKnownCharge(scene.order, reference) && !MutantIs("duplicate_callback_applied")) {
    return EventOutcome::kRepeated;
  }
  const bool wanted = IsWanted(scene.order, *payment, received);
  if (payment->state == PaymentState::kPaid) {
    if (MutantIs("second_charge_ignored")) return EventOutcome::kIgnored;
    if (scene.order.payments.size() >= kPaymentsMax) {
      Raise(scene, Attention::kTooManyCharges);
      return Applied(scene);
    }
    payment = &AddUninvited(scene, received);
  }
  TakeIn(scene, *payment, received, reference);
  if (wanted) {
    Fulfil(scene);
  } else {
    StartRefund(scene, *payment);
  }
  return Applied(scene);
}

EventOutcome OnPaymentUnpaid(Scene& scene, std::int32_t n) {
  Payment* const payment = Find(scene.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state != PaymentState::kOpen) return EventOutcome::kIgnored;
  if (payment->unpaid_at == scene.now) return EventOutcome::kRepeated;
  payment->unpaid_at = scene.now;
  return Applied(scene);
}

EventOutcome OnPaymentClosed(Scene& scene, std::int32_t n, CloseReason reason,
                             DeclineReason decline) {
  CHECK(reason != CloseReason::kNone, "a payment is closed for a reason");
  Payment* const payment = Find(scene.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state == PaymentState::kClosed) return EventOutcome::kRepeated;
  // Money that was reported is certain; a later "closed" about it is a muddle of the other side.
  if (payment->state == PaymentState::kPaid) return EventOutcome::kIgnored;
  if (payment->state != PaymentState::kClosing) payment->reason = reason;
  if (payment->reason == CloseReason::kDeclined) payment->decline = decline;
  payment->state = PaymentState::kClosed;
  payment->settled_at = scene.now;
  Clear(scene, Attention::kPaymentUnknown);
  return Applied(scene);
}

EventOutcome OnPaymentTimeOver(Scene& scene, std::int32_t n) {
  Payment* const payment = Find(scene.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (!CanBePaid(*payment)) return EventOutcome::kRepeated;
  if (scene.now < scene.order.expires_at) return EventOutcome::kIgnored;
  return StartClosing(scene, *payment, CloseReason::kExpired);
}

EventOutcome OnPaymentReplaced(Scene& scene, std::int32_t n) {
  Payment* const payment = Find(scene.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (!CanBePaid(*payment)) return EventOutcome::kRepeated;
  return StartClosing(scene, *payment, CloseReason::kReplaced);
}

}  // namespace herlaad::orders
