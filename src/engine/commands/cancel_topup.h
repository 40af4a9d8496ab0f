// Cancels a top-up that was not sent yet. A repeat gets the same answer.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

// Outcomes are orders::CancelOutcome, or this if there is no such order (or it is another
// client's).
inline constexpr std::uint8_t kNoSuchOrder = 255;

class CancelTopup final : public Command {
 public:
  static std::unique_ptr<CancelTopup> Check(OrderId order, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "cancel_topup"; }
  void AddNeeds(Needs& needs) const override {
    needs.orders.push_back(order_);
    needs.audit = true;
  }
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  CancelTopup(OrderId order, std::string actor) : order_(order), actor_(std::move(actor)) {}

  OrderId order_;
  std::string actor_;
};

}  // namespace herlaad::engine
