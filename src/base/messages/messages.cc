#include "base/messages/messages.h"

namespace herlaad::messages {

// Defined in messages_texts.cc, which the build generates; indexed by Language - 1 and the key's
// index.
extern const std::array<std::array<std::string_view, kKeys.size()>, kLanguages.size()> kTexts;

std::string_view Text(Language language, Key key) {
  return kTexts[static_cast<std::size_t>(language) - 1][key.index()];
}

std::string Text(Language language, Key key, std::span<const Value> values) {
  std::string_view rest = Text(language, key);
  std::string out;
  while (!rest.empty()) {
    const std::size_t open = std::min(rest.find('{'), rest.size());
    const std::size_t close = std::min(rest.find('}', open), rest.size());
    out += rest.substr(0, open);
    const std::string_view place = rest.substr(open, close - open + 1);
    const auto value = std::find_if(values.begin(), values.end(), [&](const Value& one) {
      return place.size() > 2 && place.substr(1, place.size() - 2) == one.name;
    });
    out += value == values.end() ? place : value->text;
    rest.remove_prefix(std::min(close + 1, rest.size()));
  }
  return out;
}

}  // namespace herlaad::messages
