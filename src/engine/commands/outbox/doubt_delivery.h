// After a restore, what happened to an outbox message since the backup is unknown. A delivery that
// is due may have been sent after the backup was made, so it is only asked about. Other messages
// may be sent again under their key, and leased ones are asked about anyway.
#pragma once

#include "engine/commands/command.h"

namespace herlaad::engine {

enum class DoubtOutcome : std::uint8_t {
  kDoubted = 1,  // from now on it is asked about, never sent
  kNoNeed = 2,   // no outbox message would send a delivery
};

class DoubtDelivery final : public CommandOf<DoubtOutcome> {
 public:
  static std::unique_ptr<DoubtDelivery> Check(OrderId order, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "doubt_delivery"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<OrderRecord>(order_);
    needs.audit = true;
  }
  // Audited.
  [[nodiscard]] DecisionOf<DoubtOutcome> Decide(const ReadSet& read_set,
                                                const DecisionContext& context) const override;

 private:
  DoubtDelivery(OrderId order, std::string actor) : order_(order), actor_(std::move(actor)) {}

  OrderId order_;
  std::string actor_;
};

}  // namespace herlaad::engine
