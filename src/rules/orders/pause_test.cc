// The pause that an operator wants between two top-ups of a number: which orders count. Those that
// were paid, from when they were: anybody can place an order for anybody's number.
#include <gtest/gtest.h>

#include "rules/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

struct Ending {
  const char* name;
  void (*end)(Scene&);
  bool leaves_no_pause;
};

void PayAndRefuse(Scene& scene, RefusalReason reason) {
  (void)OnPaymentPaid(scene, 1, kTotal, "ch_1");
  (void)OnDeliverySent(scene, 1);
  (void)OnDeliveryRefused(scene, 1, reason);
}

constexpr Ending kEndings[] = {
    {"nobody paid yet", [](Scene&) {}, true},
    {"paid", [](Scene& s) { (void)OnPaymentPaid(s, 1, kTotal, "ch_1"); }, false},
    {"declined", [](Scene& s) { (void)OnPaymentClosed(s, 1, CloseReason::kDeclined); }, true},
    {"cancelled, before the gateway's word", [](Scene& s) { (void)Cancel(s); }, true},
    {"cancelled",
     [](Scene& s) {
       (void)Cancel(s);
       (void)OnPaymentClosed(s, 1, CloseReason::kCancelled);
     },
     true},
    {"expired",
     [](Scene& s) {
       s.now = s.order.expires_at;
       (void)OnPaymentTimeOver(s, 1);
       (void)OnPaymentClosed(s, 1, CloseReason::kCancelled);
     },
     true},
    {"refused by the operator, while the money is on its way back",
     [](Scene& s) { PayAndRefuse(s, RefusalReason::kDeclined); }, false},
    {"refused by the operator",
     [](Scene& s) {
       PayAndRefuse(s, RefusalReason::kDeclined);
       (void)OnRefundConfirmed(s, 1, "rf_1");
     },
     true},
    {"delivered",
     [](Scene& s) {
       (void)OnPaymentPaid(s, 1, kTotal, "ch_1");
       (void)OnDeliverySent(s, 1);
       (void)OnDeliveryConfirmed(s, 1, {"op", 0, {}});
     },
     false},
    {"declined, and money that came late is given back",
     [](Scene& s) {
       (void)OnPaymentClosed(s, 1, CloseReason::kDeclined);
       (void)OnPaymentPaid(s, 1, kTotal, "ch_late");
       (void)OnRefundConfirmed(s, 1, "rf_1");
     },
     true},
};

PlaceOutcome PlaceAgain(const Number& number, Instant now) {
  Scene again(Order(OrderId(78), number.msisdn), number, now);
  const auto placed = Place(Request(number.msisdn, "telenet", Tender::kCard), Catalogue(),
                            kTimings.payment_lifetime, again);
  return placed.ok() ? PlaceOutcome::kAccepted : placed.error().outcome;
}

TEST(Pause, AnOrderThatCameToNothingIsNoTopUp) {
  for (const Ending& ending : kEndings) {
    Scene scene = CardElsewhere();
    ending.end(scene);
    EXPECT_EQ(PlaceAgain(scene.number, kNow + Millis(30'000)),
              ending.leaves_no_pause ? PlaceOutcome::kAccepted : PlaceOutcome::kToppedUpRecently)
        << ending.name;
  }
}

TEST(Pause, TheTopUpBeforeItStillCounts) {
  Number number(kRemoteNumber);
  number.usage.last_topup = kNow - Millis(121'000);
  Scene scene = Placed(number, Request(kRemoteNumber, "telenet", Tender::kCard));
  PayAndRefuse(scene, RefusalReason::kDeclined);
  EXPECT_EQ(scene.number.usage.last_topup, kNow);
  (void)OnRefundConfirmed(scene, 1, "rf_1");
  EXPECT_EQ(scene.number.usage.last_topup, number.usage.last_topup);
  EXPECT_EQ(Taken(scene.number), 0);
}

TEST(Pause, AnEarlierOrderThatEndsLaterLeavesThePauseOfTheLaterOne) {
  Scene first = CardElsewhere();
  PayAndRefuse(first, RefusalReason::kDeclined);
  const Instant later = kNow + Millis(120'000);
  Scene second(Order(OrderId(78), kRemoteNumber), first.number, later);
  ASSERT_TRUE(Place(Request(kRemoteNumber, "telenet", Tender::kCard), Catalogue(),
                    kTimings.payment_lifetime, second)
                  .ok());
  (void)OnPaymentPaid(second, 1, kTotal, "ch_2");
  first.number = second.number;
  (void)OnRefundConfirmed(first, 1, "rf_1");
  EXPECT_EQ(first.number.usage.last_topup, later);
  EXPECT_EQ(Taken(first.number), 1'500);
  // Late money for it moves nothing either.
  (void)OnPaymentPaid(first, 1, kTotal, "ch_late");
  (void)OnRefundConfirmed(first, 2, "rf_2");
  EXPECT_EQ(first.number.usage.last_topup, later);
  EXPECT_EQ(Taken(first.number), 1'500);
}

}  // namespace
}  // namespace herlaad::orders
