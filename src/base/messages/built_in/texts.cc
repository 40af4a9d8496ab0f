#include "base/messages/built_in/texts.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

namespace herlaad::messages {
namespace {

using nlohmann::json;

[[noreturn]] void Fail(const std::string& name, const std::string& key, const std::string& why) {
  throw std::runtime_error(name + ": " + key + ": " + why);
}

}  // namespace

Texts ReadTexts(const std::string& name, const std::string& text) {
  std::set<std::string> seen;
  // The library would silently keep the last of two equal keys.
  const auto no_twins = [&](int, json::parse_event_t event, json& value) {
    if (event == json::parse_event_t::key && !seen.insert(value.get<std::string>()).second) {
      Fail(name, value.get<std::string>(), "stands there twice");
    }
    return true;
  };
  const json whole = json::parse(text, no_twins);
  if (!whole.is_object()) throw std::runtime_error(name + ": is not one object");
  Texts texts;
  for (const auto& [key, value] : whole.items()) {
    if (!value.is_string() || value.get<std::string>().empty()) Fail(name, key, "is not a text");
    texts[key] = value.get<std::string>();
  }
  return texts;
}

std::vector<std::string> PlacesIn(std::string_view text) {
  std::set<std::string> places;
  for (std::size_t open = text.find('{'); open != std::string_view::npos;
       open = text.find('{', open + 1)) {
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) break;
    places.emplace(text.substr(open + 1, close - open - 1));
  }
  return {places.begin(), places.end()};
}

void CheckSame(const std::array<Texts, kFiles.size()>& all) {
  const Texts& english = all[3];
  for (std::size_t i = 0; i < kFiles.size(); ++i) {
    const std::string name(kFiles[i]);
    for (const auto& [key, text] : english) {
      const auto mine = all[i].find(key);
      if (mine == all[i].end()) Fail(name, key, "is missing");
      if (PlacesIn(mine->second) != PlacesIn(text)) Fail(name, key, "puts in other things");
    }
    for (const auto& [key, text] : all[i]) {
      if (!english.contains(key)) Fail(name, key, "is not in English");
    }
  }
}

std::string Literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
      continue;
    }
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace herlaad::messages
