// The API's operations on payment intents, means of payment and customers.
#pragma once

#include "adapters/sandbox/stripe/book/stripe_book.h"

namespace herlaad::sandbox {

// What a saved means of payment does when it is charged without the payer: the member `_behaviour`
// of the means, set by the control API. Absent: the payment succeeds.
inline constexpr const char* kMeansBehaviours[] = {"approve", "decline", "insufficient_funds",
                                                   "authentication_required", "processing"};

StripeResult CreateIntent(StripeBook& book, const StripeCall& call);
StripeResult ConfirmIntent(StripeBook& book, const StripeCall& call);
StripeResult CancelIntentCall(StripeBook& book, const StripeCall& call);
StripeResult CreateCustomer(StripeBook& book, const StripeCall& call);

}  // namespace herlaad::sandbox
