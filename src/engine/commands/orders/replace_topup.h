// Closes the payment of an unpaid top-up whose client has too many unpaid ones. One that was paid
// or is being closed stays unchanged. (begin_attempt.cc closes those that newer ones of the same
// number replaced.)
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

class ReplaceTopup final : public CommandOf<orders::EventOutcome> {
 public:
  static std::unique_ptr<ReplaceTopup> Check(OrderId order);

  [[nodiscard]] std::string_view Kind() const override { return "replace_topup"; }
  void AddNeeds(Needs& needs) const override { needs.Put<OrderRecord>(order_); }
  // kNoSuchPart also if there is no such order.
  [[nodiscard]] DecisionOf<orders::EventOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  explicit ReplaceTopup(OrderId order) : order_(order) {}

  OrderId order_;
};

}  // namespace herlaad::engine
