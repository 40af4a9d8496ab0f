// What is known about one number: its usage of the limits, its latest order, its unpaid orders, its
// SIM if its operator is hosted, and how many transfers it caused itself.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "base/core/id.h"
#include "base/numbers/msisdn.h"
#include "domain/limits/limits.h"
#include "domain/prepaid/sim.h"

namespace herlaad::orders {

// Maximum of unpaid orders per number; a newer one replaces the oldest.
inline constexpr std::size_t kUnpaidKept = 4;

struct Subscriber {
  explicit Subscriber(Msisdn number) : msisdn(number) {}

  Msisdn msisdn;
  limits::Usage usage;
  OrderId last_order;
  std::array<OrderId, kUnpaidKept> unpaid{};  // online orders, latest first, without gaps
  std::optional<prepaid::Sim> sim;
  std::int32_t transfers = 0;  // posted with the number as their cause

  [[nodiscard]] bool KeepsUnpaid(OrderId order) const {
    return std::find(unpaid.begin(), unpaid.end(), order) != unpaid.end();
  }

  friend bool operator==(const Subscriber&, const Subscriber&) = default;
};

}  // namespace herlaad::orders
