// Any history of a SIM: every state it is in was reached by rows of the table, and credit is either
// in the SIM, spent by nobody, or lapsed.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "domain/prepaid/topup.h"

namespace herlaad::prepaid {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr Instant kStart{1'795'305'599'999};  // the end of 21 November 2026 in Brussels

Instant DrawInstant(Instant from, std::int64_t days) {
  return from + Millis(*rc::gen::resize(100, rc::gen::inRange<std::int64_t>(0, days * kDayMs)));
}

// The states that the table leads to from `from`, through any number of rows.
std::set<SimState> ReachedFrom(SimState from) {
  std::set<SimState> reached{from};
  for (std::size_t before = 0; before < reached.size();) {
    before = reached.size();
    for (const Transition& row : kTransitions) {
      if (reached.contains(row.from)) reached.insert(row.to);
    }
  }
  return reached;
}

Sim DrawSim() {
  Sim sim{"orange",
          *rc::gen::element(SimState::kPreactive, SimState::kActive, SimState::kSuspended,
                            SimState::kTerminated),
          *rc::gen::inRange<std::int64_t>(0, 100),
          DrawInstant(kStart, 60),
          *rc::gen::inRange<std::int64_t>(0, 100),
          DrawInstant(kStart, 60)};
  const auto fresh = NewSim("orange", sim.state, kStart);
  sim.state_cause = fresh->state_cause;
  sim.state_since = fresh->state_since;
  return sim;
}

GracePeriod DrawGrace() { return {*rc::gen::element(0, 0, 1, 7, 30)}; }

// One step at `now`: by time, by a top-up or by a person. Returns what lapsed.
std::int64_t Step(Sim& sim, GracePeriod grace, Instant now, std::int64_t& added) {
  if (*rc::gen::inRange(0, 2) == 0) {
    const Credit credit{*rc::gen::inRange<std::int64_t>(1, 100), DrawInstant(now, 60),
                        *rc::gen::inRange<std::int64_t>(0, 100), DrawInstant(now, 60)};
    const auto after = Topup(sim, grace, credit, now);
    if (!after.ok()) return 0;
    added += credit.amount + credit.bonus;
    sim = after->sim;
    return after->lapsed.balance + after->lapsed.bonus;
  }
  if (*rc::gen::inRange(0, 3) == 0) {
    (void)BringTo(sim, *rc::gen::elementOf(kSimStates), now);
    return 0;
  }
  const Settled after = SettleAt(sim, grace, now);
  sim = after.sim;
  return after.lapsed.balance + after.lapsed.bonus;
}

TEST(PrepaidProperty, StatesComeFromTheTableAndNoCreditIsLost) {
  EXPECT_TRUE(rc::check("any history", [] {
    Sim sim = DrawSim();
    const GracePeriod grace = DrawGrace();
    Instant now = kStart;
    std::int64_t added = sim.balance + sim.bonus;
    std::int64_t lapsed = 0;
    for (int i = 0; i < 12; ++i) {
      now = DrawInstant(now, 20);
      const Sim before = sim;
      lapsed += Step(sim, grace, now, added);
      RC_ASSERT(ReachedFrom(before.state).contains(sim.state));
      RC_ASSERT(Explains(sim.state_cause, sim.state));
      RC_ASSERT(before.state == sim.state || before.state_since <= sim.state_since);
      RC_ASSERT(sim.state_since <= now);
      RC_ASSERT(sim.balance >= 0 && sim.bonus >= 0);
      RC_ASSERT(sim.balance + sim.bonus + lapsed == added);
      if (before.state == SimState::kTerminated) RC_ASSERT(sim.state_since == before.state_since);
    }
  }));
}

// It does not matter whether, when and how often the effective state is stored.
TEST(PrepaidProperty, StoringTheEffectiveStateChangesNothing) {
  EXPECT_TRUE(rc::check("stored or not", [] {
    const Sim sim = DrawSim();
    const GracePeriod grace = DrawGrace();
    const Instant early = DrawInstant(kStart, 100);
    const Instant late = DrawInstant(early, 100);
    const Sim stored = EffectiveAt(sim, grace, early);
    RC_ASSERT(EffectiveAt(stored, grace, late) == EffectiveAt(sim, grace, late));
    RC_ASSERT(LapsedAt(stored, grace, late) == LapsedAt(sim, grace, late));
    RC_ASSERT(SpendableAt(stored, grace, late) == SpendableAt(sim, grace, late));
  }));
}

TEST(PrepaidProperty, CreditIsSpendableKeptOrLapsed) {
  EXPECT_TRUE(rc::check("any SIM at any instant", [] {
    const Sim sim = DrawSim();
    const GracePeriod grace = DrawGrace();
    const Instant now = DrawInstant(kStart, 100);
    const Lapsed lapsed = LapsedAt(sim, grace, now);
    const Spendable spendable = SpendableAt(sim, grace, now);
    RC_ASSERT(spendable.balance >= 0 && spendable.balance + lapsed.balance <= sim.balance);
    RC_ASSERT(spendable.bonus >= 0 && spendable.bonus + lapsed.bonus <= sim.bonus);
    if (spendable.balance > 0) RC_ASSERT(now <= sim.valid_until);
    if (spendable.bonus > 0) RC_ASSERT(now <= BonusSpendableUntil(sim, grace));
    // What has lapsed stays so.
    const Lapsed later = LapsedAt(sim, grace, DrawInstant(now, 100));
    RC_ASSERT(later.balance >= lapsed.balance && later.bonus >= lapsed.bonus);
    if (StateAt(sim, grace, now) != SimState::kGrace) return;
    RC_ASSERT(lapsed.balance == 0);
    RC_ASSERT(lapsed.bonus == 0 || sim.bonus_valid_until < sim.valid_until);
    RC_ASSERT(spendable == Spendable{});
  }));
}

TEST(PrepaidProperty, TopupInGraceLosesNothingAndAfterItAll) {
  EXPECT_TRUE(rc::check("a credit that has ended", [] {
    Sim sim = DrawSim();
    sim.state = SimState::kActive;
    sim.state_cause = StateCause::kActivated;
    const GracePeriod grace{*rc::gen::inRange(1, 40)};
    const Instant now = DrawInstant(sim.valid_until + Millis(1), 60);
    const Credit credit{1, DrawInstant(now, 60), 0, {}};
    const auto after = Topup(sim, grace, credit, now);
    RC_ASSERT(after.ok());
    RC_ASSERT(after->sim.state == SimState::kActive);
    const bool is_in_time = now <= BalanceKeptUntil(sim, grace);
    RC_ASSERT(after->sim.balance == (is_in_time ? sim.balance + 1 : 1));
    const bool is_bonus_kept = is_in_time && sim.bonus_valid_until >= sim.valid_until;
    RC_ASSERT(after->sim.bonus == (is_bonus_kept ? sim.bonus : 0));
    const auto spendable = SpendableAt(after->sim, grace, now);
    RC_ASSERT(spendable.balance == after->sim.balance && spendable.bonus == after->sim.bonus);
  }));
}

}  // namespace
}  // namespace herlaad::prepaid
