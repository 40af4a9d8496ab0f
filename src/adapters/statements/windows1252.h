// The 32 characters in which windows-1252 differs from ISO 8859-1.
#pragma once

#include <array>
#include <cstdint>

namespace herlaad::statements {

inline constexpr std::uint16_t kNoCharacter = 0xFFFD;

// For the bytes 0x80 to 0x9F.
inline constexpr std::array<std::uint16_t, 32> kWindows1252{
    0x20AC,       kNoCharacter, 0x201A, 0x0192, 0x201E, 0x2026,       0x2020, 0x2021,
    0x02C6,       0x2030,       0x0160, 0x2039, 0x0152, kNoCharacter, 0x017D, kNoCharacter,
    kNoCharacter, 0x2018,       0x2019, 0x201C, 0x201D, 0x2022,       0x2013, 0x2014,
    0x02DC,       0x2122,       0x0161, 0x203A, 0x0153, kNoCharacter, 0x017E, 0x0178};

constexpr std::uint16_t FromWindows1252(unsigned char byte) {
  return byte >= 0x80 && byte < 0xA0 ? kWindows1252[byte - 0x80U] : byte;
}

}  // namespace herlaad::statements
