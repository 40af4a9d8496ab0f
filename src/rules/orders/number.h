// What Herlaad knows of one number: what it was topped up with this month, its latest order, its
// orders that can be paid, and its SIM when its operator is a house operator.
#pragma once

#include <algorithm>
#include <array>
#include <optional>

#include "base/core/id.h"
#include "base/numbers/msisdn.h"
#include "rules/limits/limits.h"
#include "rules/prepaid/sim.h"

namespace herlaad::orders {

// At most this many orders of a number wait to be paid; a newer one takes the place of the oldest.
inline constexpr std::size_t kUnpaidKept = 4;

struct Number {
  explicit Number(Msisdn number) : msisdn(number) {}

  Msisdn msisdn;
  limits::Usage usage;
  OrderId last_order;
  std::array<OrderId, kUnpaidKept> unpaid{};  // online ones, the latest first; no gaps
  std::optional<prepaid::Sim> sim;

  [[nodiscard]] bool KeepsUnpaid(OrderId order) const {
    return std::find(unpaid.begin(), unpaid.end(), order) != unpaid.end();
  }

  friend bool operator==(const Number&, const Number&) = default;
};

}  // namespace herlaad::orders
