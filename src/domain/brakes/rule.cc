#include "domain/brakes/rule.h"

#include <algorithm>

namespace herlaad::brakes {
namespace {

constexpr std::array<std::string_view, 4> kByNames{"card", "address", "number", "device"};
constexpr std::array<std::string_view, 3> kActNames{"refuse", "refund", "hold"};

}  // namespace

std::string_view Name(By by) { return kByNames.at(static_cast<std::size_t>(by) - 1); }

std::optional<By> ParseBy(std::string_view name) {
  const auto* const at = std::find(kByNames.begin(), kByNames.end(), name);
  if (at == kByNames.end()) return std::nullopt;
  return static_cast<By>(at - kByNames.begin() + 1);
}

std::string_view Name(Act act) { return kActNames.at(static_cast<std::size_t>(act) - 1); }

bool Hours::Contains(int minutes) const {
  if (from < until) return minutes >= from && minutes < until;
  return minutes >= from || minutes < until;
}

}  // namespace herlaad::brakes
