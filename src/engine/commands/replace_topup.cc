#include "engine/commands/replace_topup.h"

namespace herlaad::engine {

std::unique_ptr<ReplaceTopup> ReplaceTopup::Check(OrderId order) {
  return std::unique_ptr<ReplaceTopup>(new ReplaceTopup(order));
}

Decision ReplaceTopup::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  decision.answer.order = order_;
  auto aggregate = AggregateOf(read_set, order_, context);
  const auto outcome =
      aggregate ? orders::OnTooManyOpen(*aggregate, 1) : orders::EventOutcome::kNoSuchPart;
  if (outcome == orders::EventOutcome::kApplied) {
    const OrderRecord& before = *read_set.Find(order_);
    decision = Keep(*std::move(aggregate), before, before.outbox_message, context);
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
