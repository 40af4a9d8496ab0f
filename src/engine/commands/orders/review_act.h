// ReviewAct: a decision of a review in the words of the audit trail and of approvals: "refunded",
// or "refunded (refund 2)" for a decision about one of several refunds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/orders/events/events.h"

namespace herlaad::engine {

struct ReviewAct {
  orders::ReviewDecision decision = orders::ReviewDecision::kDelivered;
  std::optional<std::int32_t> refund = std::nullopt;  // its number, if it was named

  friend bool operator==(const ReviewAct&, const ReviewAct&) = default;
};

std::string DetailOf(const ReviewAct& act);
// Nothing unless DetailOf writes it so.
std::optional<ReviewAct> ParseReviewAct(std::string_view detail);

}  // namespace herlaad::engine
