#include "engine/commands/resolve_topup.h"

namespace herlaad::engine {

Result<std::unique_ptr<ResolveTopup>, ResolveTopupError> ResolveTopup::Check(
    OrderId order, orders::ReviewDecision review_decision, std::string reason, std::string actor) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Failure{ResolveTopupError::kReasonMissing};
  }
  if (reason.size() > orders::kReasonMax) return Failure{ResolveTopupError::kReasonTooLong};
  return std::unique_ptr<ResolveTopup>(
      new ResolveTopup(order, review_decision, std::move(reason), std::move(actor)));
}

Decision ResolveTopup::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  decision.answer.order = order_;
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) {
    decision.answer.outcome = kNoSuchOrder;
    return decision;
  }
  const auto outcome = orders::Resolve(*aggregate, review_decision_, reason_);
  if (outcome == orders::ResolveOutcome::kResolved) {
    const OrderRecord& before = *read_set.Find(order_);
    decision = Keep(*std::move(aggregate), before, before.outbox_message, context);
    std::string detail(orders::Name(review_decision_));
    detail += ": ";
    detail += reason_;
    decision.audit.push_back(
        {context.now, actor_, "topup.resolve", ToText(order_), std::move(detail)});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
