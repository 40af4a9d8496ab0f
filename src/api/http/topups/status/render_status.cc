#include "api/http/topups/status/render_status.h"

#include "base/core/check.h"

namespace herlaad::http {
namespace {

using orders::Phrase;
using orders::PhraseTime;

// Few sentences are longer.
constexpr std::size_t kSentenceBytes = 192;

std::string_view Name(PhraseTime::Style style) {
  switch (style) {
    case PhraseTime::Style::kDay:
      return "day";
    case PhraseTime::Style::kMoment:
      return "moment";
  }
  CHECK(false, "a time is shown in one of the listed ways");
}

struct ValueRenderer {
  JsonWriter& json;

  void operator()(const Money& amount) const { json.Amount(amount); }
  void operator()(const PhraseTime& time) const {
    json.Begin('{').Name("at").At(time.at).Name("as").Text(Name(time.style)).End('}');
  }
  void operator()(messages::Key key) const {
    json.Begin('{').Name("code").Text(key.name()).End('}');
  }
  void operator()(const std::string& name) const { json.Text(name); }
};

class Renderer {
 public:
  Renderer(messages::Language language, Instant now, JsonWriter& json)
      : language_(language), now_(now), json_(json) {
    text_.reserve(kSentenceBytes);
  }

  void Sentence(const Phrase& phrase) {
    json_.Begin('{').Name("code").Text(phrase.key.name());
    text_.clear();
    orders::AppendPhraseText(phrase, language_, now_, text_);
    json_.Name("text").Text(text_);
    if (!phrase.values.empty()) {
      json_.Name("values").Begin('{');
      for (const Phrase::Named& named : phrase.values) {
        json_.Name(named.name);
        std::visit(ValueRenderer{json_}, named.value);
      }
      json_.End('}');
    }
    json_.End('}');
  }

  void Sentences(std::string_view name, const std::vector<Phrase>& phrases) {
    json_.Name(name).Begin('[');
    for (const Phrase& phrase : phrases) Sentence(phrase);
    json_.End(']');
  }

  void Step(const orders::StatusStep& step) {
    json_.Begin('{').Name("mark").Text(orders::Name(step.mark)).Name("what");
    Sentence(step.what);
    if (step.at.ms != 0) json_.Name("at").At(step.at);
    if (step.more) {
      json_.Name("more");
      Sentence(*step.more);
    }
    if (step.amount) json_.Name("amount").Amount(*step.amount);
    json_.End('}');
  }

 private:
  messages::Language language_;
  Instant now_;
  JsonWriter& json_;
  std::string text_;  // of one sentence; kept for its memory
};

}  // namespace

void RenderStatus(const orders::StatusView& status, messages::Language language, Instant now,
                  JsonWriter& json) {
  Renderer renderer(language, now, json);
  json.Begin('{').Name("mood").Text(orders::Name(status.mood)).Name("headline");
  renderer.Sentence(status.headline);
  renderer.Sentences("money", status.money);
  renderer.Sentences("next", status.next);
  json.Name("steps").Begin('[');
  for (const orders::StatusStep& step : status.steps) renderer.Step(step);
  json.End(']').Name("can_pay").Bool(status.can_pay).Name("can_cancel").Bool(status.can_cancel);
  if (status.if_cancelled) {
    json.Name("if_cancelled");
    renderer.Sentence(*status.if_cancelled);
  }
  json.Name("look_again_seconds").Number(status.look_again_seconds).End('}');
}

}  // namespace herlaad::http
