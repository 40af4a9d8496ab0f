#include "api/http/core/negotiation.h"

#include <algorithm>
#include <optional>
#include <string>

namespace herlaad::http {
namespace {

constexpr int kItemsMax = 32;  // more than any client sends; the rest is ignored
constexpr int kFullWeight = 1'000;

std::string_view Trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool SameWord(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

// "0.5" is 500: at most three decimals, at most 1.
std::optional<int> ReadWeight(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return std::nullopt;
  int weight = (text[0] - '0') * kFullWeight;
  if (text.size() > 1 && text[1] != '.') return std::nullopt;
  int place = 100;
  for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (c < '0' || c > '9') return std::nullopt;
    weight += (c - '0') * place;
    place /= 10;
  }
  if (weight > kFullWeight) return std::nullopt;
  return weight;
}

// Calls `take(name, weight)` for each well-formed item of a list like "br;q=0.8, gzip".
template <class Take>
void EachItem(std::string_view list, Take take) {
  for (int items = 0; !list.empty() && items < kItemsMax; ++items) {
    const std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), item.size() + 1));
    const std::size_t semicolon = item.find(';');
    const std::string_view name = Trimmed(item.substr(0, semicolon));
    if (name.empty()) continue;
    std::optional<int> weight = kFullWeight;
    if (semicolon != std::string_view::npos) {
      const std::string_view parameter = Trimmed(item.substr(semicolon + 1));
      const bool is_weight = parameter.size() > 2 && SameWord(parameter.substr(0, 2), "q=");
      if (is_weight) weight = ReadWeight(parameter.substr(2));
    }
    if (weight) take(name, *weight);
  }
}

struct Weights {
  std::optional<int> brotli;
  std::optional<int> gzip;
  std::optional<int> plain;
  std::optional<int> others;
};

}  // namespace

Coding ChooseCoding(std::string_view accept_encoding, bool has_gzip, bool has_brotli) {
  Weights said;
  EachItem(accept_encoding, [&](std::string_view name, int weight) {
    if (SameWord(name, "br")) said.brotli = weight;
    if (SameWord(name, "gzip") || SameWord(name, "x-gzip")) said.gzip = weight;
    if (SameWord(name, "identity")) said.plain = weight;
    if (name == "*") said.others = weight;
  });
  const int brotli = has_brotli ? said.brotli.value_or(said.others.value_or(0)) : 0;
  const int gzip = has_gzip ? said.gzip.value_or(said.others.value_or(0)) : 0;
  // Plain is acceptable unless refused, but preferred only if the header says so.
  const int plain = said.plain.value_or(0);
  if (brotli > 0 && brotli >= gzip && brotli >= plain) return Coding::kBrotli;
  if (gzip > 0 && gzip >= plain) return Coding::kGzip;
  return Coding::kPlain;
}

bool NamesEtag(std::string_view if_none_match, std::string_view etag) {
  for (int items = 0; !if_none_match.empty() && items < kItemsMax; ++items) {
    const std::string_view item = if_none_match.substr(0, if_none_match.find(','));
    if_none_match.remove_prefix(std::min(if_none_match.size(), item.size() + 1));
    std::string_view tag = Trimmed(item);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || tag == etag) return true;
  }
  return false;
}

bool WantsPage(std::string_view accept) {
  bool wants = false;
  EachItem(accept, [&](std::string_view name, int weight) {
    wants |= weight > 0 && (SameWord(name, "text/html") || SameWord(name, "application/xhtml+xml"));
  });
  return wants;
}

}  // namespace herlaad::http
