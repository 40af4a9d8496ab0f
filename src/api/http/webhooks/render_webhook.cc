#include "api/http/webhooks/render_webhook.h"

#include "base/core/check.h"

namespace herlaad::http {
namespace {

using outbox::MessageState;

std::string_view StateName(MessageState state) {
  switch (state) {
    case MessageState::kDue:
    case MessageState::kLeased:
      return "pending";
    case MessageState::kSent:
      return "delivered";
    case MessageState::kRefused:
    case MessageState::kGivenUp:
      return "failed";
    case MessageState::kNotWanted:
      return "dropped";
  }
  CHECK(false, "a message is in one of the listed states");
}

}  // namespace

void RenderWebhook(const webhooks::Endpoint& endpoint, Instant now, const Secret* secret,
                   JsonWriter& json) {
  json.Begin('{').Name("id").Text(ToText(endpoint.id)).Name("url").Text(endpoint.url);
  json.Name("description").Text(endpoint.description).Name("events").Begin('[');
  for (const std::string_view name : webhooks::NamesOf(endpoint.events)) json.Text(name);
  json.End(']').Name("disabled").Bool(!endpoint.IsEnabled());
  if (!endpoint.IsEnabled()) {
    json.Name("disabled_at").At(endpoint.disabled_at);
    json.Name("disabled_by").Text(webhooks::Name(endpoint.disabled_by));
  }
  if (secret != nullptr) json.Name("secret").Text(secret->Reveal());
  if (const auto old = webhooks::OldSecretsAt(endpoint, now); !old.empty()) {
    json.Name("old_secrets").Number(static_cast<std::int64_t>(old.size()));
    json.Name("old_secret_until").At(old.back().until);
  }
  json.Name("created_at").At(endpoint.created_at);
  json.End('}');
}

void RenderDelivery(const outbox::Message& message, const webhooks::Endpoint& endpoint,
                    JsonWriter& json) {
  const bool waits = message.state == MessageState::kDue;
  const bool is_dropped = waits && webhooks::IsDropped(message, endpoint);
  json.Begin('{').Name("id").Text(ToText(message.id));
  if (const auto occurrence = webhooks::ParseOccurrence(message.payload)) {
    json.Name("type").Text(webhooks::Name(occurrence->event));
    if (!occurrence->order.empty()) json.Name("topup").Text(ToText(occurrence->order));
  }
  json.Name("state").Text(StateName(is_dropped ? MessageState::kNotWanted : message.state));
  json.Name("created_at").At(message.created_at).Name("attempts").Number(message.attempts);
  if (!message.note.empty()) json.Name("last_answer").Text(message.note);
  if (waits && !is_dropped) json.Name("next_attempt_at").At(message.next_at);
  if (message.finished_at != Instant{}) json.Name("finished_at").At(message.finished_at);
  json.End('}');
}

}  // namespace herlaad::http
