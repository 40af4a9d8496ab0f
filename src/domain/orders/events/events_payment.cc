#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/events/late_payment.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/fulfilment/fulfil.h"

namespace herlaad::orders {
namespace {

// An unexpected charge becomes a payment of its own, so that it can be refunded.
Payment& AddUninvited(OrderAggregate& aggregate, std::int64_t received) {
  Payment payment;
  payment.n = static_cast<std::int32_t>(aggregate.order.payments.size()) + 1;
  payment.asked = received;
  payment.created_at = aggregate.now;
  return aggregate.order.payments.emplace_back(std::move(payment));
}

// The gateway keeps it, so that it holds less for us.
void BookCost(OrderAggregate& aggregate, std::int64_t received) {
  const std::int64_t cost = payments::CostOf(aggregate.cost, received);
  if (cost == 0) return;
  aggregate.transfers.push_back(
      ledger::Move(cost, ledger::Of(ledger::AccountKind::kFees), Collected(aggregate.order)));
}

void TakeIn(OrderAggregate& aggregate, Payment& payment, std::int64_t received,
            std::string_view reference) {
  payment.state = PaymentState::kPaid;
  payment.received = received;
  payment.reference = reference;
  payment.settled_at = aggregate.now;
  aggregate.transfers.push_back(ledger::Move(received, Collected(aggregate.order),
                                             ledger::Of(ledger::AccountKind::kSuspense)));
  BookCost(aggregate, received);
  Clear(aggregate, Attention::kPaymentUnknown);
}

void TakeAndRefund(OrderAggregate& aggregate, Payment& payment, std::int64_t received,
                   std::string_view reference) {
  TakeIn(aggregate, payment, received, reference);
  StartRefund(aggregate, payment);
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

EventOutcome OnPaymentOpened(OrderAggregate& aggregate, std::int32_t n, std::string_view url,
                             std::string_view session) {
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state != PaymentState::kOpening) return EventOutcome::kRepeated;
  payment->state = PaymentState::kOpen;
  payment->url = url;
  payment->session = session;
  payment->opened_at = aggregate.now;
  return Applied(aggregate);
}

// Also while it is being closed: the gateway could no longer do that.
EventOutcome OnPaymentProcessing(OrderAggregate& aggregate, std::int32_t n) {
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  if (payment->state == PaymentState::kProcessing) return EventOutcome::kRepeated;
  if (payment->state == PaymentState::kPaid || payment->state == PaymentState::kClosed ||
      IsProcessedTooLong(*payment, aggregate.now)) {
    return EventOutcome::kIgnored;
  }
  payment->state = PaymentState::kProcessing;
  payment->reason = CloseReason::kNone;
  payment->settled_at = aggregate.now;
  Clear(aggregate, Attention::kPaymentUnknown);
  return Applied(aggregate);
}

EventOutcome OnPaymentPaid(OrderAggregate& aggregate, std::int32_t n, std::int64_t received,
                           std::string_view reference) {
  return TakeCharge(aggregate, n, received, reference, false);
}

EventOutcome TakeCharge(OrderAggregate& aggregate, std::int32_t n, std::int64_t received,
                        std::string_view reference, bool disputed) {
  CHECK(received > 0, "a gateway's adapter reports only positive sums");
  Payment* const payment = Find(aggregate.order.payments, n);
  if (payment == nullptr) return EventOutcome::kNoSuchPart;
  switch (RuleOnCharge(aggregate.order, *payment, received, reference)) {
    case ChargeRuling::kRepeated:
      return EventOutcome::kRepeated;
    case ChargeRuling::kTooMany:
      Raise(aggregate, Attention::kTooManyCharges);
      break;
    case ChargeRuling::kExtra:
      TakeAndRefund(aggregate, AddUninvited(aggregate, received), received, reference);
      break;
    case ChargeRuling::kRefused:
      TakeAndRefund(aggregate, *payment, received, reference);
      break;
    case ChargeRuling::kAccepted:
      TakeIn(aggregate, *payment, received, reference);
      if (disputed && !MutantIs("disputed_is_delivered")) {
        RefuseDelivery(aggregate, AddDelivery(aggregate), RefusalReason::kDisputed);
      } else {
        Fulfil(aggregate);
      }
      break;
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
  const bool is_processing = payment->state == PaymentState::kProcessing;
  if (!CanBePaid(*payment) && !is_processing) return EventOutcome::kRepeated;
  const bool is_over = is_processing ? IsProcessedTooLong(*payment, aggregate.now)
                                     : aggregate.now >= aggregate.order.expires_at;
  if (!is_over) return EventOutcome::kIgnored;
  return StartClosing(aggregate, *payment, CloseReason::kExpired);
}

EventOutcome OnPaymentReplaced(OrderAggregate& aggregate, std::int32_t n) {
  return CloseIfUnpaid(aggregate, n, CloseReason::kReplaced);
}

EventOutcome OnTooManyOpen(OrderAggregate& aggregate, std::int32_t n) {
  return CloseIfUnpaid(aggregate, n, CloseReason::kTooManyOpen);
}

}  // namespace herlaad::orders
