// Stripe's balance transactions, line by line: every movement of our money at Stripe.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "adapters/gateways/stripe/stripe_form.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways::stripe {

// The query of a page: created in [from, until), whole seconds, with the sources expanded.
StripeForm BalanceForm(Instant from, Instant until, const std::string& after);

// Nothing when it is not in euros, or not what Stripe sends. A type that this version does not know
// is kOther; so is one of another balance than that of payments.
std::optional<engine::BalanceLine> ReadBalanceLine(const nlohmann::json& transaction);

}  // namespace herlaad::gateways::stripe
