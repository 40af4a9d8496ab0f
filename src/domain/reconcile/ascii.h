// Classes of ASCII characters, independent of the locale.
#pragma once

#include <cstddef>
#include <string_view>

namespace herlaad::reconcile {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsCapital(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char ToCapital(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
constexpr bool IsAlphanumeric(char c) { return IsDigit(c) || IsCapital(ToCapital(c)); }

// The first digit from `at` on; npos if there is none. find_first_of calls memchr for each
// character.
constexpr std::size_t FindDigit(std::string_view text, std::size_t at = 0) {
  while (at < text.size() && !IsDigit(text[at])) ++at;
  return at < text.size() ? at : std::string_view::npos;
}

// Without blanks, tabs and line ends at either end.
constexpr std::string_view Trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace herlaad::reconcile
