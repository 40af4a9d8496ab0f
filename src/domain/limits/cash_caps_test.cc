#include "domain/limits/cash_caps.h"

#include <gtest/gtest.h>

#include "base/calendar/calendar.h"

namespace herlaad::limits {
namespace {

// 23:30 in Brussels, which is the same day still, and 00:30 on the next.
const Instant kLate = *ParseRfc3339("2026-11-29T22:30:00Z");
const Instant kNextDay = *ParseRfc3339("2026-11-29T23:30:00Z");
constexpr CashCaps kCaps{5'000, 12'000};

TEST(CashCaps, WithoutCapsEverythingIsWithin) {
  EXPECT_TRUE(CashCaps{}.IsEmpty());
  EXPECT_EQ(JudgeCash({}, {}, kLate, INT64_MAX).verdict, CapVerdict::kWithin);
}

TEST(CashCaps, OneTopupIsCappedWhateverTheDayLeaves) {
  EXPECT_EQ(JudgeCash(kCaps, {}, kLate, 5'000).verdict, CapVerdict::kWithin);
  const CapRuling above = JudgeCash(kCaps, {}, kLate, 5'001);
  EXPECT_EQ(above.verdict, CapVerdict::kAboveTopup);
  EXPECT_EQ(above.most, 5'000);
  EXPECT_EQ(JudgeCash({5'000, 0}, {}, kLate, 5'001).verdict, CapVerdict::kAboveTopup);
}

TEST(CashCaps, DayIsCappedAndBeginsAnewAtMidnightInBrussels) {
  CashDay day;
  for (const std::int64_t amount : {5'000, 5'000}) {
    ASSERT_EQ(JudgeCash(kCaps, day, kLate, amount).verdict, CapVerdict::kWithin);
    day = TakeCash(day, kLate, amount);
  }
  EXPECT_EQ(day, (CashDay{calendar::EndOfDay(kLate), 10'000}));
  EXPECT_EQ(JudgeCash(kCaps, day, kLate, 2'000).verdict, CapVerdict::kWithin);
  const CapRuling above = JudgeCash(kCaps, day, kLate, 2'001);
  EXPECT_EQ(above.verdict, CapVerdict::kAboveDay);
  EXPECT_EQ(above.most, 2'000);
  EXPECT_EQ(JudgeCash(kCaps, day, kNextDay, 5'000).verdict, CapVerdict::kWithin);
  EXPECT_EQ(TakeCash(day, kNextDay, 700), (CashDay{calendar::EndOfDay(kNextDay), 700}));
}

TEST(CashCaps, ClockThatWasSetBackDoesNotBeginADayTwice) {
  const CashDay day = TakeCash({}, kNextDay, 12'000);
  EXPECT_EQ(JudgeCash(kCaps, day, kLate, 1).verdict, CapVerdict::kAboveDay);
  EXPECT_EQ(TakeCash(day, kLate, 1), (CashDay{calendar::EndOfDay(kNextDay), 12'001}));
}

TEST(CashCaps, DayThatIsAboveALoweredCapLeavesNothing) {
  const CashDay day = TakeCash({}, kLate, 20'000);
  const CapRuling above = JudgeCash(kCaps, day, kLate, 1);
  EXPECT_EQ(above.verdict, CapVerdict::kAboveDay);
  EXPECT_EQ(above.most, 0);
}

}  // namespace
}  // namespace herlaad::limits
