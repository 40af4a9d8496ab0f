#include "domain/prepaid/topup.h"

#include <gtest/gtest.h>

#include "domain/prepaid/fixtures.h"

namespace herlaad::prepaid {
namespace {

constexpr GracePeriod kNone{};
constexpr GracePeriod kWeek{7};
constexpr Credit kFifteen{15'000'000, {2'000}, 0, {}};

TEST(Topup, Table) {
  struct Row {
    const char* name;
    SimState state;
    std::optional<SimRefusal> refusal;
    StateCause cause;  // afterwards
  };
  const Row rows[] = {
      {"terminated is the end", SimState::kTerminated, SimRefusal::kTerminated, {}},
      {"suspended takes nothing", SimState::kSuspended, SimRefusal::kSuspended, {}},
      {"nobody identified yet", SimState::kPreactive, SimRefusal::kNotActivated, {}},
      {"grace is revived", SimState::kGrace, std::nullopt, StateCause::kToppedUp},
      {"active", SimState::kActive, std::nullopt, StateCause::kActivated},
  };
  for (const Row& row : rows) {
    const Sim sim =
        MakeSim("proximus", row.state, 1'000'000, {1'000}, 0, {}, StateCause::kActivated, {100});
    const auto after = Topup(sim, kNone, kFifteen, Instant{500});
    EXPECT_EQ(after.ok(), !row.refusal.has_value()) << row.name;
    EXPECT_EQ(Next(row.state, StateCause::kToppedUp).has_value(), after.ok()) << row.name;
    if (!after.ok()) {
      EXPECT_EQ(after.error(), *row.refusal) << row.name;
      continue;
    }
    const Instant since = row.cause == StateCause::kToppedUp ? Instant{500} : Instant{100};
    EXPECT_EQ(after->sim, (MakeSim("proximus", SimState::kActive, 16'000'000, {2'000}, 0, {},
                                   row.cause, since)))
        << row.name;
  }
}

TEST(Topup, ValidityIsNeverShortened) {
  const auto after =
      Topup(MakeSim("orange", SimState::kActive, 0, {9'000}, 0, {}), kNone, kFifteen, Instant{500});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->sim.credit.valid_until, Instant{9'000});
}

TEST(Topup, BonusHasItsOwnBalanceAndValidity) {
  const auto after = Topup(MakeSim("orange", SimState::kActive, 0, {}, 0, {}), kNone,
                           {20'000'000, {2'000}, 5'000'000, {1'000}}, Instant{500});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->sim.credit.amount, 20'000'000);
  EXPECT_EQ(after->sim.bonus.amount, 5'000'000);
  EXPECT_EQ(after->sim.bonus.valid_until, Instant{1'000});
}

TEST(Topup, BeyondTheMaximumBalanceIsRejected) {
  Sim sim = MakeSim("orange", SimState::kActive, kBalanceMax - 14'999'999, {}, 0, {});
  EXPECT_EQ(Topup(sim, kNone, kFifteen, Instant{500}).error(), SimRefusal::kBalanceFull);
  sim.credit.amount -= 1;
  EXPECT_TRUE(Topup(sim, kNone, kFifteen, Instant{500}).ok());
}

TEST(Topup, DoesNotBringBackWhatHasLapsed) {
  const Sim sim = MakeSim("orange", SimState::kActive, 7'000'000, {1'000}, 3'000'000, {800});
  const auto bonus_over = Topup(sim, kNone, kFifteen, Instant{900});
  ASSERT_TRUE(bonus_over.ok());
  EXPECT_EQ(bonus_over->lapsed, Both(0, 3'000'000));
  EXPECT_EQ(bonus_over->sim, (MakeSim("orange", SimState::kActive, 22'000'000, {2'000}, 0, {800})));
  const auto both_over = Topup(sim, kNone, kFifteen, Instant{1'500});
  ASSERT_TRUE(both_over.ok());
  EXPECT_EQ(both_over->lapsed, Both(7'000'000, 3'000'000));
  EXPECT_EQ(both_over->sim, (MakeSim("orange", SimState::kActive, 15'000'000, {2'000}, 0, {800})));
}

TEST(Topup, WhatHasLapsedLeavesRoomUnderTheMaximum) {
  const Sim sim = MakeSim("orange", SimState::kActive, kBalanceMax, {1'000}, 0, {});
  EXPECT_EQ(Topup(sim, kNone, kFifteen, Instant{1'000}).error(), SimRefusal::kBalanceFull);
  EXPECT_TRUE(Topup(sim, kNone, kFifteen, Instant{1'001}).ok());
  EXPECT_EQ(Topup(sim, kWeek, kFifteen, Instant{1'001}).error(), SimRefusal::kBalanceFull);
}

TEST(Topup, InGraceRevivesWhatWasValidWhenTheCreditEnded) {
  Sim sim = MakeSim("orange", SimState::kActive, 7'000'000, {1'000}, 3'000'000, {1'200});
  const auto revived = Topup(sim, kWeek, kFifteen, Instant{1'500});
  ASSERT_TRUE(revived.ok());
  EXPECT_EQ(revived->lapsed, Both(0, 0));
  EXPECT_EQ(revived->sim, (MakeSim("orange", SimState::kActive, 22'000'000, {2'000}, 3'000'000,
                                   {2'000}, StateCause::kToppedUp, {1'500})));
  sim.bonus.valid_until = {900};
  const auto without_bonus = Topup(sim, kWeek, kFifteen, Instant{1'500});
  ASSERT_TRUE(without_bonus.ok());
  EXPECT_EQ(without_bonus->lapsed, Both(0, 3'000'000));
  EXPECT_EQ(without_bonus->sim.credit.amount, 22'000'000);
  EXPECT_EQ(without_bonus->sim.bonus.amount, 0);
}

// The clock that wrote the end of grace was a day ahead.
TEST(Topup, GraceEndedByAClockAheadIsNotTheGraceOfNewCredit) {
  const Sim sim = MakeSim("orange", SimState::kActive, 0, {1'000}, 0, {}, StateCause::kGraceEnded,
                          {86'400'000});
  const auto after = Topup(sim, kWeek, {15'000'000, {5'000}, 0, {}}, Instant{2'000});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(StateAt(after->sim, kWeek, Instant{5'000}), SimState::kActive);
  EXPECT_EQ(StateAt(after->sim, kWeek, Instant{6'000}), SimState::kGrace);
}

TEST(Topup, AfterGraceNothingComesBack) {
  const Sim sim = MakeSim("orange", SimState::kActive, 7'000'000, {1'000}, 3'000'000, {1'200});
  const Instant end = KeptUntil(sim, sim.credit, kWeek);
  const Instant later = end + Millis(500);
  const Credit credit{15'000'000, later + Millis(1'000), 0, {}};
  const auto after = Topup(sim, kWeek, credit, later);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->lapsed, Both(7'000'000, 3'000'000));
  EXPECT_EQ(after->sim, (MakeSim("orange", SimState::kActive, 15'000'000, credit.valid_until, 0,
                                 {1'200}, StateCause::kGraceEnded, end + Millis(1))));
  // The new credit has a grace of its own.
  EXPECT_EQ(StateAt(after->sim, kWeek, credit.valid_until + Millis(1)), SimState::kGrace);
}

}  // namespace
}  // namespace herlaad::prepaid
