#include "domain/prepaid/sim_states.h"

#include <algorithm>

#include "base/core/mutant.h"

namespace herlaad::prepaid {
namespace {

constexpr std::array<std::string_view, kSimStates.size()> kStateNames{
    "preactive", "active", "grace", "suspended", "terminated"};
constexpr std::array<std::string_view, kStateCauses.size()> kCauseNames{
    "created",   "activated", "credit_ended", "grace_ended",
    "topped_up", "suspended", "resumed",      "terminated"};

}  // namespace

std::optional<SimState> Next(SimState from, StateCause cause) {
  if (from == SimState::kTerminated && cause == StateCause::kResumed &&
      MutantIs("terminated_resumed"))
    return SimState::kActive;
  for (const Transition& row : kTransitions) {
    if (row.from == from && row.cause == cause) return row.to;
  }
  return std::nullopt;
}

bool Explains(StateCause cause, SimState state) {
  if (cause == StateCause::kCreated) return state == SimState::kPreactive;
  return std::any_of(kTransitions.begin(), kTransitions.end(), [=](const Transition& row) {
    return row.cause == cause && row.to == state && row.from != state;
  });
}

std::string_view Name(SimState state) { return kStateNames[static_cast<std::size_t>(state) - 1]; }

std::optional<SimState> ParseSimState(std::string_view name) {
  const auto* const at = std::find(kStateNames.begin(), kStateNames.end(), name);
  if (at == kStateNames.end()) return std::nullopt;
  return static_cast<SimState>(at - kStateNames.begin() + 1);
}

std::string_view Name(StateCause cause) { return kCauseNames[static_cast<std::size_t>(cause) - 1]; }

}  // namespace herlaad::prepaid
