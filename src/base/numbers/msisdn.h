// Msisdn: a Belgian mobile number, the only kind that can be topped up. It is well formed and in a
// range assigned to mobile use; only its operator knows whether it exists.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad {
namespace numbers {

// Why a text is not a Belgian mobile number, in order of precedence. Numbers are stable.
enum class MsisdnError : std::int8_t {
  kEmpty = 1,
  kCharacters = 2,  // letters, a plus in the middle, ...
  kForeign = 3,     // another country's prefix
  kTooShort = 4,
  kTooLong = 5,
  kFixedLine = 6,
  kUnassigned = 7,  // begins like no Belgian mobile number: 044..., ten digits without a zero
  kSpecial = 8,     // 0800, 0900, 070, 078, 077 machine to machine, ...
  kOtherDigits =
      9,  // digits of another script; ranks equal with kCharacters, the first one found wins
};

class Msisdn {
 public:
  // Accepts every form that Belgians write: 0470123456, +32..., 0032..., 32..., +32 (0)470 ...,
  // with the separators that typed_digits.h skips. More than kTypedMax characters is kTooLong.
  // Strict E.164 is read in nanoseconds, anything else in about 20 us.
  static Result<Msisdn, MsisdnError> Parse(std::string_view text);

  // For the store: the inverse of value(). CHECKs the range.
  static Msisdn FromStored(std::int64_t value);
  // Like FromStored without the CHECK, for values of unknown origin.
  static std::optional<Msisdn> FromValue(std::int64_t value);

  [[nodiscard]] std::int64_t value() const { return value_; }  // 32470123456

  [[nodiscard]] std::string ToE164() const;         // "+32470123456"
  [[nodiscard]] std::string National() const;       // "0470 12 34 56"
  [[nodiscard]] std::string International() const;  // "+32 470 12 34 56"
  // "0470 •• •• 56" in UTF-8: for logs and receipts, which never contain the full number.
  [[nodiscard]] std::string Masked() const;

  friend auto operator<=>(const Msisdn&, const Msisdn&) = default;

 private:
  explicit Msisdn(std::int64_t value) : value_(value) {}
  std::int64_t value_;
};

inline constexpr std::size_t kTypedMax = 128;

// Stable: "msisdn_fixed_line". The sentences are in the message catalogue, problem.<code>.detail;
// http::ReadMsisdn composes them, for the API and the command line.
std::string_view Code(MsisdnError error);

// The operator to which the number's block was first assigned, as an id of config/catalogue.toml:
// "proximus", "telenet", "orange". Only a hint for preselecting an operator on a page, because
// numbers are portable. nullopt for blocks of other operators or of none.
std::optional<std::string_view> SuggestOperator(Msisdn msisdn);

}  // namespace numbers

using numbers::Msisdn;

}  // namespace herlaad

template <>
struct std::hash<herlaad::Msisdn> {
  std::size_t operator()(const herlaad::Msisdn& msisdn) const noexcept {
    return std::hash<std::int64_t>()(msisdn.value());
  }
};
