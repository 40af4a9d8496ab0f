#include "api/http/webhooks/read_webhook.h"

#include "adapters/net/addresses/public_address.h"
#include "adapters/net/addresses/url.h"
#include "adapters/net/json.h"
#include "api/http/core/json/read_json.h"
#include "api/http/core/parameters/url_fault.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

Problem TooLong(std::string_view field, std::size_t bytes) {
  return FieldInvalid(field, "problem.field_invalid.too_long", {{"bytes", std::to_string(bytes)}});
}

Result<std::string, Problem> ReadUrl(const json& body, bool allow_private) {
  auto text = ReadText(body, "url");
  if (!text.ok()) return Failure{text.error()};
  if (text->size() > webhooks::kUrlMax) return Failure{TooLong("url", webhooks::kUrlMax)};
  const auto url = net::ParseUrl(*text);
  if (!url.ok()) return Failure{FieldInvalid("url", TextOfFault(url.error()))};
  if (allow_private) return text;
  if (!url->is_https) return Failure{FieldInvalid("url", TextOfFault(net::UrlFault::kScheme))};
  const bool is_private = url->IsLoopback() || (url->address && !net::IsPublic(*url->address));
  if (!is_private) return text;
  return Failure{FieldInvalid("url", "problem.field_invalid.url_private")};
}

std::string EventNames() {
  std::string names;
  for (const webhooks::Event event : webhooks::kEvents) {
    if (!names.empty()) names += ", ";
    names += webhooks::Name(event);
  }
  return names;
}

Problem NoSuchEvent(const json& name) {
  const std::string event = name.is_string() ? name.get<std::string>() : net::WriteJson(name);
  return FieldInvalid("events", "problem.field_invalid.event",
                      {{"event", Quoted(event)}, {"events", EventNames()}});
}

Result<webhooks::EventSet, Problem> ReadEvents(const json& body) {
  const auto list = body.find("events");
  if (list == body.end()) return Failure{FieldProblem(Code::kFieldMissing, "events")};
  if (!list->is_array() || list->empty()) {
    return Failure{
        FieldInvalid("events", "problem.field_invalid.events", {{"events", EventNames()}})};
  }
  webhooks::EventSet events;
  for (const json& name : *list) {
    const auto event =
        name.is_string() ? webhooks::ParseEvent(name.get<std::string>()) : std::nullopt;
    if (!event || *event == webhooks::Event::kTest) return Failure{NoSuchEvent(name)};
    events.Add(*event);
  }
  return events;
}

Result<std::string, Problem> ReadDescription(const json& body) {
  auto text = ReadLine(body, "description");
  if (!text.ok() || text->size() <= webhooks::kDescriptionMax) return text;
  return Failure{TooLong("description", webhooks::kDescriptionMax)};
}

Result<engine::WebhookWish, Problem> ReadPresent(const json& body, bool allow_private) {
  engine::WebhookWish wish;
  if (body.contains("url")) {
    auto url = ReadUrl(body, allow_private);
    if (!url.ok()) return Failure{url.error()};
    wish.url = *std::move(url);
  }
  if (body.contains("events")) {
    const auto events = ReadEvents(body);
    if (!events.ok()) return Failure{events.error()};
    wish.events = *events;
  }
  if (body.contains("description")) {
    auto description = ReadDescription(body);
    if (!description.ok()) return Failure{description.error()};
    wish.description = *std::move(description);
  }
  return wish;
}

}  // namespace

Result<engine::WebhookWish, Problem> ReadNewWebhook(const net::Request& request,
                                                    bool allow_private) {
  const auto body = ReadBody(request, {"url", "events", "description"});
  if (!body.ok()) return Failure{body.error()};
  for (const char* const field : {"url", "events"}) {
    if (!body->contains(field)) return Failure{FieldProblem(Code::kFieldMissing, field)};
  }
  return ReadPresent(*body, allow_private);
}

Result<engine::WebhookWish, Problem> ReadWebhookChange(const net::Request& request,
                                                       bool allow_private) {
  const auto body = ReadBody(request, {"url", "events", "description", "disabled"});
  if (!body.ok()) return Failure{body.error()};
  if (body->empty()) return Failure{FieldProblem(Code::kFieldMissing, "url")};
  auto wish = ReadPresent(*body, allow_private);
  if (!wish.ok() || !body->contains("disabled")) return wish;
  const auto disabled = ReadBoolean(*body, "disabled");
  if (!disabled.ok()) return Failure{disabled.error()};
  wish->disabled = *disabled;
  return wish;
}

Result<Millis, Problem> ReadWebhookRotation(const net::Request& request) {
  if (request.body.empty()) return webhooks::kOldSecretFor;
  const auto body = ReadBody(request, {"old_valid_for_seconds"});
  if (!body.ok()) return Failure{body.error()};
  if (body->empty()) return webhooks::kOldSecretFor;
  const auto seconds = ReadInteger(*body, "old_valid_for_seconds");
  if (!seconds.ok()) return Failure{seconds.error()};
  if (*seconds < 0 || *seconds > webhooks::kOldSecretForMax.count() / 1'000)
    return Failure{FieldInvalid("old_valid_for_seconds", "problem.field_invalid.seven_days")};
  return Millis(*seconds * 1'000);
}

Result<Nothing, Problem> ReadNoBody(const net::Request& request) {
  if (request.body.empty()) return Nothing{};
  const auto body = ReadBody(request, {});
  if (!body.ok()) return Failure{body.error()};
  return Nothing{};
}

}  // namespace herlaad::http
