// Classes of ASCII characters, independent of the locale.
#pragma once

#include <string_view>

namespace herlaad::reconcile {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char ToCapital(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool IsAlphanumeric(char c) { return IsDigit(c) || IsCapital(ToCapital(c)); }

// Without blanks, tabs and line ends at either end.
constexpr std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

}  // namespace herlaad::reconcile
