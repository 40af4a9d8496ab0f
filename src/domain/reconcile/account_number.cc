#include "domain/reconcile/account_number.h"

#include <algorithm>

#include "domain/reconcile/ascii.h"

namespace herlaad::reconcile {
namespace {

constexpr std::size_t kIbanMin = 15;
constexpr std::size_t kIbanMax = 34;

// Continues the remainder with one more character.
std::optional<unsigned> Append(unsigned remainder, char c) {
  if (IsDigit(c)) return (remainder * 10 + static_cast<unsigned>(c - '0')) % 97;
  if (!IsCapital(c)) return std::nullopt;
  return (remainder * 100 + static_cast<unsigned>(c - 'A') + 10) % 97;
}

}  // namespace

std::optional<unsigned> Mod97(std::string_view text) {
  std::optional<unsigned> remainder = 0;
  for (const char c : text) {
    remainder = Append(*remainder, c);
    if (!remainder) return std::nullopt;
  }
  return remainder;
}

std::string PlainAccount(std::string_view text) {
  std::string plain;
  for (const char c : text) {
    if (c != ' ') plain += ToCapital(c);
  }
  return plain;
}

bool IsIban(std::string_view text) {
  if (text.size() < kIbanMin || text.size() > kIbanMax) return false;
  if (!IsCapital(text[0]) || !IsCapital(text[1]) || !IsDigit(text[2]) || !IsDigit(text[3])) {
    return false;
  }
  auto remainder = Mod97(text.substr(4));
  for (std::size_t i = 0; remainder && i < 4; ++i) remainder = Append(*remainder, text[i]);
  return remainder == 1U;
}

std::optional<std::string> BelgianIban(std::string_view digits) {
  if (digits.size() != 12 || !std::all_of(digits.begin(), digits.end(), IsDigit)) {
    return std::nullopt;
  }
  const unsigned rest = *Mod97(digits.substr(0, 10));
  if (*Mod97(digits.substr(10)) != (rest == 0 ? 97 : rest) % 97 || digits.substr(10) == "00") {
    return std::nullopt;
  }
  const unsigned check = 98 - *Mod97(std::string(digits) + "BE00");
  std::string iban = "BE";
  iban += static_cast<char>('0' + check / 10);
  iban += static_cast<char>('0' + check % 10);
  return iban.append(digits);
}

}  // namespace herlaad::reconcile
