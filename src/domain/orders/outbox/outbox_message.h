// Outbox messages: what must be sent outside. The next message of an order is derived from the
// order alone, so an order has at most one open message about money and none can be forgotten.
// domain/orders/outbox/retry_policy.h says how a message is retried, asked about and given up.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "domain/orders/order.h"

namespace herlaad::orders {

// Stored, never reused.
enum class Purpose : std::uint8_t {
  kOpenPayment = 1,   // ask the gateway for a payment page
  kWatchPayment = 2,  // ask whether it was paid, in case the callback is lost
  kClosePayment = 3,  // ask the gateway to close it
  kDeliver = 4,       // credit the number at its operator
  kRefund = 5,        // return the money through the gateway
  kNotify = 6,        // send a text or mail; n is the NotificationKind
};

std::string_view Name(Purpose purpose);
// True for a message about a payment that nobody has paid yet: it ends with the time to pay.
bool IsBeforePayment(Purpose purpose);

enum class OutboxMessageState : std::uint8_t {
  kDue = 1,     // to be sent at next_at
  kLeased = 2,  // may have been sent; after next_at the lease is over and the answer unknown
  kAsking = 3,  // to be asked at next_at
};

// Its key (order, purpose, n) never changes; the receiver knows it by its PartReference().
struct OutboxMessage {
  OrderId order;
  Purpose purpose = Purpose::kDeliver;
  std::int32_t n = 1;
  std::string destination;  // id of an operator, a gateway or a queue of notifications
  OutboxMessageState state = OutboxMessageState::kDue;
  std::int32_t sends = 0;
  std::int32_t asks = 0;
  Instant next_at{};
  std::int64_t leased_by = 0;  // the outbox worker that holds the lease

  friend bool operator==(const OutboxMessage&, const OutboxMessage&) = default;
};

// True if a person must decide about the delivery. Nothing asks the operator until then; the rest
// of the order goes on, for example the refund of a second charge.
bool IsLeftToPerson(const Order& order, const Delivery& delivery);

// Content and recipient of a notification. Stored as n of its outbox message, never reused.
enum class NotificationKind : std::uint8_t {
  // To the number that is topped up. Without the link, because a mistyped number belongs to a
  // stranger.
  kDelivered = 1,
  kRefunded = 2,
  // To the payer's contact, with the link.
  kPayerDelivered = 3,
  kPayerRefunded = 4,
  kPayerAttention = 5,
  // Nothing is sent: the payer's contact is deleted.
  kForgetContact = 6,
};

// Queues of texts and of mails. No operator or gateway may have these ids.
inline constexpr std::string_view kSmsDestination = "sms";
inline constexpr std::string_view kMailDestination = "mail";
// Two more queues of each gateway, so that however many payments are open, nobody who pays now
// waits for them. Configured ids hold no slash.
// Questions whether open payments were paid: they are paced.
std::string WatchDestination(std::string_view gateway);
// What ends orders whose time to pay is over.
std::string CloseDestination(std::string_view gateway);

// The queue in which `purpose` of `order` is due at `at`.
std::string QueueOf(Purpose purpose, const Order& order, Instant at);
// True if `message` only asks whether a payment was paid, so that it may wait for its turn. False
// once the time to pay is over: the question then ends the order.
bool MayWaitItsTurn(const OutboxMessage& message, const Order& order, Instant now);

// Time after the end of an order during which a bank may still charge the payer, who must then be
// notified.
inline constexpr Millis kContactKept{30LL * 24 * 3'600'000};

// Timeouts and intervals, all configurable. Fits() checks their relations. Intervals that double
// are jittered: domain/orders/outbox/retry_policy.h.
struct Timings {
  Millis payment_lifetime{30 * 60'000};
  // An order that was replaced by newer ones of its number can still be paid for this long, so that
  // nobody can cancel another person's order while it is being paid.
  Millis replaced_kept{5 * 60'000};
  Millis watch_first{3'000};  // interval of asks about an open payment, doubling
  Millis watch_max{60'000};
  Millis ask_first{1'000};  // interval of asks about an unknown delivery, close or refund, doubling
  Millis ask_max{300'000};
  std::int32_t asks_max = 20;  // then the order needs a review
  // Interval of asks about what the gateway itself waits for, for up to 30 days, doubling.
  Millis settle_first{60'000};
  Millis settle_max{3'600'000};
  Millis redelivery_wait{3'000};  // before a new delivery after a refusal, doubling
  Millis request_timeout{10'000};
  Millis lease{30'000};
};
constexpr bool Fits(const Timings& t) {
  return t.request_timeout < t.lease && t.watch_first <= t.watch_max && t.ask_first <= t.ask_max &&
         t.watch_first.count() > 0 && t.ask_first.count() > 0 && t.asks_max > 0 &&
         t.watch_first < t.payment_lifetime && t.redelivery_wait.count() >= 0 &&
         t.replaced_kept.count() >= 0 && t.settle_first.count() > 0 &&
         t.settle_first <= t.settle_max;
}
static_assert(Fits(Timings{}));

// The outbox message that `order` needs next; `current` if that is still the right one. nullopt if
// nothing is left to do or a review is needed.
std::optional<OutboxMessage> NextOutboxMessage(const Order& order,
                                               const std::optional<OutboxMessage>& current,
                                               Instant now, const Timings& timings);

// The message leased by outbox worker `by` until now + timings.lease.
OutboxMessage Leased(const OutboxMessage& outbox_message, std::int64_t by, Instant now,
                     const Timings& timings);

// 'p', 'd', 'r' or, for a notification, 'm'.
char PartOf(Purpose purpose);

}  // namespace herlaad::orders
