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
  return sim.state_cause == StateCause::kGraceEnded && sim.valid_until < sim.state_since;
}

}  // namespace

Instant BalanceKeptUntil(const Sim& sim, GracePeriod grace) {
  if (sim.valid_until == Instant{} || grace.days == 0 || MutantIs("grace_ignored"))
    return sim.valid_until;
  return calendar::AddDaysEndOfDay(sim.valid_until, grace.days);
}

Instant BonusKeptUntil(const Sim& sim, GracePeriod grace) {
  const bool is_valid_at_end =
      sim.valid_until != Instant{} && sim.bonus_valid_until >= sim.valid_until;
  if (grace.days == 0 || !is_valid_at_end) return sim.bonus_valid_until;
  return BalanceKeptUntil(sim, grace);
}

Instant BonusSpendableUntil(const Sim& sim, GracePeriod grace) {
  if (grace.days == 0 || sim.valid_until == Instant{}) return sim.bonus_valid_until;
  return std::min(sim.bonus_valid_until, sim.valid_until);
}

Sim EffectiveAt(const Sim& sim, GracePeriod grace, Instant now) {
  Sim after = sim;
  if (!IsOver(sim.valid_until, now)) return after;
  const Instant end = BalanceKeptUntil(sim, grace);
  const Instant begin = std::max(sim.state_since, sim.valid_until + kNextInstant);
  // A SIM that is not active, or is active again after the grace of its credit, stays as it is.
  if (begin <= end && !HadGrace(sim)) (void)ApplyCause(after, StateCause::kCreditEnded, begin);
  if (end < now) (void)ApplyCause(after, StateCause::kGraceEnded, end + kNextInstant);
  return after;
}

SimState StateAt(const Sim& sim, GracePeriod grace, Instant now) {
  return EffectiveAt(sim, grace, now).state;
}

Lapsed LapsedAt(const Sim& sim, GracePeriod grace, Instant now) {
  Lapsed lapsed;
  if (IsOver(BalanceKeptUntil(sim, grace), now)) lapsed.balance = sim.balance;
  if (IsOver(BonusKeptUntil(sim, grace), now)) lapsed.bonus = sim.bonus;
  return lapsed;
}

Spendable SpendableAt(const Sim& sim, GracePeriod grace, Instant now) {
  if (StateAt(sim, grace, now) != SimState::kActive) return {};
  const Lapsed lapsed = LapsedAt(sim, grace, now);
  return {sim.balance - lapsed.balance, sim.bonus - lapsed.bonus};
}

Settled SettleAt(const Sim& sim, GracePeriod grace, Instant now) {
  Settled after{EffectiveAt(sim, grace, now), LapsedAt(sim, grace, now)};
  after.sim.balance -= after.lapsed.balance;
  after.sim.bonus -= after.lapsed.bonus;
  return after;
}

}  // namespace herlaad::prepaid
