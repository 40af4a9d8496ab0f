// Retries of outbox messages: what may be done after an attempt without a reliable answer, and how
// long it waits. Waits double up to a maximum and have jitter, so that messages that failed
// together do not come back together. What follows for the messages of orders is in
// domain/orders/outbox/retry_policy.h, for all others in message.h.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/core/instant.h"

namespace herlaad::outbox {

// What may be done after an attempt without a reliable answer. Stored, never reused.
enum class Policy : std::uint8_t {
  kAsk = 1,          // ask under our reference; never send again without an answer
  kSameKey = 2,      // the receiver is idempotent: send again with the same key
  kAtLeastOnce = 3,  // a duplicate does no harm: send again
};
inline constexpr Policy kLastPolicy = Policy::kAtLeastOnce;
std::string_view Name(Policy policy);  // "ask", "same_key", "at_least_once"

// `first`, doubled for each of `earlier` waits, at most `max`, less a part that `random` chooses,
// up to half of it ("equal jitter").
Millis RetryWait(Millis first, Millis max, std::int32_t earlier, std::uint64_t random);

}  // namespace herlaad::outbox
