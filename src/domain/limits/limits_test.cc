#include "domain/limits/limits.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace herlaad::limits {
namespace {

constexpr calendar::Month kNovember{202611};
constexpr calendar::Month kOctober{202610};
constexpr Instant kNow{1'795'352'531'000};
constexpr Limits kProximus{5'000, 25'000, Millis(0)};

Usage Used(calendar::Month month, std::int64_t taken, Instant last_topup) {
  Usage usage;
  usage.months[0] = {month, taken};
  usage.last_topup = last_topup;
  return usage;
}

struct Row {
  const char* name;
  Limits limits;
  Usage usage;
  std::int64_t amount;
  Verdict verdict;
  std::int64_t remaining;
};

TEST(Limits, JudgeTable) {
  const Row rows[] = {
      {"a first payment", kProximus, {}, 1'500, Verdict::kWithin, 0},
      {"exactly one payment's limit", kProximus, {}, 5'000, Verdict::kWithin, 0},
      {"one cent above it", kProximus, {}, 5'001, Verdict::kAbovePayment, 5'000},
      {"above it with little left this month", kProximus, Used(kNovember, 24'000, {}), 5'001,
       Verdict::kAbovePayment, 1'000},
      {"exactly what is left this month", kProximus, Used(kNovember, 23'500, {}), 1'500,
       Verdict::kWithin, 0},
      {"one cent more than is left", kProximus, Used(kNovember, 23'501, {}), 1'500,
       Verdict::kAboveMonth, 1'499},
      {"last month's use does not count", kProximus, Used(kOctober, 25'000, {}), 1'500,
       Verdict::kWithin, 0},
      {"without a pause it does not matter that the last one seems to lie ahead", kProximus,
       Used(kNovember, 1'500, kNow + Millis(7)), 1'500, Verdict::kWithin, 0},
      {"no limits at all", {}, Used(kNovember, 1'000'000, kNow), 1'000'000, Verdict::kWithin, 0},
  };
  for (const Row& row : rows) {
    const Ruling ruling = Judge(row.limits, row.usage, kNovember, kNow, row.amount);
    EXPECT_EQ(ruling.verdict, row.verdict) << row.name;
    EXPECT_EQ(ruling.remaining, row.remaining) << row.name;
  }
}

TEST(Limits, PauseEndsToTheMillisecond) {
  const Limits telenet{0, 0, Millis(120'000)};
  const Usage usage = Used(kNovember, 1'500, kNow);
  const Ruling early = Judge(telenet, usage, kNovember, kNow + Millis(119'999), 1'500);
  EXPECT_EQ(early.verdict, Verdict::kTooSoon);
  EXPECT_EQ(early.retry_at, kNow + Millis(120'000));
  EXPECT_EQ(Judge(telenet, usage, kNovember, kNow + Millis(120'000), 1'500).verdict,
            Verdict::kWithin);
}

struct GiveBackRow {
  const char* name;
  Usage usage;
  Taken taken;
  Usage left;
};

TEST(Limits, GiveBackTable) {
  const Instant before = kNow - Millis(300'000);
  const Instant later = kNow + Millis(5'000);
  const GiveBackRow rows[] = {
      {"the number's only order",
       Used(kNovember, 1'500, kNow),
       {kNovember, 1'500, kNow, {}},
       Used(kNovember, 0, {})},
      {"the pause of the one before runs again",
       Used(kNovember, 3'500, kNow),
       {kNovember, 1'500, kNow, before},
       Used(kNovember, 2'000, before)},
      {"a later order keeps its own pause",
       Used(kNovember, 3'500, later),
       {kNovember, 1'500, kNow, before},
       Used(kNovember, 2'000, later)},
      {"the month is gone, the pause is not",
       Used(kNovember, 2'000, kNow),
       {kOctober, 1'500, kNow, before},
       Used(kNovember, 2'000, before)},
      {"the month is gone, and a later order came",
       Used(kNovember, 2'000, later),
       {kOctober, 1'500, kNow, before},
       Used(kNovember, 2'000, later)},
  };
  for (const GiveBackRow& row : rows)
    EXPECT_EQ(GiveBack(row.usage, row.taken), row.left) << row.name;
}

TEST(Limits, GiveBackReversesTake) {
  const Usage usage = Used(kNovember, 2'000, kNow - Millis(300'000));
  const Usage taken = Take(usage, kNovember, kNow, 1'500);
  EXPECT_EQ(taken, Used(kNovember, 3'500, kNow));
  EXPECT_EQ(GiveBack(taken, {kNovember, 1'500, kNow, usage.last_topup}), usage);
}

// A top-up in December, the clock set back by 100 s, another top-up in November: both months are
// kept.
TEST(Limits, ClockJumpOnlyOpensAnotherMonth) {
  constexpr calendar::Month kDecember{202612};
  Usage usage = Take({}, kDecember, kNow + Millis(100'000), 1'500);
  usage = Take(usage, kNovember, kNow, 2'500);
  EXPECT_EQ(TakenIn(usage, kDecember), 1'500);
  EXPECT_EQ(TakenIn(usage, kNovember), 2'500);
  const Limits by_month{0, 25'000, Millis(0)};
  EXPECT_EQ(Judge(by_month, usage, kNovember, kNow, 22'501).remaining, 22'500);
  EXPECT_EQ(Judge(by_month, usage, kDecember, kNow, 23'501).remaining, 23'500);
  usage = GiveBack(usage, {kDecember, 1'500, kNow + Millis(100'000), {}});
  EXPECT_EQ(TakenIn(usage, kDecember), 0);
  EXPECT_EQ(TakenIn(usage, kNovember), 2'500);
}

TEST(Limits, EarliestMonthIsReplacedAndNeverReopened) {
  Usage usage;
  for (const std::int32_t month : {202'610, 202'612, 202'611}) {
    usage = Take(usage, {month}, kNow, month);
  }
  usage = Take(usage, {202'701}, kNow, 202'701);
  EXPECT_FALSE(IsKept(usage, kOctober));
  EXPECT_TRUE(IsForgotten(usage, kOctober));
  for (const std::int32_t month : {202'611, 202'612, 202'701}) {
    EXPECT_EQ(TakenIn(usage, {month}), month);
  }
  const Usage after = Take(usage, kOctober, kNow + Millis(1), 1'500);
  EXPECT_EQ(after.months, usage.months);
  EXPECT_EQ(after.last_topup, kNow + Millis(1)) << "its pause counts all the same";
  EXPECT_EQ(GiveBack(usage, {kOctober, 1'500, {}, {}}).months, usage.months);
}

// A clock that was a month ahead must not block a number for a month.
TEST(Limits, PauseDatedByAWrongClockIsIgnored) {
  const Limits telenet{0, 0, Millis(120'000)};
  const auto verdict = [&telenet](Instant last) {
    return Judge(telenet, Used(kNovember, 1'500, last), kNovember, kNow, 1'500).verdict;
  };
  EXPECT_EQ(verdict(kNow + Millis(120'000)), Verdict::kTooSoon) << "another node's clock, perhaps";
  EXPECT_EQ(verdict(kNow + Millis(120'001)), Verdict::kWithin);
  EXPECT_EQ(verdict(kNow + Millis(31LL * 86'400'000)), Verdict::kWithin);
}

TEST(Limits, AcceptedTopupsNeverExceedTheMonthlyLimit) {
  EXPECT_TRUE(rc::check("the month's limit holds", [] {
    Usage usage;
    for (const auto amount :
         *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 6'000))) {
      if (Judge(kProximus, usage, kNovember, kNow, amount).verdict == Verdict::kWithin) {
        usage = Take(usage, kNovember, kNow, amount);
      }
      RC_ASSERT(TakenIn(usage, kNovember) <= kProximus.per_month);
    }
  }));
}

}  // namespace
}  // namespace herlaad::limits
