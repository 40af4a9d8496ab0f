#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/credentials/password.h"

namespace herlaad::credentials {
namespace {

constexpr std::size_t kDifferentMin = 5;  // different characters
constexpr std::size_t kOwnMin = 6;        // characters beside the name and such words
constexpr std::size_t kPartMin = 3;       // shorter parts of a name are in any sentence

constexpr std::array<std::string_view, 24> kWords{
    "herlaad",  "herladen", "password", "wachtwoord", "paswoord", "motdepasse",
    "passwort", "kennwort", "admin",    "welcome",    "welkom",   "bienvenue",
    "qwerty",   "azerty",   "topup",    "prepaid",    "proximus", "telenet",
    "orange",   "belgium",  "belgie",   "belgique",   "12345678", "secret"};

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
  return lower;
}

std::size_t Characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

void Remove(std::string& text, std::string_view part) {
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at))
    text.erase(at, part.size());
}

// The parts of "an.peeters-2" that are long enough, and the whole.
std::vector<std::string> PartsOf(std::string_view name) {
  std::vector<std::string> parts{std::string(name)};
  while (!name.empty()) {
    const auto end = name.find_first_of(".-_");
    parts.emplace_back(name.substr(0, end));
    name.remove_prefix(end == std::string_view::npos ? name.size() : end + 1);
  }
  std::erase_if(parts, [](const std::string& part) { return part.size() < kPartMin; });
  return parts;
}

// "abcabcabcabc"
bool RepeatsItself(std::string_view text) {
  for (std::size_t unit = 1; unit <= text.size() / 2; ++unit) {
    if (text.substr(unit) == text.substr(0, text.size() - unit)) return true;
  }
  return false;
}

// "abcdefghijkl", "987654321012": nearly each character is next to the one before.
bool IsARow(std::string_view text) {
  std::size_t near = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    if (step >= -1 && step <= 1) ++near;
  }
  return near * 4 >= (text.size() - 1) * 3;
}

}  // namespace

std::string_view PasswordFault(const Secret& password, std::string_view name) {
  const std::string& text = password.Reveal();
  if (Characters(text) < kPasswordMin) return "has at least 12 characters";
  if (text.size() > kPasswordMax) return "has at most 256 bytes";
  const std::string lower = Lower(text);
  if (std::set<char>(lower.begin(), lower.end()).size() < kDifferentMin)
    return "has at least 5 different characters";
  if (RepeatsItself(lower) || IsARow(lower))
    return "is more than one thing over and over, or a row of keys";
  std::string own = lower;
  for (const std::string& part : PartsOf(name)) Remove(own, part);
  for (const std::string_view word : kWords) Remove(own, word);
  if (Characters(own) < kOwnMin)
    return "has at least 6 characters beside your name and words that are tried first, such as "
           "password or herlaad";
  return {};
}

}  // namespace herlaad::credentials
