#include "domain/prepaid/topup.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::prepaid {
namespace {

// Why the table has no top-up for a SIM in this state.
SimRefusal RefusalIn(SimState state) {
  switch (state) {
    case SimState::kTerminated:
      return SimRefusal::kTerminated;
    case SimState::kSuspended:
      return SimRefusal::kSuspended;
    case SimState::kPreactive:
      return SimRefusal::kNotActivated;
    case SimState::kActive:
    case SimState::kGrace:
      break;
  }
  CHECK(false, "a SIM that is active or in grace can be topped up");
}

// The SIM at `now`, before the credit.
Settled Before(const Sim& sim, GracePeriod grace, Instant now) {
  if (MutantIs("lapse_forgotten")) return {EffectiveAt(sim, grace, now), {}};
  return SettleAt(sim, grace, now);
}

}  // namespace

Result<Settled, SimRefusal> Topup(const Sim& sim, GracePeriod grace, const Credit& credit,
                                  Instant now) {
  CHECK(credit.amount > 0 && credit.bonus >= 0, "a top-up brings credit");
  Settled after = Before(sim, grace, now);
  const bool is_revived = after.sim.state == SimState::kGrace && after.sim.bonus > 0;
  if (!ApplyCause(after.sim, StateCause::kToppedUp, now)) return Failure{RefusalIn(sim.state)};
  if (credit.amount > kBalanceMax - after.sim.balance ||
      credit.bonus > kBalanceMax - after.sim.bonus)
    return Failure{SimRefusal::kBalanceFull};
  after.sim.balance += credit.amount;
  after.sim.valid_until = std::max(sim.valid_until, credit.valid_until);
  after.sim.bonus += credit.bonus;
  if (credit.bonus > 0 || is_revived)
    after.sim.bonus_valid_until = std::max({sim.bonus_valid_until, credit.bonus_valid_until,
                                            is_revived ? credit.valid_until : Instant{}});
  return after;
}

}  // namespace herlaad::prepaid
