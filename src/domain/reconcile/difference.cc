#include "domain/reconcile/difference.h"

#include "base/core/check.h"

namespace herlaad::reconcile {

std::string_view Name(DifferenceClass which) {
  switch (which) {
    case DifferenceClass::kMissingHere:
      return "missing_here";
    case DifferenceClass::kMissingThere:
      return "missing_there";
    case DifferenceClass::kAmount:
      return "amount";
    case DifferenceClass::kTwice:
      return "twice";
    case DifferenceClass::kLate:
      return "late";
  }
  CHECK(false, "a difference is of one of the listed classes");
}

std::optional<DifferenceClass> ParseDifferenceClass(std::string_view name) {
  for (int i = 1; i <= static_cast<int>(kLastDifferenceClass); ++i) {
    const auto which = static_cast<DifferenceClass>(i);
    if (Name(which) == name) return which;
  }
  return std::nullopt;
}

std::string_view Name(DifferenceState state) {
  switch (state) {
    case DifferenceState::kOpen:
      return "open";
    case DifferenceState::kSettled:
      return "settled";
    case DifferenceState::kProposed:
      return "proposed";
    case DifferenceState::kMended:
      return "mended";
  }
  CHECK(false, "a difference is in one of the listed states");
}

}  // namespace herlaad::reconcile
