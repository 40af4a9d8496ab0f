// The decision about an order that a request places, whatever it sells.
#pragma once

#include <optional>

#include "domain/orders/placing/place.h"
#include "engine/commands/clients/used_key.h"
#include "engine/commands/command.h"

namespace herlaad::engine {

// What a request that places an order is answered.
struct PlaceResult {
  // Placed; with kKeyReused the order of the key, if there is one, so that the requests can be
  // compared.
  OrderId order = {};
  std::optional<orders::Refusal> refusal = {};  // nothing: placed

  [[nodiscard]] orders::PlaceOutcome outcome() const {
    return refusal ? refusal->outcome : orders::PlaceOutcome::kAccepted;
  }
  friend bool operator==(const PlaceResult&, const PlaceResult&) = default;
};

// As stored in the idempotency record, and read from it. `currency` is that of the request.
IdempotencyRecord Pack(const PlaceResult& result);
PlaceResult UnpackPlaced(const IdempotencyRecord& record, Currency currency);

// The decision for a repeat of a request, of which `body` is the digest: the recorded result, or
// kKeyReused if the record is of another request.
DecisionOf<PlaceResult> RepeatedOrder(const IdempotencyRecord& record, const Digest& body,
                                      Currency currency);

// Who asks: the API key, if any, and the digests of the idempotency key and of the request.
struct Asking {
  const std::optional<UsedKey>& used;
  const Digest& key;
  const Digest& body;
};

// Keeps the order of `aggregate` as a new one, if it was placed and the key's caps allow its cash;
// otherwise nothing of it. In both cases the result is recorded for repeats. `blank` is the order
// before it was placed.
DecisionOf<PlaceResult> NewOrder(const Result<Nothing, orders::Refusal>& placed,
                                 orders::OrderAggregate&& aggregate, const OrderRecord& blank,
                                 const Asking& asking, const ReadSet& read_set,
                                 const DecisionContext& context);

}  // namespace herlaad::engine
