// Wrapper around ICU; only its .cc includes ICU's headers. Only what reading typed numbers needs.
#pragma once

#include <string>
#include <string_view>

namespace herlaad::numbers::unicode {

inline constexpr char32_t kNone = 0xFFFF'FFFF;

// Removes the first character of `text`, which must not be empty, and returns it; kNone for a byte
// that is not UTF-8.
char32_t TakeFirst(std::string_view& text);

// NFKC of one character: "0" for a full-width zero. At most 18 characters.
std::u32string Normalised(char32_t c);

bool IsIgnorable(char32_t c);  // Default_Ignorable_Code_Point
bool IsSpace(char32_t c);      // White_Space
bool IsDash(char32_t c);       // General_Category Pd
bool IsDigit(char32_t c);      // General_Category Nd, of any script
bool IsOther(char32_t c);      // General_Category C: invisible

// `text` with U+FFFD for each control character, invisible character and byte that is not UTF-8, so
// that it cannot change how the text around it is shown.
std::string Visible(std::string_view text);

}  // namespace herlaad::numbers::unicode
