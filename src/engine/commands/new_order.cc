#include "engine/commands/new_order.h"

#include <utility>

#include "engine/commands/idempotency.h"

namespace herlaad::engine {

Decision NewOrder(const Result<Nothing, orders::Refusal>& placed,
                  orders::OrderAggregate&& aggregate, const OrderRecord& blank,
                  const Asking& asking, const ReadSet& read_set, const DecisionContext& context) {
  const auto taken =
      placed.ok() ? TakeCash(asking.used, aggregate.order.terms.total(), read_set, context.now)
                  : Result<std::optional<KeyCash>, orders::Refusal>(Failure{placed.error()});
  Decision decision;
  if (taken.ok()) {
    decision = Keep(std::move(aggregate), blank, std::nullopt, context);
    decision.order_is_new = true;
    if (*taken) decision.plain.Put(**taken);
  }
  RecordOutcome(taken.ok() ? nullptr : &taken.error(), asking.key, asking.body, context.now,
                decision);
  return decision;
}

}  // namespace herlaad::engine
