// Limits on what a payment provider's answer may contain. An answer beyond them is treated as no
// answer and the provider is asked again, so that stored, shown and summed values stay bounded.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/core/printable.h"

namespace herlaad::gateways {

inline constexpr std::int64_t kSumMax = 100'000'000;  // minor units; far above any top-up
inline constexpr std::size_t kChargeNameMax = 255;
inline constexpr std::size_t kPayPageMax = 2'048;

inline bool IsSum(std::int64_t minor) { return minor > 0 && minor <= kSumMax; }
inline bool IsChargeName(std::string_view name) {
  return !name.empty() && name.size() <= kChargeNameMax && IsPrintable(name);
}
// Whether `url` may be used as the payment page to which the payer's browser is redirected.
inline bool IsPayPage(std::string_view url) {
  return (url.starts_with("https://") || url.starts_with("http://")) && url.size() <= kPayPageMax &&
         IsPrintable(url);
}

}  // namespace herlaad::gateways
