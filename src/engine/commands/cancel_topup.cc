#include "engine/commands/cancel_topup.h"

namespace herlaad::engine {

std::unique_ptr<CancelTopup> CancelTopup::Check(OrderId order, std::string actor) {
  return std::unique_ptr<CancelTopup>(new CancelTopup(order, std::move(actor)));
}

Decision CancelTopup::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  decision.answer.order = order_;
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) {
    decision.answer.outcome = kNoSuchOrder;
    return decision;
  }
  const auto outcome = orders::Cancel(*aggregate);
  if (outcome == orders::CancelOutcome::kCancelling) {
    const OrderRecord& before = *read_set.Find(order_);
    decision = Keep(*std::move(aggregate), before, before.outbox_message, context);
    decision.audit.push_back({context.now, actor_, "topup.cancel", ToText(order_), {}});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
