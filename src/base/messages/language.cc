#include "base/messages/language.h"

#include <algorithm>

#include "base/core/check.h"

namespace herlaad::messages {
namespace {

constexpr int kItemsMax = 32;
constexpr int kFullWeight = 1000;

char LowerCase(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Returns the part of `text` before the first `separator`, trimmed; `text` keeps what follows,
// empty at the end.
std::string_view Take(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view item = Trimmed(text.substr(0, end));
  text.remove_prefix(std::min(end + 1, text.size()));
  return item;
}

// "0", "1", "0.5", "1.000" in thousandths; nullopt for anything else.
std::optional<int> ParseWeight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = (text[0] - '0') * kFullWeight;
  if (text.size() == 1) return weight;
  if (text[1] != '.') return std::nullopt;
  int unit = kFullWeight / 10;
  for (const char c : text.substr(2)) {
    if (c < '0' || c > '9') return std::nullopt;
    weight += (c - '0') * unit;
    unit /= 10;
  }
  if (weight > kFullWeight) return std::nullopt;
  return weight;
}

// The weight given by the parameters after a tag: "q=0.5", or 1 if there are none.
std::optional<int> WeightOf(std::string_view parameters) {
  if (parameters.empty()) return kFullWeight;
  if (!parameters.starts_with("q=") && !parameters.starts_with("Q=")) return std::nullopt;
  return ParseWeight(parameters.substr(2));
}

std::optional<Language> LanguageOfTag(std::string_view tag) {
  const std::string_view primary = tag.substr(0, std::min(tag.find('-'), tag.size()));
  if (primary.size() != 2) return std::nullopt;
  const std::array<char, 2> lower = {LowerCase(primary[0]), LowerCase(primary[1])};
  return ParseLanguage({lower.data(), lower.size()});
}

}  // namespace

std::string_view Code(Language language) {
  switch (language) {
    case Language::kNl:
      return "nl";
    case Language::kFr:
      return "fr";
    case Language::kDe:
      return "de";
    case Language::kEn:
      return "en";
    case Language::kZh:
      return "zh";
  }
  CHECK(false, "a language is one of the closed set");
}

std::string_view Tag(Language language) {
  return language == Language::kZh ? "zh-Hans" : Code(language);
}

std::string_view Name(Language language) {
  switch (language) {
    case Language::kNl:
      return "Nederlands";
    case Language::kFr:
      return "Français";
    case Language::kDe:
      return "Deutsch";
    case Language::kEn:
      return "English";
    case Language::kZh:
      return "中文";
  }
  CHECK(false, "a language is one of the closed set");
}

std::optional<Language> ParseLanguage(std::string_view code) {
  for (const Language language : kLanguages) {
    if (Code(language) == code) return language;
  }
  return std::nullopt;
}

Language NegotiateLanguage(std::string_view accept_language) {
  Language best = Language::kEn;
  int best_weight = 0;
  for (int i = 0; i < kItemsMax && !accept_language.empty(); ++i) {
    std::string_view item = Take(accept_language, ',');
    const std::string_view tag = Take(item, ';');
    const std::optional<int> weight = WeightOf(Trimmed(item));
    if (!weight || *weight <= best_weight) continue;
    const std::optional<Language> language =
        tag == "*" ? std::optional(Language::kEn) : LanguageOfTag(tag);
    if (!language) continue;
    best = *language;
    best_weight = *weight;
  }
  return best;
}

}  // namespace herlaad::messages
