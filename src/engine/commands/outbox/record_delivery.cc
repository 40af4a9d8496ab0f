#include "engine/commands/outbox/record_delivery.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/outbox/retry_policy.h"
#include "engine/commands/outbox/next_attempt.h"

namespace herlaad::engine {

using orders::EventOutcome;
using orders::RefusalReason;

std::unique_ptr<RecordDelivery> RecordDelivery::Answered(
    const orders::OutboxMessage& outbox_message, OperatorAnswer answer,
    Millis not_found_settles_after, Instant asked_at, Instant even_since) {
  return std::unique_ptr<RecordDelivery>(
      new RecordDelivery(outbox_message.order, outbox_message.n, std::move(answer),
                         not_found_settles_after, asked_at, even_since));
}

// "Not found" only means that the request never arrived if the settling time had passed when the
// operator was asked; the answer itself may have been slow. Time before the clock last ran evenly
// does not count, because a set clock makes seconds look like hours.
bool RecordDelivery::MayBelieveNotFound(const orders::Order& order) const {
  if (settles_after_.count() <= 0) return false;
  if (MutantIs("not_found_believed_at_once")) return true;
  for (const orders::Delivery& delivery : order.deliveries) {
    if (delivery.n == n_) {
      return asked_at_ >= std::max(delivery.sent_at, even_since_) + settles_after_;
    }
  }
  return false;
}

EventOutcome RecordDelivery::Apply(orders::OrderAggregate& aggregate) const {
  switch (answer_.kind) {
    case OperatorAnswer::Kind::kConfirmed:
      return orders::OnDeliveryConfirmed(
          aggregate, n_, {answer_.reference, answer_.credited, answer_.valid_until});
    case OperatorAnswer::Kind::kRefused:
      return orders::OnDeliveryRefused(
          aggregate, n_,
          answer_.refusal == RefusalReason::kNone ? RefusalReason::kDeclined : answer_.refusal);
    case OperatorAnswer::Kind::kPin:
      return orders::OnDeliveryPin(aggregate, n_, answer_.reference);
    case OperatorAnswer::Kind::kUnreachable:
      return orders::OnDeliveryNotSent(aggregate, n_);
    case OperatorAnswer::Kind::kNotFound:
      if (MayBelieveNotFound(aggregate.order)) {
        return orders::OnDeliveryRefused(aggregate, n_, RefusalReason::kNotFound);
      }
      return orders::OnDeliveryUnknown(aggregate, n_);
    case OperatorAnswer::Kind::kUnknown:
      if (MutantIs("unknown_is_refused")) {
        return orders::OnDeliveryRefused(aggregate, n_, RefusalReason::kUnavailable);
      }
      return orders::OnDeliveryUnknown(aggregate, n_);
  }
  CHECK(false, "an operator answers in one of the listed ways");
}

// Nothing was sent, so sending later is safe, but the payer must not wait forever.
std::optional<orders::OutboxMessage> RecordDelivery::Resend(const OrderRecord& record,
                                                            orders::OrderAggregate& aggregate,
                                                            const DecisionContext& context) const {
  auto next =
      orders::AfterUnknown(*record.outbox_message, record.order, context.now, context.timings);
  if (next) {
    next->state = orders::OutboxMessageState::kDue;
  } else {
    (void)orders::OnDeliveryRefused(aggregate, n_, RefusalReason::kUnreachable);
  }
  return next;
}

DecisionOf<EventOutcome> RecordDelivery::Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return EventOutcome::kNoSuchPart;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  const EventOutcome outcome = Apply(*aggregate);
  const bool ours = record.outbox_message &&
                    record.outbox_message->purpose == orders::Purpose::kDeliver &&
                    record.outbox_message->n == n_;
  auto outbox_message = record.outbox_message;
  if (ours && answer_.kind == OperatorAnswer::Kind::kUnreachable &&
      outcome == EventOutcome::kApplied) {
    outbox_message = Resend(record, *aggregate, context);
  } else if (ours) {
    // Has no effect on an order whose delivery was settled: its next outbox message is another one.
    outbox_message = NextAttempt(record, *aggregate, orders::Purpose::kDeliver, n_, context);
  }
  return {Keep(*std::move(aggregate), record, outbox_message, context), outcome};
}

}  // namespace herlaad::engine
