#include "base/messages/messages.h"

namespace herlaad::messages {

// Defined in messages_texts.cc, which the build generates; indexed by Language - 1 and the key's
// index.
extern const std::array<std::array<std::string_view, kKeys.size()>, kLanguages.size()> kTexts;

std::string_view Text(Language language, Key key) {
  return kTexts[static_cast<std::size_t>(language) - 1][key.index()];
}

std::string Text(Language language, Key key, std::span<const Value> values) {
  std::string out;
  const auto append_value = [values](std::string_view name, std::string& text) {
    const auto value = std::find_if(values.begin(), values.end(),
                                    [name](const Value& one) { return one.name == name; });
    if (value == values.end()) return false;
    text += value->text;
    return true;
  };
  AppendText(language, key, append_value, out);
  return out;
}

}  // namespace herlaad::messages
