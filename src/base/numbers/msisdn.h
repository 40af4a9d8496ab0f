// Msisdn: a Belgian mobile number, the only kind that can be topped up here. Whoever has one holds
// a number that is well formed and assigned to mobile use; whether it exists is for its operator to
// say.
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
  kUnassigned = 7,   // 044..., 06... with ten digits: begins like no Belgian mobile number
  kSpecial = 8,      // 0800, 0900, 070, 078, 077 machine to machine, ...
  kOtherDigits = 9,  // digits of another script; stands beside kCharacters, whichever comes first
};

class Msisdn {
 public:
  // Every way Belgians write one: 0470123456, +32..., 0032..., 32..., +32 (0)470 ..., with what
  // typed_digits.h reads past. Bounded: longer than kTypedMax characters is kTooLong. Strict E.164
  // is read in nanoseconds, anything else in some 20 us.
  static Result<Msisdn, MsisdnError> Parse(std::string_view text);

  // What value() gave; CHECKs that it is one. For the store.
  static Msisdn FromStored(std::int64_t value);
  // The same without the CHECK, for values of unknown origin.
  static std::optional<Msisdn> FromValue(std::int64_t value);

  [[nodiscard]] std::int64_t value() const { return value_; }  // 32470123456

  [[nodiscard]] std::string ToE164() const;         // "+32470123456"
  [[nodiscard]] std::string National() const;       // "0470 12 34 56"
  [[nodiscard]] std::string International() const;  // "+32 470 12 34 56"
  // "0470 •• •• 56" in UTF-8: for logs and receipts, which never hold the number itself.
  [[nodiscard]] std::string Masked() const;

  friend auto operator<=>(const Msisdn&, const Msisdn&) = default;

 private:
  explicit Msisdn(std::int64_t value) : value_(value) {}
  std::int64_t value_;
};

inline constexpr std::size_t kTypedMax = 128;

std::string_view Code(MsisdnError error);  // stable: "msisdn_fixed_line"
std::string_view Text(MsisdnError error);  // a sentence that says what to do
// The same, showing what in `typed` is meant where that can be shown.
std::string Text(MsisdnError error, std::string_view typed);

// The operator to which the number's block was first assigned, as the id of config/catalog.toml:
// "proximus", "telenet", "orange". A hint to preselect something on a screen, never a decision,
// because numbers are portable. Nothing for blocks of others or of nobody in particular.
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
