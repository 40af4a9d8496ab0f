#include "engine/commands/outbox/begin_attempt.h"

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/events/late_payment.h"
#include "domain/orders/outbox/retry_policy.h"

namespace herlaad::engine {
namespace {

using orders::CloseReason;
using orders::EventOutcome;
using orders::OutboxMessage;
using orders::OutboxMessageState;
using orders::Purpose;

// kNone for a message that goes on.
CloseReason WhyGivenUp(const OutboxMessage& outbox_message, const orders::OrderAggregate& aggregate,
                       const DecisionContext& context) {
  if (!orders::IsBeforePayment(outbox_message.purpose)) return CloseReason::kNone;
  return orders::WhyGivenUp(aggregate.order, aggregate.number->KeepsUnpaid(aggregate.order.id),
                            context.now, context.timings);
}

bool MayAsk(const OutboxMessage& outbox_message) {
  return orders::PolicyOf(outbox_message.purpose) == orders::Policy::kAsk;
}

// The outcome of the attempt is unknown; from now on the other side is only asked.
DecisionOf<AttemptOutcome> BecomeUnknown(const OrderRecord& record,
                                         orders::OrderAggregate aggregate,
                                         const DecisionContext& context) {
  OutboxMessage asking = *record.outbox_message;
  asking.state = OutboxMessageState::kAsking;
  asking.leased_by = 0;
  asking.next_at = context.now;
  if (asking.purpose == Purpose::kDeliver) (void)orders::OnDeliveryUnknown(aggregate, asking.n);
  if (asking.purpose == Purpose::kRefund) (void)orders::OnRefundUnknown(aggregate, asking.n);
  return {Keep(std::move(aggregate), record, asking, context), AttemptOutcome::kAsk};
}

}  // namespace

std::unique_ptr<BeginAttempt> BeginAttempt::Check(const OutboxMessage& outbox_message) {
  return std::unique_ptr<BeginAttempt>(
      new BeginAttempt(outbox_message.order, outbox_message.purpose, outbox_message.n));
}

DecisionOf<AttemptOutcome> BeginAttempt::Mark(const OrderRecord& record,
                                              orders::OrderAggregate aggregate,
                                              const DecisionContext& context) const {
  auto permission = EventOutcome::kApplied;
  if (purpose_ == Purpose::kDeliver) permission = orders::OnDeliverySent(aggregate, n_);
  if (purpose_ == Purpose::kRefund) permission = orders::OnRefundSent(aggregate, n_);
  if (MutantIs("resend_after_unknown") || MutantIs("takeover_resends")) {
    permission = EventOutcome::kApplied;
  }
  if (permission == EventOutcome::kIgnored || permission == EventOutcome::kNoSuchPart) {
    return AttemptOutcome::kNothing;
  }
  const OutboxMessage leased =
      orders::Leased(*record.outbox_message, context.node, context.now, context.timings);
  return {Keep(std::move(aggregate), record, leased, context), AttemptOutcome::kSend};
}

DecisionOf<AttemptOutcome> BeginAttempt::Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return AttemptOutcome::kNothing;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  if (!record.outbox_message || record.outbox_message->purpose != purpose_ ||
      record.outbox_message->n != n_ || record.outbox_message->next_at > context.now) {
    return AttemptOutcome::kNothing;
  }
  const OutboxMessage& outbox_message = *record.outbox_message;
  const CloseReason given_up = WhyGivenUp(outbox_message, *aggregate, context);
  if (given_up != CloseReason::kNone) {
    (void)(given_up == CloseReason::kExpired ? orders::OnPaymentTimeOver(*aggregate, n_)
                                             : orders::OnPaymentReplaced(*aggregate, n_));
    return {Keep(*std::move(aggregate), record, outbox_message, context), AttemptOutcome::kNothing};
  }
  if (outbox_message.state != OutboxMessageState::kAsking &&
      orders::MayBeForgotten(record.order, outbox_message, context.now)) {
    return BecomeUnknown(record, *std::move(aggregate), context);
  }
  switch (outbox_message.state) {
    case OutboxMessageState::kDue:
      if (purpose_ == Purpose::kDeliver &&
          orders::MayHaveBeenSentUnseen(record.order, n_, context.restored_at) &&
          orders::OnDeliverySent(*aggregate, n_) == EventOutcome::kApplied) {
        return BecomeUnknown(record, *std::move(aggregate), context);
      }
      return Mark(record, *std::move(aggregate), context);
    case OutboxMessageState::kLeased:
      if (MutantIs("takeover_resends") && outbox_message.leased_by != context.node) {
        return Mark(record, *std::move(aggregate), context);
      }
      // The lease has expired.
      if (MayAsk(outbox_message) && !MutantIs("resend_after_unknown")) {
        return BecomeUnknown(record, *std::move(aggregate), context);
      }
      return Mark(record, *std::move(aggregate), context);
    case OutboxMessageState::kAsking:
      break;
  }
  CHECK(outbox_message.state == OutboxMessageState::kAsking,
        "an outbox message is in one of the listed states");
  return AttemptOutcome::kAsk;
}

}  // namespace herlaad::engine
