#include "engine/webhooks/webhook_delivery.h"

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "base/core/check.h"

namespace herlaad::engine {
namespace {

using outbox::Answer;

const Sending kNoDatabase{Answer::kNotSent, "the database could not be read"};

// The newest first, then those that end last.
std::vector<Secret> SecretsOf(const WebhookSources& sources, const webhooks::Endpoint& endpoint,
                              Instant now) {
  const std::string place = webhooks::SecretPlace(endpoint.client);
  std::vector<Secret> secrets;
  if (auto secret = sources.open(place, endpoint.secret)) secrets.push_back(*std::move(secret));
  webhooks::OldSecrets all = webhooks::OldSecretsAt(endpoint, now);
  std::reverse(all.begin(), all.end());
  for (const webhooks::OldSecret& one : all) {
    if (auto old = sources.open(place, one.sealed)) secrets.push_back(*std::move(old));
  }
  return secrets;
}

// By the row as it is: the client may have asked for it again since the worker read it.
std::optional<bool> IsDroppedNow(outbox::MessageId id, const webhooks::Endpoint& endpoint,
                                 Queries& queries) {
  const auto message = queries.FindRow<outbox::Message>(id);
  if (!message.ok()) return std::nullopt;
  return !*message || webhooks::IsDropped(**message, endpoint);
}

// The JSON of what the event is about; if it cannot be read, how the attempt ends.
Result<std::string, Sending> DataOf(const webhooks::Occurrence& occurrence,
                                    const SendContext& context) {
  if (occurrence.order.empty()) return std::string("{}");
  const auto record = context.queries.FindOrder(occurrence.order);
  if (!record.ok()) return Failure{kNoDatabase};
  CHECK(record->has_value() && (**record).order.IsTopup(), "an event is of a top-up that exists");
  return context.parties.webhooks.topup((**record).order, context.now);
}

}  // namespace

std::string WebhookBody(const outbox::Message& message, webhooks::Event event,
                        const std::string& data) {
  std::string body = R"({"id":")" + ToText(message.id) + R"(","type":")";
  body += webhooks::Name(event);
  body += R"(","timestamp":")" + ToRfc3339(message.created_at) + R"(","data":)";
  return body + data + "}";
}

std::string ClientToldBy(const outbox::Message& message) {
  const auto occurrence = webhooks::ParseOccurrence(message.payload);
  return occurrence ? occurrence->client : std::string();
}

Sending SendWebhook(const outbox::Message& message, bool ask, const SendContext& context) {
  CHECK(!ask, "a delivery is sent again, not asked about");
  const WebhookSources& sources = context.parties.webhooks;
  CHECK(sources.caller != nullptr, "a queue has workers only when its party is known");
  const auto id = webhooks::EndpointOf(message.owner);
  const auto occurrence = webhooks::ParseOccurrence(message.payload);
  CHECK(id && occurrence, "a message has the payload and the owner of its kind");
  const auto endpoint = context.queries.FindRow<webhooks::Endpoint>(*id);
  if (!endpoint.ok()) return kNoDatabase;
  if (!*endpoint) return {Answer::kNotWanted, "the endpoint was deleted"};
  if (!(**endpoint).IsEnabled()) return {Answer::kNotWanted, "the endpoint is disabled"};
  if (webhooks::IsDropped(message, **endpoint)) {
    const auto dropped = IsDroppedNow(message.id, **endpoint, context.queries);
    if (!dropped) return kNoDatabase;
    if (*dropped) return {Answer::kNotWanted, "the endpoint was disabled after it happened"};
  }
  const auto data = DataOf(*occurrence, context);
  if (!data.ok()) return data.error();
  std::vector<Secret> secrets = SecretsOf(sources, **endpoint, context.now);
  if (secrets.empty())
    return {Answer::kNotSent, "the secret cannot be opened on this server: rotate it"};
  WebhookAnswer answer =
      sources.caller->Call({ToText(message.id), context.now, (**endpoint).url, std::move(secrets),
                            WebhookBody(message, occurrence->event, *data)});
  return {answer.answer, std::move(answer.note)};
}

}  // namespace herlaad::engine
