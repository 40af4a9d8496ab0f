// Disputes of the stand-in: inquiries, which move no money, and chargebacks, which take the amount
// and a fee out of the balance until they are won.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "adapters/sandbox/stripe/book/stripe_book.h"

namespace herlaad::sandbox {

// Stripe's statuses of a dispute.
std::span<const std::string_view> DisputeStatuses();

// Opens a dispute in that status: of a succeeded charge without an open dispute, for `amount`
// cents (0: all of it).
StripeResult OpenDispute(StripeBook& book, const std::string& charge, std::string_view status,
                         std::string_view reason, std::int64_t amount);

// Whether Stripe takes the step from the one status to the other.
bool DisputeCanBecome(std::string_view from, std::string_view to);

// Brings a dispute into that status, in any order that Stripe has, and moves the money that follows
// from it. An error if Stripe never does that.
StripeResult AdvanceDispute(StripeBook& book, const std::string& dispute, std::string_view status);

// The operations of the API: submitting evidence, and accepting the loss.
StripeResult UpdateDispute(StripeBook& book, const StripeCall& call);
StripeResult CloseDispute(StripeBook& book, const StripeCall& call);

// Whether a dispute of the charge keeps its money, so that it cannot be refunded.
bool HoldsMoney(StripeBook& book, const nlohmann::json& charge);

}  // namespace herlaad::sandbox
