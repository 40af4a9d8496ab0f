// Digits as people type, paste and dictate them. The pages, the APIs and the command line follow
// this one rule; web/src/lib/number.ts implements it for the pages, and tests/numbers/typed.json
// tests both.
//
// Each character is normalised by itself (Unicode NFKC), so that full-width digits and typographic
// spaces and dashes become plain ones. Invisible characters (Unicode Default_Ignorable_Code_Point:
// direction marks, zero-width spaces, variation selectors, soft hyphens) are dropped, and so are
// spaces, dots, slashes, dashes and parentheses. The rest must be ASCII digits, optionally after
// one plus.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/core/result.h"

namespace herlaad::numbers {

struct TypedDigits {
  bool plus = false;
  std::string digits;  // ASCII
};

// The first characters that are not allowed.
struct Strange {
  // Of the first one, counted from 1. Invisible characters that are dropped do not count: nobody
  // who counts on a screen sees them.
  std::size_t position = 1;
  // As typed, up to the next allowed character, at most kStrangeMax. Invisible characters are shown
  // as "U+001B", bytes that are not UTF-8 as "U+FFFD".
  std::string shown;
  bool digits = false;  // digits of another script
};
inline constexpr std::size_t kStrangeMax = 12;

// Takes time proportional to the length of the text; the caller bounds it.
Result<TypedDigits, Strange> ReadTypedDigits(std::string_view text);

// The same rule for other things that people type, such as amounts: full-width digits, letters and
// punctuation become ASCII, any space or dash becomes " " or "-", and invisible characters are
// dropped. Anything else stays as typed, also what only looks like a digit: "²". Strange: digits of
// another script.
Result<std::string, Strange> ReadTypedText(std::string_view text);

// Number of code points; each byte that is not UTF-8 counts as one.
std::size_t CountCharacters(std::string_view text);

}  // namespace herlaad::numbers
