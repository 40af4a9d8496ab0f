#include "engine/commands/record_refund.h"

#include "engine/commands/next_attempt.h"

namespace herlaad::engine {

using orders::EventOutcome;

std::unique_ptr<RecordRefund> RecordRefund::Answered(const orders::OutboxMessage& outbox_message,
                                                     GatewayAnswer answer) {
  return std::unique_ptr<RecordRefund>(
      new RecordRefund(outbox_message.order, outbox_message.n, std::move(answer)));
}

DecisionOf<EventOutcome> RecordRefund::Decide(const ReadSet& read_set,
                                              const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return EventOutcome::kNoSuchPart;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  auto outbox_message = record.outbox_message;
  auto outcome = EventOutcome::kApplied;
  if (answer_.kind == GatewayAnswer::Kind::kDone) {
    outcome = orders::OnRefundConfirmed(*aggregate, n_, answer_.reference);
  } else if (answer_.kind == GatewayAnswer::Kind::kRefused) {
    outcome = orders::OnRefundRefused(*aggregate, n_);
  } else {
    outcome = orders::OnRefundUnknown(*aggregate, n_);
    outbox_message = NextAttempt(record, *aggregate, orders::Purpose::kRefund, n_, context);
  }
  return {Keep(*std::move(aggregate), record, outbox_message, context), outcome};
}

}  // namespace herlaad::engine
