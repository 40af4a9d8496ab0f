// Rows of the store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/core/secret.h"
#include "domain/ledger/entry.h"
#include "domain/orders/order.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/subscriber.h"
#include "engine/ports/audit.h"

namespace herlaad::engine {

// An order with its open outbox message and the number of transfers it has posted so far.
struct OrderRecord {
  explicit OrderRecord(orders::Order the_order) : order(std::move(the_order)) {}

  orders::Order order;
  std::optional<orders::OutboxMessage> outbox_message;
  std::int32_t transfers = 0;

  friend bool operator==(const OrderRecord&, const OrderRecord&) = default;
};

// The result of a request under an idempotency key. Kept for kIdempotencyLifetime; refusals too, so
// that a repeat gets the same answer. Each command with a key packs its result into the four
// columns `outcome` to `note`, and unpacks it, in one place; nothing else reads them.
struct IdempotencyRecord {
  Digest key;   // of client and key, so that clients do not share keys
  Digest body;  // of the request in canonical form
  std::uint8_t outcome = 0;
  OrderId order;  // empty for a refusal
  std::int64_t detail = 0;
  std::string note;
  Instant at{};

  friend bool operator==(const IdempotencyRecord&, const IdempotencyRecord&) = default;
};
inline constexpr Millis kIdempotencyLifetime{35LL * 24 * 3'600 * 1'000};

// A setting of the whole database, such as "outbox_workers" = "held" after a restore.
struct Setting {
  std::string name;
  std::string value;

  friend bool operator==(const Setting&, const Setting&) = default;
};

enum class TextOutcome : std::uint8_t {
  kTaken = 1,    // accepted by the messenger
  kRefused = 2,  // will never be accepted
  kGivenUp = 3,  // no answer after all attempts
};

// An event of an order whose time is stored neither in its parts nor in the audit trail. In the
// same commit as the event, or as the change that overwrites its time.
struct OrderEvent {
  // Stored, never reused.
  enum class Kind : std::uint8_t {
    kNeedsReview = 1,
    kReviewed = 2,
    kPaymentUnknown = 3,
    kDeliveryUnknown = 4,
    kRefundUnknown = 5,
    kTold = 6,
    kPaymentClosing = 7,
    // Recorded once the part goes on after it had ended and its row no longer holds that time: a
    // charge after the payment was closed, a credit after a refusal. `at` is when it had ended.
    kPaymentClosed = 8,
    kDeliveryRefused = 9,
    kRefundRefused = 10,
    kPaymentDisputed = 11,    // a report that changed the state of its dispute
    kPaymentProcessing = 12,  // as kPaymentClosed: `at` is since when it was processed
    kStoppedByBrake = 13,     // its payment was taken in, and a fraud brake refunds or holds it
  };
  static constexpr Kind kLastKind = Kind::kStoppedByBrake;
  OrderId order;
  Instant at{};
  Kind kind = Kind::kReviewed;
  // Number of the part; with kTold the orders::NotificationKind, with kPaymentDisputed the number
  // of the dispute.
  std::int32_t part = 0;
  // With kNeedsReview the orders::Attention; with kTold the TextOutcome; with kPaymentClosing and
  // kPaymentClosed the orders::CloseReason; with kDeliveryRefused the orders::RefusalReason;
  // with kPaymentDisputed the orders::DisputeState; with kStoppedByBrake the brakes::Act.
  std::uint8_t detail = 0;
  bool by_mail = false;  // with kTold: by e-mail instead of SMS

  friend bool operator==(const OrderEvent&, const OrderEvent&) = default;
};

// Everything stored about one order, from one snapshot.
struct OrderTrail {
  OrderRecord record;
  std::vector<AuditEntry> audit;   // entries about the order, in order
  std::vector<OrderEvent> events;  // by time

  friend bool operator==(const OrderTrail&, const OrderTrail&) = default;
};

}  // namespace herlaad::engine
