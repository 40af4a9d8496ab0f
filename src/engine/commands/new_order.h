// The decision about an order that a request places, whatever it sells.
#pragma once

#include "domain/orders/place.h"
#include "engine/commands/command.h"
#include "engine/commands/used_key.h"

namespace herlaad::engine {

// Who asks: the API key, if any, and the digests of the idempotency key and of the request.
struct Asking {
  const std::optional<UsedKey>& used;
  const Digest& key;
  const Digest& body;
};

// Keeps the order of `aggregate` as a new one, if it was placed and the key's caps allow its cash;
// otherwise nothing of it. In both cases the outcome is the answer and is recorded for repeats.
// `blank` is the order before it was placed.
Decision NewOrder(const Result<Nothing, orders::Refusal>& placed,
                  orders::OrderAggregate&& aggregate, const OrderRecord& blank,
                  const Asking& asking, const ReadSet& read_set, const DecisionContext& context);

}  // namespace herlaad::engine
