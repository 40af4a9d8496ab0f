#include "base/money/money.h"

#include <array>

#include "base/core/check.h"

namespace herlaad {

std::string_view Text(Currency currency) {
  switch (currency) {
    case Currency::kEur:
      return "EUR";
  }
  CHECK(false, "a currency is one of the closed set");
}

std::optional<Currency> ParseCurrency(std::string_view text) {
  if (text == "EUR" || text == "eur") return Currency::kEur;
  return std::nullopt;
}

std::optional<Money> Add(Money a, Money b) {
  Money sum{0, a.currency};
  if (a.currency != b.currency) return std::nullopt;
  if (__builtin_add_overflow(a.minor, b.minor, &sum.minor)) return std::nullopt;
  return sum;
}

std::optional<Money> Subtract(Money a, Money b) {
  Money difference{0, a.currency};
  if (a.currency != b.currency) return std::nullopt;
  if (__builtin_sub_overflow(a.minor, b.minor, &difference.minor)) return std::nullopt;
  return difference;
}

namespace money {
namespace {

std::string_view Sign(Currency currency) {
  switch (currency) {
    case Currency::kEur:
      return "€";
  }
  CHECK(false, "a currency is one of the closed set");
}

// Unsigned, because the most negative number has no positive counterpart.
std::uint64_t Magnitude(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return value < 0 ? 0 - bits : bits;
}

void AppendMagnitude(std::int64_t minor, std::string& out) {
  const std::uint64_t cents = Magnitude(minor);
  out += std::to_string(cents / 100);
  out += '.';
  out += static_cast<char>('0' + cents % 100 / 10);
  out += static_cast<char>('0' + cents % 10);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Appends digits to `value`; false if it exceeds the largest amount that can be typed.
bool TakeDigits(std::string_view digits, std::int64_t& value) {
  for (const char c : digits) {
    value = value * 10 + (c - '0');
    if (value > kTypedCentsMax) return false;
  }
  return true;
}

std::size_t CountDigits(std::string_view text) {
  std::size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  return count;
}

// `text` has no sign, currency or surrounding spaces.
Result<Money, EurosError> ParseUnsigned(std::string_view text) {
  const std::size_t whole = CountDigits(text);
  if (whole == 0) return Failure{EurosError::kNotAnAmount};
  std::string_view decimals;
  if (whole < text.size()) {
    if (text[whole] != '.' && text[whole] != ',') return Failure{EurosError::kNotAnAmount};
    decimals = text.substr(whole + 1);
    if (decimals.empty() || CountDigits(decimals) != decimals.size()) {
      return Failure{EurosError::kNotAnAmount};
    }
  }
  if (decimals.size() > 2) return Failure{EurosError::kTooManyDecimals};
  constexpr std::array<std::string_view, 3> kPadding = {"00", "0", ""};
  std::int64_t cents = 0;
  if (!TakeDigits(text.substr(0, whole), cents) || !TakeDigits(decimals, cents) ||
      !TakeDigits(kPadding[decimals.size()], cents)) {
    return Failure{EurosError::kTooLarge};
  }
  if (cents == 0) return Failure{EurosError::kZero};
  return Euros(cents);
}

}  // namespace

std::string Human(Money amount) {
  std::string out = amount.minor < 0 ? "-" : "";
  out += Sign(amount.currency);
  AppendMagnitude(amount.minor, out);
  return out;
}

std::string Plain(Money amount) {
  std::string out = amount.minor < 0 ? "-" : "";
  AppendMagnitude(amount.minor, out);
  return out;
}

Result<Money, EurosError> ParseEuros(std::string_view text) {
  constexpr std::string_view kEuroSign = "€";
  text = Trimmed(text);
  if (text.empty()) return Failure{EurosError::kEmpty};
  const bool negative = text.front() == '-';
  if (negative) text.remove_prefix(1);
  if (text.starts_with(kEuroSign)) text = Trimmed(text.substr(kEuroSign.size()));
  if (!text.empty() && text.front() == '-') return Failure{EurosError::kNegative};
  Result<Money, EurosError> parsed = ParseUnsigned(text);
  if (negative && (parsed.ok() || parsed.error() != EurosError::kNotAnAmount)) {
    return Failure{EurosError::kNegative};
  }
  return parsed;
}

std::string_view Code(EurosError error) {
  switch (error) {
    case EurosError::kEmpty:
      return "amount_empty";
    case EurosError::kNegative:
      return "amount_negative";
    case EurosError::kNotAnAmount:
      return "amount_malformed";
    case EurosError::kTooManyDecimals:
      return "amount_too_many_decimals";
    case EurosError::kZero:
      return "amount_zero";
    case EurosError::kTooLarge:
      return "amount_too_large";
  }
  CHECK(false, "a reason is one of the closed set");
}

std::string_view Text(EurosError error) {
  switch (error) {
    case EurosError::kEmpty:
      return "No amount was given. Type euros, for instance 15 or 15.00.";
    case EurosError::kNegative:
      return "An amount cannot be negative. Type euros, for instance 15 or 15.00.";
    case EurosError::kNotAnAmount:
      return "This is not an amount in euros. Type digits, for instance 15 or 15.00.";
    case EurosError::kTooManyDecimals:
      return "An amount has at most two decimals and no thousands separator: 15.00, 1500.";
    case EurosError::kZero:
      return "The amount is zero. Type euros, for instance 15 or 15.00.";
    case EurosError::kTooLarge:
      return "This amount is too large: at most 1000000.00 euros.";
  }
  CHECK(false, "a reason is one of the closed set");
}

}  // namespace money
}  // namespace herlaad
