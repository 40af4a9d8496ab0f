// Phrase: a sentence for people as the key of its text and what is put into it; words only once a
// language is chosen. What is put in is not written yet either, so that a page can show it as its
// reader's language does.
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
    kMoment,  // "14:02", after its day unless that is today
  };
  Instant at{};
  Style style = Style::kMoment;

  friend bool operator==(const PhraseTime&, const PhraseTime&) = default;
};

// An amount, a time, another text, or a name.
using PhraseValue = std::variant<Money, PhraseTime, messages::Key, std::string>;

struct Phrase {
  struct Named {
    std::string_view name;  // as the text has it between braces; a literal
    PhraseValue value;

    friend bool operator==(const Named&, const Named&) = default;
  };

  messages::Key key;
  std::vector<Named> values = {};

  friend bool operator==(const Phrase&, const Phrase&) = default;
};

// `now` decides whether a moment is of today.
std::string PhraseText(const Phrase& phrase, messages::Language language, Instant now);
// One after the other, as `language` joins sentences.
std::string PhraseText(const std::vector<Phrase>& phrases, messages::Language language,
                       Instant now);

}  // namespace herlaad::orders
