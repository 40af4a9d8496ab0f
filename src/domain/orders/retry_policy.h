// Retries: what may be done after an attempt without a reliable answer, how long it waits, when it
// is given up, and when a refused delivery is tried anew. Waits double up to a maximum and have
// jitter, so that messages that failed together do not come back together.
//
// Pure: the jitter comes from the message itself, so that a decision made again says the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "domain/orders/order.h"
#include "domain/orders/outbox_message.h"

namespace herlaad::orders {

// What may be done after an attempt without a reliable answer. Determined by the purpose.
enum class Policy : std::uint8_t {
  kAsk = 1,          // ask under our reference; never send again without an answer
  kSameKey = 2,      // the receiver is idempotent: send again with the same key
  kAtLeastOnce = 3,  // a duplicate does no harm: send again
};
Policy PolicyOf(Purpose purpose);
std::string_view Name(Policy policy);

// `first`, doubled for each of `earlier` waits, at most `max`, less a part that `random` chooses,
// up to half of it ("equal jitter").
Millis RetryWait(Millis first, Millis max, std::int32_t earlier, std::uint64_t random);

// The message after an attempt or ask without a definite answer; nullopt if all asks are used up.
// Watching a payment is not limited: it ends with the time to pay.
std::optional<OutboxMessage> AfterUnknown(const OutboxMessage& outbox_message, const Order& order,
                                          Instant now, const Timings& timings);

// Maximum deliveries per order.
inline constexpr std::int32_t kDeliveriesMax = 3;
// True if a new delivery may be made after this refusal.
bool MayTryAgain(RefusalReason reason);
// True if a new delivery is made now that `delivery` was refused: only for the last one, if its
// reason allows it.
bool IsTriedAnew(const Order& order, const Delivery& delivery);
// The wait before delivery `n` of `order` is sent: none before the first.
Millis DeliveryWait(const Order& order, std::int32_t n, const Timings& timings);

}  // namespace herlaad::orders
