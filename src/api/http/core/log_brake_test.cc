#include "api/http/core/log_brake.h"

#include <gtest/gtest.h>

namespace herlaad::http {
namespace {

constexpr Instant kStart{1'795'352'531'000};

TEST(LogBrake, FloodIsTenLinesAMinuteAndTheNextLineCountsTheRest) {
  LogBrake brake;
  int lines = 0;
  for (int i = 0; i < 1'000; ++i) {
    if (const auto left_out = brake.Admit("callback.refused", kStart + Millis(i))) {
      EXPECT_EQ(*left_out, 0);
      ++lines;
    }
  }
  EXPECT_EQ(lines, kLinesPerMinute);
  EXPECT_EQ(brake.Admit("callback.refused", kStart + Millis(60'000)), 990);
  EXPECT_EQ(brake.Admit("callback.refused", kStart + Millis(60'001)), 0);
}

TEST(LogBrake, FloodOfOneEventHidesNoOther) {
  LogBrake brake;
  for (int i = 0; i < 100; ++i) (void)brake.Admit("callback.refused", kStart);
  EXPECT_EQ(brake.Admit("receipt", kStart), 0);
}

TEST(LogBrake, ClockThatIsSetBackSilencesNothing) {
  LogBrake brake;
  for (int i = 0; i < 100; ++i) (void)brake.Admit("callback.refused", kStart);
  EXPECT_EQ(brake.Admit("callback.refused", Instant{kStart.ms - 3'600'000}), 90);
}

}  // namespace
}  // namespace herlaad::http
