// Whether a file is in UTF-16, which spreadsheets save as "Unicode text".
#pragma once

#include <string_view>

namespace herlaad::statements {

// By the mark or, without one, by the zero byte of its first character: no list begins with a
// character beyond U+00FF. `beginning`: the first four bytes or more.
inline bool IsUtf16(std::string_view beginning) {
  const std::string_view mark = beginning.substr(0, 2);
  return mark == "\xFF\xFE" || mark == "\xFE\xFF" ||
         (mark.size() == 2 && (mark[0] == '\0') != (mark[1] == '\0'));
}

}  // namespace herlaad::statements
