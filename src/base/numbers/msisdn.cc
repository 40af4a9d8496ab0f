#include "base/numbers/msisdn.h"

#include <array>

#include "base/core/check.h"
#include "base/numbers/phone_library.h"
#include "base/numbers/typed_digits.h"

namespace herlaad::numbers {
namespace {

constexpr std::int64_t kFirst = 32'450'000'000;
constexpr std::int64_t kLast = 32'499'999'999;
constexpr std::size_t kE164Size = 12;   // "+32470123456"
constexpr std::size_t kDigitsMax = 20;  // more than any number has
constexpr std::string_view kCountry = "32";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Accepts exactly "+324[5-9]ddddddd", the form that programs send. libphonenumber accepts all of
// these too (a test compares the two) but is a thousand times slower.
std::optional<std::int64_t> ReadStrictE164(std::string_view text) {
  if (text.size() != kE164Size || !text.starts_with("+324") || text[4] < '5') return std::nullopt;
  std::int64_t value = 0;
  for (const char c : text.substr(1)) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

bool IsTooLong(std::string_view text) {
  constexpr std::size_t kBytesMax = 4;  // per character
  return text.size() > kTypedMax &&
         (text.size() > kTypedMax * kBytesMax || CountCharacters(text) > kTypedMax);
}

// The digits follow "+" or "00". Returns the Belgian national part, without a trunk zero: +32
// (0)470.
Result<std::string_view, MsisdnError> AfterPrefix(std::string_view digits) {
  if (digits.size() <= kCountry.size() && kCountry.starts_with(digits)) {
    return Failure{MsisdnError::kTooShort};
  }
  if (digits.front() == '0')
    return Failure{MsisdnError::kUnassigned};  // no country code begins with 0
  if (!digits.starts_with(kCountry)) return Failure{MsisdnError::kForeign};
  digits.remove_prefix(kCountry.size());
  if (digits.front() == '0') digits.remove_prefix(1);
  return digits;
}

// The digits after country code and trunk zero: 470123456.
Result<std::string_view, MsisdnError> NationalPart(const TypedDigits& typed) {
  constexpr std::size_t kNationalMax = 9;  // longer and starting with 32: the plus was omitted
  constexpr std::size_t kWithZero = 10;    // 0470123456
  const std::string_view digits = typed.digits;
  if (digits.empty()) return Failure{MsisdnError::kEmpty};
  if (typed.plus) return AfterPrefix(digits);
  if (digits.starts_with("00")) return AfterPrefix(digits.substr(2));
  if (digits.starts_with("0")) return digits.substr(1);
  if (digits.starts_with(kCountry) && digits.size() > kNationalMax) return AfterPrefix(digits);
  // As many as a number has, so that none is too many: the first one is wrong.
  if (digits.size() == kWithZero) return Failure{MsisdnError::kUnassigned};
  return digits;
}

std::array<char, 11> DigitsOf(std::int64_t value) {
  std::array<char, 11> digits{};
  for (std::size_t i = digits.size(); i > 0; --i) {
    digits[i - 1] = static_cast<char>('0' + value % 10);
    value /= 10;
  }
  return digits;
}

void AppendGroups(std::int64_t value, std::string& out) {
  const std::array<char, 11> digits = DigitsOf(value);
  out.append(&digits[2], 3);
  for (std::size_t i = 5; i < digits.size(); i += 2) {
    out += ' ';
    out.append(&digits[i], 2);
  }
}

}  // namespace

Result<Msisdn, MsisdnError> Msisdn::Parse(std::string_view text) {
  if (const auto value = ReadStrictE164(text)) return Msisdn(*value);
  if (IsTooLong(text)) return Failure{MsisdnError::kTooLong};
  const auto typed = ReadTypedDigits(text);
  if (!typed.ok()) {
    return Failure{typed.error().digits ? MsisdnError::kOtherDigits : MsisdnError::kCharacters};
  }
  const auto national = NationalPart(*typed);
  if (!national.ok()) return Failure{national.error()};
  if (national->empty()) return Failure{MsisdnError::kTooShort};
  if (national->size() > kDigitsMax) return Failure{MsisdnError::kTooLong};
  const auto value = ReadNational(*national);
  if (!value.ok()) return Failure{value.error()};
  return FromStored(*value);
}

Msisdn Msisdn::FromStored(std::int64_t value) {
  const std::optional<Msisdn> msisdn = FromValue(value);
  CHECK(msisdn.has_value(), "a stored number is a Belgian mobile number");
  return *msisdn;
}

std::optional<Msisdn> Msisdn::FromValue(std::int64_t value) {
  if (value < kFirst || value > kLast) return std::nullopt;
  return Msisdn(value);
}

std::string Msisdn::ToE164() const { return "+" + std::to_string(value_); }

std::string Msisdn::National() const {
  std::string out = "0";
  AppendGroups(value_, out);
  return out;
}

std::string Msisdn::International() const {
  std::string out = "+32 ";
  AppendGroups(value_, out);
  return out;
}

std::string Msisdn::Masked() const {
  const std::array<char, 11> digits = DigitsOf(value_);
  std::string out = "0";
  out.append(&digits[2], 3);
  out += " •• •• ";
  out.append(&digits[9], 2);
  return out;
}

std::string_view Code(MsisdnError error) {
  switch (error) {
    case MsisdnError::kEmpty:
      return "msisdn_empty";
    case MsisdnError::kCharacters:
      return "msisdn_characters";
    case MsisdnError::kForeign:
      return "msisdn_foreign";
    case MsisdnError::kTooShort:
      return "msisdn_too_short";
    case MsisdnError::kTooLong:
      return "msisdn_too_long";
    case MsisdnError::kFixedLine:
      return "msisdn_fixed_line";
    case MsisdnError::kUnassigned:
      return "msisdn_unassigned";
    case MsisdnError::kSpecial:
      return "msisdn_special";
    case MsisdnError::kOtherDigits:
      return "msisdn_other_digits";
  }
  CHECK(false, "a reason is one of the closed set");
}

}  // namespace herlaad::numbers
