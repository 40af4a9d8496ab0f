// What a text (SMS) costs: the alphabet it needs (3GPP TS 23.038) and how many parts it is sent in.
// One character outside the default alphabet, a no-break space for one, makes all of it UCS-2, in
// which a part holds less than half as much.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herlaad::messages {

enum class TextAlphabet { kGsm7, kUcs2 };

struct TextParts {
  TextAlphabet alphabet = TextAlphabet::kGsm7;
  std::size_t units = 0;  // septets (those of the extension table count twice) or UTF-16 units
  std::size_t parts = 0;  // 0: an empty text
  friend bool operator==(const TextParts&, const TextParts&) = default;
};

inline constexpr std::size_t kGsm7Single = 160;
inline constexpr std::size_t kGsm7Joined = 153;  // of several: the header takes the rest
inline constexpr std::size_t kUcs2Single = 70;
inline constexpr std::size_t kUcs2Joined = 67;

// `text` is UTF-8; bytes that are not count as one character outside the alphabet each. A character
// is never cut in two by the end of a part.
TextParts CountTextParts(std::string_view text);

// `text` with what a phone shows alike: every kind of space as a plain one, typographic quotes and
// dashes as the keyboard's, and Latin letters that the default alphabet does not have without their
// marks ("août" as "aout"). Whatever has no such likeness stays.
std::string PlainText(std::string_view text);

}  // namespace herlaad::messages
