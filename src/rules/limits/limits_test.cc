#include "rules/limits/limits.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace herlaad::limits {
namespace {

constexpr calendar::Month kNovember{202611};
constexpr calendar::Month kOctober{202610};
constexpr Instant kNow{1'795'352'531'000};
constexpr Limits kProximus{5'000, 25'000, Millis(0)};

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
      {"above it with little left this month",
       kProximus,
       {kNovember, 24'000, {}},
       5'001,
       Verdict::kAbovePayment,
       1'000},
      {"exactly what is left this month",
       kProximus,
       {kNovember, 23'500, {}},
       1'500,
       Verdict::kWithin,
       0},
      {"one cent more than is left",
       kProximus,
       {kNovember, 23'501, {}},
       1'500,
       Verdict::kAboveMonth,
       1'499},
      {"last month's use does not count",
       kProximus,
       {kOctober, 25'000, {}},
       1'500,
       Verdict::kWithin,
       0},
      {"without a pause it does not matter that the last one seems to lie ahead",
       kProximus,
       {kNovember, 1'500, kNow + Millis(7)},
       1'500,
       Verdict::kWithin,
       0},
      {"no limits at all", {}, {kNovember, 1'000'000, kNow}, 1'000'000, Verdict::kWithin, 0},
  };
  for (const Row& row : rows) {
    const Ruling ruling = Judge(row.limits, row.usage, kNovember, kNow, row.amount);
    EXPECT_EQ(ruling.verdict, row.verdict) << row.name;
    EXPECT_EQ(ruling.remaining, row.remaining) << row.name;
  }
}

TEST(Limits, ThePauseEndsToTheMillisecond) {
  const Limits telenet{0, 0, Millis(120'000)};
  const Usage usage{kNovember, 1'500, kNow};
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
       {kNovember, 1'500, kNow},
       {kNovember, 1'500, kNow, {}},
       {kNovember, 0, {}}},
      {"the pause of the one before runs again",
       {kNovember, 3'500, kNow},
       {kNovember, 1'500, kNow, before},
       {kNovember, 2'000, before}},
      {"a later order keeps its own pause",
       {kNovember, 3'500, later},
       {kNovember, 1'500, kNow, before},
       {kNovember, 2'000, later}},
      {"the month is gone, the pause is not",
       {kNovember, 2'000, kNow},
       {kOctober, 1'500, kNow, before},
       {kNovember, 2'000, before}},
      {"the month is gone, and a later order came",
       {kNovember, 2'000, later},
       {kOctober, 1'500, kNow, before},
       {kNovember, 2'000, later}},
  };
  for (const GiveBackRow& row : rows)
    EXPECT_EQ(GiveBack(row.usage, row.taken), row.left) << row.name;
}

TEST(Limits, WhatIsTakenAndGivenBackWasNever) {
  const Usage usage{kNovember, 2'000, kNow - Millis(300'000)};
  const Usage taken = Take(usage, kNovember, kNow, 1'500);
  EXPECT_EQ(taken, (Usage{kNovember, 3'500, kNow}));
  EXPECT_EQ(GiveBack(taken, {kNovember, 1'500, kNow, usage.last_topup}), usage);
}

TEST(Limits, NoSequenceOfAcceptedTopupsPassesTheMonth) {
  EXPECT_TRUE(rc::check("the month's limit holds", [] {
    Usage usage;
    for (const auto amount :
         *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(1, 6'000))) {
      if (Judge(kProximus, usage, kNovember, kNow, amount).verdict == Verdict::kWithin) {
        usage = Take(usage, kNovember, kNow, amount);
      }
      RC_ASSERT(usage.taken <= kProximus.per_month);
    }
  }));
}

}  // namespace
}  // namespace herlaad::limits
