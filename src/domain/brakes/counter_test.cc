#include "domain/brakes/counter.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

namespace herlaad::brakes {
namespace {

constexpr Instant kNow{1'795'352'531'000};
constexpr Millis kHour{3'600'000};
constexpr SubjectId kId(7);

TEST(Counters, WhatIsCountedStaysForTheWindowAndLeavesSoonAfter) {
  const Counter one = Added(nullptr, kId, kHour, 1, kNow);
  EXPECT_EQ(SumOf(one, kHour, kNow), 1);
  EXPECT_EQ(SumOf(one, kHour, kNow + kHour), 1);
  EXPECT_EQ(SumOf(one, kHour, kNow + kHour + Millis(kHour.count() / 12 + 1)), 0);
}

TEST(Counters, WindowSlidesInsteadOfBeginningAnew) {
  Counter counter = Added(nullptr, kId, kHour, 5, kNow);
  counter = Added(&counter, kId, kHour, 5, kNow + Millis(50 * 60'000));
  EXPECT_EQ(SumOf(counter, kHour, kNow + Millis(55 * 60'000)), 10);
  EXPECT_EQ(SumOf(counter, kHour, kNow + Millis(80 * 60'000)), 5);
}

TEST(Counters, ExpireOnceTheyCountNothing) {
  const Counter counter = Added(nullptr, kId, kHour, 5, kNow);
  EXPECT_GT(SumOf(counter, kHour, counter.expires_at - Millis(1)), 0);
  EXPECT_EQ(SumOf(counter, kHour, counter.expires_at), 0);
}

TEST(Counters, AnotherWindowBeginsAnew) {
  Counter counter = Added(nullptr, kId, kHour, 5, kNow);
  EXPECT_EQ(SumOf(counter, kHour * 2, kNow), 0);
  counter = Added(&counter, kId, kHour * 2, 1, kNow);
  EXPECT_EQ(SumOf(counter, kHour * 2, kNow), 1);
}

TEST(Counters, AClockThatWentBackForgetsNothing) {
  Counter counter = Added(nullptr, kId, kHour, 5, kNow);
  counter = Added(&counter, kId, kHour, 1, kNow - kHour * 3);
  EXPECT_EQ(SumOf(counter, kHour, kNow), 6);
}

// Compared with a list of every payment.
RC_GTEST_PROP(Counters, CountAtLeastTheWindowAndAtMostATwelfthMore, ()) {
  const auto steps =
      *rc::gen::container<std::vector<std::int64_t>>(rc::gen::inRange<std::int64_t>(0, 2'000'000));
  Instant now = kNow;
  std::vector<Instant> paid;
  Counter counter;
  for (const std::int64_t step : steps) {
    now = now + Millis(step);
    counter = Added(paid.empty() ? nullptr : &counter, kId, kHour, 1, now);
    paid.push_back(now);
    const auto since = [&](Millis window) {
      return std::count_if(paid.begin(), paid.end(),
                           [&](Instant at) { return now - at <= window; });
    };
    const std::int64_t sum = SumOf(counter, kHour, now);
    RC_ASSERT(sum >= since(kHour - Millis(1)));
    RC_ASSERT(sum <= since(kHour + Millis(kHour.count() / 12)));
  }
}

}  // namespace
}  // namespace herlaad::brakes
