#include "domain/reconcile/creditor_reference.h"

#include <algorithm>

#include "domain/reconcile/account_number.h"
#include "domain/reconcile/ascii.h"

namespace herlaad::reconcile {
namespace {

constexpr std::size_t kShortest = 5;
constexpr std::size_t kLongest = 25;
constexpr std::size_t kGroup = 4;

// Whether `plain` is a reference: the first four characters count as the last.
bool IsReference(std::string_view plain) {
  if (plain.size() < kShortest || plain.size() > kLongest || plain.substr(0, 2) != "RF") {
    return false;
  }
  if (!IsDigit(plain[2]) || !IsDigit(plain[3])) return false;
  return Mod97(std::string(plain.substr(4)).append(plain.substr(0, 4))) == 1U;
}

std::string_view Word(std::string_view text) {
  const auto* const end =
      std::find_if_not(text.begin(), text.end(), [](char c) { return IsAlphanumeric(c); });
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

// The longest reference that begins at text's first character; a further word belongs to it only
// while all words before are groups of four.
std::optional<std::string> ReadReference(std::string_view text) {
  std::string plain;
  std::optional<std::string> longest;
  while (plain.size() <= kLongest) {
    const std::string_view word = Word(text);
    if (word.empty()) break;
    plain += PlainAccount(word);
    if (IsReference(plain)) longest = plain;
    if (word.size() != kGroup || text.substr(word.size(), 1) != " ") break;
    text.remove_prefix(word.size() + 1);
  }
  return longest;
}

}  // namespace

std::optional<std::string> ParseCreditorReference(std::string_view text) {
  std::string plain = PlainAccount(Trimmed(text));
  return IsReference(plain) ? std::optional(std::move(plain)) : std::nullopt;
}

std::optional<std::string> FindCreditorReference(std::string_view text) {
  for (std::size_t at = 0; at + kShortest <= text.size(); ++at) {
    if (ToCapital(text[at]) != 'R' || ToCapital(text[at + 1]) != 'F') continue;
    if (at > 0 && IsAlphanumeric(text[at - 1])) continue;
    if (auto found = ReadReference(text.substr(at))) return found;
  }
  return std::nullopt;
}

}  // namespace herlaad::reconcile
