#include "domain/prepaid/grace.h"

#include <gtest/gtest.h>

#include "domain/prepaid/fixtures.h"

namespace herlaad::prepaid {
namespace {

constexpr GracePeriod kNone{};
constexpr GracePeriod kMonth{30};
constexpr std::int64_t kMain = 7'000'000;
constexpr std::int64_t kBonus = 3'000'000;

Instant At(const char* time) { return *ParseRfc3339(time); }

const Instant kActivated = At("2025-11-22T10:00:00Z");
const Instant kEnd = At("2026-11-22T22:59:59.999Z");  // of the credit
const Instant kGraceEnd = At("2026-12-22T22:59:59.999Z");
constexpr Millis kTick{1};
constexpr Millis kDay{86'400'000};

Instant CreditKept(const Sim& sim, GracePeriod grace) { return KeptUntil(sim, sim.credit, grace); }
Instant BonusUntil(const Sim& sim, GracePeriod grace) {
  return SpendableUntil(sim, sim.bonus, grace);
}

Sim Active(Instant bonus_until = {}) {
  return MakeSim("orange", SimState::kActive, kMain, kEnd, kBonus, bonus_until,
                 StateCause::kActivated, kActivated);
}

TEST(Grace, LastsUntilTheEndOfALocalDay) {
  EXPECT_EQ(CreditKept(Active(), kMonth), kGraceEnd);
  EXPECT_EQ(CreditKept(Active(), {1}), kEnd + kDay);
  EXPECT_EQ(CreditKept(Active(), kNone), kEnd);
  // Over the change to summer time: the day still ends at midnight in Brussels.
  EXPECT_EQ(CreditKept(Active(), {150}), At("2027-04-21T21:59:59.999Z"));
  Sim without_validity = Active();
  without_validity.credit.valid_until = {};
  EXPECT_EQ(CreditKept(without_validity, kMonth), Instant{});
}

TEST(Grace, StateFollowsFromTheInstant) {
  struct Row {
    const char* name;
    GracePeriod grace;
    Instant now;
    SimState state;
    StateCause cause;
    Instant since;
  };
  const Row rows[] = {
      {"the last instant of the credit counts", kMonth, kEnd, SimState::kActive,
       StateCause::kActivated, kActivated},
      {"the first one after it", kMonth, kEnd + kTick, SimState::kGrace, StateCause::kCreditEnded,
       kEnd + kTick},
      {"the last instant of grace", kMonth, kGraceEnd, SimState::kGrace, StateCause::kCreditEnded,
       kEnd + kTick},
      {"the first one after grace", kMonth, kGraceEnd + kTick, SimState::kActive,
       StateCause::kGraceEnded, kGraceEnd + kTick},
      {"a year later", kMonth, kGraceEnd + kDay * 365, SimState::kActive, StateCause::kGraceEnded,
       kGraceEnd + kTick},
      {"no grace at this operator", kNone, kEnd + kTick, SimState::kActive, StateCause::kActivated,
       kActivated},
  };
  for (const Row& row : rows) {
    const Sim after = EffectiveAt(Active(), row.grace, row.now);
    EXPECT_EQ(after.state, row.state) << row.name;
    EXPECT_EQ(after.state_cause, row.cause) << row.name;
    EXPECT_EQ(after.state_since, row.since) << row.name;
    EXPECT_EQ(StateAt(Active(), row.grace, row.now), row.state) << row.name;
  }
}

TEST(Grace, OnlyAnActiveSimGetsIntoGrace) {
  for (const auto state : {SimState::kPreactive, SimState::kSuspended, SimState::kTerminated}) {
    Sim sim = Active();
    sim.state = state;
    EXPECT_EQ(EffectiveAt(sim, kMonth, kEnd + kDay), sim) << Name(state);
    EXPECT_EQ(EffectiveAt(sim, kMonth, kGraceEnd + kDay), sim) << Name(state);
  }
  Sim without_validity = Active();
  without_validity.credit.valid_until = {};
  EXPECT_EQ(EffectiveAt(without_validity, kMonth, kGraceEnd + kDay), without_validity);
}

TEST(Grace, ResumedSimIsInWhatIsLeftOfIt) {
  Sim sim = Active();
  const Instant in_grace = kEnd + kDay;
  ASSERT_TRUE(ApplyCause(sim, StateCause::kSuspended, kEnd - kDay));
  ASSERT_TRUE(ApplyCause(sim, StateCause::kResumed, in_grace));
  EXPECT_EQ(EffectiveAt(sim, kMonth, in_grace).state, SimState::kGrace);
  EXPECT_EQ(EffectiveAt(sim, kMonth, in_grace).state_since, in_grace);
  Sim late = Active();
  ASSERT_TRUE(ApplyCause(late, StateCause::kSuspended, kEnd - kDay));
  ASSERT_TRUE(ApplyCause(late, StateCause::kResumed, kGraceEnd + kDay));
  EXPECT_EQ(EffectiveAt(late, kMonth, kGraceEnd + kDay), late);
}

TEST(Grace, LongerPeriodDoesNotReopenGraceThatIsStoredAsOver) {
  const Instant now = kGraceEnd + kDay;
  const Sim over = EffectiveAt(Active(), kMonth, now);
  ASSERT_EQ(over.state_cause, StateCause::kGraceEnded);
  EXPECT_EQ(EffectiveAt(over, {60}, now), over);
  EXPECT_EQ(StateAt(Active(), {60}, now), SimState::kGrace);
}

// The last instant counts: a validity ends at 23:59:59.999.
TEST(Grace, WithoutItABalanceLapsesWithItsValidity) {
  const Sim sim = MakeSim("orange", SimState::kActive, kMain, {1'000}, kBonus, {800});
  EXPECT_EQ(LapsedAt(sim, kNone, Instant{800}), Both(0, 0));
  EXPECT_EQ(LapsedAt(sim, kNone, Instant{801}), Both(0, kBonus));
  EXPECT_EQ(LapsedAt(sim, kNone, Instant{1'000}), Both(0, kBonus));
  EXPECT_EQ(LapsedAt(sim, kNone, Instant{1'001}), Both(kMain, kBonus));
  const Sim longer = MakeSim("orange", SimState::kActive, kMain, {1'000}, kBonus, {1'200});
  EXPECT_EQ(LapsedAt(longer, kNone, Instant{1'001}), Both(kMain, 0));
  EXPECT_EQ(LapsedAt(longer, kNone, Instant{1'201}), Both(kMain, kBonus));
}

TEST(Grace, NothingLapsesThatWasValidWhenTheCreditEnded) {
  struct Row {
    const char* name;
    Instant bonus_until;
    Instant now;
    Portions lapsed;
  };
  const Row rows[] = {
      {"the first instant of grace", kEnd + kDay, kEnd + kTick, Both(0, 0)},
      {"the bonus's own validity is over", kEnd + kDay, kEnd + kDay * 2, Both(0, 0)},
      {"the bonus ended with the credit", kEnd, kEnd + kTick, Both(0, 0)},
      {"the bonus ended before the credit", kEnd - kTick, kEnd, Both(0, kBonus)},
      {"the bonus ended before the credit, in grace", kEnd - kTick, kEnd + kDay, Both(0, kBonus)},
      {"the last instant of grace", kEnd + kDay, kGraceEnd, Both(0, 0)},
      {"after grace", kEnd + kDay, kGraceEnd + kTick, Both(kMain, kBonus)},
      {"after grace, a bonus that was to be valid longer", kGraceEnd + kDay, kGraceEnd + kTick,
       Both(kMain, kBonus)},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(LapsedAt(Active(row.bonus_until), kMonth, row.now), row.lapsed) << row.name;
  }
}

TEST(Grace, BalanceWithoutValidityStays) {
  const Instant later = kGraceEnd + kDay;
  const Sim neither = MakeSim("orange", SimState::kActive, kMain, {}, kBonus, {});
  EXPECT_EQ(LapsedAt(neither, kNone, later), Both(0, 0));
  EXPECT_EQ(LapsedAt(neither, kMonth, later), Both(0, 0));
  const Sim bonus_only = MakeSim("orange", SimState::kActive, 0, {}, kBonus, kEnd);
  EXPECT_EQ(LapsedAt(bonus_only, kMonth, kEnd), Both(0, 0));
  EXPECT_EQ(LapsedAt(bonus_only, kMonth, kEnd + kTick), Both(0, kBonus));
}

TEST(Grace, CreditLapsesInEveryStateAlike) {
  for (const SimState state : kSimStates) {
    Sim sim = Active(kEnd);
    sim.state = state;
    EXPECT_EQ(LapsedAt(sim, kMonth, kGraceEnd), Both(0, 0)) << Name(state);
    EXPECT_EQ(LapsedAt(sim, kMonth, kGraceEnd + kTick), Both(kMain, kBonus)) << Name(state);
  }
}

TEST(Grace, NothingCanBeSpentInIt) {
  struct Row {
    const char* name;
    GracePeriod grace;
    Instant bonus_until;
    Instant now;
    Portions spendable;
  };
  const Row rows[] = {
      {"valid", kMonth, kEnd, kEnd, Both(kMain, kBonus)},
      {"the bonus is over", kMonth, kEnd - kDay, kEnd, Both(kMain, 0)},
      {"in grace", kMonth, kEnd, kEnd + kTick, Both(0, 0)},
      {"in grace, with a bonus valid longer", kMonth, kEnd + kDay, kEnd + kTick, Both(0, 0)},
      {"the last instant of grace", kMonth, kEnd + kDay, kGraceEnd, Both(0, 0)},
      {"after grace", kMonth, kGraceEnd + kDay, kGraceEnd + kTick, Both(0, 0)},
      {"without grace, after the credit", kNone, kEnd, kEnd + kTick, Both(0, 0)},
      {"without grace, a bonus valid longer", kNone, kEnd + kDay, kEnd + kTick, Both(0, kBonus)},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(SpendableBoth(Active(row.bonus_until), row.grace, row.now), row.spendable)
        << row.name;
  }
}

TEST(Grace, NothingCanBeSpentUnlessActive) {
  for (const SimState state : kSimStates) {
    Sim sim = Active(kEnd);
    sim.state = state;
    const Portions all = Both(kMain, kBonus);
    EXPECT_EQ(SpendableBoth(sim, kMonth, kEnd), state == SimState::kActive ? all : Portions{})
        << Name(state);
  }
}

TEST(Grace, BonusCanBeSpentAsLongAsTheCredit) {
  EXPECT_EQ(BonusUntil(Active(kEnd - kDay), kMonth), kEnd - kDay);
  EXPECT_EQ(BonusUntil(Active(kEnd + kDay), kMonth), kEnd);
  EXPECT_EQ(BonusUntil(Active(kEnd + kDay), kNone), kEnd + kDay);
  EXPECT_EQ(BonusUntil(Active(), kMonth), kEnd) << "without an end of its own";
  EXPECT_EQ(BonusUntil(Active(), kNone), Instant{});
  const Sim bonus_only = MakeSim("orange", SimState::kActive, 0, {}, kBonus, kEnd);
  EXPECT_EQ(BonusUntil(bonus_only, kMonth), kEnd);
}

TEST(Grace, SettledSimIsWithoutWhatHasLapsed) {
  const Settled after = SettleAt(Active(kEnd), kMonth, kGraceEnd + kDay);
  EXPECT_EQ(after.lapsed, Both(kMain, kBonus));
  EXPECT_EQ(after.sim, (MakeSim("orange", SimState::kActive, 0, kEnd, 0, kEnd,
                                StateCause::kGraceEnded, kGraceEnd + kTick)));
  const Settled again = SettleAt(after.sim, kMonth, kGraceEnd + kDay * 2);
  EXPECT_EQ(again.lapsed, Both(0, 0));
  EXPECT_EQ(again.sim, after.sim);
}

}  // namespace
}  // namespace herlaad::prepaid
