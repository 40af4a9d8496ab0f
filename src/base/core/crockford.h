// Crockford base32: digits and letters without I, L, O and U, so that a reference can be dictated
// over the telephone. Written in lower case; read in either case, with I and L read as 1 and O as
// 0.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herlaad {

inline constexpr std::string_view kCrockfordDigits = "0123456789abcdefghjkmnpqrstvwxyz";

// The value of each character; kNoCrockfordDigit for all others.
inline constexpr std::uint8_t kNoCrockfordDigit = 32;
inline constexpr std::array<std::uint8_t, 256> kCrockfordValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoCrockfordDigit);
  const auto set = [&](char lower, std::uint8_t value) {
    values[static_cast<unsigned char>(lower)] = value;
    if (lower >= 'a') values[static_cast<unsigned char>(lower - 'a' + 'A')] = value;
  };
  for (std::size_t i = 0; i < kCrockfordDigits.size(); ++i)
    set(kCrockfordDigits[i], static_cast<std::uint8_t>(i));
  set('i', 1);
  set('l', 1);
  set('o', 0);
  return values;
}();

// 5 bits per character, the last one padded with zero bits.
std::string CrockfordEncode(std::span<const unsigned char> bytes);

// `digits` characters, most significant first.
void AppendCrockford(std::uint64_t value, int digits, std::string& out);

// 0 to 31; nullopt for any other character.
inline std::optional<unsigned> CrockfordDigit(char c) {
  const unsigned value = kCrockfordValues[static_cast<unsigned char>(c)];
  return value == kNoCrockfordDigit ? std::nullopt : std::optional(value);
}

// Check character over `text` (at most 31 Crockford characters). Detects every single wrong
// character and every swap of two adjacent characters. It is the polynomial whose coefficients are
// the digits, evaluated at a generator of GF(32).
char CrockfordCheck(std::string_view text);

}  // namespace herlaad
