#include "base/numbers/unicode.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/utf16.h>
#include <unicode/utf8.h>

#include <algorithm>
#include <array>

#include "base/core/check.h"

namespace herlaad::numbers::unicode {
namespace {

const UNormalizer2* Nfkc() {
  static const UNormalizer2* const nfkc = [] {
    UErrorCode error = U_ZERO_ERROR;
    const UNormalizer2* const found = unorm2_getNFKCInstance(&error);
    CHECK(U_SUCCESS(error) != 0, "ICU knows NFKC");
    return found;
  }();
  return nfkc;
}

UChar32 Icu(char32_t c) { return static_cast<UChar32>(c); }

}  // namespace

char32_t TakeFirst(std::string_view& text) {
  constexpr std::size_t kLongest = 4;
  std::int32_t used = 0;
  UChar32 c = 0;
  const auto size = static_cast<std::int32_t>(std::min(text.size(), kLongest));
// ICU's macro contains a narrowing conversion.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
  U8_NEXT(text.data(), used, size, c);
#pragma GCC diagnostic pop
  if (c < 0) used = 1;
  text.remove_prefix(static_cast<std::size_t>(used));
  return c < 0 ? kNone : static_cast<char32_t>(c);
}

std::u32string Normalised(char32_t c) {
  constexpr std::int32_t kMost = 36;  // 18 characters, each of two units
  std::array<UChar, 2> source{};
  std::int32_t source_size = 0;
  U16_APPEND_UNSAFE(source.data(), source_size, Icu(c));
  std::array<UChar, kMost> target{};
  UErrorCode error = U_ZERO_ERROR;
  const std::int32_t size =
      unorm2_normalize(Nfkc(), source.data(), source_size, target.data(), kMost, &error);
  CHECK(U_SUCCESS(error) != 0, "a character becomes 18 at most");
  std::u32string out;
  for (std::int32_t at = 0; at < size;) {
    UChar32 next = 0;
    U16_NEXT(target.data(), at, size, next);
    out += static_cast<char32_t>(next);
  }
  return out;
}

bool IsIgnorable(char32_t c) {
  return u_hasBinaryProperty(Icu(c), UCHAR_DEFAULT_IGNORABLE_CODE_POINT) != 0;
}

bool IsSpace(char32_t c) { return u_isUWhiteSpace(Icu(c)) != 0; }

bool IsDash(char32_t c) { return u_charType(Icu(c)) == U_DASH_PUNCTUATION; }

bool IsDigit(char32_t c) { return u_charType(Icu(c)) == U_DECIMAL_DIGIT_NUMBER; }

bool IsOther(char32_t c) { return (U_GET_GC_MASK(Icu(c)) & U_GC_C_MASK) != 0; }

std::string Visible(std::string_view text) {
  std::string shown;
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = TakeFirst(text);
    if (c == kNone || IsOther(c) || IsIgnorable(c)) {
      shown += "\uFFFD";
    } else {
      shown += before.substr(0, before.size() - text.size());
    }
  }
  return shown;
}

}  // namespace herlaad::numbers::unicode
