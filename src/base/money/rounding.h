// The only place where money is rounded: to the nearest unit, halves away from zero (commercial
// rounding, as Belgian VAT requires), so that a refund rounds like its payment. The rounding
// difference is returned so that it can be posted.
#pragma once

#include <cstdint>
#include <optional>

#include "base/money/money.h"

namespace herlaad::money {

// Exact: amount * numerator == value * denominator + remainder_numerator, and
// 2 * |remainder_numerator| <= denominator. The remainder is remainder_numerator / denominator
// units.
struct Rounded {
  std::int64_t value = 0;
  std::int64_t remainder_numerator = 0;
  std::int64_t denominator = 1;

  friend bool operator==(const Rounded&, const Rounded&) = default;
};

// amount * numerator / denominator, computed in 128 bits. nullopt if denominator < 1 or the result
// does not fit in 64 bits.
[[nodiscard]] std::optional<Rounded> MulDivRound(std::int64_t amount, std::int64_t numerator,
                                                 std::int64_t denominator);

// Hundredths of a percent: 2100 is 21 %.
struct BasisPoints {
  std::int32_t value = 0;
  friend bool operator==(const BasisPoints&, const BasisPoints&) = default;
};
inline constexpr std::int32_t kBasisPointsMax = 10'000;  // 100 %

struct VatSplit {
  Money net;
  Money vat;      // net + vat == gross
  Rounded exact;  // how vat was rounded
};

// The VAT included in a price: gross * rate / (1 + rate), rounded once on the whole price. CHECKs
// that the rate is 0 to 100 %.
[[nodiscard]] VatSplit VatIncluded(Money gross, BasisPoints rate);

}  // namespace herlaad::money
