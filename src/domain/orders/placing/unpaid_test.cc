// Orders that are not paid yet: they must not block other orders, and a number keeps only some of
// them.
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

OrderAggregate OrderOf(const Subscriber& number, std::int64_t id, PaymentMethod payment_method,
                       Instant now, std::int64_t cents = 1'500) {
  OrderAggregate aggregate(Order(OrderId(id), number.msisdn), number, now);
  const auto placed = Place(Request(number.msisdn, "telenet", payment_method, cents), Catalogue(),
                            kTimings.payment_lifetime, aggregate);
  EXPECT_TRUE(placed.ok());
  return aggregate;
}

const Instant kAfterPause = kNow + Millis(120'000);

// Five requests used to block any number for half an hour, even at a till.
TEST(Unpaid, UnpaidOrdersDoNotBlockTopups) {
  Subscriber number(kRemoteNumber);
  for (int id = 1; id <= 20; ++id) {
    number = *OrderOf(number, id, PaymentMethod::kCard, kNow, 5'000).number;
  }
  EXPECT_EQ(number.usage, limits::Usage{});
  const OrderAggregate till = OrderOf(number, 21, PaymentMethod::kCash, kNow, 5'000);
  EXPECT_EQ(Taken(till.number), 5'000);
}

TEST(Unpaid, PaymentWithinThePauseIsRefundedWithTheReason) {
  const OrderAggregate first = CardElsewhere();
  const OrderAggregate till = OrderOf(*first.number, 78, PaymentMethod::kCash, kNow);
  OrderAggregate late = first;
  late.number = till.number;
  EXPECT_EQ(OnPaymentPaid(late, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(late.order), State::kRefunding);
  ASSERT_EQ(late.order.deliveries.size(), 1U);
  EXPECT_EQ(late.order.deliveries[0].state, DeliveryState::kRefused);
  EXPECT_EQ(late.order.deliveries[0].refusal, RefusalReason::kLimitReached);
  EXPECT_EQ(late.number->usage, till.number->usage) << "the other order's limit is as it was";
  EXPECT_EQ(late.order.limit_month, calendar::Month{});
  (void)OnRefundSent(late, 1);
  (void)OnRefundConfirmed(late, 1, "rf_1");
  EXPECT_EQ(StateOf(late.order), State::kRefunded);
  EXPECT_EQ(late.number->usage, till.number->usage)
      << "nothing was taken, so nothing is given back";
}

TEST(Unpaid, PaymentAboveTheMonthlyLimitIsRefunded) {
  OrderAggregate open = CardElsewhere();
  open.now = kAfterPause;
  open.number->usage.months[0] = {calendar::MonthOf(open.now), 24'000};
  (void)OnPaymentPaid(open, 1, kTotal, "ch_1");
  EXPECT_EQ(StateOf(open.order), State::kRefunding);
  EXPECT_EQ(Taken(open.number), 24'000);
}

TEST(Unpaid, LimitOfTheMonthOfPaymentApplies) {
  OrderAggregate open = CardElsewhere();
  open.now = calendar::AddMonthsEndOfDay(kNow, 1);
  (void)OnPaymentPaid(open, 1, kTotal, "ch_1");
  EXPECT_EQ(open.order.limit_month, calendar::MonthOf(open.now));
  EXPECT_EQ(open.number->usage.months[0], (limits::MonthUsage{calendar::MonthOf(open.now), 1'500}));
  EXPECT_EQ(open.number->usage.last_topup, open.now);
}

// Orders of the previous version took their limit when they were placed.
TEST(Unpaid, OrderWithALimitTakesNoSecondOne) {
  OrderAggregate open = CardElsewhere();
  const calendar::Month month = calendar::MonthOf(kNow);
  open.order.limit_month = month;
  open.number->usage = limits::Take(open.number->usage, month, kNow, 1'500);
  (void)OnPaymentPaid(open, 1, kTotal, "ch_1");
  EXPECT_EQ(StateOf(open.order), State::kPaid);
  EXPECT_EQ(Taken(open.number), 1'500);
}

TEST(Unpaid, NumberKeepsItsLatestUnpaidOrders) {
  Subscriber number(kRemoteNumber);
  for (int id = 1; id <= 6; ++id) number = *OrderOf(number, id, PaymentMethod::kCard, kNow).number;
  EXPECT_EQ(number.unpaid,
            (std::array<OrderId, kUnpaidKept>{OrderId(6), OrderId(5), OrderId(4), OrderId(3)}));
  OrderAggregate fifth(Order(OrderId(5), kRemoteNumber), number, kNow);
  fifth.order.payments.push_back({});
  (void)OnPaymentClosed(fifth, 1, CloseReason::kDeclined);
  EXPECT_EQ(fifth.number->unpaid,
            (std::array<OrderId, kUnpaidKept>{OrderId(6), OrderId(4), OrderId(3), OrderId()}));
}

TEST(Unpaid, ReplacedOrderIsClosedUnlessItIsPaid) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentOpened(aggregate, 1, "https://bank.example/1");
  EXPECT_EQ(OnPaymentReplaced(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnPaymentReplaced(aggregate, 1), EventOutcome::kRepeated);
  EXPECT_EQ(OnPaymentReplaced(aggregate, 2), EventOutcome::kNoSuchPart);
  EXPECT_EQ(EndReason(aggregate.order), "replaced");
  const auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(outbox_message.has_value());
  EXPECT_EQ(outbox_message->purpose, Purpose::kClosePayment);
  OrderAggregate quicker = aggregate;
  (void)OnPaymentPaid(quicker, 1, kTotal, "ch_1");
  EXPECT_EQ(StateOf(quicker.order), State::kPaid);
  (void)OnPaymentClosed(aggregate, 1, CloseReason::kCancelled);
  EXPECT_EQ(StateOf(aggregate.order), State::kExpired);
  EXPECT_EQ(EndReason(aggregate.order), "replaced");
}

TEST(Unpaid, OneOfTooManyIsClosedUnlessItIsPaid) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentOpened(aggregate, 1, "https://bank.example/1");
  EXPECT_EQ(OnTooManyOpen(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnTooManyOpen(aggregate, 1), EventOutcome::kRepeated);
  EXPECT_EQ(EndReason(aggregate.order), "too_many_open");
  OrderAggregate quicker = aggregate;
  (void)OnPaymentPaid(quicker, 1, kTotal, "ch_1");
  EXPECT_EQ(StateOf(quicker.order), State::kPaid);
  (void)OnPaymentClosed(aggregate, 1, CloseReason::kCancelled);
  EXPECT_EQ(StateOf(aggregate.order), State::kExpired);
  EXPECT_EQ(EndReason(aggregate.order), "too_many_open");
}

}  // namespace
}  // namespace herlaad::orders
