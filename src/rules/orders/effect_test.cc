#include "rules/orders/effect.h"

#include <gtest/gtest.h>

#include "rules/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

TEST(Effect, AsksWithGrowingIntervalsAndThenNoMore) {
  const Scene scene = CashElsewhere();
  auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(effect.has_value());
  Instant now = kNow;
  Millis last{0};
  int asks = 0;
  for (;;) {
    const auto next = AfterUnknown(*effect, scene.order, now, kTimings);
    if (!next) break;
    const Millis wait = next->next_at - now;
    EXPECT_GE(wait, last);
    EXPECT_LE(wait, kTimings.ask_max);
    EXPECT_EQ(next->state, EffectState::kAsking) << "a delivery is never sent again on a guess";
    last = wait;
    now = next->next_at;
    effect = next;
    ++asks;
  }
  EXPECT_EQ(asks, kTimings.asks_max);
}

TEST(Effect, WatchingAPaymentEndsExactlyWhenItsTimeDoes) {
  Scene scene = CardElsewhere();
  ASSERT_EQ(OnPaymentOpened(scene, 1, "https://bank/x"), EventOutcome::kApplied);
  auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(effect.has_value());
  for (int i = 0; i < 100 && effect->next_at < scene.order.expires_at; ++i) {
    effect = AfterUnknown(*effect, scene.order, effect->next_at, kTimings);
    ASSERT_TRUE(effect.has_value());
  }
  EXPECT_EQ(effect->next_at, scene.order.expires_at);
}

TEST(Effect, WhatIsUnderWayGoesOnAndWhatIsNewStartsAnew) {
  Scene scene = CashElsewhere();
  const auto due = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  const Effect marked = Marked(*due, 7, kNow, kTimings);
  EXPECT_EQ(NextEffect(scene.order, marked, kNow, kTimings), marked);
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kUnavailable), EventOutcome::kApplied);
  const auto anew = NextEffect(scene.order, marked, kNow, kTimings);
  ASSERT_TRUE(anew.has_value());
  EXPECT_EQ(anew->n, 2);
  EXPECT_EQ(anew->sends, 0);
  EXPECT_EQ(anew->next_at, kNow + kTimings.redelivery_wait);
}

TEST(Effect, ASentDeliveryWithoutItsEffectIsAskedAndNotSent) {
  Scene scene = CashElsewhere();
  ASSERT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(NextEffect(scene.order, std::nullopt, kNow, kTimings)->state, EffectState::kAsking);
}

TEST(Effect, TimingsThatContradictEachOtherDoNotFit) {
  Timings timings;
  timings.request_timeout = timings.lease;
  EXPECT_FALSE(Fits(timings)) << "who takes over a lease must know that the request is over";
  timings = {};
  timings.asks_max = 0;
  EXPECT_FALSE(Fits(timings));
}

}  // namespace
}  // namespace herlaad::orders
