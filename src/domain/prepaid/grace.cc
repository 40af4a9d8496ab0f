#include "domain/prepaid/grace.h"

#include <algorithm>

#include "base/calendar/calendar.h"
#include "base/core/mutant.h"

namespace herlaad::prepaid {
namespace {

constexpr Millis kNextInstant{1};

// A validity ends after its last instant; 0 is none and never ends.
bool IsOver(Instant last, Instant now) { return last != Instant{} && last < now; }

// The grace of this credit has ended before, as the row says. A longer period does not reopen it.
bool HadGrace(const Sim& sim) {
  return sim.state_cause == StateCause::kGraceEnded && sim.credit.valid_until < sim.state_since;
}

Instant CreditKeptUntil(const Sim& sim, GracePeriod grace) {
  const Instant end = sim.credit.valid_until;
  if (end == Instant{} || grace.days == 0 || MutantIs("grace_ignored")) return end;
  return calendar::AddDaysEndOfDay(end, grace.days);
}

bool IsLapsed(const Sim& sim, const Bucket& bucket, GracePeriod grace, Instant now) {
  return IsOver(KeptUntil(sim, bucket, grace), now);
}

// Without the reservations that have ended by time.
Sim WithoutOverdue(const Sim& sim, Instant now) {
  Sim after = sim;
  if (MutantIs("reservation_never_released")) return after;
  std::erase_if(after.reservations, [&](const Reservation& reservation) {
    const bool is_over = IsOver(reservation.until, now);
    if (is_over) Release(reservation.portions, after);
    return is_over;
  });
  return after;
}

// What of the buckets has lapsed, whatever of them is reserved.
Portions LapsedOf(const Sim& sim, GracePeriod grace, Instant now) {
  Portions lapsed;
  ForEachBucket(sim, [&](const Bucket& bucket) {
    if (bucket.available() > 0 && IsLapsed(sim, bucket, grace, now))
      lapsed.push_back({bucket.n, bucket.asset, bucket.available()});
  });
  return lapsed;
}

}  // namespace

Instant KeptUntil(const Sim& sim, const Bucket& bucket, GracePeriod grace) {
  if (bucket.n == kCreditBucket) return CreditKeptUntil(sim, grace);
  const Instant end = sim.credit.valid_until;
  const bool is_valid_at_end = end != Instant{} && bucket.valid_until >= end;
  if (grace.days == 0 || !is_valid_at_end) return bucket.valid_until;
  return CreditKeptUntil(sim, grace);
}

Instant SpendableUntil(const Sim& sim, const Bucket& bucket, GracePeriod grace) {
  const Instant end = sim.credit.valid_until;
  if (grace.days == 0 || end == Instant{}) return bucket.valid_until;
  if (bucket.valid_until != Instant{}) return std::min(bucket.valid_until, end);
  return bucket.amount > 0 ? end : Instant{};
}

Sim EffectiveAt(const Sim& sim, GracePeriod grace, Instant now) {
  Sim after = WithoutOverdue(sim, now);
  if (!IsOver(sim.credit.valid_until, now)) return after;
  const Instant end = CreditKeptUntil(sim, grace);
  const Instant begin = std::max(sim.state_since, sim.credit.valid_until + kNextInstant);
  // A SIM that is not active, or is active again after the grace of its credit, stays as it is.
  if (begin <= end && !HadGrace(sim)) (void)ApplyCause(after, StateCause::kCreditEnded, begin);
  if (end < now) (void)ApplyCause(after, StateCause::kGraceEnded, end + kNextInstant);
  return after;
}

SimState StateAt(const Sim& sim, GracePeriod grace, Instant now) {
  return EffectiveAt(sim, grace, now).state;
}

Portions LapsedAt(const Sim& sim, GracePeriod grace, Instant now) {
  if (sim.reservations.empty()) return LapsedOf(sim, grace, now);
  return LapsedOf(WithoutOverdue(sim, now), grace, now);
}

std::int64_t SpendableAt(const Sim& sim, const Bucket& bucket, GracePeriod grace, Instant now) {
  const Sim effective = EffectiveAt(sim, grace, now);
  if (effective.state != SimState::kActive || IsLapsed(effective, bucket, grace, now)) return 0;
  return FindBucket(effective, bucket.n)->available();
}

Settled SettleAt(const Sim& sim, GracePeriod grace, Instant now) {
  Settled after{EffectiveAt(sim, grace, now), {}};
  after.lapsed = LapsedOf(after.sim, grace, now);
  for (const Portion& portion : after.lapsed) {
    FindBucket(after.sim, portion.n)->amount -= portion.amount;
  }
  ForgetEmpty(after.sim);
  return after;
}

}  // namespace herlaad::prepaid
