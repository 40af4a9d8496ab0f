// What payments cost us, by method and gateway, as our contract with the gateway says: for gateways
// that keep a fee of every payment and do not report it. Never part of a price: a surcharge for a
// means of payment is forbidden towards consumers (domain/catalogue/one_price.h).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "base/money/rounding.h"
#include "domain/payments/payment_method.h"

namespace herlaad::payments {

struct MethodCost {
  std::int64_t cents = 0;      // for each payment: 0 to kMethodCostCentsMax
  money::BasisPoints share{};  // of what was received: 0 to 100 %

  friend bool operator==(const MethodCost&, const MethodCost&) = default;
};
inline constexpr std::int64_t kMethodCostCentsMax = 10'000;

// By the gateway's id and the method. What is not in it costs nothing that we know.
using MethodCosts = std::map<std::pair<std::string, PaymentMethod>, MethodCost>;

MethodCost CostIn(const MethodCosts& costs, const std::string& gateway, PaymentMethod method);

// Whether there is one of any method at this gateway.
bool HasCosts(const MethodCosts& costs, const std::string& gateway);

// The cost of one payment of `received` cents (above zero). The share is rounded once, as
// money::MulDivRound does; the sum is never more than what was received, which is all that a
// gateway can keep of it.
std::int64_t CostOf(const MethodCost& cost, std::int64_t received);

}  // namespace herlaad::payments
