#include "engine/outbox/fair_turns.h"

#include <gtest/gtest.h>

namespace herlaad::engine {
namespace {

constexpr Instant kNow{1'800'000'000'000};

class FairTurnsTest : public ::testing::Test {
 protected:
  void Begin(const std::string& destination) { turns_.Begun(destination, "group " + destination); }
  void Fail(const std::string& destination, Instant now = kNow) {
    Begin(destination);
    turns_.Ended(destination, false, now, 0);
  }
  void Answer(const std::string& destination) {
    Begin(destination);
    turns_.Ended(destination, true, kNow, 0);
  }
  FairTurns turns_{{.busy_max = 3,
                    .group_max = 4,
                    .failing_max = 2,
                    .pause_first = Millis(1'000),
                    .pause_max = Millis(8'000),
                    .remembered_max = 5}};
};

TEST_F(FairTurnsTest, DestinationHasAtMostItsShare) {
  Answer("a");
  Answer("b");
  EXPECT_EQ(turns_.Room("a", kNow), 3U);
  for (int i = 0; i < 3; ++i) Begin("a");
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
  Begin("a");
  EXPECT_EQ(turns_.Room("a", kNow + Millis(8'000)), 0U) << "one at a time";
}

TEST_F(FairTurnsTest, DestinationThatAnswersAgainHasItsShareAgain) {
  Fail("a");
  Answer("a");
  EXPECT_EQ(turns_.Room("a", kNow), 3U);
  EXPECT_EQ(turns_.WaitsUntil("a"), Instant{});
}

TEST_F(FairTurnsTest, ThoseThatFailedHaveAPartOfTheThreadsTogether) {
  for (const char* const name : {"a", "b", "c"}) Fail(name);
  const Instant later = kNow + Millis(60'000);
  Answer("healthy");
  Begin("a");
  EXPECT_EQ(turns_.Room("b", later), 1U);
  Begin("b");
  EXPECT_EQ(turns_.Room("c", later), 0U);
  EXPECT_EQ(turns_.Room("healthy", later), 3U);
  turns_.Ended("a", true, later, 0);
  EXPECT_EQ(turns_.Room("c", later), 1U);
}

TEST_F(FairTurnsTest, WhatWasNotSentSaysNothing) {
  Fail("a");
  Begin("a");
  turns_.NotSent("a");
  EXPECT_EQ(turns_.WaitsUntil("a"), kNow + Millis(1'000)) << "it still waits";
  Answer("b");
  Begin("b");
  turns_.NotSent("b");
  EXPECT_EQ(turns_.Room("b", kNow), 3U);
  Begin("c");
  turns_.NotSent("c");
  EXPECT_EQ(turns_.Room("c", kNow), 1U) << "that is no answer";
}

TEST_F(FairTurnsTest, WhatIsBusyWhenADestinationFailsCountsUntilItEnds) {
  Answer("a");
  for (int i = 0; i < 3; ++i) Begin("a");
  Fail("b");
  turns_.Ended("a", false, kNow, 0);
  const Instant later = kNow + Millis(60'000);
  EXPECT_EQ(turns_.Room("b", later), 0U) << "two of a are still busy";
  turns_.Ended("a", true, kNow, 0);
  EXPECT_EQ(turns_.Room("b", later), 1U) << "a answers again";
  turns_.Ended("a", true, kNow, 0);
  EXPECT_EQ(turns_.Room("a", later), 3U);
}

TEST_F(FairTurnsTest, DestinationWithoutAnAnswerSendsOneAtATimeAndCountsAsFailing) {
  EXPECT_EQ(turns_.Room("a", kNow), 1U);
  Begin("a");
  EXPECT_EQ(turns_.Room("a", kNow), 0U);
  Begin("b");
  EXPECT_EQ(turns_.Room("c", kNow), 0U) << "they have two threads together";
  turns_.Ended("a", true, kNow, 0);
  EXPECT_EQ(turns_.Room("a", kNow), 3U);
  EXPECT_EQ(turns_.Room("c", kNow), 1U);
}

TEST_F(FairTurnsTest, GroupHasAPartOfTheThreadsAndItsFailingOnesHalfOfThat) {
  for (const char* const name : {"a", "b"}) Answer(name);
  turns_.Begun("a", "shop");
  turns_.Begun("new", "shop");
  EXPECT_EQ(turns_.RoomInGroup("b", "shop"), 2U);
  EXPECT_EQ(turns_.RoomInGroup("newer", "shop"), 1U);
  turns_.Begun("newer", "shop");
  EXPECT_EQ(turns_.RoomInGroup("newest", "shop"), 0U);
  EXPECT_EQ(turns_.RoomInGroup("b", "shop"), 1U);
  EXPECT_EQ(turns_.RoomInGroup("newest", "other"), 2U);
  turns_.Ended("a", false, kNow, 0);
  turns_.Ended("new", true, kNow, 0);
  EXPECT_EQ(turns_.RoomInGroup("b", "shop"), 3U);
  EXPECT_EQ(turns_.RoomInGroup("newest", "shop"), 1U);
}

TEST_F(FairTurnsTest, OnlySoManyAreRemembered) {
  for (const char* const name : {"a", "b", "c", "d", "e"}) Answer(name);
  Begin("e");
  EXPECT_EQ(turns_.Room("a", kNow), 3U);
  Begin("f");
  EXPECT_EQ(turns_.Room("a", kNow), 1U) << "it begins anew";
  EXPECT_EQ(turns_.Room("e", kNow), 2U) << "what is busy is kept";
}

}  // namespace
}  // namespace herlaad::engine
