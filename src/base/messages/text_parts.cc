#include "base/messages/text_parts.h"

#include <algorithm>
#include <cstdint>

namespace herlaad::messages {
namespace {

// Characters of the default alphabet outside ASCII, and ASCII characters that are not in it.
constexpr std::u32string_view kGsm7BesideAscii = U"£¥èéùìòÇØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà";
constexpr std::u32string_view kNotInGsm7 = U"`[]{}\\^|~";
// These take two septets.
constexpr std::u32string_view kGsm7Extension = U"\f^{}\\[~]|€";

struct Likeness {
  std::u32string_view of;
  std::string_view plain;
};
constexpr Likeness kLikenesses[] = {
    {U"\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
     " "},
    {U"\u00ad\u200b\u2060\ufeff", ""},
    {U"‘’‚‛′", "'"},
    {U"“”„‟″«»", "\""},
    {U"‐‑‒–—―−", "-"},
    {U"…", "..."},
    {U"•·", "-"},
    {U"œ", "oe"},
    {U"Œ", "OE"},
    {U"áâãāă", "a"},
    {U"ÀÁÂÃĀ", "A"},
    {U"çćč", "c"},
    {U"ĆČ", "C"},
    {U"êëēě", "e"},
    {U"ÈÊËĒĚ", "E"},
    {U"íîïī", "i"},
    {U"ÌÍÎÏĪ", "I"},
    {U"óôõō", "o"},
    {U"ÒÓÔÕŌ", "O"},
    {U"úûūů", "u"},
    {U"ÙÚÛŪŮ", "U"},
    {U"ýÿ", "y"},
    {U"ÝŸ", "Y"},
};

struct Character {
  char32_t code = 0;
  std::string_view bytes;
};

// Stands for one byte that is not valid UTF-8.
constexpr char32_t kNotUtf8 = 0xFFFD;

std::size_t LengthOf(unsigned char first) {
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first < 0xE0) return 2;
  if (first >= 0xE0 && first < 0xF0) return 3;
  if (first >= 0xF0 && first < 0xF5) return 4;
  return 0;
}

Character First(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::size_t length = LengthOf(byte(0));
  if (length == 0 || length > text.size()) return {kNotUtf8, text.substr(0, 1)};
  constexpr unsigned char kBitsOfFirst[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t code = byte(0) & kBitsOfFirst[length];
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {kNotUtf8, text.substr(0, 1)};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  return {code, text.substr(0, length)};
}

bool Has(std::u32string_view set, char32_t code) {
  return set.find(code) != std::u32string_view::npos;
}

// Number of septets; 0 if the character is not in the alphabet.
std::size_t SeptetsOf(char32_t code) {
  if (Has(kGsm7Extension, code)) return 2;
  if (Has(kGsm7BesideAscii, code)) return 1;
  const bool ascii = (code >= 0x20 && code < 0x7F) || code == U'\n' || code == U'\r';
  return ascii && !Has(kNotInGsm7, code) ? 1 : 0;
}

std::size_t Utf16UnitsOf(char32_t code) { return code > 0xFFFF ? 2 : 1; }

bool FitsGsm7(std::string_view text) {
  while (!text.empty()) {
    const Character character = First(text);
    if (SeptetsOf(character.code) == 0) return false;
    text.remove_prefix(character.bytes.size());
  }
  return true;
}

// Counts parts of `joined` units; a text of at most `single` units is one part.
template <class UnitsOf>
TextParts Fill(std::string_view text, TextAlphabet alphabet, std::size_t single, std::size_t joined,
               UnitsOf units_of) {
  TextParts count{alphabet, 0, 0};
  std::size_t in_part = 0;
  while (!text.empty()) {
    const Character character = First(text);
    const std::size_t units = units_of(character.code);
    if (count.parts == 0 || in_part + units > joined) {
      ++count.parts;
      in_part = 0;
    }
    in_part += units;
    count.units += units;
    text.remove_prefix(character.bytes.size());
  }
  if (count.units <= single) count.parts = std::min<std::size_t>(count.parts, 1);
  return count;
}

}  // namespace

TextParts CountTextParts(std::string_view text) {
  if (FitsGsm7(text)) {
    return Fill(text, TextAlphabet::kGsm7, kGsm7Single, kGsm7Joined, SeptetsOf);
  }
  return Fill(text, TextAlphabet::kUcs2, kUcs2Single, kUcs2Joined, Utf16UnitsOf);
}

std::string PlainText(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  while (!text.empty()) {
    const Character character = First(text);
    const auto* const like =
        std::find_if(std::begin(kLikenesses), std::end(kLikenesses),
                     [&](const Likeness& l) { return Has(l.of, character.code); });
    plain += like == std::end(kLikenesses) ? character.bytes : like->plain;
    text.remove_prefix(character.bytes.size());
  }
  return plain;
}

}  // namespace herlaad::messages
