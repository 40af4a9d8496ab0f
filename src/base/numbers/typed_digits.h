// Digits as people type, paste and dictate them: the one rule for numbers on pages, in the API and
// on the command line. web/src/lib/number.ts follows the same, and tests/numbers/typed.json holds
// both to it.
//
// Each character is normalised by itself (Unicode NFKC), so that full-width digits and the spaces
// and dashes of word processors are those of a keyboard. What no screen shows is dropped: direction
// marks around a copied number, zero-width spaces, variation selectors, soft hyphens, everything
// that Unicode calls default ignorable. So are spaces, dots, slashes, dashes and parentheses. What
// is left must be ASCII digits, with a plus in front at most.
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

// The first characters that do not belong there.
struct Strange {
  std::size_t position = 1;  // of the first, among the characters of the text, counted from 1
  // As typed, up to the next one that belongs there, at most kStrangeMax; a character that cannot
  // be seen as "U+001B", a byte that is no UTF-8 as "U+FFFD".
  std::string shown;
  bool digits = false;  // they are digits, of another script
};
inline constexpr std::size_t kStrangeMax = 12;

// Takes time in proportion to the text; the caller bounds it.
Result<TypedDigits, Strange> ReadTypedDigits(std::string_view text);

// Characters of the text (code points); each byte that is no UTF-8 counts as one.
std::size_t CountCharacters(std::string_view text);

}  // namespace herlaad::numbers
