// What the store keeps, in the engine's words.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/secret.h"
#include "rules/ledger/transfer.h"
#include "rules/orders/effect.h"
#include "rules/orders/number.h"
#include "rules/orders/order.h"

namespace herlaad::engine {

// An order with its open effect and the number of transfers it has posted so far.
struct OrderRecord {
  explicit OrderRecord(orders::Order the_order) : order(std::move(the_order)) {}

  orders::Order order;
  std::optional<orders::Effect> effect;
  std::int32_t transfers = 0;

  friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

// Who decided what under which idempotency key. Kept for kClaimLifetime; refusals too, so that a
// repeat gets the same answer.
struct Claim {
  Digest key;   // of caller and key together: the same key from another caller is another claim
  Digest body;  // of what was asked for, in canonical form
  std::uint8_t outcome = 0;
  OrderId order;  // empty for a refusal
  std::int64_t detail = 0;
  std::string note;
  Instant at{};

  friend bool operator==(const Claim&, const Claim&) = default;
};
inline constexpr Millis kClaimLifetime{35LL * 24 * 3'600 * 1'000};

using KeyId = Id<struct KeyTag>;
inline std::string ToText(KeyId id) { return IdText("key_", id.value()); }

// An API key; the secret itself is shown once and never stored.
struct ApiKey {
  KeyId id;
  Digest secret;  // of the whole key as its caller sends it
  std::string name;
  std::vector<std::string> scopes;  // "topup:cash", "sim:read", …
  Instant created_at{};
  Instant revoked_at{};  // 0 while it is valid

  friend bool operator==(const ApiKey&, const ApiKey&) = default;
};

// What a person or program did that is not an order's ordinary life. Same commit as the deed.
struct AuditEntry {
  Instant at{};
  std::string actor;
  std::string action;   // "topup.resolve", "key.create", …
  std::string subject;  // an id
  std::string detail;   // never a secret

  friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

enum class TextOutcome : std::uint8_t {
  kTaken = 1,    // the messenger took it
  kRefused = 2,  // it will never take it
  kGivenUp = 3,  // nobody answered, however often it was tried
};

// What happened to an order, where neither its parts nor the audit trail keep when. Same commit as
// the deed.
struct OrderEvent {
  // Stored, never reused.
  enum class Kind : std::uint8_t {
    kNeedsReview = 1,
    kReviewed = 2,
    kPaymentUnknown = 3,
    kDeliveryUnknown = 4,
    kRefundUnknown = 5,
    kTold = 6,
  };
  OrderId order;
  Instant at{};
  Kind kind = Kind::kReviewed;
  std::int32_t part = 0;    // of what is unknown its number; of kTold the orders::TextKind
  std::uint8_t detail = 0;  // of kNeedsReview the orders::Attention; of kTold the TextOutcome
  bool by_mail = false;     // kTold: by e-mail rather than SMS

  friend bool operator==(const OrderEvent&, const OrderEvent&) = default;
};

// All that is kept of one order, of one moment.
struct OrderTrail {
  OrderRecord record;
  std::vector<AuditEntry> audit;   // whose subject it is, in their order
  std::vector<OrderEvent> events;  // by time

  friend bool operator==(const OrderTrail&, const OrderTrail&) = default;
};

struct PostedTransfer {
  OrderId order;
  std::int32_t n = 1;
  Instant at{};
  ledger::Transfer transfer;

  friend bool operator==(const PostedTransfer&, const PostedTransfer&) = default;
};

}  // namespace herlaad::engine
