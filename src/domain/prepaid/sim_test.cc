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
    const auto after = Topup({"proximus", row.state, 1'000'000, {1'000}, 0, {}}, kFifteen);
    EXPECT_EQ(after.ok(), !row.refusal.has_value()) << row.name;
    if (!after.ok()) {
      EXPECT_EQ(after.error(), *row.refusal) << row.name;
      continue;
    }
    EXPECT_EQ(*after, (Sim{"proximus", SimState::kActive, 16'000'000, {2'000}, 0, {}})) << row.name;
  }
}

TEST(Sim, ValidityIsNeverShortened) {
  const auto after = Topup({"orange", SimState::kActive, 0, {9'000}, 0, {}}, kFifteen);
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->valid_until, Instant{9'000});
}

TEST(Sim, BonusHasItsOwnBalanceAndValidity) {
  const auto after =
      Topup({"orange", SimState::kActive, 0, {}, 0, {}}, {20'000'000, {2'000}, 5'000'000, {1'000}});
  ASSERT_TRUE(after.ok());
  EXPECT_EQ(after->balance, 20'000'000);
  EXPECT_EQ(after->bonus, 5'000'000);
  EXPECT_EQ(after->bonus_valid_until, Instant{1'000});
}

TEST(Sim, TopupBeyondTheMaximumBalanceIsRejected) {
  Sim sim{"orange", SimState::kActive, kBalanceMax - 14'999'999, {}, 0, {}};
  EXPECT_EQ(Topup(sim, kFifteen).error(), SimRefusal::kBalanceFull);
  sim.balance -= 1;
  EXPECT_TRUE(Topup(sim, kFifteen).ok());
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
