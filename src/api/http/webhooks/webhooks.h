// /v1/webhooks: a client manages the addresses at which it hears of its top-ups, and sees and
// replays what was delivered to them. The same below /admin, for any client. See docs/webhooks.md.
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "api/http/core/exchange.h"
#include "engine/commands/webhooks/manage_webhooks.h"

namespace herlaad::http {

class Webhooks {
 public:
  static constexpr std::array<std::string_view, 2> kDeliveryParameters{"limit", "cursor"};

  explicit Webhooks(Shared& shared) : shared_(shared) {}

  // Of the client of the API key or, on the administration socket, of the client that the path
  // names.
  void Create(ExchangePtr exchange);
  void List(ExchangePtr exchange);
  // Of the endpoint that the path names.
  void Read(ExchangePtr exchange);
  void Change(ExchangePtr exchange);
  void Delete(ExchangePtr exchange);
  void Rotate(ExchangePtr exchange);
  void Test(ExchangePtr exchange);
  void Deliveries(ExchangePtr exchange);
  void Replay(ExchangePtr exchange);

 private:
  using Answer = engine::Answered<engine::WebhookResult>;
  using Then = std::function<void(const webhooks::Endpoint& endpoint, engine::ClientId client)>;

  // The client whose endpoints are asked for; refuses and gives nothing if there is none.
  [[nodiscard]] static std::optional<engine::ClientId> OwnerOf(Exchange& exchange);
  // Calls `then` with the endpoint of that id on a reader thread, if the client may see it.
  void Find(const ExchangePtr& exchange, std::string_view id, Then then);
  // `done` is called on the engine's thread with what was done.
  void Submit(const ExchangePtr& exchange,
              std::unique_ptr<engine::CommandOf<engine::WebhookResult>> command,
              std::function<void(const engine::WebhookResult&)> done);
  void SendEndpoint(const ExchangePtr& exchange, const webhooks::Endpoint& endpoint, int status,
                    const Secret* secret);
  // A new secret, and the same sealed; refuses and gives nothing without a key to seal it.
  struct Sealed {
    Secret secret;
    std::string sealed;
  };
  [[nodiscard]] std::optional<Sealed> NewSecret(Exchange& exchange, engine::ClientId client) const;
  void SendDelivery(const ExchangePtr& exchange, const webhooks::Endpoint& endpoint,
                    outbox::MessageId id);
  void Log(const Exchange& exchange, std::string_view event, webhooks::EndpointId id) const;

  Shared& shared_;
};

}  // namespace herlaad::http
