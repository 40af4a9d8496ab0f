// Evidence: what staff send a payment provider when a charge is disputed, on paper: what was
// ordered, paid and delivered, by whose word, and what was done when. In English, as providers ask
// for it. It names the subscriber's number only masked, and the payer not at all: a provider knows
// both from its own side, or asks.
#pragma once

#include <string>
#include <vector>

#include "engine/ports/receipt_renderer.h"
#include "engine/ports/records.h"

namespace herlaad::engine {

// `receipt_link`: the page at which anybody can verify the signed receipt; empty: there is no
// receipt. `sandbox`: no real money moved. `now` is when it is made.
EvidenceDocument EvidenceOf(const OrderTrail& trail, const std::string& operator_name,
                            const std::string& receipt_link, bool sandbox, Instant now);

}  // namespace herlaad::engine
