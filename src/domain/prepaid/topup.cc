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

bool IsFull(const Bucket& bucket, std::int64_t more) { return more > kBalanceMax - bucket.amount; }

void Extend(Bucket& bucket, Instant until) {
  bucket.valid_until = std::max(bucket.valid_until, until);
}

}  // namespace

Result<Settled, SimRefusal> Topup(const Sim& sim, GracePeriod grace, const Credit& credit,
                                  Instant now) {
  CHECK(credit.amount > 0 && credit.bonus >= 0, "a top-up brings credit");
  Settled after = Before(sim, grace, now);
  const bool is_revived = after.sim.state == SimState::kGrace;
  // A clock that was ahead has ended a grace at an instant that is still to come. The credit that
  // is bought now may end before it, and has a grace of its own.
  if (after.sim.state_cause == StateCause::kGraceEnded)
    after.sim.state_since = std::min(after.sim.state_since, now);
  if (!ApplyCause(after.sim, StateCause::kToppedUp, now)) return Failure{RefusalIn(sim.state)};
  if (IsFull(after.sim.credit, credit.amount) || IsFull(after.sim.bonus, credit.bonus))
    return Failure{SimRefusal::kBalanceFull};
  if (is_revived) {
    ForEachBucket(after.sim, [&credit](Bucket& bucket) {
      if (bucket.amount > 0 && bucket.valid_until != Instant{}) Extend(bucket, credit.valid_until);
    });
  }
  after.sim.credit.amount += credit.amount;
  Extend(after.sim.credit, credit.valid_until);
  after.sim.bonus.amount += credit.bonus;
  if (credit.bonus > 0) Extend(after.sim.bonus, credit.bonus_valid_until);
  return after;
}

}  // namespace herlaad::prepaid
