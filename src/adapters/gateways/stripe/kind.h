// kind = "stripe": Stripe with a live key, real money; kind = "stripe_test":
// with a test key. Both have the settings
//   secret_key_env or secret_key_file                        sk_… or rk_…
//   webhook_secret_env or webhook_secret_file                whsec_…
//   second_webhook_secret_env or second_webhook_secret_file  optional
//   statement_descriptor   optional: on card statements, behind the account's
//   own base_url               optional: of a server that stands in for Stripe
// A key of the other mode is a mistake, so that a live key never serves a
// demonstration, nor a test key a shop.
#pragma once

#include <optional>

#include "adapters/gateways/stripe/stripe_gateway.h"
#include "engine/ports/connector.h"

namespace herlaad::gateways {

extern const engine::ConnectorKind<engine::Gateway> kStripe;
extern const engine::ConnectorKind<engine::Gateway> kStripeTest;

// Without its time-outs and report.
stripe::StripeOptions ReadStripe(engine::ConnectorSettings& settings, bool live);

// Time-outs and report are those of the context.
engine::MakeConnector<engine::Gateway> MakeStripe(stripe::StripeOptions made);

}  // namespace herlaad::gateways
