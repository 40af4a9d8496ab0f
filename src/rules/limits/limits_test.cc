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

TEST(Limits, GivingBackRestoresTheCounterOfThatMonthOnly) {
  const Usage taken = Take({kNovember, 2'000, {}}, kNovember, kNow, 1'500);
  EXPECT_EQ(taken, (Usage{kNovember, 3'500, kNow}));
  EXPECT_EQ(GiveBack(taken, kNovember, 1'500).taken, 2'000);
  EXPECT_EQ(GiveBack(taken, kOctober, 1'500), taken);
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
