#include "base/core/crockford.h"

#include "base/core/check.h"

namespace herlaad {
namespace {

constexpr std::string_view kDigits = kCrockfordDigits;

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
