#include "domain/orders/events/late_payment.h"

#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

// An order by card for kTotal with one payment in this state.
Order OrderWith(PaymentState state, CloseReason reason = CloseReason::kNone) {
  Order order = CardElsewhere().order;
  Payment& payment = order.payments.front();
  payment.state = state;
  payment.reason = reason;
  if (state != PaymentState::kPaid) return order;
  payment.received = kTotal;
  payment.reference = "ch_1";
  return order;
}

struct Row {
  const char* name;
  PaymentState state;
  CloseReason reason;
  std::int64_t received;
  ChargeRuling ruling;
};

TEST(LatePayment, StateAndSumDecideWhatAChargePaysFor) {
  using P = PaymentState;
  using C = CloseReason;
  using R = ChargeRuling;
  const Row rows[] = {
      {"the page is not ready", P::kOpening, C::kNone, kTotal, R::kAccepted},
      {"in time", P::kOpen, C::kNone, kTotal, R::kAccepted},
      {"one cent short", P::kOpen, C::kNone, kTotal - 1, R::kRefused},
      {"one cent too much", P::kOpen, C::kNone, kTotal + 1, R::kRefused},
      {"while it closes for want of time", P::kClosing, C::kExpired, kTotal, R::kAccepted},
      {"while it closes for a newer order", P::kClosing, C::kReplaced, kTotal, R::kAccepted},
      {"while it closes, one of too many", P::kClosing, C::kTooManyOpen, kTotal, R::kAccepted},
      {"while it closes, another sum", P::kClosing, C::kExpired, 1, R::kRefused},
      {"while it is being cancelled", P::kClosing, C::kCancelled, kTotal, R::kRefused},
      {"after it expired", P::kClosed, C::kExpired, kTotal, R::kRefused},
      {"after it was replaced", P::kClosed, C::kReplaced, kTotal, R::kRefused},
      {"after it was declined", P::kClosed, C::kDeclined, kTotal, R::kRefused},
      {"a second time", P::kPaid, C::kNone, kTotal, R::kExtra},
      {"a second time, another sum", P::kPaid, C::kNone, 1, R::kExtra},
  };
  for (const Row& row : rows) {
    const Order order = OrderWith(row.state, row.reason);
    EXPECT_EQ(RuleOnCharge(order, order.payments.front(), row.received, "ch_2"), row.ruling)
        << row.name;
  }
}

TEST(LatePayment, KnownChargeIsRepeatedWhateverItSays) {
  const Order order = OrderWith(PaymentState::kPaid);
  for (const std::int64_t received : {kTotal, kTotal + 1, std::int64_t{1}}) {
    EXPECT_EQ(RuleOnCharge(order, order.payments.front(), received, "ch_1"),
              ChargeRuling::kRepeated);
  }
}

// The reference of a payment that brought no money is not a charge.
TEST(LatePayment, OnlyPaidPaymentsHaveCharges) {
  Order order = OrderWith(PaymentState::kOpen);
  EXPECT_EQ(RuleOnCharge(order, order.payments.front(), kTotal, ""), ChargeRuling::kAccepted);
}

TEST(LatePayment, CancelledOrFulfilledOrderTakesNoMoney) {
  Order order = OrderWith(PaymentState::kOpen);
  order.cancel_wanted = true;
  EXPECT_EQ(RuleOnCharge(order, order.payments.front(), kTotal, "ch_2"), ChargeRuling::kRefused);
  order.cancel_wanted = false;
  order.deliveries.emplace_back();
  EXPECT_EQ(RuleOnCharge(order, order.payments.front(), kTotal, "ch_2"), ChargeRuling::kRefused);
}

TEST(LatePayment, ChargesBeyondTheMostNeedAReview) {
  Order order = OrderWith(PaymentState::kPaid);
  while (order.payments.size() + 1 < kPaymentsMax) order.payments.emplace_back();
  EXPECT_EQ(RuleOnCharge(order, order.payments.front(), 1, "ch_2"), ChargeRuling::kExtra);
  order.payments.emplace_back();
  EXPECT_EQ(RuleOnCharge(order, order.payments.front(), 1, "ch_2"), ChargeRuling::kTooMany);
  EXPECT_EQ(RuleOnCharge(order, order.payments.front(), 1, "ch_1"), ChargeRuling::kRepeated)
      << "what is known needs no review";
}

TEST(LatePayment, UnpaidOrderIsGivenUpWhenItsTimeIsOver) {
  const Order order = OrderWith(PaymentState::kOpen);
  const Instant last = order.expires_at - Millis(1);
  EXPECT_EQ(WhyGivenUp(order, true, last, kTimings), CloseReason::kNone);
  EXPECT_EQ(WhyGivenUp(order, true, order.expires_at, kTimings), CloseReason::kExpired);
  EXPECT_EQ(WhyGivenUp(order, false, order.expires_at, kTimings), CloseReason::kExpired);
}

TEST(LatePayment, ReplacedOrderCanStillBePaidForAWhile) {
  const Order order = OrderWith(PaymentState::kOpen);
  const Instant over = order.created_at + kTimings.replaced_kept;
  EXPECT_EQ(WhyGivenUp(order, false, over - Millis(1), kTimings), CloseReason::kNone);
  EXPECT_EQ(WhyGivenUp(order, false, over, kTimings), CloseReason::kReplaced);
  EXPECT_EQ(WhyGivenUp(order, true, over, kTimings), CloseReason::kNone);
}

}  // namespace
}  // namespace herlaad::orders
