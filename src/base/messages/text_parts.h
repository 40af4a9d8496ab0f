// Number of SMS parts of a text, and the alphabet it needs (3GPP TS 23.038). A single character
// outside the default alphabet, such as a no-break space, makes the whole text UCS-2, which holds
// less than half as many characters per part.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace herlaad::messages {

enum class TextAlphabet { kGsm7, kUcs2 };

struct TextParts {
  TextAlphabet alphabet = TextAlphabet::kGsm7;
  std::size_t units = 0;  // septets (those of the extension table count twice) or UTF-16 units
  std::size_t parts = 0;  // 0 for an empty text
  friend bool operator==(const TextParts&, const TextParts&) = default;
};

inline constexpr std::size_t kGsm7Single = 160;
inline constexpr std::size_t kGsm7Joined =
    153;  // in each of several parts: a header takes the rest
inline constexpr std::size_t kUcs2Single = 70;
inline constexpr std::size_t kUcs2Joined = 67;

// `text` is UTF-8; each invalid byte counts as one character outside the alphabet. A part never
// ends within a character.
TextParts CountTextParts(std::string_view text);

// `text` with characters replaced by similar ones of the default alphabet: every kind of space by a
// plain one, typographic quotes and dashes by those of a keyboard, accented Latin letters that the
// alphabet lacks by unaccented ones ("août" becomes "aout"). Other characters stay.
std::string PlainText(std::string_view text);

}  // namespace herlaad::messages
