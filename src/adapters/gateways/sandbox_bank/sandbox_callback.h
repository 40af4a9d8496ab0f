// Parses the sandbox bank's callbacks.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "engine/ports/gateway.h"

namespace herlaad::gateways {

// Parses a body whose signature has been verified.
Result<engine::PaymentNews, engine::CallbackError> ReadNews(std::string_view body);

// Why the bank closed a payment: "declined", "cancelled".
orders::CloseReason ReadCloseReason(std::string_view text);
// Why the payer's bank declined; `text` is the bank's "decline_reason".
orders::DeclineReason ReadDeclineReason(const std::optional<std::string>& text);

}  // namespace herlaad::gateways
