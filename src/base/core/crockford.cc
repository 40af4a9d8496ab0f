#include "base/core/crockford.h"

#include "base/core/check.h"

namespace herlaad {
namespace {

constexpr std::string_view kDigits = "0123456789abcdefghjkmnpqrstvwxyz";

// Multiplies by the generator x in GF(32) = GF(2)[x] / (x^5 + x^2 + 1).
unsigned TimesGenerator(unsigned value) {
  value <<= 1;
  return (value & 32U) != 0 ? (value ^ 0b100101U) : value;
}

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
  for (int i = digits - 1; i >= 0; --i) out += kDigits[(value >> (5 * i)) & 31U];
}

std::optional<unsigned> CrockfordDigit(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (c == 'i' || c == 'l') return 1;
  if (c == 'o') return 0;
  const auto at = kDigits.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(at);
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
