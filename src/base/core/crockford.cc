#include "base/core/crockford.h"

#include <array>

#include "base/core/check.h"

namespace herlaad {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";

constexpr std::uint8_t kNoDigit = 32;

// The value of each character.
constexpr std::array<std::uint8_t, 256> kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNoDigit);
  const auto set = [&](char lower, std::uint8_t value) {
    values[static_cast<unsigned char>(lower)] = value;
    if (lower >= 'a') values[static_cast<unsigned char>(lower - 'a' + 'A')] = value;
  };
  for (std::uint8_t i = 0; i < kDigits.size(); ++i) set(kDigits[i], i);
  set('i', 1);
  set('l', 1);
  set('o', 0);
  return values;
}();

// Multiplies by the generator x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1). Without a branch, which
// would be mispredicted every other time.
unsigned TimesGenerator(unsigned value) { return (value << 1) ^ ((value >> 4) * 0b100101U); }

}  // namespace

std::string CrockfordEncode(std::span<const unsigned char> bytes) {
  std::string out;
  unsigned held = 0;
  int bits = 0;
  for (const unsigned char byte : bytes) {
    held = (held << 8) | byte;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      out += kDigits[(held >> bits) & 31U];
    }
    held &= (1U << bits) - 1;
  }
  if (bits > 0) out += kDigits[(held << (5 - bits)) & 31U];
  return out;
}

void AppendCrockford(std::uint64_t value, int digits, std::string& out) {
  out.resize(out.size() + static_cast<std::size_t>(digits));
  for (auto at = out.rbegin(); digits > 0; --digits, value >>= 5) *at++ = kDigits[value & 31U];
}

std::optional<unsigned> CrockfordDigit(char c) {
  const unsigned value = kValues[static_cast<unsigned char>(c)];
  return value == kNoDigit ? std::nullopt : std::optional(value);
}

char CrockfordCheck(std::string_view text) {
  CHECK(text.size() <= 31, "the check character covers at most 31 characters");
  unsigned sum = 0;
  for (const char c : text) {
    const auto digit = CrockfordDigit(c);
    CHECK(digit.has_value(), "the check character is over Crockford characters only");
    sum = TimesGenerator(sum ^ *digit);
  }
  return kDigits[sum];
}

}  // namespace herlaad
