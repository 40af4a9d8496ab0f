#include "engine/commands/orders/replace_topup.h"

namespace herlaad::engine {

std::unique_ptr<ReplaceTopup> ReplaceTopup::Check(OrderId order) {
  return std::unique_ptr<ReplaceTopup>(new ReplaceTopup(order));
}

DecisionOf<orders::EventOutcome> ReplaceTopup::Decide(const ReadSet& read_set,
                                                      const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return orders::EventOutcome::kNoSuchPart;
  const auto outcome = orders::OnTooManyOpen(*aggregate, 1);
  if (outcome != orders::EventOutcome::kApplied) return outcome;
  const OrderRecord& before = *read_set.Find<OrderRecord>(order_);
  return {Keep(*std::move(aggregate), before, before.outbox_message, context), outcome};
}

}  // namespace herlaad::engine
