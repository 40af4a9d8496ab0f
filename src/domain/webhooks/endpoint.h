// A webhook endpoint: an address of a client to which events of its top-ups are posted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/result.h"
#include "domain/outbox/message.h"
#include "domain/webhooks/event.h"

namespace herlaad::webhooks {

using EndpointId = Id<struct WebhookEndpointTag>;
inline constexpr std::string_view kEndpointIdPrefix = "we_";
inline std::string ToText(EndpointId id) { return IdText(kEndpointIdPrefix, id.value()); }

inline constexpr std::size_t kEndpointsMax = 16;          // of a client
inline constexpr std::size_t kUrlMax = 500;               // bytes
inline constexpr std::size_t kDescriptionMax = 200;       // bytes
inline constexpr std::size_t kSecretBytes = 24;           // base64 of them needs no padding
inline constexpr Millis kOldSecretFor{24LL * 3'600'000};  // unless the client says otherwise
inline constexpr Millis kOldSecretForMax{7LL * 24 * 3'600'000};
inline constexpr std::size_t kOldSecretsMax = 4;  // that sign at a time beside the newest

// Who disabled an endpoint. Stored, never reused.
enum class DisabledBy : std::uint8_t {
  kNobody = 0,
  kClient = 1,
  kFailures = 2,  // no delivery arrived for as long as one is tried
};
inline constexpr DisabledBy kLastDisabledBy = DisabledBy::kFailures;
std::string_view Name(DisabledBy by);  // "", "client", "failures"

// A secret that was replaced; it signs too until its time is over. Sealed.
struct OldSecret {
  std::string sealed;
  Instant until{};

  friend bool operator==(const OldSecret&, const OldSecret&) = default;
};
using OldSecrets = std::vector<OldSecret>;  // at most kOldSecretsMax, in the order of their end
std::string TextOf(const OldSecrets& secrets);
std::optional<OldSecrets> ParseOldSecrets(std::string_view text);

struct Endpoint {
  EndpointId id;
  std::string client;  // that owns it: "client:cli_…", as orders have it
  std::string url;
  std::string description;
  EventSet events;
  std::string secret;      // sealed, never as it is: see SecretPlace
  OldSecrets old_secrets;  // some may have ended
  Instant created_at{};
  // When it was last enabled again after it had been disabled; nothing else moves it. 0: it never
  // was. So one that was never disabled drops nothing: see IsDropped.
  Instant enabled_at{};
  Instant disabled_at{};  // 0: enabled
  DisabledBy disabled_by = DisabledBy::kNobody;
  // When a delivery was last taken, up to kTakenEvery too early; 0: never.
  Instant taken_at{};

  [[nodiscard]] bool IsEnabled() const { return disabled_at == Instant{}; }
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

// What the secrets of the endpoints of `client` are sealed for: an endpoint has no id yet when its
// secret is sealed.
std::string SecretPlace(std::string_view client);

// Those that still sign.
OldSecrets OldSecretsAt(const Endpoint& endpoint, Instant now);
// The endpoint with the new secret. The one so far signs too for `old_for`, those before it for as
// long as they were given; with 0 none of them signs any more. A failure is when the next of too
// many ends.
Result<Endpoint, Instant> Rotated(Endpoint endpoint, std::string secret, Millis old_for,
                                  Instant now);

// Whether what happened when `message` was made, or last asked for, is not told any more: nothing
// that happened before the endpoint was disabled is, whether it was enabled again or not. Of one
// that was never disabled everything is told.
bool IsDropped(const outbox::Message& message, const Endpoint& endpoint);

// Deliveries are tried at once, then after waits that double from 5 s to 6 h, for three days.
inline constexpr std::string_view kDestinationPrefix = "webhook:";  // then the endpoint's id
inline constexpr std::string_view kEndpointOwner = "webhook";
inline constexpr outbox::KindRules kDelivery{.name = "webhook",
                                             .destination = kDestinationPrefix,
                                             .policy = outbox::Policy::kAtLeastOnce,
                                             .retry_first = Millis(5'000),
                                             .retry_max = Millis(6LL * 3'600'000),
                                             .same_key_for = Millis(0),
                                             .tried_for = Millis(3LL * 24 * 3'600'000)};

// The message that tells `endpoint` of `occurrence`: a queue for each endpoint.
outbox::Message NewDelivery(outbox::MessageId id, EndpointId endpoint, const Occurrence& occurrence,
                            Instant now);
// The endpoint of a message with such an owner.
std::optional<EndpointId> EndpointOf(const outbox::Owner& owner);

// How often the time of the last success is written down, so that deliveries do not all write the
// endpoint's row.
inline constexpr Millis kTakenEvery{600'000};

// The endpoint after the end of an attempt: its last success, or disabled, because `message` was
// given up and nothing was taken since it was made.
Endpoint After(Endpoint endpoint, const outbox::Message& message, Instant now);

// What a batch needs to know of the endpoints of a client, in one row.
struct Subscription {
  EndpointId endpoint;
  EventSet events;  // none: disabled

  friend bool operator==(const Subscription&, const Subscription&) = default;
};
using Subscriptions = std::vector<Subscription>;  // at most kEndpointsMax, in order of ids
std::string TextOf(const Subscriptions& subscriptions);
std::optional<Subscriptions> ParseSubscriptions(std::string_view text);
// With the endpoint as it is now.
void Enter(const Endpoint& endpoint, Subscriptions& subscriptions);

}  // namespace herlaad::webhooks
