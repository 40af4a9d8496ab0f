// Refunds of the stand-in.
#pragma once

#include <string>
#include <string_view>

#include "adapters/sandbox/stripe/book/stripe_book.h"

namespace herlaad::sandbox {

StripeResult CreateRefund(StripeBook& book, const StripeCall& call);

// What becomes of new refunds: "succeeded" at once, "pending" until SetRefundStatus,
// "requires_action" the same, "failed" after they were accepted. Of one charge (its member
// `_refunds`), or of all (the setting `refunds`).
bool IsRefundOutcome(std::string_view outcome);

// Ends a refund, or makes one that had succeeded fail: "succeeded", "failed", "canceled". The money
// of a failed or canceled refund is back in the balance. An error if that cannot be.
StripeResult SetRefundStatus(StripeBook& book, const std::string& refund, std::string_view status);

}  // namespace herlaad::sandbox
