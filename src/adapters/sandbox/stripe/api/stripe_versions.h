// The versions of Stripe's API that the stand-in speaks, and what differs between them.
#pragma once

#include <string_view>

namespace herlaad::sandbox {

// Whether the value of the header Stripe-Version names one of them.
bool IsStripeVersion(std::string_view version);

// Since 2026-09-30.endive the request for a payment intent or a session says
// `allowed_payment_method_types`; before, `payment_method_types`. Answers contain both.
bool HasAllowedMethodTypes(std::string_view version);

// Since 2026-03-25.dahlia a session's `ui_mode` is "hosted_page"; before, "hosted".
std::string_view HostedMode(std::string_view version);

}  // namespace herlaad::sandbox
