// Money: whole minor units and a currency. No floating point.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad {

// Numbers are stored and never reused.
enum class Currency : std::int8_t { kEur = 1 };

std::string_view Text(Currency currency);  // "EUR"
// What people and programs write: "EUR" or "eur". Answers have what Text writes.
std::optional<Currency> ParseCurrency(std::string_view text);

struct Money {
  std::int64_t minor = 0;  // cents
  Currency currency = Currency::kEur;

  friend bool operator==(const Money&, const Money&) = default;
};

constexpr Money Euros(std::int64_t cents) { return {cents, Currency::kEur}; }

// nullopt if the currencies differ or the result does not fit in 64 bits.
[[nodiscard]] std::optional<Money> Add(Money a, Money b);
[[nodiscard]] std::optional<Money> Subtract(Money a, Money b);

namespace money {

// For people, in English: "€15.00", "-€0.05".
std::string Human(Money amount);

// Without the currency sign: "15.00", "-0.05".
std::string Plain(Money amount);

// Why a typed amount was rejected; numbers are stable.
enum class EurosError : std::int8_t {
  kEmpty = 1,
  kNegative = 2,
  kNotAnAmount = 3,
  kTooManyDecimals = 4,
  kZero = 5,
  kTooLarge = 6,
};

inline constexpr std::int64_t kTypedCentsMax = 100'000'000;  // €1,000,000.00

// Reads an amount typed by a person: "15", "15.5", "15.00", "15,50", optionally with "€" before it
// and spaces around it. Thousands separators are rejected, because "1.000" means one in some
// countries and a thousand in others. More than zero, at most kTypedCentsMax.
Result<Money, EurosError> ParseEuros(std::string_view text);

std::string_view Code(EurosError error);  // stable: "amount_too_many_decimals"
std::string_view Text(EurosError error);  // says how to correct it

}  // namespace money
}  // namespace herlaad
