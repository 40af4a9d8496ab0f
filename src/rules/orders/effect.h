// Effects: what must happen outside. Which effect an order needs next is derived from the order
// alone, so an order has at most one open money effect and none can be forgotten. How an effect is
// tried, asked about and given up is decided here too.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "rules/orders/order.h"

namespace herlaad::orders {

// Stored, never reused.
enum class Purpose : std::uint8_t {
  kOpenPayment = 1,   // ask the gateway for a page to pay on
  kWatchPayment = 2,  // ask whether it was paid, in case nobody tells us
  kClosePayment = 3,  // ask the gateway to close it
  kDeliver = 4,       // credit the number at its operator
  kRefund = 5,        // give the money back at the gateway
  kTell = 6,          // send a text or mail; n says which: TextKind
};

// What may be done about an attempt without a trustworthy answer. A property of the purpose.
enum class Policy : std::uint8_t {
  kAsk = 1,          // ask by our own reference; never send again on a guess
  kSameKey = 2,      // the receiver is idempotent: send again with the same key
  kAtLeastOnce = 3,  // once too often does no harm: send again
};
Policy PolicyOf(Purpose purpose);
std::string_view Name(Purpose purpose);
std::string_view Name(Policy policy);

enum class EffectState : std::uint8_t {
  kDue = 1,     // to be sent at next_at
  kMarked = 2,  // a courier may have touched the wire; at next_at its lease is over and the answer
                // is unknown
  kAsking = 3,  // to be asked at next_at
};

// Its key (order, purpose, n) never changes; what the other side knows it by is PartReference().
struct Effect {
  OrderId order;
  Purpose purpose = Purpose::kDeliver;
  std::int32_t n = 1;
  std::string lane;  // the destination: an operator's or a gateway's id
  EffectState state = EffectState::kDue;
  std::int32_t sends = 0;
  std::int32_t asks = 0;
  Instant next_at{};
  std::int64_t marked_by = 0;  // the courier that holds it

  friend bool operator==(const Effect&, const Effect&) = default;
};

// A delivery that a person has to decide about: nothing asks the operator until then, and the rest
// of the order goes on: a second charge is given back while somebody finds out.
bool IsLeftToPerson(const Order& order, const Delivery& delivery);

// Not sent yet, and not before the operator's answer: an order moves one thing at a time, and its
// delivery comes first.
bool WaitsForOperator(const Order& order, const Refund& refund);

// What a text or mail says, and to whom. Stored as n of its effect, never reused.
enum class TextKind : std::uint8_t {
  // To the number that is topped up. Without the link: a number that was mistyped is a stranger's.
  kDelivered = 1,
  kRefunded = 2,
  // To the payer's contact, with the link.
  kPayerDelivered = 3,
  kPayerRefunded = 4,
  kPayerAttention = 5,
  // Nothing is sent: the payer's contact is forgotten.
  kForgetContact = 6,
};

// The lanes of texts and of mail; no operator and no gateway has these ids.
inline constexpr std::string_view kTextLane = "sms";
inline constexpr std::string_view kMailLane = "mail";

// After an order came to rest: a bank may still take money late, and the payer is then told.
inline constexpr Millis kContactKept{30LL * 24 * 3'600'000};

// How long and how often. All of it can be configured; Problem() says which relation a
// configuration breaks.
struct Timings {
  Millis payment_lifetime{30 * 60'000};
  // An order that newer ones of its number have replaced can be paid for this long all the same, so
  // that nobody can take another's order away while it is being paid.
  Millis replaced_kept{5 * 60'000};
  Millis watch_first{3'000};  // asks about an open payment: this interval, then doubling
  Millis watch_max{60'000};
  Millis ask_first{1'000};  // asks about an unknown delivery, close or refund
  Millis ask_max{300'000};
  std::int32_t asks_max = 20;     // then attention
  Millis redelivery_wait{3'000};  // before a new delivery after a refusal, doubling
  Millis request_timeout{10'000};
  Millis lease{30'000};
};
constexpr bool Fits(const Timings& t) {
  return t.request_timeout < t.lease && t.watch_first <= t.watch_max && t.ask_first <= t.ask_max &&
         t.watch_first.count() > 0 && t.ask_first.count() > 0 && t.asks_max > 0 &&
         t.watch_first < t.payment_lifetime && t.redelivery_wait.count() >= 0 &&
         t.replaced_kept.count() >= 0;
}
static_assert(Fits(Timings{}));

// The effect that `order` needs, continuing `current` when that is still the one. Nothing when all
// is done or a person is needed.
std::optional<Effect> NextEffect(const Order& order, const std::optional<Effect>& current,
                                 Instant now, const Timings& timings);

// Marked by courier `by`, with a lease.
Effect Marked(const Effect& effect, std::int64_t by, Instant now, const Timings& timings);

// After an attempt or an ask without a definite answer: the effect with its next turn, or nothing
// when the turns are used up. Watching a payment is never used up: it ends when the time to pay
// does.
std::optional<Effect> AfterUnknown(const Effect& effect, const Order& order, Instant now,
                                   const Timings& timings);

// 'p', 'd', 'r' or, for a text, 'm'.
char PartOf(Purpose purpose);

}  // namespace herlaad::orders
