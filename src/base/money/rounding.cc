#include "base/money/rounding.h"

#include <limits>

#include "base/core/check.h"

namespace herlaad::money {
namespace {

__extension__ using Wide = __int128;  // holds amount * numerator for all values

}  // namespace

std::optional<Rounded> MulDivRound(std::int64_t amount, std::int64_t numerator,
                                   std::int64_t denominator) {
  if (denominator < 1) return std::nullopt;
  const Wide product = static_cast<Wide>(amount) * numerator;
  Wide value = product / denominator;
  Wide remainder = product % denominator;  // has the sign of product, or is zero
  const int away = product < 0 ? -1 : 1;
  if (2 * remainder * away >= denominator) {
    value += away;
    remainder -= static_cast<Wide>(away) * denominator;
  }
  if (value < std::numeric_limits<std::int64_t>::min() ||
      value > std::numeric_limits<std::int64_t>::max()) {
    return std::nullopt;
  }
  return Rounded{static_cast<std::int64_t>(value), static_cast<std::int64_t>(remainder),
                 denominator};
}

VatSplit VatIncluded(Money gross, BasisPoints rate) {
  CHECK(rate.value >= 0 && rate.value <= kBasisPointsMax, "a VAT rate is 0 to 100 %");
  const std::optional<Rounded> exact =
      MulDivRound(gross.minor, rate.value, kBasisPointsMax + rate.value);
  CHECK(exact.has_value(), "VAT is at most half of a price, so it fits");
  const Money vat{exact->value, gross.currency};
  const std::optional<Money> net = Subtract(gross, vat);
  CHECK(net.has_value(), "a price less VAT of its own sign fits");
  return {*net, vat, *exact};
}

}  // namespace herlaad::money
