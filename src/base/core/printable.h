// What may stand in a log, an address or a table for people: ASCII without spaces and controls.
#pragma once

#include <algorithm>
#include <string_view>

namespace herlaad {

inline bool IsPrintable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace herlaad
