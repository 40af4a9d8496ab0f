#include "domain/orders/outbox/outbox_message.h"

#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "domain/orders/outbox/retry_policy.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

TEST(OutboxMessage, CurrentMessageIsKeptAndNewWorkStartsAnew) {
  OrderAggregate aggregate = CashElsewhere();
  const auto due = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  const OutboxMessage leased = Leased(*due, 7, kNow, kTimings);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, leased, kNow, kTimings), leased);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kUnavailable), EventOutcome::kApplied);
  const auto anew = NextOutboxMessage(aggregate.order, leased, kNow, kTimings);
  ASSERT_TRUE(anew.has_value());
  EXPECT_EQ(anew->n, 2);
  EXPECT_EQ(anew->sends, 0);
  EXPECT_EQ(anew->next_at, kNow + DeliveryWait(aggregate.order, 2, kTimings));
}

TEST(OutboxMessage, SentDeliveryWithoutAMessageIsAskedAboutNotSent) {
  OrderAggregate aggregate = CashElsewhere();
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings)->state,
            OutboxMessageState::kAsking);
}

TEST(OutboxMessage, ContradictoryTimingsAreRejected) {
  Timings timings;
  timings.request_timeout = timings.lease;
  EXPECT_FALSE(Fits(timings)) << "who takes over a lease must know that the request is over";
  timings = {};
  timings.asks_max = 0;
  EXPECT_FALSE(Fits(timings));
}

OrderAggregate WithTexts(OrderAggregate aggregate) {
  aggregate.order.texts.bits = Texts::kWanted;
  return aggregate;
}

TEST(OutboxMessage, TextIsSentAfterTheMoneyIsSettled) {
  OrderAggregate aggregate = WithTexts(CardAtHosted());
  EXPECT_EQ(NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings)->purpose,
            Purpose::kOpenPayment);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch"), EventOutcome::kApplied);
  const auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(outbox_message.has_value());
  EXPECT_EQ(outbox_message->purpose, Purpose::kNotify);
  EXPECT_EQ(outbox_message->n, static_cast<int>(NotificationKind::kDelivered));
  EXPECT_EQ(outbox_message->destination, kSmsDestination);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_again"), EventOutcome::kApplied);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, outbox_message, kNow, kTimings)->purpose,
            Purpose::kRefund)
      << "money goes before news";
}

TEST(OutboxMessage, TextIsSentOnceUnlessTheOutcomeIsUnknown) {
  OrderAggregate aggregate = WithTexts(CardAtHosted());
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch"), EventOutcome::kApplied);
  const auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  const auto again = AfterUnknown(*outbox_message, aggregate.order, kNow, kTimings);
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->state, OutboxMessageState::kDue) << "sent again, not asked about";
  EXPECT_EQ(OnTold(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnTold(aggregate, 1), EventOutcome::kRepeated);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, again, kNow, kTimings), std::nullopt);
}

TEST(OutboxMessage, UnwantedTextsAreNotSent) {
  OrderAggregate aggregate = CardAtHosted();
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch"), EventOutcome::kApplied);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings), std::nullopt);
  EXPECT_EQ(OnTold(aggregate, 1), EventOutcome::kNoSuchPart);
}

TEST(OutboxMessage, RefundTextIsSentExceptForCash) {
  OrderAggregate aggregate = WithTexts(CardElsewhere());
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch"), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "rf"), EventOutcome::kApplied);
  const auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(outbox_message.has_value());
  EXPECT_EQ(outbox_message->n, static_cast<int>(NotificationKind::kRefunded));
}

OrderAggregate WithContact(OrderAggregate aggregate) {
  aggregate.order.contact.email = *EmailAddress::Parse("payer@example.com");
  return aggregate;
}

NotificationKind KindOf(const std::optional<OutboxMessage>& outbox_message) {
  return outbox_message && outbox_message->purpose == Purpose::kNotify
             ? static_cast<NotificationKind>(outbox_message->n)
             : NotificationKind{};
}

TEST(OutboxMessage, PayerIsNotifiedAfterTheNumberThenForgotten) {
  OrderAggregate aggregate = WithContact(WithTexts(CardAtHosted()));
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch"), EventOutcome::kApplied);
  ASSERT_EQ(OnTold(aggregate, 1), EventOutcome::kApplied);
  auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  EXPECT_EQ(KindOf(outbox_message), NotificationKind::kPayerDelivered);
  EXPECT_EQ(outbox_message->destination, kMailDestination);
  EXPECT_EQ(OnTold(aggregate, 3), EventOutcome::kApplied);
  EXPECT_EQ(OnTold(aggregate, 3), EventOutcome::kRepeated);
  outbox_message = NextOutboxMessage(aggregate.order, outbox_message, kNow, kTimings);
  EXPECT_EQ(KindOf(outbox_message), NotificationKind::kForgetContact);
  EXPECT_EQ(outbox_message->next_at, kNow + kContactKept);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_again"), EventOutcome::kApplied);
  EXPECT_EQ(OnTold(aggregate, 6), EventOutcome::kApplied) << "delivered is final";
  EXPECT_TRUE(aggregate.order.contact.IsEmpty());
}

TEST(OutboxMessage, PayerIsNotifiedOfTheReviewAndOfItsOutcome) {
  OrderAggregate aggregate = WithContact(CardElsewhere());
  aggregate.order.contact.email.reset();
  aggregate.order.contact.msisdn = kHostedNumber;
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch"), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryUnknown(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'd', 1), EventOutcome::kApplied);
  auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  EXPECT_EQ(KindOf(outbox_message), NotificationKind::kPayerAttention);
  EXPECT_EQ(outbox_message->destination, kSmsDestination);
  EXPECT_EQ(OnTold(aggregate, 5), EventOutcome::kApplied);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, outbox_message, kNow, kTimings), std::nullopt)
      << "whoever may have to be told more is not forgotten";
  EXPECT_EQ(OnTold(aggregate, 6), EventOutcome::kIgnored);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kDelivered, "seen"), ResolveOutcome::kResolved);
  EXPECT_EQ(KindOf(NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings)),
            NotificationKind::kPayerDelivered);
}

TEST(OutboxMessage, FailedOrderForgetsItsPayer) {
  OrderAggregate aggregate = WithContact(CardAtHosted());
  ASSERT_EQ(OnPaymentClosed(aggregate, 1, CloseReason::kDeclined), EventOutcome::kApplied);
  EXPECT_EQ(KindOf(NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings)),
            NotificationKind::kForgetContact);
}

}  // namespace
}  // namespace herlaad::orders
