// From what somebody wants to a command, and from what became of it to what they are told: the same
// for one top-up and for many at once.
#pragma once

#include <memory>
#include <optional>
#include <string_view>

#include "doors/http/exchange.h"
#include "doors/http/place_body.h"
#include "doors/http/refusals.h"
#include "engine/kinds/place_topup.h"

namespace herlaad::http {

struct Placing {
  Wanted wanted;
  std::unique_ptr<engine::PlaceTopup> command;
};
Result<Placing, Problem> PreparePlacing(const Shared& shared, const Exchange& exchange,
                                        PlaceBody body, std::string_view idempotency_key);

// Why it was not placed; nothing when it was.
std::optional<Problem> WhyNotPlaced(const Shared& shared, const Wanted& wanted,
                                    const engine::Answer& answer);

}  // namespace herlaad::http
