// A person's word on an order in attention, with the reason for it. Audited.
#pragma once

#include "base/core/result.h"
#include "engine/kinds/cancel_topup.h"
#include "engine/kinds/command.h"

namespace herlaad::engine {

enum class ResolveTopupError : std::uint8_t {
  kReasonMissing = 1,
  kReasonTooLong = 2,  // more than orders::kReasonMax bytes
};

class ResolveTopup final : public Command {
 public:
  static Result<std::unique_ptr<ResolveTopup>, ResolveTopupError> Check(
      OrderId order, orders::Resolution resolution, std::string reason, std::string actor);

  [[nodiscard]] std::string_view Kind() const override { return "resolve_topup"; }
  void AddNeeds(Needs& needs) const override { needs.orders.push_back(order_); }
  // outcome: orders::ResolveOutcome, or kNoSuchOrder
  [[nodiscard]] Decision Decide(const Workspace& workspace, const Moment& moment) const override;

 private:
  ResolveTopup(OrderId order, orders::Resolution resolution, std::string reason, std::string actor)
      : order_(order),
        resolution_(resolution),
        reason_(std::move(reason)),
        actor_(std::move(actor)) {}

  OrderId order_;
  orders::Resolution resolution_;
  std::string reason_;
  std::string actor_;
};

}  // namespace herlaad::engine
