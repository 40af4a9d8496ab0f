// Phrase: a sentence for people as the key of a text and its values. Both are put into words only
// when the language is known, so that a page can format them for its reader.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/core/instant.h"
#include "base/messages/messages.h"
#include "base/money/money.h"

namespace herlaad::orders {

struct PhraseTime {
  enum class Style {
    kDay,     // "22 Nov 2027"
    kMoment,  // "14:02", with the date unless that is today
  };
  Instant at{};
  Style style = Style::kMoment;

  friend bool operator==(const PhraseTime&, const PhraseTime&) = default;
};

// An amount, a time, another text, or a name.
using PhraseValue = std::variant<Money, PhraseTime, messages::Key, std::string>;

struct Phrase {
  struct Named {
    std::string_view name;  // the placeholder's name; a literal
    PhraseValue value;

    friend bool operator==(const Named&, const Named&) = default;
  };

  messages::Key key;
  std::vector<Named> values = {};

  friend bool operator==(const Phrase&, const Phrase&) = default;
};

// `now` decides which times are today.
std::string PhraseText(const Phrase& phrase, messages::Language language, Instant now);
void AppendPhraseText(const Phrase& phrase, messages::Language language, Instant now,
                      std::string& out);
// The sentences in sequence, joined as usual in `language`.
std::string PhraseText(const std::vector<Phrase>& phrases, messages::Language language,
                       Instant now);

}  // namespace herlaad::orders
