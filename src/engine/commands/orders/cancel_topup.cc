#include "engine/commands/orders/cancel_topup.h"

#include "base/core/check.h"

namespace herlaad::engine {
namespace {

CancelTopupOutcome OutcomeOf(orders::CancelOutcome outcome) {
  switch (outcome) {
    case orders::CancelOutcome::kCancelling:
      return CancelTopupOutcome::kCancelling;
    case orders::CancelOutcome::kAlready:
      return CancelTopupOutcome::kAlready;
    case orders::CancelOutcome::kDelivered:
      return CancelTopupOutcome::kDelivered;
    case orders::CancelOutcome::kDelivering:
      return CancelTopupOutcome::kDelivering;
    case orders::CancelOutcome::kAttention:
      return CancelTopupOutcome::kAttention;
  }
  CHECK(false, "a cancellation has one of the listed outcomes");
}

}  // namespace

std::unique_ptr<CancelTopup> CancelTopup::Check(OrderId order, std::string actor) {
  return std::unique_ptr<CancelTopup>(new CancelTopup(order, std::move(actor)));
}

DecisionOf<CancelTopupOutcome> CancelTopup::Decide(const ReadSet& read_set,
                                                   const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return CancelTopupOutcome::kNoSuchOrder;
  const CancelTopupOutcome outcome = OutcomeOf(orders::Cancel(*aggregate));
  if (outcome != CancelTopupOutcome::kCancelling) return outcome;
  const OrderRecord& before = *read_set.Find<OrderRecord>(order_);
  DecisionOf<CancelTopupOutcome> decision(
      Keep(*std::move(aggregate), before, before.outbox_message, context), outcome);
  decision.audit.push_back({context.now, actor_, "topup.cancel", ToText(order_), {}});
  return decision;
}

}  // namespace herlaad::engine
