// What may stand in a log, an address, a mail or a table for people.
#pragma once

#include <algorithm>
#include <string_view>

namespace herlaad {

// ASCII without spaces and controls.
inline bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// UTF-8 of any language on one line: no line breaks and no other control characters (C0, C1, U+2028
// and U+2029), and no marks that change the direction of text around them (U+061C, U+200E, U+200F,
// U+202A to U+202E, U+2066 to U+2069): with these a reason or a name is read as what was not
// written (Unicode Technical Report 36, 2.10). The one rule for what people write and others read.
bool IsOneLine(std::string_view text);

}  // namespace herlaad
