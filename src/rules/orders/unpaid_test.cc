// Orders that nobody has paid yet: what they may keep others from, which is nothing, and how many
// of them a number keeps.
#include <gtest/gtest.h>

#include "rules/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

Scene OrderOf(const Number& number, std::int64_t id, Tender tender, Instant now,
              std::int64_t cents = 1'500) {
  Scene scene(Order(OrderId(id), number.msisdn), number, now);
  const auto placed = Place(Request(number.msisdn, "telenet", tender, cents), Catalogue(),
                            kTimings.payment_lifetime, scene);
  EXPECT_TRUE(placed.ok());
  return scene;
}

const Instant kAfterPause = kNow + Millis(120'000);

// Five requests used to keep any number from being topped up for half an hour, at a till too.
TEST(Unpaid, ManyOrdersThatNobodyPaysKeepNobodyFromToppingUp) {
  Number number(kRemoteNumber);
  for (int id = 1; id <= 20; ++id) {
    number = OrderOf(number, id, Tender::kCard, kNow, 5'000).number;
  }
  EXPECT_EQ(number.usage, limits::Usage{});
  const Scene till = OrderOf(number, 21, Tender::kCash, kNow, 5'000);
  EXPECT_EQ(Taken(till.number), 5'000);
}

TEST(Unpaid, WhatNoLongerFitsThePauseWhenTheMoneyComesGoesBackWithItsReason) {
  const Scene first = CardElsewhere();
  const Scene till = OrderOf(first.number, 78, Tender::kCash, kNow);
  Scene late = first;
  late.number = till.number;
  EXPECT_EQ(OnPaymentPaid(late, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(late.order), State::kRefunding);
  ASSERT_EQ(late.order.deliveries.size(), 1U);
  EXPECT_EQ(late.order.deliveries[0].state, DeliveryState::kRefused);
  EXPECT_EQ(late.order.deliveries[0].refusal, RefusalReason::kLimitReached);
  EXPECT_EQ(late.number.usage, till.number.usage) << "the other order's limit is as it was";
  EXPECT_EQ(late.order.limit_month, calendar::Month{});
  (void)OnRefundSent(late, 1);
  (void)OnRefundConfirmed(late, 1, "rf_1");
  EXPECT_EQ(StateOf(late.order), State::kRefunded);
  EXPECT_EQ(late.number.usage, till.number.usage) << "nothing was taken, so nothing is given back";
}

TEST(Unpaid, WhatNoLongerFitsTheMonthGoesBack) {
  Scene open = CardElsewhere();
  open.now = kAfterPause;
  open.number.usage.months[0] = {calendar::MonthOf(open.now), 24'000};
  (void)OnPaymentPaid(open, 1, kTotal, "ch_1");
  EXPECT_EQ(StateOf(open.order), State::kRefunding);
  EXPECT_EQ(Taken(open.number), 24'000);
}

TEST(Unpaid, TheLimitIsThatOfTheMonthInWhichTheMoneyComes) {
  Scene open = CardElsewhere();
  open.now = calendar::AddMonthsEndOfDay(kNow, 1);
  (void)OnPaymentPaid(open, 1, kTotal, "ch_1");
  EXPECT_EQ(open.order.limit_month, calendar::MonthOf(open.now));
  EXPECT_EQ(open.number.usage.months[0], (limits::MonthUsage{calendar::MonthOf(open.now), 1'500}));
  EXPECT_EQ(open.number.usage.last_topup, open.now);
}

// Books of the version before: what was open then had taken its limit.
TEST(Unpaid, AnOrderThatHasItsLimitAlreadyTakesNoOther) {
  Scene open = CardElsewhere();
  const calendar::Month month = calendar::MonthOf(kNow);
  open.order.limit_month = month;
  open.number.usage = limits::Take(open.number.usage, month, kNow, 1'500);
  (void)OnPaymentPaid(open, 1, kTotal, "ch_1");
  EXPECT_EQ(StateOf(open.order), State::kPaid);
  EXPECT_EQ(Taken(open.number), 1'500);
}

TEST(Unpaid, ANumberKeepsItsLatestOrdersAndForgetsThoseThatAreDecided) {
  Number number(kRemoteNumber);
  for (int id = 1; id <= 6; ++id) number = OrderOf(number, id, Tender::kCard, kNow).number;
  EXPECT_EQ(number.unpaid,
            (std::array<OrderId, kUnpaidKept>{OrderId(6), OrderId(5), OrderId(4), OrderId(3)}));
  Scene fifth(Order(OrderId(5), kRemoteNumber), number, kNow);
  fifth.order.payments.push_back({});
  (void)OnPaymentClosed(fifth, 1, CloseReason::kDeclined);
  EXPECT_EQ(fifth.number.unpaid,
            (std::array<OrderId, kUnpaidKept>{OrderId(6), OrderId(4), OrderId(3), OrderId()}));
}

TEST(Unpaid, AReplacedOrderIsClosedAndWhoPaysMeanwhileHasPaid) {
  Scene scene = CardElsewhere();
  (void)OnPaymentOpened(scene, 1, "https://bank.example/1");
  EXPECT_EQ(OnPaymentReplaced(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnPaymentReplaced(scene, 1), EventOutcome::kRepeated);
  EXPECT_EQ(OnPaymentReplaced(scene, 2), EventOutcome::kNoSuchPart);
  EXPECT_EQ(EndReason(scene.order), "replaced");
  const auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(effect.has_value());
  EXPECT_EQ(effect->purpose, Purpose::kClosePayment);
  Scene quicker = scene;
  (void)OnPaymentPaid(quicker, 1, kTotal, "ch_1");
  EXPECT_EQ(StateOf(quicker.order), State::kPaid);
  (void)OnPaymentClosed(scene, 1, CloseReason::kCancelled);
  EXPECT_EQ(StateOf(scene.order), State::kExpired);
  EXPECT_EQ(EndReason(scene.order), "replaced");
}

}  // namespace
}  // namespace herlaad::orders
