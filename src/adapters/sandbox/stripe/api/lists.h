// The API's lists and single objects, and the expansion of ids into objects.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/sandbox/stripe/book/stripe_book.h"

namespace herlaad::sandbox {

// A page of the objects of a kind, newest first, as the parameters ask for it. `filters` are the
// members that may be asked for: of "payment_intent", "charge", "customer", "type", "source",
// "payout", "status".
StripeResult ListObjects(StripeBook& book, const StripeCall& call, std::string_view kind,
                         std::string_view url, std::initializer_list<std::string_view> filters);

StripeResult FindObject(StripeBook& book, const StripeCall& call, std::string_view kind,
                        std::string_view param);

// Replaces ids by the objects that they name, as `expand[]` asks for it, in an answer.
std::optional<StripeError> Expand(StripeBook& book, const Form& form, nlohmann::json& answer);

}  // namespace herlaad::sandbox
