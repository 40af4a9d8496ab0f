#include "domain/prepaid/sim.h"

#include <utility>

#include "base/core/check.h"

namespace herlaad::prepaid {

bool ApplyCause(Sim& sim, StateCause cause, Instant at) {
  const std::optional<SimState> next = Next(sim.state, cause);
  if (!next) return false;
  if (*next == sim.state) return true;
  sim.state = *next;
  sim.state_cause = cause;
  sim.state_since = at;
  return true;
}

bool BringTo(Sim& sim, SimState state, Instant at) {
  if (sim.state == state) return true;
  switch (state) {
    case SimState::kActive:
      // Only a top-up leads out of grace; until then the SIM is in use, as asked.
      if (sim.state == SimState::kGrace) return true;
      return ApplyCause(sim, StateCause::kActivated, at) ||
             ApplyCause(sim, StateCause::kResumed, at);
    case SimState::kSuspended:
      return ApplyCause(sim, StateCause::kSuspended, at);
    case SimState::kTerminated:
      return ApplyCause(sim, StateCause::kTerminated, at);
    case SimState::kPreactive:
    case SimState::kGrace:
      return false;
  }
  CHECK(false, "a SIM is in one of the listed states");
}

std::optional<Sim> NewSim(std::string operator_id, SimState state, Instant at) {
  Sim sim{.operator_id = std::move(operator_id), .state_since = at};
  if (state == SimState::kSuspended && !BringTo(sim, SimState::kActive, at)) return std::nullopt;
  if (!BringTo(sim, state, at)) return std::nullopt;
  return sim;
}

}  // namespace herlaad::prepaid
