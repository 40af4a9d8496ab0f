#include "engine/commands/outbox/record_notification.h"

#include "base/core/mutant.h"
#include "domain/orders/outbox/retry_policy.h"

namespace herlaad::engine {

using orders::EventOutcome;

std::unique_ptr<RecordNotification> RecordNotification::Answered(
    const orders::OutboxMessage& outbox_message, MessengerAnswer answer) {
  return std::unique_ptr<RecordNotification>(new RecordNotification(outbox_message, answer));
}

OrderEvent RecordNotification::EventAt(Instant now) const {
  OrderEvent event;
  event.order = order_;
  event.at = now;
  event.kind = OrderEvent::Kind::kTold;
  event.part = kind_;
  auto outcome = TextOutcome::kGivenUp;
  if (answer_ == MessengerAnswer::kTaken) outcome = TextOutcome::kTaken;
  if (answer_ == MessengerAnswer::kRefused) outcome = TextOutcome::kRefused;
  event.detail = static_cast<std::uint8_t>(outcome);
  event.by_mail = by_mail_;
  return event;
}

DecisionOf<EventOutcome> RecordNotification::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return EventOutcome::kNoSuchPart;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  auto outbox_message = record.outbox_message;
  auto outcome = EventOutcome::kIgnored;
  const bool is_mine = outbox_message && outbox_message->purpose == orders::Purpose::kNotify &&
                       outbox_message->n == kind_;
  if (answer_ == MessengerAnswer::kUnknown && is_mine) {
    outbox_message =
        orders::AfterUnknown(*outbox_message, record.order, context.now, context.timings);
    outcome = EventOutcome::kApplied;
  }
  // A notification that nobody took after all tries is given up; the order's page says the same.
  const bool is_over = answer_ != MessengerAnswer::kUnknown || (is_mine && !outbox_message) ||
                       MutantIs("text_not_tried_again");
  if (is_over) outcome = orders::OnTold(*aggregate, kind_);
  const bool is_told = is_over && outcome == EventOutcome::kApplied &&
                       kind_ != static_cast<std::int32_t>(orders::NotificationKind::kForgetContact);
  DecisionOf<EventOutcome> decision(Keep(*std::move(aggregate), record, outbox_message, context),
                                    outcome);
  if (is_told) decision.rows.Put(EventAt(context.now));
  return decision;
}

}  // namespace herlaad::engine
