#include "base/numbers/typed_digits.h"

#include <cstdint>
#include <optional>

#include "base/numbers/unicode.h"

namespace herlaad::numbers {
namespace {

using unicode::kNone;
using unicode::TakeFirst;

enum class Kind : std::uint8_t { kNothing, kDigit, kPlus, kOtherDigit, kStranger };

bool IsSeparator(char32_t c) {
  constexpr char32_t kMinus = 0x2212;
  constexpr std::u32string_view kMarks = U"./()\u00B7";
  return unicode::IsSpace(c) || unicode::IsDash(c) || c == kMinus ||
         kMarks.find(c) != std::u32string_view::npos;
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

}  // namespace

Result<TypedDigits, Strange> ReadTypedDigits(std::string_view text) {
  TypedDigits typed;
  for (std::size_t position = 1; !text.empty(); ++position) {
    const Character character = TakeCharacter(text);
    if (const auto kind = Add(character, typed)) {
      return Failure{StrangeFrom(character, *kind, position, text)};
    }
  }
  return typed;
}

std::size_t CountCharacters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) (void)TakeFirst(text);
  return count;
}

}  // namespace herlaad::numbers
