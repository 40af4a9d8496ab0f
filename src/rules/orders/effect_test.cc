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

Scene WithTexts(Scene scene) {
  scene.order.texts.bits = Texts::kWanted;
  return scene;
}

TEST(Effect, ATextComesWhenTheMoneyIsDone) {
  Scene scene = WithTexts(CardAtHouse());
  EXPECT_EQ(NextEffect(scene.order, std::nullopt, kNow, kTimings)->purpose, Purpose::kOpenPayment);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch"), EventOutcome::kApplied);
  const auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(effect.has_value());
  EXPECT_EQ(effect->purpose, Purpose::kTell);
  EXPECT_EQ(effect->n, static_cast<int>(TextKind::kDelivered));
  EXPECT_EQ(effect->lane, kTextLane);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_again"), EventOutcome::kApplied);
  EXPECT_EQ(NextEffect(scene.order, effect, kNow, kTimings)->purpose, Purpose::kRefund)
      << "money goes before news";
}

TEST(Effect, ATextIsSentOnceAndAgainOnlyWhenInDoubt) {
  Scene scene = WithTexts(CardAtHouse());
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch"), EventOutcome::kApplied);
  const auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  const auto again = AfterUnknown(*effect, scene.order, kNow, kTimings);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->state, EffectState::kDue) << "sent again, not asked about";
  EXPECT_EQ(OnTold(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnTold(scene, 1), EventOutcome::kRepeated);
  EXPECT_EQ(NextEffect(scene.order, again, kNow, kTimings), std::nullopt);
}

TEST(Effect, NobodyIsToldWhoDidNotWantIt) {
  Scene scene = CardAtHouse();
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch"), EventOutcome::kApplied);
  EXPECT_EQ(NextEffect(scene.order, std::nullopt, kNow, kTimings), std::nullopt);
  EXPECT_EQ(OnTold(scene, 1), EventOutcome::kNoSuchPart);
}

TEST(Effect, ARefundIsToldUnlessItWasCash) {
  Scene scene = WithTexts(CardElsewhere());
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch"), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(scene, 1, "rf"), EventOutcome::kApplied);
  const auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(effect.has_value());
  EXPECT_EQ(effect->n, static_cast<int>(TextKind::kRefunded));
}

Scene WithContact(Scene scene) {
  scene.order.contact.email = *EmailAddress::Parse("payer@example.com");
  return scene;
}

TextKind KindOf(const std::optional<Effect>& effect) {
  return effect && effect->purpose == Purpose::kTell ? static_cast<TextKind>(effect->n)
                                                     : TextKind{};
}

TEST(Effect, ThePayerIsToldAfterTheNumberAndThenForgotten) {
  Scene scene = WithContact(WithTexts(CardAtHouse()));
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch"), EventOutcome::kApplied);
  ASSERT_EQ(OnTold(scene, 1), EventOutcome::kApplied);
  auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  EXPECT_EQ(KindOf(effect), TextKind::kPayerDelivered);
  EXPECT_EQ(effect->lane, kMailLane);
  EXPECT_EQ(OnTold(scene, 3), EventOutcome::kApplied);
  EXPECT_EQ(OnTold(scene, 3), EventOutcome::kRepeated);
  effect = NextEffect(scene.order, effect, kNow, kTimings);
  EXPECT_EQ(KindOf(effect), TextKind::kForgetContact);
  EXPECT_EQ(effect->next_at, kNow + kContactKept);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_again"), EventOutcome::kApplied);
  EXPECT_EQ(OnTold(scene, 6), EventOutcome::kApplied) << "delivered is final";
  EXPECT_TRUE(scene.order.contact.IsEmpty());
}

TEST(Effect, ThePayerIsToldThatAPersonLooksIntoItAndThenHowItEnded) {
  Scene scene = WithContact(CardElsewhere());
  scene.order.contact.email.reset();
  scene.order.contact.msisdn = kHouseNumber;
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch"), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryUnknown(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnAsksUsedUp(scene, 'd', 1), EventOutcome::kApplied);
  auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  EXPECT_EQ(KindOf(effect), TextKind::kPayerAttention);
  EXPECT_EQ(effect->lane, kTextLane);
  EXPECT_EQ(OnTold(scene, 5), EventOutcome::kApplied);
  EXPECT_EQ(NextEffect(scene.order, effect, kNow, kTimings), std::nullopt)
      << "whoever may have to be told more is not forgotten";
  EXPECT_EQ(OnTold(scene, 6), EventOutcome::kIgnored);
  ASSERT_EQ(Resolve(scene, Resolution::kDelivered, "seen"), ResolveOutcome::kResolved);
  EXPECT_EQ(KindOf(NextEffect(scene.order, std::nullopt, kNow, kTimings)),
            TextKind::kPayerDelivered);
}

TEST(Effect, AnOrderThatCameToNothingForgetsItsPayerInTheEnd) {
  Scene scene = WithContact(CardAtHouse());
  ASSERT_EQ(OnPaymentClosed(scene, 1, CloseReason::kDeclined), EventOutcome::kApplied);
  EXPECT_EQ(KindOf(NextEffect(scene.order, std::nullopt, kNow, kTimings)),
            TextKind::kForgetContact);
}

}  // namespace
}  // namespace herlaad::orders
