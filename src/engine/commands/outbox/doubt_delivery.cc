#include "engine/commands/outbox/doubt_delivery.h"

namespace herlaad::engine {

std::unique_ptr<DoubtDelivery> DoubtDelivery::Check(OrderId order, std::string actor) {
  return std::unique_ptr<DoubtDelivery>(new DoubtDelivery(order, std::move(actor)));
}

DecisionOf<DoubtOutcome> DoubtDelivery::Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return DoubtOutcome::kNoNeed;
  const OrderRecord& record = *read_set.Find<OrderRecord>(order_);
  if (!record.outbox_message || record.outbox_message->purpose != orders::Purpose::kDeliver ||
      record.outbox_message->state != orders::OutboxMessageState::kDue) {
    return DoubtOutcome::kNoNeed;
  }
  const std::int32_t n = record.outbox_message->n;
  if (orders::OnDeliverySent(*aggregate, n) != orders::EventOutcome::kApplied)
    return DoubtOutcome::kNoNeed;
  (void)orders::OnDeliveryUnknown(*aggregate, n);
  orders::OutboxMessage asking = *record.outbox_message;
  asking.state = orders::OutboxMessageState::kAsking;
  asking.next_at = context.now;
  DecisionOf<DoubtOutcome> decision(Keep(*std::move(aggregate), record, asking, context),
                                    DoubtOutcome::kDoubted);
  decision.audit.push_back({context.now, actor_, "topup.doubt", ToText(order_), {}});
  return decision;
}

}  // namespace herlaad::engine
