#include "base/core/printable.h"

namespace herlaad {
namespace {

// Whether the character of three bytes that begins at `at` is U+2028 to U+202E, U+200E, U+200F, or
// U+2066 to U+2069. All of them begin with E2 80 or E2 81.
bool IsMark(std::string_view text, std::size_t at) {
  const std::string_view rest = text.substr(at, 3);
  if (rest.size() < 3) return false;
  const auto last = static_cast<unsigned char>(rest[2]);
  if (rest.starts_with("\xE2\x80"))
    return last == 0x8E || last == 0x8F || (last >= 0xA8 && last <= 0xAE);
  return rest.starts_with("\xE2\x81") && last >= 0xA6 && last <= 0xA9;
}

}  // namespace

bool IsOneLine(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte < ' ' || byte == 0x7F) return false;
    if (byte == 0xC2 && next >= 0x80 && next < 0xA0) return false;  // C1
    if (byte == 0xD8 && next == 0x9C) return false;                 // U+061C
    if (byte == 0xE2 && IsMark(text, i)) return false;
  }
  return true;
}

}  // namespace herlaad
