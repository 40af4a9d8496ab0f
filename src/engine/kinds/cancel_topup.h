// Cancelling a top-up that is not on its way yet. Asking twice is answered the same way.
#pragma once

#include "engine/kinds/command.h"

namespace herlaad::engine {

// orders::CancelOutcome, and this when there is no such order (or not one of this caller's).
inline constexpr std::uint8_t kNoSuchOrder = 255;

class CancelTopup final : public Command {
 public:
  static std::unique_ptr<CancelTopup> Check(OrderId order, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "cancel_topup"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  CancelTopup(OrderId order, std::string actor) : order_(order), actor_(std::move(actor)) {}

  OrderId order_;
  std::string actor_;
};

}  // namespace herlaad::engine
