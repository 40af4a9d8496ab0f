#include "base/money/asset.h"

#include <array>

#include "base/core/check.h"

namespace herlaad {

namespace {

struct AssetRow {
  Asset asset;
  std::string_view code;
  int scale;
  std::string_view text;
  std::string_view unit;  // empty: no prepaid bucket counts it
};
constexpr std::array kAssets{
    AssetRow{Asset::kEur2, "EUR", 2, "EUR/2", ""},
    AssetRow{Asset::kEur6, "EUR", 6, "EUR/6", "EUR_micro"},
    AssetRow{Asset::kBytes, "bytes", 0, "bytes", "bytes"},
    AssetRow{Asset::kSeconds, "seconds", 0, "seconds", "seconds"},
    AssetRow{Asset::kMessages, "messages", 0, "messages", "messages"},
};

const AssetRow& RowOf(Asset asset) {
  const auto at = static_cast<std::size_t>(asset) - 1;
  CHECK(at < kAssets.size() && kAssets[at].asset == asset, "an asset is one of the closed set");
  return kAssets[at];
}

}  // namespace

std::string_view CodeOf(Asset asset) { return RowOf(asset).code; }
int ScaleOf(Asset asset) { return RowOf(asset).scale; }
std::string_view Text(Asset asset) { return RowOf(asset).text; }

std::optional<Asset> ParseAsset(std::string_view text) {
  for (const AssetRow& row : kAssets) {
    if (row.text == text) return row.asset;
  }
  return std::nullopt;
}

std::string_view UnitName(Asset asset) {
  const std::string_view unit = RowOf(asset).unit;
  CHECK(!unit.empty(), "only what prepaid buckets count has a unit");
  return unit;
}

std::optional<Asset> ParseUnit(std::string_view name) {
  for (const AssetRow& row : kAssets) {
    if (!row.unit.empty() && row.unit == name) return row.asset;
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
