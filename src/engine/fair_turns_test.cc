#include "engine/fair_turns.h"

#include <gtest/gtest.h>

namespace herlaad::engine {
namespace {

constexpr Instant kNow{1'800'000'000'000};

class FairTurnsTest : public ::testing::Test {
 protected:
  void Fail(const std::string& destination, Instant now = kNow) {
    turns_.Begun(destination);
    turns_.Ended(destination, false, now, 0);
  }
  FairTurns turns_{
      {.busy_max = 3, .failing_max = 2, .pause_first = Millis(1'000), .pause_max = Millis(8'000)}};
};

TEST_F(FairTurnsTest, DestinationHasAtMostItsShare) {
  EXPECT_EQ(turns_.Room("a", kNow), 3U);
  for (int i = 0; i < 3; ++i) turns_.Begun("a");
  EXPECT_EQ(turns_.Room("a", kNow), 0U);
  EXPECT_EQ(turns_.Room("b", kNow), 3U);
  turns_.Ended("a", true, kNow, 0);
  EXPECT_EQ(turns_.Room("a", kNow), 1U);
}

TEST_F(FairTurnsTest, DestinationThatFailedWaitsLongerEachTimeAndSendsOneAtATime) {
  Fail("a");
  EXPECT_EQ(turns_.Room("a", kNow), 0U);
  EXPECT_EQ(turns_.WaitsUntil("a"), kNow + Millis(1'000));
  EXPECT_EQ(turns_.Room("a", kNow + Millis(1'000)), 1U);
  for (int i = 0; i < 10; ++i) Fail("a");
  EXPECT_EQ(turns_.WaitsUntil("a"), kNow + Millis(8'000)) << "the longest pause";
  turns_.Begun("a");
  EXPECT_EQ(turns_.Room("a", kNow + Millis(8'000)), 0U) << "one at a time";
}

TEST_F(FairTurnsTest, DestinationThatAnswersAgainHasItsShareAgain) {
  Fail("a");
  turns_.Begun("a");
  turns_.Ended("a", true, kNow, 0);
  EXPECT_EQ(turns_.Room("a", kNow), 3U);
  EXPECT_EQ(turns_.WaitsUntil("a"), Instant{});
}

TEST_F(FairTurnsTest, ThoseThatFailedHaveAPartOfTheThreadsTogether) {
  for (const char* const name : {"a", "b", "c"}) Fail(name);
  const Instant later = kNow + Millis(60'000);
  turns_.Begun("a");
  EXPECT_EQ(turns_.Room("b", later), 1U);
  turns_.Begun("b");
  EXPECT_EQ(turns_.Room("c", later), 0U);
  EXPECT_EQ(turns_.Room("healthy", later), 3U);
  turns_.Ended("a", true, later, 0);
  EXPECT_EQ(turns_.Room("c", later), 1U);
}

TEST_F(FairTurnsTest, WhatWasNotSentSaysNothing) {
  Fail("a");
  turns_.Begun("a");
  turns_.NotSent("a");
  EXPECT_EQ(turns_.WaitsUntil("a"), kNow + Millis(1'000)) << "it still waits";
  turns_.Begun("b");
  turns_.NotSent("b");
  EXPECT_EQ(turns_.Room("b", kNow), 3U);
}

TEST_F(FairTurnsTest, WhatIsBusyWhenADestinationFailsCountsUntilItEnds) {
  for (int i = 0; i < 3; ++i) turns_.Begun("a");
  Fail("b");
  turns_.Ended("a", false, kNow, 0);
  const Instant later = kNow + Millis(60'000);
  EXPECT_EQ(turns_.Room("b", later), 0U) << "two of a are still busy";
  turns_.Ended("a", true, kNow, 0);
  EXPECT_EQ(turns_.Room("b", later), 1U) << "a answers again";
  turns_.Ended("a", true, kNow, 0);
  EXPECT_EQ(turns_.Room("a", later), 3U);
}

}  // namespace
}  // namespace herlaad::engine
