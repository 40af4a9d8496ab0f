// Retries of an order's messages: what may be done after an attempt without a reliable answer, how
// long it waits, when it is given up, and when a refused delivery is tried anew. Waits double and
// have jitter: domain/outbox/retry_policy.h.
//
// Pure: the jitter comes from the message itself, so that a decision made again says the same.
#pragma once

#include <cstdint>
#include <optional>

#include "domain/orders/order.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/outbox/retry_policy.h"

namespace herlaad::orders {

using outbox::Name;
using outbox::Policy;
using outbox::RetryWait;

// Determined by the purpose.
Policy PolicyOf(Purpose purpose);

// The message after an attempt or ask without a definite answer; nullopt if all asks are used up.
// Watching a payment is not limited: it ends with the time to pay. What the gateway itself waits
// for is asked about ever less often, and given up after kSettlingMax. `may_resend`: the receiver
// may have it again under the same key.
std::optional<OutboxMessage> AfterUnknown(const OutboxMessage& outbox_message, const Order& order,
                                          Instant now, const Timings& timings,
                                          bool may_resend = true);

// How long after it was first sent a gateway certainly knows the key of a request (Stripe forgets
// it after a day). Then it is only asked about.
inline constexpr Millis kSameKeyFor{23LL * 3'600'000};
bool MayBeForgotten(const Order& order, const OutboxMessage& outbox_message, Instant now);

// How long a gateway may take to settle a refund that it accepted.
inline constexpr Millis kSettlingMax{30LL * 24 * 3'600'000};

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
