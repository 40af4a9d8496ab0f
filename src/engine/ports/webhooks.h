// Webhooks: the endpoints of clients, and how the outside is told of an event. The deliveries are
// outbox messages of kind webhooks::kDelivery, owned by their endpoint.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/core/secret.h"
#include "domain/webhooks/endpoint.h"
#include "engine/ports/clients.h"

namespace herlaad::engine {

// The endpoints of a client, to be loaded with each of its orders. Deleted with the last endpoint.
// Whoever changes it holds the row of the client.
struct ClientWebhooks {
  std::string client;  // "client:cli_…"
  webhooks::Subscriptions endpoints;

  friend bool operator==(const ClientWebhooks&, const ClientWebhooks&) = default;
};

// Whether an order of `client` can have webhooks: a client with API keys.
inline bool MayHaveWebhooks(std::string_view client) { return client.starts_with(kClientPrefix); }

// One request to an endpoint.
struct WebhookCall {
  std::string id;  // of the delivery, the same with each attempt
  Instant at{};    // of this attempt
  std::string url;
  std::vector<Secret> secrets;  // that sign, the newest first
  std::string body;
};
struct WebhookAnswer {
  outbox::Answer answer = outbox::Answer::kUnknown;  // kTaken, kUnknown or kNotSent
  std::string note;                                  // "HTTP 500", "no answer within 15 s"
};

// Posts to the endpoints of clients. Thread-safe.
class WebhookCaller {
 public:
  virtual ~WebhookCaller() = default;
  // Blocks for at most its time-out.
  virtual WebhookAnswer Call(const WebhookCall& call) = 0;
};

}  // namespace herlaad::engine
