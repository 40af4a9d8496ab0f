#include "domain/orders/status/status_steps.h"

#include "base/core/check.h"
#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

using Mark = StatusStep::Mark;
using Steps = std::vector<StatusStep>;

Money Of(const Order& order, std::int64_t minor) { return {minor, order.terms.currency}; }

StatusStep FirstPayment(const Order& order) {
  const Payment& payment = order.payments.front();
  switch (payment.state) {
    case PaymentState::kPaid: {
      StatusStep step{Mark::kDone, {"step.paid"}, payment.settled_at};
      step.amount = Of(order, payment.received);
      if (payment.received != order.terms.total()) {
        step.more = Phrase{"step.instead_of", {{"total", Of(order, order.terms.total())}}};
      }
      return step;
    }
    case PaymentState::kClosed:
      return {Mark::kStopped, {"step.not_paid"}, payment.settled_at};
    case PaymentState::kOpening:
    case PaymentState::kOpen:
    case PaymentState::kClosing:
      return {Mark::kMoving, {"step.payment"}};
    case PaymentState::kProcessing:
      return {Mark::kMoving, {"step.processing"}, payment.settled_at};
  }
  CHECK(false, "a payment is in one of the listed states");
}

void AddPayments(const Order& order, Steps& steps) {
  steps.push_back(FirstPayment(order));
  for (const Payment& payment : order.payments) {
    if (payment.n == 1 || payment.received == 0) continue;
    StatusStep step{Mark::kDone, {"step.charged_again"}, payment.settled_at};
    step.amount = Of(order, payment.received);
    steps.push_back(std::move(step));
  }
}

Phrase AtOperator(const std::string& name) { return {"step.operator", {{"operator", name}}}; }

// Why a delivery is not sent yet is not recorded in the order: another top-up of the number may be
// under way, the operator may be away. That it waits is certain.
Phrase WhileUnsent(const Order& order) {
  return order.deliveries.size() < 2 ? Phrase{"step.to_be_sent"} : Phrase{"step.to_be_sent_again"};
}

StatusStep Asked(const Order& order, const std::string& name) {
  if (order.deliveries.empty() || order.deliveries.back().state == DeliveryState::kWaiting) {
    return {Mark::kMoving, AtOperator(name), {}, WhileUnsent(order)};
  }
  const Delivery& last = order.deliveries.back();
  const bool unclear = last.state == DeliveryState::kUnknown;
  return {Mark::kMoving, AtOperator(name), last.sent_at,
          unclear ? Phrase{"step.unclear"} : Phrase{"step.asked"}};
}

StatusStep CreditedStep(const Credited& credited, const std::string& name) {
  return {Mark::kDone,
          {"step.credited_by", {{"operator", name}}},
          credited.at,
          std::nullopt,
          credited.amount};
}

StatusStep NotCredited(const Order& order, const std::string& name) {
  StatusStep step{Mark::kStopped, {"step.not_credited"}};
  if (order.deliveries.empty()) return step;
  const Delivery& last = order.deliveries.back();
  if (last.at_a_loss)
    return {Mark::kDone, {"step.credited_by", {{"operator", name}}}, last.settled_at};
  if (last.state == DeliveryState::kTakenBack) {
    return {Mark::kStopped, {"step.credit_taken_back"}, order.refunds.back().created_at};
  }
  step.at = last.settled_at;
  step.more = RefusalPhrase(last.refusal, name);
  return step;
}

bool IsAboutReturned(const Order& order) {
  return order.attention == Attention::kReturnedTwice || order.attention == Attention::kExtraRefund;
}

void AddOperator(const Order& order, const std::string& name, Steps& steps) {
  switch (StateOf(order)) {
    case State::kAwaitingPayment:
      // If the money still comes, it goes back.
      if (order.cancel_wanted && order.payments.front().state == PaymentState::kProcessing) return;
      steps.push_back({Mark::kAhead, AtOperator(name)});
      return steps.push_back({Mark::kAhead, {"step.credited"}});
    case State::kPaid:
    case State::kDelivering:
    case State::kDeliveryUnknown:
      steps.push_back(Asked(order, name));
      return steps.push_back({Mark::kAhead, {"step.credited"}});
    case State::kRefunding:
    case State::kRefunded:
      return steps.push_back(NotCredited(order, name));
    case State::kAttention:
      if (AllGoesBack(order)) steps.push_back(NotCredited(order, name));
      // The refund step already says that the payer can collect the cash.
      if (order.attention == Attention::kCashRefundDue) return;
      if (IsAboutReturned(order)) return;  // after the refund
      return steps.push_back({Mark::kMoving, {"step.person"}, order.attention_since});
    case State::kDelivered:
    case State::kCancelled:
    case State::kExpired:
      return;
  }
  CHECK(false, "an order is in one of the listed states");
}

