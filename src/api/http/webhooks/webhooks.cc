#include "api/http/webhooks/webhooks.h"

#include <utility>

#include "api/http/core/json/json_writer.h"
#include "api/http/core/parameters/list_parameters.h"
#include "api/http/webhooks/read_webhook.h"
#include "api/http/webhooks/render_webhook.h"
#include "base/core/check.h"
#include "base/credentials/sealing.h"
#include "base/credentials/webhook_secret.h"

namespace herlaad::http {
namespace {

using engine::WebhookOutcome;
using webhooks::Endpoint;
using webhooks::EndpointId;

Problem OfOutcome(const engine::WebhookResult& result) {
  switch (result.outcome) {
    case WebhookOutcome::kNoSuchClient:
      return Problem(Code::kClientUnknown);
    case WebhookOutcome::kTooMany:
      return Problem(Code::kWebhooksTooMany);
    case WebhookOutcome::kNoSuchEndpoint:
      return Problem(Code::kWebhookUnknown);
    case WebhookOutcome::kNoSuchDelivery:
      return Problem(Code::kWebhookDeliveryUnknown);
    case WebhookOutcome::kStillOpen:
      return Problem(Code::kWebhookDeliveryOpen);
    case WebhookOutcome::kDisabled:
      return Problem(Code::kWebhookDisabled);
    case WebhookOutcome::kTooManySecrets:
      return Problem(Code::kWebhookSecretsTooMany)
          .Say("problem.webhook_secrets_too_many.until", {{"at", ToRfc3339(result.possible_at)}})
          .With("retry_at", result.possible_at);
    case WebhookOutcome::kDone:
      break;
  }
  CHECK(false, "only a refusal is a problem");
}

// Refuses whoever may not manage webhooks at all.
bool MayManage(Exchange& exchange) {
  const Client& client = *exchange.client;
  if (client.kind == Client::Kind::kLocal) return true;
  if (client.IsAnonymous()) {
    exchange.Refuse(KeyRequired());
  } else if (!client.May(engine::kScopeWebhooks)) {
    exchange.Refuse(Problem(Code::kScopeMissing).With("scope", engine::kScopeWebhooks));
  } else {
    return true;
  }
  return false;
}

struct DeliveryPage {
  std::vector<outbox::Message> messages;
  bool more = false;
};

std::string Render(const DeliveryPage& page, const Endpoint& endpoint) {
  JsonWriter json;
  json.Begin('{').Name("deliveries").Begin('[');
  for (const outbox::Message& message : page.messages) RenderDelivery(message, endpoint, json);
  json.End(']').Name("next");
  if (page.more) {
    json.Text(CursorText(page.messages.back().id.value()));
  } else {
    json.Null();
  }
  return json.End('}').Take();
}

Result<DeliveryPage, engine::StoreError> ReadPage(engine::Queries& queries, EndpointId endpoint,
                                                  std::optional<outbox::MessageId> before,
                                                  std::size_t limit) {
  auto messages = queries.MessagesOf(ToText(endpoint), before, limit + 1);
  if (!messages.ok()) return Failure{messages.error()};
  DeliveryPage page{*std::move(messages)};
  page.more = page.messages.size() > limit;
  if (page.more) page.messages.resize(limit);
  return page;
}

Result<std::vector<Endpoint>, engine::StoreError> ReadAllOf(engine::Queries& queries,
                                                            engine::ClientId client) {
  std::vector<Endpoint> endpoints;
  const auto row = queries.FindRow<engine::ClientWebhooks>(ClientText(client));
  if (!row.ok()) return Failure{row.error()};
  if (!*row) return endpoints;
  for (const webhooks::Subscription& one : (*row)->endpoints) {
    auto endpoint = queries.FindRow<Endpoint>(one.endpoint);
    if (!endpoint.ok()) return Failure{endpoint.error()};
    if (*endpoint) endpoints.push_back(**std::move(endpoint));
  }
  return endpoints;
}

void SendNothing(const ExchangePtr& exchange) { exchange->Send({204, {}, {}, {}, {}, {}}); }

}  // namespace

std::optional<engine::ClientId> Webhooks::OwnerOf(Exchange& exchange) {
  if (!MayManage(exchange)) return std::nullopt;
  const bool by_path = !exchange.argument.empty();
  const auto named = by_path ? ParseIdText(engine::kClientIdPrefix, exchange.argument)
                             : std::optional<std::int64_t>();
  const auto owner = by_path ? (named ? std::optional(engine::ClientId(*named)) : std::nullopt)
                             : engine::ClientNamed(exchange.client->name);
  if (owner) return owner;
  if (by_path) {
    exchange.Refuse(Problem(Code::kClientUnknown));
  } else {
    exchange.Refuse(KeyRequired().Detail(
        "Webhooks belong to a client: send its API key, or use `herlaad webhook`."));
  }
  return std::nullopt;
}

void Webhooks::Find(const ExchangePtr& exchange, std::string_view id, Then then) {
  if (!MayManage(*exchange)) return;
  const auto value = ParseIdText(webhooks::kEndpointIdPrefix, id);
  if (!value) return exchange->Refuse(Problem(Code::kWebhookUnknown));
  shared_.readers.Read(
      [value = *value](engine::Queries& queries) {
        return queries.FindRow<Endpoint>(EndpointId(value));
      },
      [exchange, then = std::move(then)](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        // Whether others have an endpoint of that id is not told.
        if (!*found || !exchange->client->MayChange((*found)->client))
          return exchange->Refuse(Problem(Code::kWebhookUnknown));
        const auto owner = engine::ClientNamed((*found)->client);
        CHECK(owner.has_value(), "an endpoint belongs to a client");
        then(**found, *owner);
      });
}

void Webhooks::Submit(const ExchangePtr& exchange,
                      std::unique_ptr<engine::CommandOf<engine::WebhookResult>> command,
                      std::function<void(const engine::WebhookResult&)> done) {
  CHECK(command != nullptr, "what is submitted was checked");
  const bool taken = shared_.services.engine.Submit(
      std::move(command), [exchange, done = std::move(done)](const Answer& answer, const auto*) {
        if (!answer.ok()) return exchange->Refuse(OfFault(answer.fault()));
        if (answer->outcome != WebhookOutcome::kDone) return exchange->Refuse(OfOutcome(*answer));
        done(*answer);
      });
  if (!taken) exchange->Refuse(Busy());
}

std::optional<Webhooks::Sealed> Webhooks::NewSecret(Exchange& exchange,
                                                    engine::ClientId client) const {
  const Secret& key = shared_.options.staff.key;
  if (key.empty()) {
    exchange.Refuse(Problem(Code::kWebhookKeyMissing));
    return std::nullopt;
  }
  Sealed made{credentials::NewWebhookSecret(), {}};
  made.sealed = credentials::Seal(key, webhooks::SecretPlace(ClientText(client)), made.secret);
  return made;
}

void Webhooks::Create(ExchangePtr exchange) {
  const auto client = OwnerOf(*exchange);
  if (!client) return;
  auto wish = ReadNewWebhook(exchange->request, shared_.options.webhooks.allow_private);
  if (!wish.ok()) return exchange->Refuse(wish.error());
  auto made = NewSecret(*exchange, *client);
  if (!made) return;
  Submit(
      exchange,
      engine::CreateWebhook::Check(*client, *std::move(wish), made->sealed, exchange->client->name),
      [this, exchange, secret = std::move(made->secret)](const engine::WebhookResult& result) {
        Log(*exchange, "webhook.created", result.endpoint->id);
        SendEndpoint(exchange, *result.endpoint, 201, &secret);
      });
}

void Webhooks::List(ExchangePtr exchange) {
  const auto client = OwnerOf(*exchange);
  if (!client) return;
  shared_.readers.Read(
      [client = *client](engine::Queries& queries) { return ReadAllOf(queries, client); },
      [this, exchange](const auto& endpoints) {
        if (!endpoints.ok()) return exchange->Refuse(OfStoreError(endpoints.error()));
        JsonWriter json;
        json.Begin('{').Name("webhooks").Begin('[');
        for (const Endpoint& endpoint : *endpoints)
          RenderWebhook(endpoint, shared_.services.clock.Now(), nullptr, json);
        net::Response response;
        response.body = json.End(']').End('}').Take();
        exchange->Send(std::move(response));
      });
}

void Webhooks::Read(ExchangePtr exchange) {
  Find(exchange, exchange->argument, [this, exchange](const Endpoint& endpoint, engine::ClientId) {
    SendEndpoint(exchange, endpoint, 200, nullptr);
  });
}

void Webhooks::Change(ExchangePtr exchange) {
  if (!MayManage(*exchange)) return;
  auto wish = ReadWebhookChange(exchange->request, shared_.options.webhooks.allow_private);
  if (!wish.ok()) return exchange->Refuse(wish.error());
  Find(
      exchange, exchange->argument,
      [this, exchange, wish = *std::move(wish)](const Endpoint& endpoint, engine::ClientId client) {
        Submit(exchange,
               engine::ChangeWebhook::Check(client, endpoint.id, wish, exchange->client->name),
               [this, exchange](const engine::WebhookResult& result) {
                 Log(*exchange, "webhook.changed", result.endpoint->id);
                 SendEndpoint(exchange, *result.endpoint, 200, nullptr);
               });
      });
}

void Webhooks::Delete(ExchangePtr exchange) {
  Find(exchange, exchange->argument,
       [this, exchange](const Endpoint& endpoint, engine::ClientId client) {
         Submit(exchange, engine::DeleteWebhook::Check(client, endpoint.id, exchange->client->name),
                [this, exchange](const engine::WebhookResult& result) {
                  Log(*exchange, "webhook.deleted", result.endpoint->id);
                  SendNothing(exchange);
                });
       });
}

void Webhooks::Rotate(ExchangePtr exchange) {
  if (!MayManage(*exchange)) return;
  const auto old_for = ReadWebhookRotation(exchange->request);
  if (!old_for.ok()) return exchange->Refuse(old_for.error());
  Find(exchange, exchange->argument,
       [this, exchange, old_for = *old_for](const Endpoint& endpoint, engine::ClientId client) {
         auto made = NewSecret(*exchange, client);
         if (!made) return;
         Submit(exchange,
                engine::RotateWebhook::Check(client, endpoint.id, made->sealed, old_for,
                                             exchange->client->name),
                [this, exchange,
                 secret = std::move(made->secret)](const engine::WebhookResult& result) {
                  Log(*exchange, "webhook.rotated", result.endpoint->id);
                  SendEndpoint(exchange, *result.endpoint, 200, &secret);
                });
       });
}

void Webhooks::Test(ExchangePtr exchange) {
  if (!MayManage(*exchange)) return;
  const auto body = ReadNoBody(exchange->request);
  if (!body.ok()) return exchange->Refuse(body.error());
  Find(exchange, exchange->argument,
       [this, exchange](const Endpoint& endpoint, engine::ClientId client) {
         Submit(exchange, engine::TestWebhook::Check(client, endpoint.id, exchange->client->name),
                [this, exchange](const engine::WebhookResult& result) {
                  SendDelivery(exchange, *result.endpoint, result.message);
                });
       });
}

void Webhooks::Deliveries(ExchangePtr exchange) {
  if (!MayManage(*exchange)) return;
  std::size_t limit = 20;
  std::optional<outbox::MessageId> before;
  if (const auto text = exchange->request.Parameter("limit")) {
    const auto read = ReadLimit(*text);
    if (!read.ok()) return exchange->Refuse(read.error());
    limit = *read;
  }
  if (const auto text = exchange->request.Parameter("cursor")) {
    const auto read = ReadCursor(*text);
    if (!read.ok()) return exchange->Refuse(read.error());
    before = outbox::MessageId(*read);
  }
  Find(exchange, exchange->argument,
       [this, exchange, limit, before](const Endpoint& endpoint, engine::ClientId) {
         shared_.readers.Read(
             [id = endpoint.id, limit, before](engine::Queries& queries) {
               return ReadPage(queries, id, before, limit);
             },
             [exchange, endpoint](const auto& page) {
               if (!page.ok()) return exchange->Refuse(OfStoreError(page.error()));
               net::Response response;
               response.body = Render(*page, endpoint);
               exchange->Send(std::move(response));
             });
       });
}

// The argument is both ids with what stands between them.
void Webhooks::Replay(ExchangePtr exchange) {
  if (!MayManage(*exchange)) return;
  const auto body = ReadNoBody(exchange->request);
  if (!body.ok()) return exchange->Refuse(body.error());
  const std::string& both = exchange->argument;
  const auto value =
      ParseIdText(outbox::kMessageIdPrefix, std::string_view(both).substr(both.rfind('/') + 1));
  if (!value) return exchange->Refuse(Problem(Code::kWebhookDeliveryUnknown));
  Find(exchange, std::string_view(both).substr(0, both.find('/')),
       [this, exchange, id = outbox::MessageId(*value)](const Endpoint& endpoint,
                                                        engine::ClientId client) {
         Submit(exchange,
                engine::ReplayDelivery::Check(client, endpoint.id, id, exchange->client->name),
                [this, exchange](const engine::WebhookResult& result) {
                  Log(*exchange, "webhook.replayed", result.endpoint->id);
                  SendDelivery(exchange, *result.endpoint, result.message);
                });
       });
}

void Webhooks::SendEndpoint(const ExchangePtr& exchange, const Endpoint& endpoint, int status,
                            const Secret* secret) {
  JsonWriter json;
  RenderWebhook(endpoint, shared_.services.clock.Now(), secret, json);
  net::Response response;
  response.status = status;
  response.body = json.Take();
  if (status == 201)
    response.headers.push_back({"Location", "/v1/webhooks/" + ToText(endpoint.id)});
  if (secret != nullptr) response.headers.push_back({"Cache-Control", "no-store"});
  exchange->Send(std::move(response));
}

// It may have been sent meanwhile.
void Webhooks::SendDelivery(const ExchangePtr& exchange, const Endpoint& endpoint,
                            outbox::MessageId id) {
  shared_.readers.Read(
      [id](engine::Queries& queries) { return queries.FindRow<outbox::Message>(id); },
      [exchange, endpoint](const auto& found) {
        if (!found.ok()) return exchange->Refuse(OfStoreError(found.error()));
        if (!*found) return exchange->Refuse(Problem(Code::kWebhookDeliveryUnknown));
        JsonWriter json;
        RenderDelivery(**found, endpoint, json);
        net::Response response;
        response.status = 202;
        response.body = json.Take();
        exchange->Send(std::move(response));
      });
}

void Webhooks::Log(const Exchange& exchange, std::string_view event, EndpointId id) const {
  shared_.Log(event, {{"webhook", ToText(id)}, {"by", exchange.client->name}});
}

}  // namespace herlaad::http
