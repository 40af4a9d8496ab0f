// What commands with an idempotency key share.
#pragma once

#include <string_view>
#include <utility>

#include "engine/commands/command.h"

namespace herlaad::engine {

inline constexpr std::size_t kIdempotencyKeyMax = 255;

// Under which the record of a client's key is stored.
Digest IdempotencyKeyDigest(std::string_view client, std::string_view key);

// The decision for a repeat, which changes nothing.
template <class R>
DecisionOf<R> Repeated(R result) {
  DecisionOf<R> decision(std::move(result));
  decision.replayed = true;
  return decision;
}

// Stores `packed`, which a command makes of its result, under `key` with the rest of the decision.
// `body` is the digest of the request.
void Record(const Digest& key, const Digest& body, Instant now, IdempotencyRecord packed,
            Decision& decision);

}  // namespace herlaad::engine
