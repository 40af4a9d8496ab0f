#include "base/money/asset.h"

#include "base/core/check.h"

namespace herlaad {

std::string_view CodeOf(Asset asset) {
  switch (asset) {
    case Asset::kEur2:
    case Asset::kEur6:
      return "EUR";
  }
  CHECK(false, "an asset is one of the closed set");
}

int ScaleOf(Asset asset) {
  switch (asset) {
    case Asset::kEur2:
      return 2;
    case Asset::kEur6:
      return 6;
  }
  CHECK(false, "an asset is one of the closed set");
}

std::string_view Text(Asset asset) {
  switch (asset) {
    case Asset::kEur2:
      return "EUR/2";
    case Asset::kEur6:
      return "EUR/6";
  }
  CHECK(false, "an asset is one of the closed set");
}

std::optional<Asset> ParseAsset(std::string_view text) {
  for (const Asset asset : {Asset::kEur2, Asset::kEur6}) {
    if (text == Text(asset)) return asset;
  }
  return std::nullopt;
}

Asset PaymentAsset(Currency currency) {
  switch (currency) {
    case Currency::kEur:
      return Asset::kEur2;
  }
  CHECK(false, "a currency is one of the closed set");
}

namespace money {

std::optional<std::int64_t> Eur6FromMoney(Money amount) {
  CHECK(amount.currency == Currency::kEur, "EUR/6 counts euros");
  std::int64_t eur6 = 0;
  if (__builtin_mul_overflow(amount.minor, kEur6PerCent, &eur6)) return std::nullopt;
  return eur6;
}

RoundedMoney MoneyFromEur6(std::int64_t eur6) {
  const std::optional<Rounded> rounded = MulDivRound(eur6, 1, kEur6PerCent);
  CHECK(rounded.has_value(), "a ten-thousandth of 64 bits fits in 64 bits");
  return {Euros(rounded->value), rounded->remainder_numerator};
}

}  // namespace money
}  // namespace herlaad
