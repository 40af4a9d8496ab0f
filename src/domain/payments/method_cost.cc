#include "domain/payments/method_cost.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::payments {

MethodCost CostIn(const MethodCosts& costs, const std::string& gateway, PaymentMethod method) {
  const auto found = costs.find({gateway, method});
  return found != costs.end() ? found->second : MethodCost{};
}

bool HasCosts(const MethodCosts& costs, const std::string& gateway) {
  const auto first = costs.lower_bound({gateway, kFirstPaymentMethod});
  return first != costs.end() && first->first.first == gateway;
}

std::int64_t CostOf(const MethodCost& cost, std::int64_t received) {
  CHECK(received > 0, "only a payment has a cost");
  const auto share = money::MulDivRound(received, cost.share.value, money::kBasisPointsMax);
  CHECK(share.has_value(), "a share of at most all of it fits");
  if (share->value >= received) return received;
  return std::min(share->value + cost.cents, received);
}

}  // namespace herlaad::payments
