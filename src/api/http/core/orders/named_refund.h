// The refund that a decision about a top-up in review names, wherever one is made or asked for.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>

#include "api/http/core/problem.h"
#include "base/core/result.h"
#include "domain/orders/events/events.h"

namespace herlaad::http {

// The field `refund` of a body: the place of a refund in the top-up's list, 1 for the first.
// Nothing if the body has no such field.
Result<std::optional<std::int32_t>, Problem> ReadNamedRefund(const nlohmann::json& body);

// Why a decision about refunds is refused for the order as it is. Both list in `refunds` those that
// can be named.
Problem RefundNotNamed(const orders::Order& order, orders::ReviewDecision decision);
Problem RefundDoesNotFit(const orders::Order& order, orders::ReviewDecision decision);

}  // namespace herlaad::http
