#include "adapters/sandbox/stripe/book/stripe_method.h"

#include <algorithm>
#include <iterator>

namespace herlaad::sandbox {
namespace {

constexpr StripeMethod kMethods[] = {
    {"card", true, false, true, true, 150, 25},
    {"bancontact", false, false, true, true, 140, 25},
    {"paypal", false, false, false, true, 290, 35},
    {"alipay", false, true, false, true, 300, 35},
    {"wechat_pay", false, true, false, false, 300, 35},
};

}  // namespace

std::span<const StripeMethod> AllStripeMethods() { return kMethods; }

const StripeMethod* FindStripeMethod(std::string_view name) {
  const auto* const found =
      std::find_if(std::begin(kMethods), std::end(kMethods),
                   [&](const StripeMethod& method) { return method.name == name; });
  return found == std::end(kMethods) ? nullptr : found;
}

std::int64_t FeeOf(const StripeMethod& method, std::int64_t amount) {
  return (amount * method.fee_basis_points + 5'000) / 10'000 + method.fee_cents;
}

}  // namespace herlaad::sandbox