// Whether the charge that it is of pays for the credit.
bool PaysForCredit(const Order& order, const Refund& refund) {
  const Payment* const paying = PayingCharge(order);
  return !AllGoesBack(order) && paying != nullptr && paying->n == refund.payment;
}

StatusStep BareRefundStep(const Order& order, const Refund& refund) {
  if (WaitsForOperator(order, refund)) return {Mark::kAhead, {"step.to_give_back"}};
  if (WaitsForDispute(order, refund))
    return {Mark::kMoving, {"step.refund_disputed"}, refund.created_at};
  switch (refund.state) {
    case RefundState::kWaiting:
      return {Mark::kMoving, {"step.refund_waits"}, refund.created_at};
    case RefundState::kSent:
    case RefundState::kUnknown:
    case RefundState::kAccepted:
      return {Mark::kMoving, {"step.going_back"}, refund.created_at};
    case RefundState::kConfirmed:
      if (refund.dispute != 0) return {Mark::kDone, {"step.given_back_by_bank"}, refund.settled_at};
      return {Mark::kDone, {"step.given_back"}, refund.settled_at};
    case RefundState::kPaidOut:
      return {Mark::kDone, {"step.given_back"}, refund.settled_at};
    case RefundState::kDue:
      return {Mark::kMoving, {"step.to_hand_back"}, refund.created_at};
    case RefundState::kRefused:
      return {Mark::kStopped, {"step.not_given_back"}, refund.settled_at};
    case RefundState::kWithdrawn:
      if (refund.dispute != 0) return {Mark::kStopped, {"step.taken_back"}, refund.settled_at};
      if (!PaysForCredit(order, refund))
        return {Mark::kStopped, {"step.not_needed"}, refund.settled_at};
      return {Mark::kStopped, {"step.kept"}, refund.settled_at};
    case RefundState::kExtra:
    case RefundState::kWrittenOff:
      return {Mark::kDone, {"step.given_back_besides"}, refund.settled_at};
  }
  CHECK(false, "a refund is in one of the listed states");
}

// The refund of an extra charge is labelled, because it does not undo the top-up.
void AddRefunds(const Order& order, Steps& steps) {
  const Payment* const paying = PayingCharge(order);
  const bool some_stays = !AllGoesBack(order);
  for (const Refund& refund : order.refunds) {
    StatusStep step = BareRefundStep(order, refund);
    step.amount = Of(order, refund.amount);
    if (some_stays && paying != nullptr && refund.payment != paying->n) {
      step.more = Phrase{"step.extra"};
    }
    steps.push_back(std::move(step));
  }
}

// What a dispute took, unless it stands as a refund.
void AddDisputes(const Order& order, Steps& steps) {
  for (const Dispute& dispute : order.disputes) {
    const std::int64_t taken = dispute.taken - ReturnedBy(order, dispute);
    if (taken <= 0) continue;
    StatusStep step{Mark::kMoving, {"step.disputed"}, dispute.created_at};
    if (IsEnd(dispute.state)) step = {Mark::kDone, {"step.given_back_by_bank"}, dispute.settled_at};
    step.amount = Of(order, taken);
    steps.push_back(std::move(step));
  }
}

}  // namespace

Steps StatusSteps(const Order& order, const std::optional<Credited>& credited,
                  const std::string& operator_name) {
  Steps steps;
  steps.reserve(order.payments.size() + 2 + order.refunds.size());
  AddPayments(order, steps);
  if (credited) steps.push_back(CreditedStep(*credited, operator_name));
  AddOperator(order, operator_name, steps);
  AddRefunds(order, steps);
  AddDisputes(order, steps);
  if (IsAboutReturned(order))
    steps.push_back({Mark::kMoving, {"step.person"}, order.attention_since});
  return steps;
}

}  // namespace herlaad::orders
