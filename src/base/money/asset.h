// Asset: what a ledger account counts, and in which fraction. An account and a transfer have one
// asset.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/money/money.h"
#include "base/money/rounding.h"

namespace herlaad {

// A closed set. Numbers are stored and never reused.
enum class Asset : std::int8_t {
  kEur2 = 1,      // payments: cents
  kEur6 = 2,      // prepaid buckets: millionths of a euro
  kBytes = 3,     // prepaid buckets of data
  kSeconds = 4,   // of calls
  kMessages = 5,  // of texts
};
inline constexpr Asset kLastAsset = Asset::kMessages;

std::string_view CodeOf(Asset asset);  // "EUR", "bytes", "seconds", "messages"
int ScaleOf(Asset asset);              // 2, 6: one unit is 10^-scale of the currency; otherwise 0

// What one unit of a prepaid bucket is called in the API, settings and the command line:
// "EUR_micro", "bytes", "seconds", "messages". CHECKs that the asset is one of buckets.
std::string_view UnitName(Asset asset);
std::optional<Asset> ParseUnit(std::string_view name);

std::string_view Text(Asset asset);                      // "EUR/2", "bytes"
std::optional<Asset> ParseAsset(std::string_view text);  // exactly what Text writes

// The asset in which payments of this currency are counted.
Asset PaymentAsset(Currency currency);

namespace money {

inline constexpr std::int64_t kEur6PerCent = 10'000;

// Cents as units of EUR/6, exactly; nullopt if the result does not fit in 64 bits.
[[nodiscard]] std::optional<std::int64_t> Eur6FromMoney(Money amount);

struct RoundedMoney {
  Money amount;
  std::int64_t remainder_eur6 = 0;  // eur6 == amount in EUR/6 + remainder_eur6
};
// Units of EUR/6 as cents, rounded as rounding.h says; the remainder must be posted.
[[nodiscard]] RoundedMoney MoneyFromEur6(std::int64_t eur6);

}  // namespace money
}  // namespace herlaad
