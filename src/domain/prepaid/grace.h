// Grace: how time changes a SIM, without any job that would have to run. When the validity of the
// credit is over, the SIM is in grace for the operator's grace period: nothing can be spent and
// nothing lapses, and a top-up revives it. What is left when grace ends lapses, and nothing brings
// it back. Everything here follows from the stored SIM, the period and the instant.
#pragma once

#include <cstdint>

#include "base/core/instant.h"
#include "domain/prepaid/sim.h"

namespace herlaad::prepaid {

// Of an operator, from the catalogue: until the end of the local day in Brussels that is `days`
// after the last day of the credit. 0: no grace; the SIM stays active and its credit lapses at
// once.
struct GracePeriod {
  std::int32_t days = 0;
  friend bool operator==(const GracePeriod&, const GracePeriod&) = default;
};

// The last instant before the main balance lapses, which is also the last instant of grace; 0:
// never, because the balance has no validity.
Instant BalanceKeptUntil(const Sim& sim, GracePeriod grace);

// The same of the bonus. One that is valid when the credit ends stays until grace ends, and not
// longer; without grace it stays as long as its own validity.
Instant BonusKeptUntil(const Sim& sim, GracePeriod grace);

// The last instant at which the bonus can be spent if nobody tops up: with grace, not after the
// credit ends. 0: no such instant.
Instant BonusSpendableUntil(const Sim& sim, GracePeriod grace);

// The SIM with the state, cause and date that it has at `now`: those stored, or those that time has
// brought since. Both are the same SIM for every rule here, so it does not matter which is stored.
Sim EffectiveAt(const Sim& sim, GracePeriod grace, Instant now);
SimState StateAt(const Sim& sim, GracePeriod grace, Instant now);

// What of the balances has lapsed: it cannot be spent any more, and the next top-up does not bring
// it back.
struct Lapsed {
  std::int64_t balance = 0;
  std::int64_t bonus = 0;

  friend bool operator==(const Lapsed&, const Lapsed&) = default;
};

// The one rule of what lapses when, whatever the SIM's state: all that is not kept at `now`.
Lapsed LapsedAt(const Sim& sim, GracePeriod grace, Instant now);

struct Spendable {
  std::int64_t balance = 0;
  std::int64_t bonus = 0;

  friend bool operator==(const Spendable&, const Spendable&) = default;
};

// What can be spent at `now`: what has not lapsed of an active SIM, nothing in any other state.
Spendable SpendableAt(const Sim& sim, GracePeriod grace, Instant now);

struct Settled {
  Sim sim;
  Lapsed lapsed;  // no longer in the SIM's balances
};
// The SIM as it is at `now`: in its effective state and without what has lapsed.
Settled SettleAt(const Sim& sim, GracePeriod grace, Instant now);

}  // namespace herlaad::prepaid
