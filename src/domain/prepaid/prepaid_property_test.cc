// Any history of a SIM: every state it is in was reached by rows of the table, and credit is either
// in the SIM, spent by nobody, or lapsed.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "domain/prepaid/fixtures.h"
#include "domain/prepaid/spend.h"
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
  Sim sim = MakeSim("orange",
                    *rc::gen::element(SimState::kPreactive, SimState::kActive, SimState::kSuspended,
                                      SimState::kTerminated),
                    *rc::gen::inRange<std::int64_t>(0, 100), DrawInstant(kStart, 60),
                    *rc::gen::inRange<std::int64_t>(0, 100), DrawInstant(kStart, 60));
  const auto fresh = NewSim("orange", sim.state, kStart);
  sim.state_cause = fresh->state_cause;
  sim.state_since = fresh->state_since;
  return sim;
}

// What of the portions is of this bucket.
std::int64_t Of(const Portions& portions, const Bucket& bucket) {
  std::int64_t sum = 0;
  for (const Portion& portion : portions) {
    if (portion.n == bucket.n) sum += portion.amount;
  }
  return sum;
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
    return SumOf(after->lapsed, Asset::kEur6);
  }
  if (*rc::gen::inRange(0, 3) == 0) {
    (void)BringTo(sim, *rc::gen::elementOf(kSimStates), now);
    return 0;
  }
  const Settled after = SettleAt(sim, grace, now);
  sim = after.sim;
  return SumOf(after.lapsed, Asset::kEur6);
}

TEST(PrepaidProperty, StatesComeFromTheTableAndNoCreditIsLost) {
  EXPECT_TRUE(rc::check("any history", [] {
    Sim sim = DrawSim();
    const GracePeriod grace = DrawGrace();
    Instant now = kStart;
    std::int64_t added = sim.credit.amount + sim.bonus.amount;
    std::int64_t lapsed = 0;
    for (int i = 0; i < 12; ++i) {
      now = DrawInstant(now, 20);
      const Sim before = sim;
      lapsed += Step(sim, grace, now, added);
      RC_ASSERT(ReachedFrom(before.state).contains(sim.state));
      RC_ASSERT(Explains(sim.state_cause, sim.state));
      RC_ASSERT(before.state == sim.state || before.state_since <= sim.state_since);
      RC_ASSERT(sim.state_since <= now);
      RC_ASSERT(sim.credit.amount >= 0 && sim.bonus.amount >= 0);
      RC_ASSERT(sim.credit.amount + sim.bonus.amount + lapsed == added);
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
    RC_ASSERT(SpendableBoth(stored, grace, late) == SpendableBoth(sim, grace, late));
  }));
}

TEST(PrepaidProperty, CreditIsSpendableKeptOrLapsed) {
  EXPECT_TRUE(rc::check("any SIM at any instant", [] {
    const Sim sim = DrawSim();
    const GracePeriod grace = DrawGrace();
    const Instant now = DrawInstant(kStart, 100);
    const Portions lapsed = LapsedAt(sim, grace, now);
    const Portions later = LapsedAt(sim, grace, DrawInstant(now, 100));
    ForEachBucket(sim, [&](const Bucket& bucket) {
      const std::int64_t spendable = SpendableAt(sim, bucket, grace, now);
      const std::int64_t gone = Of(lapsed, bucket);
      RC_ASSERT(spendable >= 0 && spendable + gone <= bucket.amount);
      if (spendable > 0) RC_ASSERT(now <= SpendableUntil(sim, bucket, grace));
      // What has lapsed stays so.
      RC_ASSERT(Of(later, bucket) >= gone);
    });
    if (StateAt(sim, grace, now) != SimState::kGrace) return;
    RC_ASSERT(Of(lapsed, sim.credit) == 0);
    RC_ASSERT(Of(lapsed, sim.bonus) == 0 || sim.bonus.valid_until < sim.credit.valid_until);
    RC_ASSERT(SpendableOf(sim, grace, Asset::kEur6, now) == 0);
  }));
}

TEST(PrepaidProperty, TopupInGraceLosesNothingAndAfterItAll) {
  EXPECT_TRUE(rc::check("a credit that has ended", [] {
    Sim sim = DrawSim();
    sim.state = SimState::kActive;
    sim.state_cause = StateCause::kActivated;
    const GracePeriod grace{*rc::gen::inRange(1, 40)};
    const Instant now = DrawInstant(sim.credit.valid_until + Millis(1), 60);
    const Credit credit{1, DrawInstant(now, 60), 0, {}};
    const auto after = Topup(sim, grace, credit, now);
    RC_ASSERT(after.ok());
    RC_ASSERT(after->sim.state == SimState::kActive);
    const bool is_in_time = now <= KeptUntil(sim, sim.credit, grace);
    RC_ASSERT(after->sim.credit.amount == (is_in_time ? sim.credit.amount + 1 : 1));
    const bool is_bonus_kept = is_in_time && sim.bonus.valid_until >= sim.credit.valid_until;
    RC_ASSERT(after->sim.bonus.amount == (is_bonus_kept ? sim.bonus.amount : 0));
    RC_ASSERT(SpendableOf(after->sim, grace, Asset::kEur6, now) ==
              after->sim.credit.amount + after->sim.bonus.amount);
  }));
}

}  // namespace
}  // namespace herlaad::prepaid
