// What may stand in a log, an address, a mail or a table for people.
#pragma once

#include <algorithm>
#include <string_view>

namespace herlaad {

// ASCII without spaces and controls.
inline bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

// Text of any language on one line: no line breaks and no other control characters.
inline bool IsOneLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; });
}

}  // namespace herlaad
