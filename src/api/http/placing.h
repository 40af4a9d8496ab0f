// From what somebody wants to a command, and from what became of it to what they are told: the same
// for one top-up and for many at once.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "api/http/exchange.h"
#include "api/http/place_body.h"
#include "api/http/refusals.h"
#include "engine/commands/place_topup.h"

namespace herlaad::http {

// What was asked for, and by whom.
struct Asked {
  PlaceBody body;

  [[nodiscard]] Wanted wanted() const { return {body.operator_id, body.amount.currency}; }
};
struct Placing {
  Asked asked;
  std::unique_ptr<engine::PlaceTopup> command;
};
Result<Placing, Problem> PreparePlacing(const Shared& shared, const Exchange& exchange,
                                        PlaceBody body, std::string_view idempotency_key);

// Why it was not placed; nothing when it was. Not for what EarlierOrder names.
std::optional<Problem> WhyNotPlaced(const Shared& shared, const Asked& asked, const Client& client,
                                    const engine::Answer& answer);

// The order that has to be read before the answer can be told: it was placed earlier under the same
// key, by the same request or by another one. Empty when there is none.
OrderId EarlierOrder(const engine::Answer& answer);
// The problem of a request that came under the key of that order and is another one; nothing when
// it asks for the same, so that it is a repeat: a `total` that was added or left out asks for the
// same when it is the order's. Says which field is different, and what is known of that order's
// money; names the order to who made the key.
std::optional<Problem> WhyNotTheSame(const Shared& shared, const Asked& asked, const Client& client,
                                     const orders::Order& earlier);

}  // namespace herlaad::http
