// How the sandbox bank's callbacks are believed and understood.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/secret.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways {

// Whether `header` signs `body` with `key`, at most `tolerance` away from `now`.
bool SignatureMatches(std::string_view header, std::string_view body, const Secret& key,
                      Instant now, Millis tolerance);

// The news in a body whose signature was right.
Result<engine::PaymentNews, engine::CallbackError> ReadNews(std::string_view body);

// "declined", "cancelled": why the bank closed a payment.
orders::CloseReason ReadCloseReason(std::string_view text);
// Why the payer's bank declined: `text` is what the bank gave as its "decline_reason".
orders::DeclineReason ReadDeclineReason(const std::optional<std::string>& text);

}  // namespace herlaad::gateways
