#include "api/http/core/problem.h"

#include "api/http/core/json/json_writer.h"
#include "base/messages/formats.h"
#include "domain/payments/payment_method.h"

namespace herlaad::http {
namespace {

using messages::Key;
using messages::Language;

// A test checks that every problem has its texts; if one is missing, a general text is better than
// a second error.
std::string_view TextOf(Language language, std::string_view name, const char* part, Key otherwise) {
  const auto key = Key::Find("problem." + std::string(name) + part);
  return messages::Text(language, key.value_or(otherwise));
}

// A value as a sentence in this language says it.
struct InLanguage {
  Language language;
  std::string operator()(const std::string& text) const { return text; }
  std::string operator()(Key key) const { return std::string(messages::Text(language, key)); }
  std::string operator()(Money amount) const { return messages::Price(language, amount); }
  std::string operator()(Problem::DayOfYear day) const {
    return messages::DayOfYear(language, day.at);
  }
};

}  // namespace

Problem& Problem::Called(std::string_view name) {
  name_ = name;
  return *this;
}

Problem& Problem::Detail(std::string detail) {
  detail_ = std::move(detail);
  return *this;
}

Problem& Problem::Say(Key key, std::vector<Put> values) {
  sentence_ = key;
  values_ = std::move(values);
  return *this;
}

Problem& Problem::Taken(MoneyTaken money) {
  money_ = money;
  return *this;
}

Problem& Problem::PaidBy(payments::PaymentMethod payment_method) {
  for_cash_ = payments::FlowOf(payment_method) == payments::Flow::kImmediate;
  return *this;
}

Problem& Problem::CauseForCash(Key key) {
  cause_for_cash_ = key;
  return *this;
}

Problem& Problem::With(std::string_view name, std::string_view text) {
  return WithJson(name, JsonWriter(text.size() + 2).Text(text).Take());
}

Problem& Problem::With(std::string_view name, Money amount) {
  return WithJson(name, JsonWriter(48).Amount(amount).Take());
}

Problem& Problem::With(std::string_view name, Instant at) {
  return WithJson(name, JsonWriter(32).At(at).Take());
}

Problem& Problem::WithJson(std::string_view name, std::string json) {
  members_.emplace_back(name, std::move(json));
  return *this;
}

Problem& Problem::Header(std::string name, std::string value) {
  headers_.push_back({std::move(name), std::move(value)});
  return *this;
}

std::string_view Problem::name() const { return name_.empty() ? kind_->name : name_; }

std::string_view Problem::Title(Language language) const {
  return TextOf(language, name(), ".title", "problem.other.title");
}

std::string Problem::DetailIn(Language language) const {
  if (for_cash_) {
    const std::string problem =
        cause_for_cash_ ? Filled(language, *cause_for_cash_) : std::string(Title(language));
    return messages::Text(language, "refusal.cash", {{"problem", problem}});
  }
  if (!detail_.empty() && language == Language::kEn) return detail_;
  if (!sentence_) return std::string(TextOf(language, name(), ".detail", "problem.other.detail"));
  return Filled(language, *sentence_);
}

std::string Problem::Filled(Language language, Key key) const {
  std::vector<std::string> texts;
  texts.reserve(values_.size());
  std::vector<messages::Value> values;
  for (const Put& put : values_) {
    texts.push_back(std::visit(InLanguage{language}, put.text));
    values.push_back({put.name, texts.back()});
  }
  return messages::Text(language, key, std::span<const messages::Value>(values));
}

void Problem::Render(Language language, JsonWriter& json, MoneyTaken otherwise) const {
  const MoneyTaken of_kind = kind_->money == MoneyTaken::kNotTaken ? otherwise : kind_->money;
  json.Begin('{').Name("type").Text("/docs#" + std::string(name()));
  json.Name("title").Text(Title(language)).Name("status").Number(kind_->status);
  json.Name("detail").Text(DetailIn(language)).Name("code").Text(name());
  json.Name("money").Text(Name(money_.value_or(of_kind)));
  for (const auto& member : members_) json.Name(member.first).Raw(member.second);
  json.End('}');
}

net::Response Problem::ToResponse(Language language, MoneyTaken otherwise) const {
  JsonWriter json;
  Render(language, json, otherwise);
  net::Response response{kind_->status, "application/problem+json", json.Take(), headers_};
  response.headers.push_back({"Content-Language", std::string(messages::Code(language))});
  response.headers.push_back({"Vary", "Accept-Language"});
  return response;
}

void Problem::RenderReason(Language language, JsonWriter& json) const {
  json.Begin('{').Name("code").Text(name()).Name("detail").Text(DetailIn(language));
  for (const auto& member : members_) json.Name(member.first).Raw(member.second);
  json.End('}');
}

}  // namespace herlaad::http
