// Crockford base32: digits and letters without I, L, O and U, so that a reference can be dictated
// over the telephone. Written in lower case; read in either case, with I and L read as 1 and O as
// 0.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herlaad {

// 5 bits per character, the last one padded with zero bits.
std::string CrockfordEncode(std::span<const unsigned char> bytes);

// `digits` characters, most significant first.
void AppendCrockford(std::uint64_t value, int digits, std::string& out);

// 0 to 31; nullopt for any other character.
std::optional<unsigned> CrockfordDigit(char c);

// Check character over `text` (at most 31 Crockford characters). Detects every single wrong
// character and every swap of two adjacent characters. It is the polynomial whose coefficients are
// the digits, evaluated at a generator of GF(32).
char CrockfordCheck(std::string_view text);

}  // namespace herlaad
