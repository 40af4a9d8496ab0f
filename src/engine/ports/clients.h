// Clients: who owns orders, tills and API keys. Rows are never deleted: orders and the audit trail
// name them. See docs/adr/0019-clients-own-orders.md.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/secret.h"
#include "domain/limits/cash_caps.h"

namespace herlaad::engine {

using ClientId = Id<struct ClientTag>;
inline constexpr std::string_view kClientIdPrefix = "cli_";
inline std::string ToText(ClientId id) { return IdText(kClientIdPrefix, id.value()); }

// As the owner of orders and idempotency records, and as the actor of the audit trail:
// "client:cli_…".
inline constexpr std::string_view kClientPrefix = "client:";
inline std::string ClientText(ClientId id) { return std::string(kClientPrefix) + ToText(id); }

// The client of such a text; nullopt for any other owner or actor.
std::optional<ClientId> ClientNamed(std::string_view name);

struct ClientRecord {
  ClientId id;
  std::string name;  // unique, see ClientName; its id if nobody named it
  Instant created_at{};
  Instant disabled_at{};  // 0: its keys are accepted

  friend bool operator==(const ClientRecord&, const ClientRecord&) = default;
};
inline constexpr std::size_t kClientNameMax = 80;  // bytes
// 1 to kClientNameMax bytes on one line that are not taken for an id.
bool IsClientName(std::string_view name);

// Keeps names unique.
struct ClientName {
  std::string name;
  ClientId client;

  friend bool operator==(const ClientName&, const ClientName&) = default;
};

// A till, and the client whose keys may take cash for it. Its account is cash:<name>.
struct Till {
  std::string name;
  ClientId client;
  Instant created_at{};

  friend bool operator==(const Till&, const Till&) = default;
};
inline constexpr std::size_t kTillNameMax = 32;
// What an administrator may name a till: 1 to kTillNameMax characters a-z 0-9 . - _, the first a
// letter or digit; not the till of the command line, nor the id of a client.
bool IsTillName(std::string_view name);
inline constexpr std::string_view kLocalTill = "cli";  // of the administration socket

using KeyId = Id<struct KeyTag>;
inline std::string ToText(KeyId id) { return IdText("key_", id.value()); }

// An API key. The secret is shown once and never stored.
struct ApiKey {
  KeyId id;
  Digest secret;  // of the whole key as sent by the client
  ClientId client;
  std::string name;
  std::vector<std::string> scopes;  // "topup:cash", "sim:read", …
  std::string till;                 // of its cash; empty without the scope for cash
  Instant created_at{};
  Instant valid_until{};       // 0: without end
  Instant revoked_at{};        // 0: not revoked
  KeyId caps_of;               // the first key of its rotations, whose KeyCash counts its cash
  limits::CashCaps cash_caps;  // on what it takes

  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

enum class KeyState : std::uint8_t { kValid = 1, kRevoked = 2, kExpired = 3 };
KeyState StateOf(const ApiKey& key, Instant now);

// The cash that a capped key, and those it was rotated to, took on the last day.
struct KeyCash {
  KeyId key;
  limits::CashDay day;

  friend bool operator==(const KeyCash&, const KeyCash&) = default;
};

// What an administrator wrote down about a client. Never changed or deleted.
struct ClientNote {
  ClientId client;
  std::int64_t n = 0;  // grows with time
  Instant at{};
  std::string author;
  std::string text;

  friend bool operator==(const ClientNote&, const ClientNote&) = default;
};

}  // namespace herlaad::engine
