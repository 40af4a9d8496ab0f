// ASCII letters, independent of the locale.
#pragma once

#include <algorithm>
#include <string_view>

namespace herlaad::net {

constexpr char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

// `lower` must be in lower case.
inline bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::equal(text.begin(), text.end(), lower.begin(), lower.end(),
                    [](char a, char b) { return LowerCase(a) == b; });
}

}  // namespace herlaad::net
