// SIMs for tests.
#pragma once

#include <string>
#include <utility>

#include "domain/prepaid/grace.h"

namespace herlaad::prepaid {

inline Sim MakeSim(std::string operator_id, SimState state, std::int64_t credit = 0,
                   Instant valid_until = {}, std::int64_t bonus = 0, Instant bonus_valid_until = {},
                   StateCause cause = StateCause::kCreated, Instant since = {}) {
  Sim sim;
  sim.operator_id = std::move(operator_id);
  sim.state = state;
  sim.credit.amount = credit;
  sim.credit.valid_until = valid_until;
  sim.bonus.amount = bonus;
  sim.bonus.valid_until = bonus_valid_until;
  sim.state_cause = cause;
  sim.state_since = since;
  return sim;
}

// Of the credit and the bonus; zero: nothing of that one.
inline Portions Both(std::int64_t credit, std::int64_t bonus) {
  Portions portions;
  if (credit > 0) portions.push_back({kCreditBucket, Asset::kEur6, credit});
  if (bonus > 0) portions.push_back({kBonusBucket, Asset::kEur6, bonus});
  return portions;
}

inline Portions SpendableBoth(const Sim& sim, GracePeriod grace, Instant now) {
  return Both(SpendableAt(sim, sim.credit, grace, now), SpendableAt(sim, sim.bonus, grace, now));
}

}  // namespace herlaad::prepaid
