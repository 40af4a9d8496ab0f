// The texts that people read, in five languages, built into the program from messages/*.json. The
// build checks that every language has every text with the same placeholders.
//
//   Text(Language::kNl, "choice.total")                                     // "totaal"
//   Text(Language::kNl, "choice.is_with", {{"operator", "Proximus"}})
//
// An unknown key does not compile. A lookup costs two array accesses.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/messages/language.h"
#include "messages_keys.inc"

namespace herlaad::messages {

class Key {
 public:
  // A key of messages/*.json, as a literal.
  consteval Key(const char* name) : index_(IndexOf(name)) {  // NOLINT(google-explicit-constructor)
    if (index_ == kKeys.size()) throw "there is no such text in messages/*.json";
  }

  // For keys composed from codes: "problem." + code + ".title". nullopt if there is no such text.
  static std::optional<Key> Find(std::string_view name) {
    const std::size_t index = IndexOf(name);
    if (index == kKeys.size()) return std::nullopt;
    return Key(index);
  }

  [[nodiscard]] constexpr std::size_t index() const { return index_; }
  [[nodiscard]] constexpr std::string_view name() const { return kKeys[index_]; }

  friend constexpr bool operator==(Key, Key) = default;

 private:
  constexpr explicit Key(std::size_t index) : index_(index) {}

  // The index of `name` among the sorted keys; kKeys.size() if it is not a key.
  static constexpr std::size_t IndexOf(std::string_view name) {
    const auto* const at = std::lower_bound(kKeys.begin(), kKeys.end(), name);
    return at == kKeys.end() || *at != name ? kKeys.size()
                                            : static_cast<std::size_t>(at - kKeys.begin());
  }

  std::size_t index_;
};

// Lives as long as the program. Placeholders stay as "{name}".
std::string_view Text(Language language, Key key);

struct Value {
  std::string_view name;
  std::string_view text;
};

// Appends the text to `out`, calling append_value(name, out) for each "{name}" to append its value.
// A placeholder stays as it is if that returns false. Values are not searched for placeholders.
template <class AppendValue>
void AppendText(Language language, Key key, AppendValue append_value, std::string& out) {
  std::string_view rest = Text(language, key);
  while (!rest.empty()) {
    const std::size_t open = std::min(rest.find('{'), rest.size());
    const std::size_t close = std::min(rest.find('}', open), rest.size());
    out += rest.substr(0, open);
    const std::string_view place = rest.substr(open, close - open + 1);
    const bool replaced = place.size() > 2 && append_value(place.substr(1, place.size() - 2), out);
    if (!replaced) out += place;
    rest.remove_prefix(std::min(close + 1, rest.size()));
  }
}

// With each "{name}" replaced. Values without a placeholder are ignored, and placeholders without a
// value stay as they are.
std::string Text(Language language, Key key, std::span<const Value> values);
inline std::string Text(Language language, Key key, std::initializer_list<Value> values) {
  return Text(language, key, std::span(values.begin(), values.size()));
}

}  // namespace herlaad::messages
