// SIM of a hosted operator, whose prepaid buckets are kept in our own ledger.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/core/instant.h"
#include "domain/prepaid/bucket.h"
#include "domain/prepaid/sim_states.h"

namespace herlaad::prepaid {

// As stored. What time has made of it since is in grace.h.
struct Sim {
  std::string operator_id;
  SimState state = SimState::kPreactive;
  Bucket credit = {.n = kCreditBucket};  // its validity is the SIM's
  Bucket bonus = {.n = kBonusBucket, .kind = BucketKind::kBonus};
  std::vector<Bucket> granted = {};  // ordered by their numbers; none is empty
  // In the order in which they were made. What is reserved of each bucket is their sum.
  std::vector<Reservation> reservations = {};
  StateCause state_cause = StateCause::kCreated;
  Instant state_since{};

  friend bool operator==(const Sim&, const Sim&) = default;
};

// Calls `f` with each bucket, in the order of their numbers.
template <class AnySim, class F>
void ForEachBucket(AnySim& sim, F f) {
  f(sim.credit);
  f(sim.bonus);
  for (auto& bucket : sim.granted) f(bucket);
}

// The bucket with this number; nullptr if it is empty and not the credit or the bonus.
const Bucket* FindBucket(const Sim& sim, BucketNumber n);
Bucket* FindBucket(Sim& sim, BucketNumber n);

// What must hold of every SIM, as text for a log; nullopt if it does: no bucket is below zero or
// below what is reserved of it, and what is reserved is the sum of the reservations.
std::optional<std::string> Problem(const Sim& sim);

// Takes back what the reservations have set aside; nothing leaves the buckets.
void Release(const Portions& portions, Sim& sim);

// Removes the granted buckets that are empty.
void ForgetEmpty(Sim& sim);

// Applies `cause` at `at`. False, and nothing is changed, if the table of transitions does not hold
// it. A SIM that stays in its state keeps its cause and date too.
[[nodiscard]] bool ApplyCause(Sim& sim, StateCause cause, Instant at);

// Applies the cause by which a person brings a SIM into `state`: activated, resumed, suspended or
// terminated. Nothing happens to a SIM that is there already. False if there is no such cause:
// grace comes by time only, nothing becomes preactive again, and only what was activated can be
// suspended.
[[nodiscard]] bool BringTo(Sim& sim, SimState state, Instant at);

// A SIM without credit, created at `at` and brought to `state` by the table; nullopt for grace.
std::optional<Sim> NewSim(std::string operator_id, SimState state, Instant at);

}  // namespace herlaad::prepaid
