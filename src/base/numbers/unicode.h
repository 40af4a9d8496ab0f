// The seam to ICU, whose headers are included in one .cc only: the little of Unicode that reading
// what people type needs.
#pragma once

#include <string>
#include <string_view>

namespace herlaad::numbers::unicode {

inline constexpr char32_t kNone = 0xFFFF'FFFF;

// The first character of `text`, which is not empty, and takes it away; kNone for a byte that is no
// UTF-8.
char32_t TakeFirst(std::string_view& text);

// NFKC of one character: "0" for a full-width zero. At most 18 characters.
std::u32string Normalised(char32_t c);

bool IsIgnorable(char32_t c);  // Default_Ignorable_Code_Point
bool IsSpace(char32_t c);      // White_Space
bool IsDash(char32_t c);       // General_Category Pd
bool IsDigit(char32_t c);      // General_Category Nd, of any script
bool IsOther(char32_t c);      // General_Category C: nothing that can be seen

}  // namespace herlaad::numbers::unicode
