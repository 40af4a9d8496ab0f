#include "engine/commands/outbox/next_attempt.h"

#include "domain/orders/outbox/retry_policy.h"

namespace herlaad::engine {

std::optional<orders::OutboxMessage> NextAttempt(const OrderRecord& record,
                                                 orders::OrderAggregate& aggregate,
                                                 orders::Purpose purpose, std::int32_t n,
                                                 const DecisionContext& context, bool may_resend) {
  if (!record.outbox_message || record.outbox_message->purpose != purpose ||
      record.outbox_message->n != n) {
    return record.outbox_message;
  }
  auto next = orders::AfterUnknown(*record.outbox_message, aggregate.order, context.now,
                                   context.timings, may_resend);
  if (!next) (void)orders::OnAsksUsedUp(aggregate, orders::PartOf(purpose), n);
  return next;
}

}  // namespace herlaad::engine
