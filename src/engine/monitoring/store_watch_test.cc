#include "engine/monitoring/store_watch.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace herlaad::engine {
namespace {

class StoreWatchTest : public ::testing::Test {
 protected:
  static StoreWatch::Steady In(Millis span) { return std::chrono::steady_clock::now() + span; }

  Stats stats_;
  std::vector<std::string> said_;
  StoreWatch watch_{stats_.store_writes,
                    stats_.store_write_failures,
                    {[this](const std::string& reason) { said_.push_back(reason); },
                     [this](Millis lasted) {
                       EXPECT_GE(lasted.count(), 0);
                       said_.emplace_back("over");
                     }}};
};

using Said = std::vector<std::string>;

TEST_F(StoreWatchTest, OutageIsReportedOnceAtItsStartAndEnd) {
  for (int i = 0; i < 5; ++i) watch_.CannotReach("refused " + std::to_string(i));
  EXPECT_TRUE(watch_.in_outage());
  watch_.Answered();
  watch_.Answered();
  EXPECT_FALSE(watch_.in_outage());
  EXPECT_EQ(said_, (Said{"refused 0", "over"}));
  EXPECT_EQ(stats_.store_write_failures.Value(), 5);
}

TEST_F(StoreWatchTest, ReadDoesNotEndAWriteOutage) {
  watch_.CannotWrite("full");
  watch_.Answered();
  EXPECT_TRUE(watch_.in_outage());
  watch_.Written();
  EXPECT_FALSE(watch_.in_outage());
}

TEST_F(StoreWatchTest, ReachOutageFollowedByAWriteOutageIsOneOutage) {
  watch_.CannotReach("away");
  watch_.CannotWrite("full");
  watch_.Answered();
  EXPECT_TRUE(watch_.in_outage());
  watch_.Written();
  EXPECT_EQ(said_, (Said{"away", "over"}));
}

TEST_F(StoreWatchTest, SilenceIsAnOutageOnlyDuringACall) {
  watch_.LookForSilence(In(Millis(60'000)));
  watch_.Asked();
  watch_.LookForSilence(In(Millis(1'000)));
  EXPECT_FALSE(watch_.in_outage());
  watch_.LookForSilence(In(Millis(2'001)));
  watch_.LookForSilence(In(Millis(4'000)));
  EXPECT_TRUE(watch_.in_outage());
  watch_.Written();
  watch_.LookForSilence(In(Millis(60'000)));
  EXPECT_EQ(said_, (Said{"the database does not answer", "over"}));
}

}  // namespace
}  // namespace herlaad::engine
