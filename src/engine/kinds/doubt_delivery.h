// After a restore: what became of an effect since the copy was made, nobody here knows. A delivery
// that was to be sent may have been sent by the life that came after the copy, so all that is left
// is to ask. Other effects may be sent again under their key, and those that were marked are asked
// about anyway.
#pragma once

#include "engine/kinds/command.h"

namespace herlaad::engine {

enum class DoubtOutcome : std::uint8_t {
  kDoubted = 1,  // from now on it is asked about, never sent
  kNoNeed = 2,   // no effect that would send a delivery
};

class DoubtDelivery final : public Command {
 public:
  static std::unique_ptr<DoubtDelivery> Check(OrderId order, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "doubt_delivery"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  // outcome: DoubtOutcome. Audited.
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  DoubtDelivery(OrderId order, std::string actor) : order_(order), actor_(std::move(actor)) {}

  OrderId order_;
  std::string actor_;
};

}  // namespace herlaad::engine
