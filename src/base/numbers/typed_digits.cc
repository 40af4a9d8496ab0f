#include "base/numbers/typed_digits.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/numbers/unicode.h"

namespace herlaad::numbers {
namespace {

using unicode::kNone;
using unicode::TakeFirst;

enum class Kind : std::uint8_t { kNothing, kDigit, kPlus, kOtherDigit, kStranger };

bool IsDashOrMinus(char32_t c) {
  constexpr char32_t kMinus = 0x2212;
  return unicode::IsDash(c) || c == kMinus;
}

bool IsSeparator(char32_t c) {
  constexpr std::u32string_view kMarks = U"./()\u00B7";
  return unicode::IsSpace(c) || IsDashOrMinus(c) || kMarks.find(c) != std::u32string_view::npos;
}

Kind KindOfNormalised(char32_t c) {
  if (c >= U'0' && c <= U'9') return Kind::kDigit;
  if (c == U'+') return Kind::kPlus;
  if (unicode::IsIgnorable(c) || IsSeparator(c)) return Kind::kNothing;
  return unicode::IsDigit(c) ? Kind::kOtherDigit : Kind::kStranger;
}

// A character as typed, its code point and its normalised form.
struct Character {
  std::string_view typed;
  char32_t code = kNone;
  std::u32string normalised;
};

Character TakeCharacter(std::string_view& rest) {
  Character character;
  const std::string_view before = rest;
  character.code = TakeFirst(rest);
  character.typed = before.substr(0, before.size() - rest.size());
  if (character.code != kNone) character.normalised = unicode::Normalised(character.code);
  return character;
}

bool IsInvisible(const Character& character) {
  return character.code != kNone && unicode::IsIgnorable(character.code);
}

// Adds the character to `typed`. Returns its kind if it is not allowed at this place.
std::optional<Kind> Add(const Character& character, TypedDigits& typed) {
  if (character.code == kNone) return Kind::kStranger;
  for (const char32_t c : character.normalised) {
    const Kind kind = KindOfNormalised(c);
    if (kind == Kind::kDigit) {
      typed.digits += static_cast<char>(c);
    } else if (kind == Kind::kPlus) {
      if (typed.plus || !typed.digits.empty()) return Kind::kStranger;
      typed.plus = true;
    } else if (kind != Kind::kNothing) {
      return kind;
    }
  }
  return std::nullopt;
}

// The same without regard to the characters before it.
std::optional<Kind> WhyStrange(const Character& character) {
  TypedDigits alone;
  return Add(character, alone);
}

std::string Shown(const Character& character) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  if (character.code != kNone && !unicode::IsOther(character.code)) {
    return std::string(character.typed);
  }
  std::uint32_t code = character.code == kNone ? kReplacement : character.code;
  std::string digits;
  while (code > 0 || digits.size() < 4) {
    digits.insert(digits.begin(), "0123456789ABCDEF"[code % 16]);
    code /= 16;
  }
  return "U+" + digits;
}

Strange StrangeFrom(const Character& first, Kind kind, std::size_t position,
                    std::string_view rest) {
  Strange strange{position, Shown(first), kind == Kind::kOtherDigit};
  for (std::size_t count = 1; count < kStrangeMax && !rest.empty(); ++count) {
    const Character next = TakeCharacter(rest);
    if (WhyStrange(next) != kind) break;
    strange.shown += Shown(next);
  }
  return strange;
}

bool IsAscii(char32_t c) { return c < 0x80; }
bool IsAsciiDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool IsOtherDigit(const Character& character) {
  return character.code != kNone && unicode::IsDigit(character.code) &&
         !IsAsciiDigit(character.normalised.front());
}

// Whether its normalised form means the same: for "²" it does not.
bool HasPlainForm(const Character& character) {
  const std::u32string& plain = character.normalised;
  if (character.code == kNone || !std::all_of(plain.begin(), plain.end(), IsAscii)) return false;
  return unicode::IsDigit(character.code) || std::none_of(plain.begin(), plain.end(), IsAsciiDigit);
}

void AppendPlain(const Character& character, std::string& plain) {
  if (character.code != kNone && unicode::IsSpace(character.code)) {
    plain += ' ';
  } else if (character.code != kNone && IsDashOrMinus(character.code)) {
    plain += '-';
  } else if (HasPlainForm(character)) {
    for (const char32_t c : character.normalised) plain += static_cast<char>(c);
  } else {
    plain += character.typed;
  }
}

}  // namespace

Result<TypedDigits, Strange> ReadTypedDigits(std::string_view text) {
  TypedDigits typed;
  std::size_t position = 1;
  while (!text.empty()) {
    const Character character = TakeCharacter(text);
    if (const auto kind = Add(character, typed)) {
      return Failure{StrangeFrom(character, *kind, position, text)};
    }
    if (!IsInvisible(character)) ++position;
  }
  return typed;
}

Result<std::string, Strange> ReadTypedText(std::string_view text) {
  std::string plain;
  std::size_t position = 1;
  while (!text.empty()) {
    const Character character = TakeCharacter(text);
    if (IsInvisible(character)) continue;
    if (IsOtherDigit(character)) {
      return Failure{StrangeFrom(character, Kind::kOtherDigit, position, text)};
    }
    AppendPlain(character, plain);
    ++position;
  }
  return plain;
}

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) (void)TakeFirst(text);
  return count;
}

}  // namespace herlaad::numbers
