#include "domain/reconcile/structured_communication.h"

#include <array>

#include "domain/reconcile/ascii.h"

namespace herlaad::reconcile {
namespace {

constexpr std::array<std::size_t, 3> kGroups{3, 4, 5};
constexpr std::size_t kBlanksMax = 2;  // on each side of a separator

std::uint64_t CheckOf(std::uint64_t number) { return number % 97 == 0 ? 97 : number % 97; }

// Twelve digits somewhere in a text, not yet checked.
struct Candidate {
  std::uint64_t digits = 0;
  std::size_t end = 0;
  bool grouped = false;
};

void SkipBlanks(std::string_view text, std::size_t& at) {
  for (std::size_t i = 0; i < kBlanksMax && at < text.size() && text[at] == ' '; ++i) ++at;
}

void SkipSeparator(std::string_view text, std::size_t& at) {
  SkipBlanks(text, at);
  if (at < text.size() && (text[at] == '/' || text[at] == '.' || text[at] == '-')) ++at;
  SkipBlanks(text, at);
}

// 3 + 4 + 5 digits from `at`, with or without separators but not with only one of them.
std::optional<Candidate> ReadTwelve(std::string_view text, std::size_t at) {
  Candidate found;
  std::size_t separators = 0;
  for (std::size_t group = 0; group < kGroups.size(); ++group) {
    const std::size_t before = at;
    if (group > 0) SkipSeparator(text, at);
    separators += at > before ? 1U : 0U;
    for (std::size_t i = 0; i < kGroups[group]; ++i, ++at) {
      if (at >= text.size() || !IsDigit(text[at])) return std::nullopt;
      found.digits = found.digits * 10 + static_cast<std::uint64_t>(text[at] - '0');
    }
  }
  if (separators == 1 || (at < text.size() && IsAlphanumeric(text[at]))) return std::nullopt;
  found.end = at;
  found.grouped = separators == 2;
  return found;
}

// Where the mark that ends before `at` begins, or `at` if there is none.
std::size_t MarkBefore(std::string_view text, std::size_t at) {
  std::size_t first = at;
  for (std::size_t i = 0; i < kBlanksMax && first > 0 && text[first - 1] == ' '; ++i) --first;
  if (first < 3) return at;
  const auto mark = text.substr(first - 3, 3);
  return mark == "+++" || mark == "***" ? first - 3 : at;
}

std::size_t MarkAfter(std::string_view text, std::size_t at) {
  std::size_t end = at;
  SkipBlanks(text, end);
  const auto mark = text.substr(end, 3);
  return mark == "+++" || mark == "***" ? end + 3 : at;
}

std::optional<FoundCommunication> Found(std::string_view text, std::size_t at,
                                        const Candidate& candidate) {
  const auto value = StructuredCommunication::Make(candidate.digits / 100);
  if (!value || CheckOf(value->number()) != candidate.digits % 100) return std::nullopt;
  const std::size_t first = MarkBefore(text, at);
  const std::size_t end = MarkAfter(text, candidate.end);
  const bool marked = first < at && end > candidate.end;
  const auto plain = candidate.grouped ? Notation::kGrouped : Notation::kDigits;
  return FoundCommunication{
      .value = *value,
      .notation = marked ? Notation::kMarked : plain,
      .at = marked ? first : at,
      .length = marked ? end - first : candidate.end - at,
  };
}

}  // namespace

std::optional<StructuredCommunication> StructuredCommunication::Make(std::uint64_t number) {
  if (number > kNumberMax) return std::nullopt;
  return StructuredCommunication(number);
}

std::string StructuredCommunication::Digits() const {
  std::string digits(12, '0');
  std::uint64_t rest = number_ * 100 + CheckOf(number_);
  for (std::size_t i = digits.size(); i-- > 0; rest /= 10) {
    digits[i] = static_cast<char>('0' + rest % 10);
  }
  return digits;
}

std::string StructuredCommunication::Format() const {
  const std::string digits = Digits();
  return "+++" + digits.substr(0, 3) + '/' + digits.substr(3, 4) + '/' + digits.substr(7) + "+++";
}

std::string_view Text(CommunicationError error) {
  switch (error) {
    case CommunicationError::kNotTwelveDigits:
      return "A structured communication has 12 digits, like +++123/4567/89095+++. Type all 12.";
    case CommunicationError::kCheckDigits:
      return "The last two digits do not fit the first ten. Compare each digit with the paper.";
  }
  return {};
}

Result<FoundCommunication, CommunicationError> ParseCommunication(std::string_view text) {
  text = Trimmed(text);
  const std::size_t at = FindDigit(text);
  const auto candidate = at == std::string_view::npos ? std::nullopt : ReadTwelve(text, at);
  if (!candidate) return Failure{CommunicationError::kNotTwelveDigits};
  const std::size_t first = MarkBefore(text, at);
  const std::size_t end = MarkAfter(text, candidate->end);
  const bool whole = first == 0 && end == text.size() && (first < at) == (end > candidate->end);
  if (!whole) return Failure{CommunicationError::kNotTwelveDigits};
  const auto found = Found(text, at, *candidate);
  if (!found) return Failure{CommunicationError::kCheckDigits};
  return *found;
}

std::optional<FoundCommunication> FindCommunication(std::string_view text) {
  std::optional<FoundCommunication> best;
  for (std::size_t at = 0; at < text.size();) {
    at = FindDigit(text, at);
    if (at == std::string_view::npos) break;
    if (at == 0 || !IsAlphanumeric(text[at - 1])) {
      const auto candidate = ReadTwelve(text, at);
      const auto found = candidate ? Found(text, at, *candidate) : std::nullopt;
      if (found && (!best || found->notation < best->notation)) best = found;
      if (found && found->notation == Notation::kMarked) break;
    }
    while (at < text.size() && IsDigit(text[at])) ++at;
  }
  return best;
}

}  // namespace herlaad::reconcile
