#include "domain/prepaid/sim.h"

#include <map>
#include <utility>

#include "base/core/check.h"

namespace herlaad::prepaid {

const Bucket* FindBucket(const Sim& sim, BucketNumber n) {
  if (n == kCreditBucket) return &sim.credit;
  if (n == kBonusBucket) return &sim.bonus;
  for (const Bucket& bucket : sim.granted) {
    if (bucket.n == n) return &bucket;
  }
  return nullptr;
}

Bucket* FindBucket(Sim& sim, BucketNumber n) {
  return const_cast<Bucket*>(FindBucket(std::as_const(sim), n));
}

std::optional<std::string> Problem(const Sim& sim) {
  std::map<BucketNumber, std::int64_t> reserved;
  for (const Reservation& reservation : sim.reservations) {
    for (const Portion& portion : reservation.portions) reserved[portion.n] += portion.amount;
  }
  std::optional<std::string> problem;
  ForEachBucket(sim, [&](const Bucket& bucket) {
    if (bucket.reserved < 0 || bucket.amount < bucket.reserved)
      problem = "a prepaid balance below zero, or below what is reserved of it";
    const auto due = reserved.find(bucket.n);
    if (bucket.reserved != (due != reserved.end() ? due->second : 0))
      problem = "what is reserved of a bucket is not the sum of the reservations";
    if (due != reserved.end()) reserved.erase(due);
  });
  if (!reserved.empty()) return "a reservation of a bucket that is empty";
  return problem;
}

void Release(const Portions& portions, Sim& sim) {
  for (const Portion& portion : portions) {
    Bucket* const bucket = FindBucket(sim, portion.n);
    CHECK(bucket != nullptr && bucket->reserved >= portion.amount,
          "what is reserved stays in its bucket");
    bucket->reserved -= portion.amount;
  }
}

void ForgetEmpty(Sim& sim) {
  std::erase_if(sim.granted, [](const Bucket& bucket) { return bucket.amount == 0; });
}

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
