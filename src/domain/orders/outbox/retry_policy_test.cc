#include "domain/orders/outbox/retry_policy.h"

#include <gtest/gtest.h>

#include <set>

#include "base/core/random.h"
#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

constexpr std::uint64_t kMost = UINT64_MAX;

TEST(RetryPolicy, WaitsDoubleUpToTheMaximum) {
  struct Row {
    const char* name;
    std::int32_t earlier;
    std::int64_t wait_ms;
  };
  const Row rows[] = {{"first", 0, 1'000},
                      {"second", 1, 2'000},
                      {"ninth", 8, 256'000},
                      {"the maximum", 9, 300'000},
                      {"far beyond", INT32_MAX, 300'000}};
  for (const Row& row : rows) {
    EXPECT_EQ(RetryWait(Millis(1'000), Millis(300'000), row.earlier, 0).count(), row.wait_ms)
        << row.name;
  }
}

TEST(RetryPolicy, JitterTakesOffUpToAHalf) {
  Random random(7);
  Millis least{10'000}, most{0};
  for (int i = 0; i < 10'000; ++i) {
    const Millis wait = RetryWait(Millis(1'000), Millis(300'000), 3, random.Next());
    least = std::min(least, wait);
    most = std::max(most, wait);
  }
  EXPECT_GE(least, Millis(4'000));
  EXPECT_LE(least, Millis(4'010)) << "nearly all of the half is used";
  EXPECT_LE(most, Millis(8'000));
  EXPECT_GE(most, Millis(7'990));
}

TEST(RetryPolicy, ShortWaitsStayPossible) {
  for (const std::uint64_t random : {std::uint64_t{0}, std::uint64_t{1}, kMost}) {
    EXPECT_EQ(RetryWait(Millis(0), Millis(0), 5, random), Millis(0));
    EXPECT_EQ(RetryWait(Millis(1), Millis(1), 5, random), Millis(1)) << "never at once";
  }
}

OutboxMessage Message(const Order& order, Purpose purpose) {
  OutboxMessage outbox_message;
  outbox_message.order = order.id;
  outbox_message.purpose = purpose;
  return outbox_message;
}

Order OrderWith(std::int64_t id) {
  Order order = CardElsewhere().order;
  order.id = OrderId(id);
  return order;
}

TEST(RetryPolicy, NextStepFollowsThePurpose) {
  struct Row {
    Purpose purpose;
    Policy policy;
    const char* name;
    OutboxMessageState next;
    bool is_limited;
  };
  using S = OutboxMessageState;
  const Row rows[] = {
      {Purpose::kOpenPayment, Policy::kSameKey, "same_key", S::kDue, false},
      {Purpose::kWatchPayment, Policy::kAsk, "ask", S::kAsking, false},
      {Purpose::kClosePayment, Policy::kSameKey, "same_key", S::kDue, true},
      {Purpose::kDeliver, Policy::kAsk, "ask", S::kAsking, true},
      {Purpose::kRefund, Policy::kSameKey, "same_key", S::kDue, true},
      {Purpose::kNotify, Policy::kAtLeastOnce, "at_least_once", S::kDue, true},
  };
  const Order order = OrderWith(77);
  for (const Row& row : rows) {
    SCOPED_TRACE(Name(row.purpose));
    EXPECT_EQ(PolicyOf(row.purpose), row.policy);
    EXPECT_EQ(Name(PolicyOf(row.purpose)), row.name);
    OutboxMessage outbox_message = Message(order, row.purpose);
    outbox_message.state = S::kLeased;
    outbox_message.leased_by = 7;
    outbox_message.sends = 1;
    const auto next = AfterUnknown(outbox_message, order, kNow, kTimings);
    ASSERT_TRUE(next.has_value());
    EXPECT_EQ(next->state, row.next);
    EXPECT_EQ(next->leased_by, 0);
    EXPECT_EQ(next->sends, 1);
    EXPECT_EQ(next->asks, 1);
    EXPECT_GT(next->next_at, kNow);
    outbox_message.asks = kTimings.asks_max;
    EXPECT_EQ(AfterUnknown(outbox_message, order, kNow, kTimings).has_value(), !row.is_limited);
  }
}

TEST(RetryPolicy, AskIntervalsGrowUntilAsksAreUsedUp) {
  const Order order = OrderWith(77);
  OutboxMessage outbox_message = Message(order, Purpose::kDeliver);
  Millis whole = kTimings.ask_first;
  for (int asks = 0; asks < kTimings.asks_max; ++asks) {
    const auto next = AfterUnknown(outbox_message, order, kNow, kTimings);
    ASSERT_TRUE(next.has_value());
    EXPECT_GE(next->next_at - kNow, whole / 2) << asks;
    EXPECT_LE(next->next_at - kNow, whole) << asks;
    EXPECT_EQ(next->state, OutboxMessageState::kAsking)
        << "a delivery is never sent again on a guess";
    whole = std::min(kTimings.ask_max, whole * 2);
    outbox_message = *next;
  }
  EXPECT_EQ(AfterUnknown(outbox_message, order, kNow, kTimings), std::nullopt);
}

// A dead operator leaves many messages behind at one instant; they must not come back at one.
TEST(RetryPolicy, OrdersThatFailedTogetherDoNotComeBackTogether) {
  for (const Purpose purpose :
       {Purpose::kOpenPayment, Purpose::kWatchPayment, Purpose::kClosePayment, Purpose::kDeliver,
        Purpose::kRefund, Purpose::kNotify}) {
    std::set<Instant> times;
    constexpr int kOrders = 100;
    for (int id = 1; id <= kOrders; ++id) {
      const Order order = OrderWith(id);
      OutboxMessage outbox_message = Message(order, purpose);
      outbox_message.asks = 5;
      times.insert(AfterUnknown(outbox_message, order, kNow, kTimings)->next_at);
    }
    EXPECT_GT(times.size(), kOrders * 9 / 10) << Name(purpose);
  }
}

TEST(RetryPolicy, RefusedDeliveriesOfManyOrdersAreSpreadToo) {
  std::set<Millis> waits;
  for (int id = 1; id <= 100; ++id) waits.insert(DeliveryWait(OrderWith(id), 2, kTimings));
  EXPECT_GT(waits.size(), 85U);
}

TEST(RetryPolicy, AttemptsOfOneOrderAreNotAllLongOrShort) {
  const Order order = OrderWith(77);
  OutboxMessage outbox_message = Message(order, Purpose::kDeliver);
  std::set<Instant> times;
  for (outbox_message.asks = 10; outbox_message.asks < 20; ++outbox_message.asks) {
    times.insert(AfterUnknown(outbox_message, order, kNow, kTimings)->next_at);
  }
  EXPECT_EQ(times.size(), 10U) << "all at the maximum, each with a jitter of its own";
}

TEST(RetryPolicy, DecisionMadeAgainSaysTheSame) {
  const Order order = OrderWith(77);
  const OutboxMessage outbox_message = Message(order, Purpose::kDeliver);
  EXPECT_EQ(AfterUnknown(outbox_message, order, kNow, kTimings),
            AfterUnknown(outbox_message, order, kNow, kTimings));
  EXPECT_EQ(DeliveryWait(order, 2, kTimings), DeliveryWait(order, 2, kTimings));
}

TEST(RetryPolicy, PaymentIsWatchedUntilItsTimeIsOver) {
  const Order order = OrderWith(77);
  OutboxMessage outbox_message = Message(order, Purpose::kWatchPayment);
  outbox_message.next_at = kNow;
  for (int i = 0; i < 200 && outbox_message.next_at < order.expires_at; ++i) {
    const auto next = AfterUnknown(outbox_message, order, outbox_message.next_at, kTimings);
    ASSERT_TRUE(next.has_value());
    EXPECT_LE(next->next_at - outbox_message.next_at, kTimings.watch_max);
    outbox_message = *next;
  }
  EXPECT_EQ(outbox_message.next_at, order.expires_at);
}

// Questions about open payments are paced; an order must not end late because many are open.
TEST(RetryPolicy, LastQuestionAboutAnOpenPaymentIsNotPaced) {
  Order order = OrderWith(77);
  order.payments.front().state = PaymentState::kOpen;
  OutboxMessage message = Message(order, Purpose::kWatchPayment);
  message.destination = WatchDestination(order.payment_account);
  auto next = AfterUnknown(message, order, kNow, kTimings);
  EXPECT_EQ(next->destination, WatchDestination(order.payment_account));
  next = AfterUnknown(message, order, order.expires_at - Millis(1), kTimings);
  EXPECT_EQ(next->next_at, order.expires_at);
  EXPECT_EQ(next->destination, CloseDestination(order.payment_account));
}

TEST(RetryPolicy, QuestionWaitsItsTurnOnlyWhileThePayerCanStillPay) {
  Order order = OrderWith(77);
  order.payments.front().state = PaymentState::kOpen;
  const OutboxMessage message = Message(order, Purpose::kWatchPayment);
  EXPECT_TRUE(MayWaitItsTurn(message, order, order.expires_at - Millis(1)));
  EXPECT_FALSE(MayWaitItsTurn(message, order, order.expires_at));
  EXPECT_FALSE(MayWaitItsTurn(Message(order, Purpose::kDeliver), order, kNow));
  // A bank that still works on it is asked ever less often, also after that time.
  order.payments.front().state = PaymentState::kProcessing;
  EXPECT_TRUE(MayWaitItsTurn(message, order, order.expires_at));
}

TEST(RetryPolicy, FirstDeliveryDoesNotWaitAndLaterOnesWaitLonger) {
  const Order order = OrderWith(77);
  EXPECT_EQ(DeliveryWait(order, 1, kTimings), Millis(0));
  EXPECT_GE(DeliveryWait(order, 2, kTimings), kTimings.redelivery_wait / 2);
  EXPECT_LE(DeliveryWait(order, 2, kTimings), kTimings.redelivery_wait);
  EXPECT_GE(DeliveryWait(order, 3, kTimings), kTimings.redelivery_wait);
  EXPECT_LE(DeliveryWait(order, 3, kTimings), kTimings.redelivery_wait * 2);
}

TEST(RetryPolicy, OnlyADefiniteRefusalThatAllowsItIsTriedAnew) {
  for (int reason = 1; reason <= static_cast<int>(kLastRefusalReason); ++reason) {
    const auto refusal = static_cast<RefusalReason>(reason);
    EXPECT_EQ(MayTryAgain(refusal),
              refusal == RefusalReason::kUnavailable || refusal == RefusalReason::kNotFound)
        << Name(refusal);
  }
}

TEST(RetryPolicy, LastDeliveryIsTriedAnewAFewTimes) {
  Order order = OrderWith(77);
  for (std::int32_t n = 1; n <= kDeliveriesMax; ++n) {
    Delivery delivery;
    delivery.n = n;
    delivery.state = DeliveryState::kRefused;
    delivery.refusal = RefusalReason::kUnavailable;
    order.deliveries.push_back(delivery);
    EXPECT_EQ(IsTriedAnew(order, order.deliveries.back()), n < kDeliveriesMax) << n;
    if (n > 1) {
      EXPECT_FALSE(IsTriedAnew(order, order.deliveries.front())) << "it was tried anew already";
    }
  }
  order.deliveries.resize(1);
  ASSERT_TRUE(IsTriedAnew(order, order.deliveries.front()));
  order.cancel_wanted = true;
  EXPECT_FALSE(IsTriedAnew(order, order.deliveries.front()));
  order.cancel_wanted = false;
  order.deliveries.front().refusal = RefusalReason::kDeclined;
  EXPECT_FALSE(IsTriedAnew(order, order.deliveries.front()));
}

OrderAggregate WithASentRefund() {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)OnDeliverySent(aggregate, 1);
  (void)OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred);
  (void)OnRefundSent(aggregate, 1);
  return aggregate;
}

TEST(RetryPolicy, RefundIsOnlyAskedAboutOnceItsKeyMayBeForgotten) {
  const OrderAggregate aggregate = WithASentRefund();
  const auto message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, Timings{});
  ASSERT_TRUE(message && message->purpose == Purpose::kRefund);
  EXPECT_FALSE(MayBeForgotten(aggregate.order, *message, kNow + kSameKeyFor - Millis(1)));
  EXPECT_TRUE(MayBeForgotten(aggregate.order, *message, kNow + kSameKeyFor));
}

TEST(RetryPolicy, AnErrorThatWouldBeRepeatedIsAskedAbout) {
  const OrderAggregate aggregate = WithASentRefund();
  const auto message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, Timings{});
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(AfterUnknown(*message, aggregate.order, kNow, Timings{}, true)->state,
            OutboxMessageState::kDue);
  auto asking = AfterUnknown(*message, aggregate.order, kNow, Timings{}, false);
  EXPECT_EQ(asking->state, OutboxMessageState::kAsking);
  asking = AfterUnknown(*asking, aggregate.order, kNow, Timings{}, true);
  EXPECT_EQ(asking->state, OutboxMessageState::kAsking) << "it is never sent again";
}

TEST(RetryPolicy, AcceptedRefundIsAskedAboutForAMonth) {
  OrderAggregate aggregate = WithASentRefund();
  ASSERT_EQ(OnRefundAccepted(aggregate, 1, "re_1"), EventOutcome::kApplied);
  auto message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, Timings{});
  ASSERT_TRUE(message && message->state == OutboxMessageState::kAsking);
  Instant now = kNow;
  int asks = 0;
  for (; message; ++asks) {
    now = message->next_at;
    message = AfterUnknown(*message, aggregate.order, now, Timings{});
  }
  EXPECT_GE(now, kNow + kSettlingMax);
  EXPECT_LT(asks, 2'000) << "about one an hour";
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'r', 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kAttention);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kNotRefunded, "the provider has none"),
            ResolveOutcome::kResolved);
  ASSERT_EQ(aggregate.order.refunds.size(), 2U) << "a new one, under a new key";
  EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kWaiting);
}

TEST(RetryPolicy, MonthOfARefundBeginsWhenItIsSent) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)OnDeliverySent(aggregate, 1);
  (void)OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred);
  aggregate.now = kNow + kSettlingMax + kSettlingMax;  // it waited for a dispute
  (void)OnRefundSent(aggregate, 1);
  ASSERT_EQ(OnRefundAccepted(aggregate, 1, "re_1"), EventOutcome::kApplied);
  const auto message = NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, Timings{});
  ASSERT_TRUE(message.has_value());
  EXPECT_TRUE(AfterUnknown(*message, aggregate.order, aggregate.now, Timings{}).has_value());
}

}  // namespace
}  // namespace herlaad::orders
