// The pause that an operator requires between two top-ups of a number. Only paid orders count, from
// when they were paid, because anybody can place an order for any number.
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

struct Ending {
  const char* name;
  void (*end)(OrderAggregate&);
  bool leaves_no_pause;
};

void PayAndRefuse(OrderAggregate& aggregate, RefusalReason reason) {
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)OnDeliverySent(aggregate, 1);
  (void)OnDeliveryRefused(aggregate, 1, reason);
}

constexpr Ending kEndings[] = {
    {"nobody paid yet", [](OrderAggregate&) {}, true},
    {"paid", [](OrderAggregate& s) { (void)OnPaymentPaid(s, 1, kTotal, "ch_1"); }, false},
    {"declined", [](OrderAggregate& s) { (void)OnPaymentClosed(s, 1, CloseReason::kDeclined); },
     true},
    {"cancelled, before the gateway's word", [](OrderAggregate& s) { (void)Cancel(s); }, true},
    {"cancelled",
     [](OrderAggregate& s) {
       (void)Cancel(s);
       (void)OnPaymentClosed(s, 1, CloseReason::kCancelled);
     },
     true},
    {"expired",
     [](OrderAggregate& s) {
       s.now = s.order.expires_at;
       (void)OnPaymentTimeOver(s, 1);
       (void)OnPaymentClosed(s, 1, CloseReason::kCancelled);
     },
     true},
    {"refused by the operator, while the money is on its way back",
     [](OrderAggregate& s) { PayAndRefuse(s, RefusalReason::kDeclined); }, false},
    {"refused by the operator",
     [](OrderAggregate& s) {
       PayAndRefuse(s, RefusalReason::kDeclined);
       (void)OnRefundConfirmed(s, 1, "rf_1");
     },
     true},
    {"delivered",
     [](OrderAggregate& s) {
       (void)OnPaymentPaid(s, 1, kTotal, "ch_1");
       (void)OnDeliverySent(s, 1);
       (void)OnDeliveryConfirmed(s, 1, {"op", 0, {}});
     },
     false},
    {"declined, and money that came late is given back",
     [](OrderAggregate& s) {
       (void)OnPaymentClosed(s, 1, CloseReason::kDeclined);
       (void)OnPaymentPaid(s, 1, kTotal, "ch_late");
       (void)OnRefundConfirmed(s, 1, "rf_1");
     },
     true},
};

PlaceOutcome PlaceAgain(const Subscriber& number, Instant now) {
  OrderAggregate again(Order(OrderId(78), number.msisdn), number, now);
  const auto placed = Place(Request(number.msisdn, "telenet", PaymentMethod::kCard), Catalogue(),
                            kTimings.payment_lifetime, again);
  return placed.ok() ? PlaceOutcome::kAccepted : placed.error().outcome;
}

TEST(Pause, FailedOrderStartsNoPause) {
  for (const Ending& ending : kEndings) {
    OrderAggregate aggregate = CardElsewhere();
    ending.end(aggregate);
    EXPECT_EQ(PlaceAgain(*aggregate.number, kNow + Millis(30'000)),
              ending.leaves_no_pause ? PlaceOutcome::kAccepted : PlaceOutcome::kToppedUpRecently)
        << ending.name;
  }
}

TEST(Pause, EarlierTopupStillCounts) {
  Subscriber number(kRemoteNumber);
  number.usage.last_topup = kNow - Millis(121'000);
  OrderAggregate aggregate =
      Placed(number, Request(kRemoteNumber, "telenet", PaymentMethod::kCard));
  PayAndRefuse(aggregate, RefusalReason::kDeclined);
  EXPECT_EQ(aggregate.number->usage.last_topup, kNow);
  (void)OnRefundConfirmed(aggregate, 1, "rf_1");
  EXPECT_EQ(aggregate.number->usage.last_topup, number.usage.last_topup);
  EXPECT_EQ(Taken(aggregate.number), 0);
}

TEST(Pause, EarlierOrderThatEndsLaterDoesNotChangeThePause) {
  OrderAggregate first = CardElsewhere();
  PayAndRefuse(first, RefusalReason::kDeclined);
  const Instant later = kNow + Millis(120'000);
  OrderAggregate second(Order(OrderId(78), kRemoteNumber), first.number, later);
  ASSERT_TRUE(Place(Request(kRemoteNumber, "telenet", PaymentMethod::kCard), Catalogue(),
                    kTimings.payment_lifetime, second)
                  .ok());
  (void)OnPaymentPaid(second, 1, kTotal, "ch_2");
  first.number = second.number;
  (void)OnRefundConfirmed(first, 1, "rf_1");
  EXPECT_EQ(first.number->usage.last_topup, later);
  EXPECT_EQ(Taken(first.number), 1'500);
  // A late payment for it does not change the pause either.
  (void)OnPaymentPaid(first, 1, kTotal, "ch_late");
  (void)OnRefundConfirmed(first, 2, "rf_2");
  EXPECT_EQ(first.number->usage.last_topup, later);
  EXPECT_EQ(Taken(first.number), 1'500);
}

}  // namespace
}  // namespace herlaad::orders
