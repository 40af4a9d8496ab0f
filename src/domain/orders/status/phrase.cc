#include "domain/orders/status/phrase.h"

#include <algorithm>

#include "base/messages/formats.h"

namespace herlaad::orders {
namespace {

using messages::Language;

struct ValueWriter {
  Language language;
  Instant now;
  std::string& out;

  void operator()(const Money& amount) const { messages::AppendPrice(language, amount, out); }
  void operator()(const PhraseTime& time) const {
    if (time.style == PhraseTime::Style::kDay) return messages::AppendDay(language, time.at, out);
    messages::AppendMoment(language, time.at, now, out);
  }
  void operator()(messages::Key key) const { out += messages::Text(language, key); }
  void operator()(const std::string& name) const { out += name; }
};

}  // namespace

void AppendPhraseText(const Phrase& phrase, Language language, Instant now, std::string& out) {
  const auto append_value = [&](std::string_view name, std::string& text) {
    const auto named = std::find_if(phrase.values.begin(), phrase.values.end(),
                                    [name](const Phrase::Named& one) { return one.name == name; });
    if (named == phrase.values.end()) return false;
    std::visit(ValueWriter{language, now, text}, named->value);
    return true;
  };
  messages::AppendText(language, phrase.key, append_value, out);
}

std::string PhraseText(const Phrase& phrase, Language language, Instant now) {
  std::string text;
  AppendPhraseText(phrase, language, now, text);
  return text;
}

std::string PhraseText(const std::vector<Phrase>& phrases, Language language, Instant now) {
  std::string text;
  for (const Phrase& phrase : phrases) {
    if (!text.empty()) text += messages::SentenceGap(language);
    AppendPhraseText(phrase, language, now, text);
  }
  return text;
}

}  // namespace herlaad::orders
