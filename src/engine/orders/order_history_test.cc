// The history of an order: event, time and actor, as far as they are stored.
#include "engine/orders/order_history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "domain/orders/fixtures.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using orders::Attention;
using orders::OrderAggregate;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr Millis kSecond{1'000};

OrderTrail TrailOf(const OrderAggregate& aggregate) {
  return {OrderRecord(aggregate.order), {}, {}};
}

// "placed client:test", one line per event.
std::vector<std::string> Lines(const OrderTrail& trail) {
  std::vector<std::string> lines;
  for (const HistoryEntry& entry : HistoryOf(trail)) {
    lines.push_back(std::string(entry.event) + " " + entry.by);
  }
  return lines;
}

HistoryEntry Only(const OrderTrail& trail, std::string_view event) {
  HistoryEntry found;
  for (const HistoryEntry& entry : HistoryOf(trail)) {
    if (entry.event != event) continue;
    EXPECT_TRUE(found.event.empty()) << event << " is told twice";
    found = entry;
  }
  EXPECT_EQ(found.event, event);
  return found;
}

void Pass(OrderAggregate& aggregate) { aggregate.now = aggregate.now + kSecond; }

OrderAggregate PaidByCard() {
  OrderAggregate aggregate = CardElsewhere();
  Pass(aggregate);
  (void)orders::OnPaymentOpened(aggregate, 1, "https://bank/secret-page");
  Pass(aggregate);
  (void)orders::OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  return aggregate;
}

TEST(OrderHistory, RequestsAndAnswersAreListedInOrderOfTime) {
  OrderAggregate aggregate = PaidByCard();
  Pass(aggregate);
  (void)orders::OnDeliverySent(aggregate, 1);
  Pass(aggregate);
  (void)orders::OnDeliveryConfirmed(aggregate, 1, {"tn-9", 0, {}});
  const OrderTrail trail = TrailOf(aggregate);
  EXPECT_THAT(Lines(trail), ElementsAre("placed client:test", "payment_opened gateway:bank",
                                        "payment_paid gateway:bank", "delivery_asked worker",
                                        "delivery_confirmed operator:telenet"));
  const auto history = HistoryOf(trail);
  for (std::size_t i = 0; i < history.size(); ++i) {
    EXPECT_EQ(history[i].at, kNow + kSecond * static_cast<std::int64_t>(i));
    EXPECT_THAT(history[i].detail, Not(HasSubstr("secret"))) << "no address to pay at";
  }
  EXPECT_EQ(history[0].detail, "€15.50 by card");
  EXPECT_EQ(history[2].detail, "€15.50, charge ch_1");
}

TEST(OrderHistory, RefundsAndUnknownOutcomesAreListed) {
  OrderAggregate aggregate = PaidByCard();
  (void)orders::OnDeliverySent(aggregate, 1);
  Pass(aggregate);
  OrderTrail trail = TrailOf(aggregate);
  OrderEvent unknown;
  unknown.order = aggregate.order.id;
  unknown.kind = OrderEvent::Kind::kDeliveryUnknown;
  unknown.part = 1;
  unknown.at = aggregate.now;
  (void)orders::OnDeliveryUnknown(aggregate, 1);
  Pass(aggregate);
  (void)orders::OnDeliveryRefused(aggregate, 1, orders::RefusalReason::kBarred);
  Pass(aggregate);
  (void)orders::OnRefundSent(aggregate, 1);
  Pass(aggregate);
  (void)orders::OnRefundConfirmed(aggregate, 1, "rf_1");
  trail.record.order = aggregate.order;
  trail.events = {unknown};
  const auto lines = Lines(trail);
  EXPECT_THAT(std::vector(lines.begin() + 3, lines.end()),
              ElementsAre("delivery_asked worker", "delivery_unknown worker",
                          "delivery_refused operator:telenet", "refund_decided worker",
                          "refund_asked worker", "refund_confirmed gateway:bank"));
  EXPECT_EQ(Only(trail, "delivery_refused").detail, "barred");
  EXPECT_EQ(Only(trail, "refund_confirmed").detail, "€15.50, rf_1");
}

TEST(OrderHistory, ExtraChargeAndItsRefundAreNamed) {
  OrderAggregate aggregate = PaidByCard();
  Pass(aggregate);
  (void)orders::OnDeliverySent(aggregate, 1);
  Pass(aggregate);
  (void)orders::OnDeliveryConfirmed(aggregate, 1, orders::Confirmation{});
  Pass(aggregate);
  (void)orders::OnPaymentPaid(aggregate, 1, 1'550, "ch_2");
  Pass(aggregate);
  (void)orders::OnRefundSent(aggregate, 1);
  Pass(aggregate);
  (void)orders::OnRefundConfirmed(aggregate, 1, "rf_1");
  std::vector<std::string> paid;
  for (const HistoryEntry& entry : HistoryOf(TrailOf(aggregate))) {
    if (entry.event == "payment_paid") paid.push_back(entry.detail);
    if (entry.event == "refund_confirmed") paid.push_back(entry.detail);
  }
  EXPECT_THAT(paid, ElementsAre("€15.50, charge ch_1", "€15.50, extra charge ch_2",
                                "€15.50 of the extra charge, rf_1"));
}

TEST(OrderHistory, ReviewDecisionIsAttributedToThePerson) {
  OrderAggregate aggregate = PaidByCard();
  (void)orders::OnDeliverySent(aggregate, 1);
  (void)orders::OnDeliveryUnknown(aggregate, 1);
  (void)orders::OnAsksUsedUp(aggregate, 'd', 1);
  Pass(aggregate);
  ASSERT_EQ(orders::Resolve(aggregate, orders::ReviewDecision::kDelivered, "seen on the phone"),
            orders::ResolveOutcome::kResolved);
  OrderTrail trail = TrailOf(aggregate);
  trail.audit = {{aggregate.now, "client:cli_7", "topup.resolve", ToText(aggregate.order.id),
                  "delivered: seen on the phone"}};
  EXPECT_EQ(Only(trail, "resolved").by, "client:cli_7");
  EXPECT_EQ(Only(trail, "resolved").detail, "delivered: seen on the phone");
  EXPECT_EQ(Only(trail, "delivery_confirmed").by, "client:cli_7") << "the operator never said so";
}

TEST(OrderHistory, RefusedDecisionIsNotShownAsAChange) {
  OrderTrail trail = TrailOf(PaidByCard());
  const AuditEntry refused{kNow + kSecond, "staff:an", "topup.resolve_refused",
                           ToText(trail.record.order.id), "refunded: not_allowed"};
  trail.audit.push_back(refused);
  const HistoryEntry told = Only(trail, "decision_refused");
  EXPECT_EQ(told.by, "staff:an");
  EXPECT_EQ(told.detail, "refunded: not_allowed");
  EXPECT_THAT(Lines(trail), Not(::testing::Contains(HasSubstr("changed"))));
}

TEST(OrderHistory, DisputeNamesItsChargeAndTheDateOfTheAnswer) {
  OrderAggregate aggregate = PaidByCard();
  orders::DisputeReport report;
  report.reference = "du_1";
  report.reason = "fraudulent";
  report.due_at = *ParseRfc3339("2026-12-07T12:00:00Z");
  ASSERT_EQ(orders::OnPaymentDisputed(aggregate, 1, kTotal, "ch_1", report),
            orders::EventOutcome::kApplied);
  OrderTrail trail = TrailOf(aggregate);
  OrderEvent event;
  event.order = aggregate.order.id;
  event.at = aggregate.now;
  event.kind = OrderEvent::Kind::kPaymentDisputed;
  event.part = 1;
  event.detail = static_cast<std::uint8_t>(orders::DisputeState::kOpened);
  trail.events.push_back(event);
  EXPECT_EQ(Only(trail, "payment_disputed").detail,
            "opened, €15.50 of charge ch_1, dispute du_1, reason fraudulent, answer at the gateway "
            "before 2026-12-07");
}

TEST(OrderHistory, RefundThatFailedLaterKeepsItsReference) {
  OrderAggregate aggregate = PaidByCard();
  (void)orders::OnDeliverySent(aggregate, 1);
  (void)orders::OnDeliveryRefused(aggregate, 1, orders::RefusalReason::kBarred);
  (void)orders::OnRefundSent(aggregate, 1);
  ASSERT_EQ(orders::OnRefundAccepted(aggregate, 1, "re_1"), orders::EventOutcome::kApplied);
  ASSERT_EQ(orders::OnRefundFailed(aggregate, 1, "re_1"), orders::EventOutcome::kApplied);
  EXPECT_EQ(Only(TrailOf(aggregate), "refund_refused").detail, "€15.50, re_1");
}

TEST(OrderHistory, PayersAddressIsNotShown) {
  OrderAggregate aggregate = CardElsewhere();
  aggregate.order.client = "anonymous:192.0.2.7";
  Pass(aggregate);
  (void)orders::Cancel(aggregate);
  Pass(aggregate);
  (void)orders::OnPaymentClosed(aggregate, 1, orders::CloseReason::kCancelled);
  OrderTrail trail = TrailOf(aggregate);
  trail.audit = {{kNow + kSecond, "anonymous", "topup.cancel", ToText(aggregate.order.id), ""}};
  EXPECT_THAT(Lines(trail),
              ElementsAre("placed payer", "cancel_asked payer", "payment_closed gateway:bank"));
}

OrderEvent EarlierEvent(const OrderAggregate& aggregate, OrderEvent::Kind kind, Instant at) {
  OrderEvent event;
  event.order = aggregate.order.id;
  event.kind = kind;
  event.part = 1;
  event.at = at;
  return event;
}

TEST(OrderHistory, LateChargeLeavesTheClosingOfThePayment) {
  OrderAggregate aggregate = CardElsewhere();
  Pass(aggregate);
  (void)orders::OnPaymentOpened(aggregate, 1, "https://bank/page");
  Pass(aggregate);
  (void)orders::OnPaymentReplaced(aggregate, 1);
  const Instant replaced = aggregate.now;
  Pass(aggregate);
  (void)orders::OnPaymentClosed(aggregate, 1, orders::CloseReason::kReplaced);
  const Instant closed = aggregate.now;
  Pass(aggregate);
  (void)orders::OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  OrderTrail trail = TrailOf(aggregate);
  trail.events = {EarlierEvent(aggregate, OrderEvent::Kind::kPaymentClosing, replaced),
                  EarlierEvent(aggregate, OrderEvent::Kind::kPaymentClosed, closed)};
  EXPECT_THAT(Lines(trail), ElementsAre("placed client:test", "payment_opened gateway:bank",
                                        "payment_closing worker", "payment_closed gateway:bank",
                                        "payment_paid gateway:bank", "refund_decided worker"));
  EXPECT_EQ(Only(trail, "payment_closing").detail, "replaced");
  EXPECT_EQ(Only(trail, "payment_closed").detail, "replaced");
  EXPECT_EQ(Only(trail, "payment_closed").at, closed);
}

TEST(OrderHistory, LateCreditLeavesTheRefusal) {
  OrderAggregate aggregate = PaidByCard();
  (void)orders::OnDeliverySent(aggregate, 1);
  Pass(aggregate);
  (void)orders::OnDeliveryRefused(aggregate, 1, orders::RefusalReason::kBarred);
  OrderEvent refused = EarlierEvent(aggregate, OrderEvent::Kind::kDeliveryRefused, aggregate.now);
  refused.detail = static_cast<std::uint8_t>(orders::RefusalReason::kBarred);
  Pass(aggregate);
  (void)orders::OnDeliveryConfirmed(aggregate, 1, {"tn-9", 0, {}});
  OrderTrail trail = TrailOf(aggregate);
  trail.events = {refused};
  EXPECT_EQ(Only(trail, "delivery_refused").detail, "barred");
  EXPECT_EQ(Only(trail, "delivery_confirmed").detail, "tn-9");
}

TEST(OrderHistory, RefundFoundByHandLeavesTheRefusal) {
  OrderAggregate aggregate = PaidByCard();
  (void)orders::OnDeliverySent(aggregate, 1);
  (void)orders::OnDeliveryRefused(aggregate, 1, orders::RefusalReason::kBarred);
  (void)orders::OnRefundSent(aggregate, 1);
  Pass(aggregate);
  (void)orders::OnRefundRefused(aggregate, 1);
  const OrderEvent refused =
      EarlierEvent(aggregate, OrderEvent::Kind::kRefundRefused, aggregate.now);
  Pass(aggregate);
  ASSERT_EQ(orders::Resolve(aggregate, orders::ReviewDecision::kRefunded, "seen at the bank"),
            orders::ResolveOutcome::kResolved);
  OrderTrail trail = TrailOf(aggregate);
  trail.events = {refused};
  EXPECT_EQ(Only(trail, "refund_refused").at, refused.at);
  EXPECT_EQ(Only(trail, "refund_confirmed").at, aggregate.now);
}

TEST(OrderHistory, TextsAreListedWithoutTheirRecipient) {
  OrderAggregate aggregate = CashElsewhere();
  aggregate.order.contact.email = *EmailAddress::Parse("payer@example.com");
  OrderTrail trail = TrailOf(aggregate);
  OrderEvent mail;
  mail.order = aggregate.order.id;
  mail.kind = OrderEvent::Kind::kTold;
  mail.at = kNow + kSecond;
  mail.part = static_cast<std::int32_t>(orders::NotificationKind::kPayerAttention);
  mail.detail = static_cast<std::uint8_t>(TextOutcome::kTaken);
  mail.by_mail = true;
  OrderEvent text = mail;
  text.part = static_cast<std::int32_t>(orders::NotificationKind::kRefunded);
  text.detail = static_cast<std::uint8_t>(TextOutcome::kGivenUp);
  text.by_mail = false;
  trail.events = {mail, text};
  EXPECT_EQ(Only(trail, "email_sent").detail, "attention, by e-mail, to the payer");
  EXPECT_EQ(Only(trail, "text_given_up").detail, "refunded, by SMS, to the number");
  for (const HistoryEntry& entry : HistoryOf(trail)) {
    EXPECT_THAT(entry.detail, Not(HasSubstr("payer@")));
  }
}

TEST(OrderHistory, EmailsAreNotCalledTexts) {
  OrderTrail trail = TrailOf(CashElsewhere());
  OrderEvent mail;
  mail.order = trail.record.order.id;
  mail.kind = OrderEvent::Kind::kTold;
  mail.at = kNow + kSecond;
  mail.part = static_cast<std::int32_t>(orders::NotificationKind::kPayerRefunded);
  mail.by_mail = true;
  const std::pair<TextOutcome, const char*> rows[] = {{TextOutcome::kTaken, "email_sent"},
                                                      {TextOutcome::kRefused, "email_refused"},
                                                      {TextOutcome::kGivenUp, "email_given_up"}};
  for (const auto& [outcome, event] : rows) {
    mail.detail = static_cast<std::uint8_t>(outcome);
    trail.events = {mail};
    EXPECT_EQ(Only(trail, event).detail, "refunded, by e-mail, to the payer");
  }
}

// Orders placed before these times were stored.
TEST(OrderHistory, EntriesWithoutTimeComeLast) {
  OrderAggregate aggregate = CashElsewhere();
  aggregate.order.texts.bits = orders::Texts::kWanted | orders::Texts::kDelivered;
  aggregate.order.attention = Attention::kDeliveryUnknown;
  aggregate.order.attention_since = kNow + kSecond;
  OrderTrail trail = TrailOf(aggregate);
  EXPECT_EQ(Only(trail, "review_needed").at, kNow + kSecond);
  const HistoryEntry last = HistoryOf(trail).back();
  EXPECT_EQ(last.event, "text_ended");
  EXPECT_EQ(last.at, Instant{});

  OrderEvent review;
  review.order = aggregate.order.id;
  review.kind = OrderEvent::Kind::kNeedsReview;
  review.at = kNow + kSecond;
  review.detail = static_cast<std::uint8_t>(Attention::kDeliveryUnknown);
  trail.events = {review};
  EXPECT_EQ(Only(trail, "review_needed").detail, "delivery_unknown") << "once, where it was kept";
}

}  // namespace
}  // namespace herlaad::engine
