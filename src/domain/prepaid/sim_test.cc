#include "domain/prepaid/sim.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace herlaad::prepaid {
namespace {

constexpr Credit kFifteen{15'000'000, {2'000}, 0, {}};

TEST(Sim, TopupTable) {
  struct Row {
    const char* name;
    SimState state;
    std::optional<SimRefusal> refusal;
  };
  const Row rows[] = {
      {"terminated is the end", SimState::kTerminated, SimRefusal::kTerminated},
      {"suspended takes nothing", SimState::kSuspended, SimRefusal::kSuspended},
      {"nobody identified yet", SimState::kPreactive, SimRefusal::kNotActivated},
      {"grace is revived", SimState::kGrace, std::nullopt},
      {"active", SimState::kActive, std::nullopt},
  };
  for (const Row& row : rows) {
    const auto after =
        Topup({"proximus", row.state, 1'000'000, {1'000}, 0, {}}, kFifteen, Instant{500});
    EXPECT_EQ(after.ok(), !row.refusal.has_value()) << row.name;
    if (!after.ok()) {
      EXPECT_EQ(after.error(), *row.refusal) << row.name;
      continue;
    }
    EXPECT_EQ(after->sim, (Sim{"proximus", SimState::kActive, 16'000'000, {2'000}, 0, {}}))
        << row.name;
  }
}

TEST(Sim, ValidityIsNeverShortened) {
  const auto after =
      Topup({"orange", SimState::kActive, 0, {9'000}, 0, {}}, kFifteen, Instant{500});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->sim.valid_until, Instant{9'000});
}

TEST(Sim, BonusHasItsOwnBalanceAndValidity) {
  const auto after = Topup({"orange", SimState::kActive, 0, {}, 0, {}},
                           {20'000'000, {2'000}, 5'000'000, {1'000}}, Instant{500});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->sim.balance, 20'000'000);
  EXPECT_EQ(after->sim.bonus, 5'000'000);
  EXPECT_EQ(after->sim.bonus_valid_until, Instant{1'000});
}

TEST(Sim, TopupBeyondTheMaximumBalanceIsRejected) {
  Sim sim{"orange", SimState::kActive, kBalanceMax - 14'999'999, {}, 0, {}};
  EXPECT_EQ(Topup(sim, kFifteen, Instant{500}).error(), SimRefusal::kBalanceFull);
  sim.balance -= 1;
  EXPECT_TRUE(Topup(sim, kFifteen, Instant{500}).ok());
}

// The last instant counts: a validity ends at 23:59:59.999.
TEST(Sim, BalanceLapsesAfterTheLastInstantOfItsValidity) {
  const Sim sim{"orange", SimState::kActive, 7'000'000, {1'000}, 3'000'000, {800}};
  EXPECT_EQ(LapsedAt(sim, Instant{800}), (Lapsed{0, 0}));
  EXPECT_EQ(LapsedAt(sim, Instant{801}), (Lapsed{0, 3'000'000}));
  EXPECT_EQ(LapsedAt(sim, Instant{1'001}), (Lapsed{7'000'000, 3'000'000}));
  const Sim without_validity{"orange", SimState::kActive, 7'000'000, {}, 3'000'000, {}};
  EXPECT_EQ(LapsedAt(without_validity, Instant{9'000}), (Lapsed{0, 0}));
}

TEST(Sim, TopupDoesNotBringBackWhatHasLapsed) {
  const Sim sim{"orange", SimState::kActive, 7'000'000, {1'000}, 3'000'000, {800}};
  const auto bonus_over = Topup(sim, kFifteen, Instant{900});
  ASSERT_TRUE(bonus_over.ok());
  EXPECT_EQ(bonus_over->lapsed, (Lapsed{0, 3'000'000}));
  EXPECT_EQ(bonus_over->sim, (Sim{"orange", SimState::kActive, 22'000'000, {2'000}, 0, {800}}));
  const auto both_over = Topup(sim, kFifteen, Instant{1'500});
  ASSERT_TRUE(both_over.ok());
  EXPECT_EQ(both_over->lapsed, (Lapsed{7'000'000, 3'000'000}));
  EXPECT_EQ(both_over->sim, (Sim{"orange", SimState::kActive, 15'000'000, {2'000}, 0, {800}}));
}

TEST(Sim, WhatHasLapsedLeavesRoomUnderTheMaximum) {
  const Sim sim{"orange", SimState::kActive, kBalanceMax, {1'000}, 0, {}};
  EXPECT_EQ(Topup(sim, kFifteen, Instant{1'000}).error(), SimRefusal::kBalanceFull);
  EXPECT_TRUE(Topup(sim, kFifteen, Instant{1'001}).ok());
}

TEST(Sim, TopupInGraceRevivesWhatWasValidWhenTheCreditEnded) {
  Sim sim{"orange", SimState::kGrace, 7'000'000, {1'000}, 3'000'000, {1'200}};
  const auto revived = Topup(sim, kFifteen, Instant{1'500});
  ASSERT_TRUE(revived.ok());
  EXPECT_EQ(revived->lapsed, (Lapsed{0, 0}));
  EXPECT_EQ(revived->sim,
            (Sim{"orange", SimState::kActive, 22'000'000, {2'000}, 3'000'000, {2'000}}));
  sim.bonus_valid_until = {900};
  const auto without_bonus = Topup(sim, kFifteen, Instant{1'500});
  ASSERT_TRUE(without_bonus.ok());
  EXPECT_EQ(without_bonus->lapsed, (Lapsed{0, 3'000'000}));
  EXPECT_EQ(without_bonus->sim, (Sim{"orange", SimState::kActive, 22'000'000, {2'000}, 0, {900}}));
}

TEST(Sim, StateNamesRoundTrip) {
  for (const auto state : {SimState::kPreactive, SimState::kActive, SimState::kGrace,
                           SimState::kSuspended, SimState::kTerminated}) {
    EXPECT_EQ(ParseSimState(Name(state)), state);
  }
  EXPECT_EQ(ParseSimState("zombie"), std::nullopt);
}

}  // namespace
}  // namespace herlaad::prepaid
