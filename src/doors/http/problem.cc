#include "doors/http/problem.h"

#include "doors/http/json_writer.h"

namespace herlaad::http {

Problem& Problem::Called(std::string_view name, std::string_view detail) {
  name_ = name;
  detail_ = detail;
  return *this;
}

Problem& Problem::Detail(std::string detail) {
  detail_ = std::move(detail);
  return *this;
}

Problem& Problem::Taken(MoneyTaken money) {
  money_ = money;
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
std::string_view Problem::detail() const { return detail_.empty() ? kind_->detail : detail_; }

net::Response Problem::ToResponse() const {
  JsonWriter json;
  json.Begin('{').Name("type").Text("/docs#" + std::string(name()));
  json.Name("title").Text(kind_->title).Name("status").Number(kind_->status);
  json.Name("detail").Text(detail()).Name("code").Text(name());
  json.Name("money").Text(Name(money_.value_or(kind_->money)));
  for (const auto& member : members_) json.Name(member.first).Raw(member.second);
  json.End('}');
  return {kind_->status, "application/problem+json", json.Take(), headers_};
}

void Problem::RenderReason(JsonWriter& json) const {
  json.Begin('{').Name("code").Text(name()).Name("detail").Text(detail());
  for (const auto& member : members_) json.Name(member.first).Raw(member.second);
  json.End('}');
}

}  // namespace herlaad::http
