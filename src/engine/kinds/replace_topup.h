// A top-up that waits to be paid and that newer ones of whoever placed it have replaced: its
// payment is closed. One that was paid, or is being closed, stays as it is.
#pragma once

#include "engine/kinds/command.h"

namespace herlaad::engine {

class ReplaceTopup final : public Command {
 public:
  static std::unique_ptr<ReplaceTopup> Check(OrderId order);

  [[nodiscard]] std::string_view Kind() const override { return "replace_topup"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  // outcome: orders::EventOutcome; kNoSuchPart also when there is no such order
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  explicit ReplaceTopup(OrderId order) : order_(order) {}

  OrderId order_;
};

}  // namespace herlaad::engine
