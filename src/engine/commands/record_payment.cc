#include "engine/commands/record_payment.h"

#include "base/core/check.h"
#include "engine/commands/next_attempt.h"

namespace herlaad::engine {

using orders::CloseReason;
using orders::EventOutcome;

std::unique_ptr<RecordPayment> RecordPayment::Answered(const orders::OutboxMessage& outbox_message,
                                                       GatewayAnswer answer) {
  return std::unique_ptr<RecordPayment>(new RecordPayment(
      outbox_message.order, outbox_message.n, outbox_message.purpose, std::move(answer), {}));
}

std::unique_ptr<RecordPayment> RecordPayment::CalledBack(OrderId order, std::int32_t n,
                                                         GatewayAnswer answer,
                                                         std::string gateway) {
  return std::unique_ptr<RecordPayment>(
      new RecordPayment(order, n, std::nullopt, std::move(answer), std::move(gateway)));
}

EventOutcome RecordPayment::Apply(orders::OrderAggregate& aggregate) const {
  switch (answer_.kind) {
    case GatewayAnswer::Kind::kOpen:
      return SaysUnpaid() ? orders::OnPaymentUnpaid(aggregate, n_)
                          : orders::OnPaymentOpened(aggregate, n_, answer_.url, answer_.session);
    case GatewayAnswer::Kind::kProcessing:
      return orders::OnPaymentProcessing(aggregate, n_);
    case GatewayAnswer::Kind::kPaid:
      return orders::OnPaymentPaid(aggregate, n_, answer_.received, answer_.reference);
    case GatewayAnswer::Kind::kClosed:
      return orders::OnPaymentClosed(
          aggregate, n_,
          answer_.reason == CloseReason::kNone ? CloseReason::kDeclined : answer_.reason,
          answer_.decline);
    case GatewayAnswer::Kind::kDisputed:
      return orders::OnPaymentDisputed(aggregate, n_, answer_.received, answer_.reference,
                                       answer_.dispute);
    case GatewayAnswer::Kind::kRefused:
      // Only opening a payment can be refused; a refused close is retried.
      if (purpose_ != orders::Purpose::kOpenPayment) return EventOutcome::kIgnored;
      return orders::OnPaymentClosed(aggregate, n_, CloseReason::kUnavailable);
    case GatewayAnswer::Kind::kDone:
    case GatewayAnswer::Kind::kFailed:
    case GatewayAnswer::Kind::kUnknown:
      return EventOutcome::kIgnored;
  }
  CHECK(false, "a gateway answers in one of the listed ways");
}

bool RecordPayment::SaysUnpaid() const {
  return answer_.kind == GatewayAnswer::Kind::kOpen && purpose_ == orders::Purpose::kWatchPayment;
}

bool RecordPayment::IsToBeAskedAgain(EventOutcome outcome) const {
  if (!purpose_) return false;
  const bool goes_on = purpose_ == orders::Purpose::kWatchPayment &&
                       answer_.kind == GatewayAnswer::Kind::kProcessing;
  return outcome != EventOutcome::kApplied || SaysUnpaid() || goes_on;
}

// The event of a dispute that is new, or in another state than before.
std::optional<OrderEvent> RecordPayment::StateChange(const orders::Order& before,
                                                     const orders::Order& after, Instant now) {
  for (const orders::Dispute& dispute : after.disputes) {
    const auto n = static_cast<std::size_t>(dispute.n);
    if (n <= before.disputes.size() && before.disputes[n - 1].state == dispute.state) continue;
    return OrderEvent{after.id, now, OrderEvent::Kind::kPaymentDisputed, dispute.n,
                      static_cast<std::uint8_t>(dispute.state)};
  }
  return std::nullopt;
}

DecisionOf<EventOutcome> RecordPayment::Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate || (!purpose_ && aggregate->order.payment_account != gateway_))
    return EventOutcome::kNoSuchPart;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  const EventOutcome outcome = Apply(*aggregate);
  auto outbox_message = record.outbox_message;
  if (IsToBeAskedAgain(outcome)) {
    outbox_message = NextAttempt(record, *aggregate, *purpose_, n_, context, answer_.may_resend);
  }
  std::optional<OrderEvent> disputed;
  if (answer_.kind == GatewayAnswer::Kind::kDisputed && outcome == EventOutcome::kApplied)
    disputed = StateChange(record.order, aggregate->order, context.now);
  Decision decision = Keep(*std::move(aggregate), record, outbox_message, context);
  if (disputed) decision.rows.Put(*disputed);
  return {std::move(decision), outcome};
}

}  // namespace herlaad::engine
