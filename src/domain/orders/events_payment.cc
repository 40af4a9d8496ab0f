#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/steps.h"

namespace herlaad::orders {
namespace {

// The requested sum was paid while the order was still open. A payment that is only being closed
// because time ran out or a newer order came still counts: according to the gateway the payer was
// in time.
bool IsWanted(const Order& order, const Payment& payment, std::int64_t received) {
  if (received != payment.asked && !MutantIs("other_sum_accepted")) return false;
  if (order.cancel_wanted || !order.deliveries.empty()) return false;
  switch (payment.state) {
    case PaymentState::kOpening:
    case PaymentState::kOpen:
      return true;
    case PaymentState::kClosing:
      return IsOverdue(payment);
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

// An unexpected charge becomes a payment of its own, so that it can be refunded.
Payment& AddUninvited(OrderAggregate& aggregate, std::int64_t received) {
  Payment payment;
  payment.n = static_cast<std::int32_t>(aggregate.order.payments.size()) + 1;
  payment.asked = received;
  payment.created_at = aggregate.now;
  return aggregate.order.payments.emplace_back(std::move(payment));
}

void TakeIn(OrderAggregate& aggregate, Payment& payment, std::int64_t received,
            std::string_view reference) {
  payment.state = PaymentState::kPaid;
  payment.received = received;
  payment.reference = reference;
  payment.settled_at = aggregate.now;
  aggregate.transfers.push_back(ledger::Move(received, Collected(aggregate.order),
                                             ledger::Of(ledger::AccountKind::kSuspense)));
  Clear(aggregate, Attention::kPaymentUnknown);
}

EventOutcome StartClosing(OrderAggregate& aggregate, Payment& payment, CloseReason reason) {
  payment.state = PaymentState::kClosing;
  payment.reason = reason;
  payment.settled_at = aggregate.now;
  return Applied(aggregate);
}

EventOutcome CloseIfUnpaid(OrderAggregate& aggregate, std::int32_t n, CloseReason reason) {
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (!CanBePaid(*payment)) return EventOutcome::kRepeated;
  return StartClosing(aggregate, *payment, reason);
}

}  // namespace

EventOutcome OnPaymentOpened(OrderAggregate& aggregate, std::int32_t n, std::string_view url) {
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state != PaymentState::kOpening) return EventOutcome::kRepeated;
  payment->state = PaymentState::kOpen;
  payment->url = url;
  payment->opened_at = aggregate.now;
  return Applied(aggregate);
}

EventOutcome OnPaymentPaid(OrderAggregate& aggregate, std::int32_t n, std::int64_t received,
                           std::string_view reference) {
  CHECK(received > 0, "a gateway's adapter reports only positive sums");
  Payment* payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (IsKnownCharge(aggregate.order, reference) && !MutantIs("duplicate_callback_applied")) {
    return EventOutcome::kRepeated;
  }
  const bool wanted = IsWanted(aggregate.order, *payment, received);
  if (payment->state == PaymentState::kPaid) {
    if (MutantIs("second_charge_ignored")) return EventOutcome::kIgnored;
    if (aggregate.order.payments.size() >= kPaymentsMax) {
      Raise(aggregate, Attention::kTooManyCharges);
      return Applied(aggregate);
    }
    payment = &AddUninvited(aggregate, received);
  }
  TakeIn(aggregate, *payment, received, reference);
  if (wanted) {
    Fulfil(aggregate);
  } else {
    StartRefund(aggregate, *payment);
  }
  return Applied(aggregate);
}

EventOutcome OnPaymentUnpaid(OrderAggregate& aggregate, std::int32_t n) {
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state != PaymentState::kOpen) return EventOutcome::kIgnored;
  if (payment->unpaid_at == aggregate.now) return EventOutcome::kRepeated;
  payment->unpaid_at = aggregate.now;
  return Applied(aggregate);
}

EventOutcome OnPaymentClosed(OrderAggregate& aggregate, std::int32_t n, CloseReason reason,
                             DeclineReason decline) {
  CHECK(reason != CloseReason::kNone, "a payment is closed for a reason");
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state == PaymentState::kClosed) return EventOutcome::kRepeated;
  // Received money is final; a later "closed" for the same payment is an error of the gateway.
  if (payment->state == PaymentState::kPaid) return EventOutcome::kIgnored;
  if (payment->state != PaymentState::kClosing) payment->reason = reason;
  if (payment->reason == CloseReason::kDeclined) payment->decline = decline;
  payment->state = PaymentState::kClosed;
  payment->settled_at = aggregate.now;
  Clear(aggregate, Attention::kPaymentUnknown);
  return Applied(aggregate);
}

EventOutcome OnPaymentTimeOver(OrderAggregate& aggregate, std::int32_t n) {
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (!CanBePaid(*payment)) return EventOutcome::kRepeated;
  if (aggregate.now < aggregate.order.expires_at) return EventOutcome::kIgnored;
  return StartClosing(aggregate, *payment, CloseReason::kExpired);
}

EventOutcome OnPaymentReplaced(OrderAggregate& aggregate, std::int32_t n) {
  return CloseIfUnpaid(aggregate, n, CloseReason::kReplaced);
}

EventOutcome OnTooManyOpen(OrderAggregate& aggregate, std::int32_t n) {
  return CloseIfUnpaid(aggregate, n, CloseReason::kTooManyOpen);
}

}  // namespace herlaad::orders
