// What Herlaad knows of one number: what it was topped up with this month, its latest order, and
// its SIM when its operator is a house operator.
#pragma once

#include <optional>

#include "base/core/id.h"
#include "base/numbers/msisdn.h"
#include "rules/limits/limits.h"
#include "rules/prepaid/sim.h"

namespace herlaad::orders {

struct Number {
  explicit Number(Msisdn number) : msisdn(number) {}

  Msisdn msisdn;
  limits::Usage usage;
  OrderId last_order;
  std::optional<prepaid::Sim> sim;

  friend bool operator==(const Number&, const Number&) = default;
};

}  // namespace herlaad::orders
