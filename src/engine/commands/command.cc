#include "engine/commands/command.h"

#include "domain/orders/place.h"

namespace herlaad::engine {

std::optional<orders::OrderAggregate> AggregateOf(const ReadSet& read_set, OrderId id,
                                                  const DecisionContext& context) {
  const OrderRecord* const record = read_set.Find(id);
  if (record == nullptr) return std::nullopt;
  const orders::Subscriber* const number = read_set.Find(record->order.msisdn);
  orders::OrderAggregate aggregate(
      record->order, number != nullptr ? *number : orders::Subscriber(record->order.msisdn),
      context.now);
  if (const auto* const op = context.catalogue.Find(record->order.operator_id)) {
    aggregate.limits = orders::LimitsOf(*op);
  }
  return aggregate;
}

Decision Keep(orders::OrderAggregate aggregate, const OrderRecord& before,
              const std::optional<orders::OutboxMessage>& current, const DecisionContext& context) {
  Decision decision;
  OrderRecord after(std::move(aggregate.order));
  after.transfers = before.transfers + static_cast<std::int32_t>(aggregate.transfers.size());
  after.outbox_message =
      orders::NextOutboxMessage(after.order, current, context.now, context.timings);
  decision.answer.order = after.order.id;
  decision.order = std::move(after);
  decision.subscribers.push_back(std::move(aggregate.number));
  decision.transfers = std::move(aggregate.transfers);
  return decision;
}

}  // namespace herlaad::engine
