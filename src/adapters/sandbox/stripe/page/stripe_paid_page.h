// The part of the hosted page that is about a payment which succeeded: what can still happen to it,
// and what has.
#pragma once

#include <string>

#include "adapters/sandbox/stripe/page/stripe_page.h"
#include "base/messages/language.h"

namespace herlaad::sandbox {

// A line for the payment's inquiry or dispute, and one for refunds that were made to fail or to
// succeed again; empty if there is none of these.
std::string LaterEvents(const HostedPayment& payment, messages::Language language);

// The buttons for what can happen next: only those that would have an effect.
std::string LaterChoices(const HostedPayment& payment, messages::Language language);

}  // namespace herlaad::sandbox
