#include "domain/reconcile/day.h"

#include <gtest/gtest.h>

namespace herlaad::reconcile {
namespace {

TEST(Day, IsReadAsItIsWritten) {
  for (const char* const text : {"1970-01-01", "2024-02-29", "2026-03-29", "2026-12-31"}) {
    const auto day = ParseDay(text);
    ASSERT_TRUE(day.has_value()) << text;
    EXPECT_EQ(DayText(*day), text);
    EXPECT_EQ(DayOf(DateOf(*day)), *day);
  }
}

TEST(Day, OthersAreRefused) {
  for (const char* const text : {"", "2026-11-31", "2025-02-29", "2026-1-01", "26-11-2026",
                                 "2026-11-29 ", "2026-+1-29", "1969-12-31"}) {
    EXPECT_FALSE(ParseDay(text).has_value()) << text;
  }
}

TEST(Day, BeginsAndEndsInBrussels) {
  // 23:00 and 22:00 in UTC: winter, and the day of the change to summer time.
  EXPECT_EQ(StartOf(*ParseDay("2026-11-30")).ms, 1'795'993'200'000);
  EXPECT_EQ(StartOf(*ParseDay("2026-03-30")).ms - StartOf(*ParseDay("2026-03-29")).ms,
            23LL * 3'600'000);
  const Instant midnight = StartOf(*ParseDay("2026-11-30"));
  EXPECT_EQ(DayText(DayOf(midnight)), "2026-11-30");
  EXPECT_EQ(DayText(DayOf(midnight - Millis(1))), "2026-11-29");
}

}  // namespace
}  // namespace herlaad::reconcile
