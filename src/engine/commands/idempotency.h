// What commands with an idempotency key share.
#pragma once

#include <string_view>

#include "domain/orders/place.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

inline constexpr std::size_t kIdempotencyKeyMax = 255;

// Under which the record of a client's key is stored.
Digest IdempotencyKeyDigest(std::string_view client, std::string_view key);

// The decision for a repeat: the recorded outcome, or kKeyReused if the request, of which `body` is
// the digest, is another one. The answer names the order of the key, if there is one.
Decision RepeatedDecision(const IdempotencyRecord& record, const Digest& body);

// Fills the answer with the outcome, and the record with the answer. `refused` is nullptr if the
// order was placed.
void RecordOutcome(const orders::Refusal* refused, const Digest& key, const Digest& body,
                   Instant now, Decision& decision);

// Stores the decision's answer as the outcome under `key`; the answer must name no order.
void RecordAnswer(const Digest& key, const Digest& body, Instant now, Decision& decision);

}  // namespace herlaad::engine
