#include "domain/reconcile/utf8.h"

#include <cstdint>

namespace herlaad::reconcile {
namespace {

// The length of the character that begins with `lead`, and the least number it may have, so that
// nothing is written longer than needed.
struct Shape {
  std::size_t length = 0;
  std::uint32_t least = 0;
  std::uint32_t bits = 0;
};

Shape ShapeOf(unsigned char lead) {
  if (lead < 0x80) return {1, 0, lead};
  if (lead >= 0xC2 && lead < 0xE0) return {2, 0x80, lead & 0x1FU};
  if (lead >= 0xE0 && lead < 0xF0) return {3, 0x800, lead & 0x0FU};
  if (lead >= 0xF0 && lead < 0xF5) return {4, 0x10000, lead & 0x07U};
  return {};
}

// Bytes of the first character, 0 if it is malformed.
std::size_t FirstLength(std::string_view text) {
  const Shape shape = ShapeOf(static_cast<unsigned char>(text[0]));
  if (shape.length == 0 || shape.length > text.size()) return 0;
  std::uint32_t code = shape.bits;
  for (std::size_t i = 1; i < shape.length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) != 0x80U) return 0;
    code = code << 6U | (byte & 0x3FU);
  }
  const bool surrogate = code >= 0xD800 && code < 0xE000;
  return code < shape.least || code > 0x10FFFF || surrogate ? 0 : shape.length;
}

}  // namespace

std::optional<std::size_t> CountUtf8(std::string_view text) {
  std::size_t count = 0;
  while (!text.empty()) {
    const std::size_t length = FirstLength(text);
    if (length == 0) return std::nullopt;
    text.remove_prefix(length);
    ++count;
  }
  return count;
}

std::string Latin1ToUtf8(std::string_view text) {
  std::string utf8;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      utf8 += c;
    } else {
      utf8 += static_cast<char>(0xC0U | byte >> 6U);
      utf8 += static_cast<char>(0x80U | (byte & 0x3FU));
    }
  }
  return utf8;
}

}  // namespace herlaad::reconcile
