// Money: whole minor units and a currency. No floating point anywhere near it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad {

// Numbers are stored and never reused.
enum class Currency : std::int8_t { kEur = 1 };

std::string_view Text(Currency currency);                      // "EUR"
std::optional<Currency> ParseCurrency(std::string_view text);  // exactly what Text writes

struct Money {
  std::int64_t minor = 0;  // cents
  Currency currency = Currency::kEur;

  friend bool operator==(const Money&, const Money&) = default;
};

constexpr Money Euros(std::int64_t cents) { return {cents, Currency::kEur}; }

// Nothing when the currencies differ or the result does not fit in 64 bits.
[[nodiscard]] std::optional<Money> Add(Money a, Money b);
[[nodiscard]] std::optional<Money> Subtract(Money a, Money b);

namespace money {

// For people, in English: "€15.00", "-€0.05".
std::string Human(Money amount);

// The same without the sign of the currency: "15.00", "-0.05".
std::string Plain(Money amount);

// Why a typed amount was not taken; numbers are stable.
enum class EurosError : std::int8_t {
  kEmpty = 1,
  kNegative = 2,
  kNotAnAmount = 3,
  kTooManyDecimals = 4,
  kZero = 5,
  kTooLarge = 6,
};

inline constexpr std::int64_t kTypedCentsMax = 100'000'000;  // €1,000,000.00

// What a person types: "15", "15.5", "15.00", "15,50", with or without "€" before it and spaces
// around it. Thousands separators are refused, because "1.000" is one euro here and a thousand
// there. At most kTypedCentsMax, more than zero.
Result<Money, EurosError> ParseEuros(std::string_view text);

std::string_view Code(EurosError error);  // stable: "amount_too_many_decimals"
std::string_view Text(EurosError error);  // a sentence that says what to do

}  // namespace money
}  // namespace herlaad
