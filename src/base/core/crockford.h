// Crockford base32: digits and letters without I, L, O and U, so that a reference survives a
// telephone call. Written in lower case; read in either case, with I and L taken as 1 and O as 0.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace herlaad {

// 5 bits a character, the last one padded with zero bits.
std::string CrockfordEncode(std::span<const unsigned char> bytes);

// `digits` characters, most significant first.
void AppendCrockford(std::uint64_t value, int digits, std::string& out);

// 0 to 31, or nothing.
std::optional<unsigned> CrockfordDigit(char c);

// A check character over `text` (at most 31 Crockford characters): every single wrong character and
// every swap of two neighbours changes it. It is the value at a generator of GF(32) of the
// polynomial whose coefficients are the digits.
char CrockfordCheck(std::string_view text);

}  // namespace herlaad
