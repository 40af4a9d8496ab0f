#include "domain/orders/phrase.h"

#include "base/messages/formats.h"

namespace herlaad::orders {
namespace {

using messages::Language;

struct Writer {
  Language language;
  Instant now;

  std::string operator()(const Money& amount) const { return messages::Price(language, amount); }
  std::string operator()(const PhraseTime& time) const {
    return time.style == PhraseTime::Style::kDay ? messages::Day(language, time.at)
                                                 : messages::Moment(language, time.at, now);
  }
  std::string operator()(messages::Key key) const {
    return std::string(messages::Text(language, key));
  }
  std::string operator()(const std::string& name) const { return name; }
};

}  // namespace

std::string PhraseText(const Phrase& phrase, Language language, Instant now) {
  std::vector<std::string> texts;
  texts.reserve(phrase.values.size());
  for (const Phrase::Named& named : phrase.values) {
    texts.push_back(std::visit(Writer{language, now}, named.value));
  }
  std::vector<messages::Value> values;
  values.reserve(texts.size());
  for (std::size_t i = 0; i < texts.size(); ++i) {
    values.push_back({phrase.values[i].name, texts[i]});
  }
  return messages::Text(language, phrase.key, values);
}

std::string PhraseText(const std::vector<Phrase>& phrases, Language language, Instant now) {
  std::string text;
  for (const Phrase& phrase : phrases) {
    if (!text.empty()) text += messages::SentenceGap(language);
    text += PhraseText(phrase, language, now);
  }
  return text;
}

}  // namespace herlaad::orders
