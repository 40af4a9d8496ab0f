// A difference between our books and the list of somebody else: what it is, and what became of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace herlaad::reconcile {

// Stored, never reused.
enum class DifferenceClass : std::uint8_t {
  kMissingHere = 1,   // their list has it, and our books do not
  kMissingThere = 2,  // our books have it, and their list does not
  kAmount = 3,        // both have it, with different amounts
  kTwice = 4,         // their list has it once more than our books
  kLate = 5,          // both have it, theirs later than the tolerance allows
};
inline constexpr auto kLastDifferenceClass = DifferenceClass::kLate;
std::string_view Name(DifferenceClass which);  // "missing_here", …
std::optional<DifferenceClass> ParseDifferenceClass(std::string_view name);

// Stored, never reused.
enum class DifferenceState : std::uint8_t {
  kOpen = 1,
  kSettled = 2,   // gone by itself: a later file brought what was missing
  kProposed = 3,  // one person wants to mend it, and a second one must confirm
  kMended = 4,    // by a posting, or explained without one
};
inline constexpr auto kLastDifferenceState = DifferenceState::kMended;
std::string_view Name(DifferenceState state);  // "open", …

}  // namespace herlaad::reconcile
