// One line of a CODA file and the fields in it. Columns count from 1, as in the standard (Febelfin,
// "Coded statement of account", 2.6).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar/calendar.h"

namespace herlaad::statements {

class CodaLine {
 public:
  static constexpr std::size_t kLength = 128;

  // CHECKs the length.
  explicit CodaLine(std::string_view text);

  char Column(std::size_t at) const { return text_[at - 1]; }
  std::string_view Columns(std::size_t first, std::size_t last) const {
    return text_.substr(first - 1, last - first + 1);
  }

 private:
  std::string_view text_;
};

// Digits only; nullopt otherwise or above 18 digits.
std::optional<std::uint64_t> CodaNumber(std::string_view digits);

// A date DDMMYY; years 00 to 79 are of this century.
std::optional<calendar::Date> CodaDate(std::string_view text);
inline bool IsNoCodaDate(std::string_view text) { return text == "000000" || text == "      "; }

// An amount of 15 digits, of which 3 decimals, in cents. nullopt if it is not digits, or the third
// decimal is not 0.
std::optional<std::int64_t> CodaCents(std::string_view digits);

// The same for people: "12.34", "12.345"; empty if it is not digits.
std::string CodaDecimal(std::string_view digits);

std::string_view TrimmedRight(std::string_view text);

// Appends windows-1252 text as UTF-8. Control characters and bytes without a meaning become U+FFFD;
// true if there were any.
bool AppendWindows1252(std::string_view text, std::string& out);

}  // namespace herlaad::statements
