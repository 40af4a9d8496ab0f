#include "engine/commands/orders/review_act.h"

#include <charconv>

namespace herlaad::engine {
namespace {

constexpr std::string_view kBefore = " (refund ";
constexpr std::string_view kAfter = ")";

}  // namespace

std::string DetailOf(const ReviewAct& act) {
  std::string detail(orders::Name(act.decision));
  if (act.refund) detail.append(kBefore).append(std::to_string(*act.refund)).append(kAfter);
  return detail;
}

std::optional<ReviewAct> ParseReviewAct(std::string_view detail) {
  const auto at = detail.find(kBefore);
  const auto decision = orders::ParseReviewDecision(detail.substr(0, at));
  if (!decision) return std::nullopt;
  ReviewAct act{*decision};
  if (at == std::string_view::npos) return act;
  const std::string_view text = detail.substr(at + kBefore.size());
  std::int32_t number = 0;
  (void)std::from_chars(text.data(), text.data() + text.size(), number);
  act.refund = number;
  // Neither other digits of the same number nor anything behind it.
  return number > 0 && DetailOf(act) == detail ? std::optional(act) : std::nullopt;
}

}  // namespace herlaad::engine
