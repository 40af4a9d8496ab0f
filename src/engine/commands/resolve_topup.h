// A person's decision about an order in attention, with a reason. Audited.
#pragma once

#include "base/core/result.h"
#include "engine/commands/cancel_topup.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

enum class ResolveTopupError : std::uint8_t {
  kReasonMissing = 1,
  kReasonTooLong = 2,  // longer than orders::kReasonMax bytes
};

class ResolveTopup final : public Command {
 public:
  static Result<std::unique_ptr<ResolveTopup>, ResolveTopupError> Check(
      OrderId order, orders::ReviewDecision review_decision, std::string reason, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "resolve_topup"; }
  void AddNeeds(Needs& needs) const override {
    needs.orders.push_back(order_);
    needs.audit = true;
  }
  // outcome: orders::ResolveOutcome, or kNoSuchOrder
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  ResolveTopup(OrderId order, orders::ReviewDecision review_decision, std::string reason,
               std::string actor)
      : order_(order),
        review_decision_(review_decision),
        reason_(std::move(reason)),
        actor_(std::move(actor)) {}

  OrderId order_;
  orders::ReviewDecision review_decision_;
  std::string reason_;
  std::string actor_;
};

}  // namespace herlaad::engine
