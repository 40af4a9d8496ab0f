// Cancels a top-up that was not sent yet. A repeat gets the same answer.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

enum class CancelTopupOutcome : std::uint8_t {
  kCancelling = 1,  // to kAttention as orders::CancelOutcome
  kAlready = 2,
  kDelivered = 3,
  kDelivering = 4,
  kAttention = 5,
  kNoSuchOrder = 6,
};

class CancelTopup final : public CommandOf<CancelTopupOutcome> {
 public:
  static std::unique_ptr<CancelTopup> Check(OrderId order, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "cancel_topup"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<OrderRecord>(order_);
    needs.audit = true;
  }
  [[nodiscard]] DecisionOf<CancelTopupOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  CancelTopup(OrderId order, std::string actor) : order_(order), actor_(std::move(actor)) {}

  OrderId order_;
  std::string actor_;
};

}  // namespace herlaad::engine
