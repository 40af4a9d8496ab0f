// The requests that open and refund a payment, as parameters of Stripe's API.
#pragma once

#include <string>
#include <string_view>

#include "adapters/gateways/stripe/stripe_form.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways::stripe {

// Creates a Checkout Session. The same request gives the same parameters, whenever it is made.
StripeForm SessionForm(const engine::OpenRequest& request, const std::string& descriptor_suffix);

// Creates a refund.
StripeForm RefundForm(const engine::RefundRequest& request);

// Whether the payer's browser may be sent to this page of Stripe, which must be encrypted, or of a
// server on this machine that stands in for Stripe.
bool IsSafePage(std::string_view url, std::string_view base_url);

// When Stripe ends the page, whether or not it was closed before.
Instant PageEnd(const engine::OpenRequest& request);

}  // namespace herlaad::gateways::stripe
