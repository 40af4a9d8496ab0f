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

// The last instant before what is in the bucket lapses; 0: never. That of the credit is also the
// last instant of grace. Another bucket that is valid when the credit ends stays until grace ends,
// and not longer; without grace it stays as long as its own validity.
Instant KeptUntil(const Sim& sim, const Bucket& bucket, GracePeriod grace);

// The last instant at which the bucket can be spent if nobody tops up: with grace, not after the
// credit ends. 0: no such instant.
Instant SpendableUntil(const Sim& sim, const Bucket& bucket, GracePeriod grace);

// The SIM as it is at `now`: with the state, cause and date that are stored, or those that time has
// brought since, and without the reservations that have ended by time. Both are the same SIM for
// every rule here, so it does not matter which is stored.
Sim EffectiveAt(const Sim& sim, GracePeriod grace, Instant now);
SimState StateAt(const Sim& sim, GracePeriod grace, Instant now);

// The one rule of what lapses when, whatever the SIM's state: all that is not kept at `now` and not
// reserved. It cannot be spent any more, and no top-up brings it back. In the order of the buckets'
// numbers.
Portions LapsedAt(const Sim& sim, GracePeriod grace, Instant now);

// What can be spent of one of its buckets at `now`: what has not lapsed and is not reserved, of an
// active SIM; nothing in any other state.
std::int64_t SpendableAt(const Sim& sim, const Bucket& bucket, GracePeriod grace, Instant now);

struct Settled {
  Sim sim;
  Portions lapsed;  // no longer in the SIM's buckets
};
// The SIM as it is at `now`: in its effective state and without what has lapsed.
Settled SettleAt(const Sim& sim, GracePeriod grace, Instant now);

}  // namespace herlaad::prepaid
