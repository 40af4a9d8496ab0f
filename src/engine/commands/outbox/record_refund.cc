#include "engine/commands/outbox/record_refund.h"

#include "base/core/check.h"
#include "engine/commands/outbox/next_attempt.h"

namespace herlaad::engine {

using orders::EventOutcome;

std::unique_ptr<RecordRefund> RecordRefund::Answered(const orders::OutboxMessage& outbox_message,
                                                     GatewayAnswer answer) {
  return std::unique_ptr<RecordRefund>(
      new RecordRefund(outbox_message.order, outbox_message.n, std::move(answer), {}));
}

std::unique_ptr<RecordRefund> RecordRefund::CalledBack(OrderId order, std::int32_t n,
                                                       GatewayAnswer answer, std::string gateway) {
  return std::unique_ptr<RecordRefund>(
      new RecordRefund(order, n, std::move(answer), std::move(gateway)));
}

EventOutcome RecordRefund::Apply(orders::OrderAggregate& aggregate) const {
  switch (answer_.kind) {
    case GatewayAnswer::Kind::kDone:
      return orders::OnRefundConfirmed(aggregate, n_, answer_.reference);
    case GatewayAnswer::Kind::kProcessing:
      return orders::OnRefundAccepted(aggregate, n_, answer_.reference);
    case GatewayAnswer::Kind::kRefused:
      return orders::OnRefundRefused(aggregate, n_);
    case GatewayAnswer::Kind::kFailed:
      return orders::OnRefundFailed(aggregate, n_, answer_.reference);
    case GatewayAnswer::Kind::kOpen:
    case GatewayAnswer::Kind::kPaid:
    case GatewayAnswer::Kind::kClosed:
    case GatewayAnswer::Kind::kDisputed:
    case GatewayAnswer::Kind::kUnknown:
      // News that says nothing of a refund leaves it as it is.
      return gateway_.empty() ? orders::OnRefundUnknown(aggregate, n_) : EventOutcome::kIgnored;
  }
  CHECK(false, "a gateway answers in one of the listed ways");
}

DecisionOf<EventOutcome> RecordRefund::Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate || (!gateway_.empty() && aggregate->order.payment_account != gateway_))
    return EventOutcome::kNoSuchPart;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  const EventOutcome outcome = Apply(*aggregate);
  auto outbox_message = record.outbox_message;
  const bool is_definite =
      answer_.kind == GatewayAnswer::Kind::kDone || answer_.kind == GatewayAnswer::Kind::kRefused;
  // Without an end of the refund, its message waits for the next attempt.
  if (gateway_.empty() && !is_definite) {
    outbox_message =
        NextAttempt(record, *aggregate, orders::Purpose::kRefund, n_, context, answer_.may_resend);
  }
  return {Keep(*std::move(aggregate), record, outbox_message, context), outcome};
}

}  // namespace herlaad::engine
