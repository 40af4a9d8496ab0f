#include "engine/orders/evidence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/orders/events/events.h"
#include "domain/orders/fixtures.h"

namespace herlaad::engine {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// All lines of a document, as text.
std::string TextOf(const EvidenceDocument& document) {
  std::string text = document.title + "\n";
  for (const auto& section : document.sections) {
    text += section.heading + "\n";
    for (const auto& row : section.rows) text += row.label + ": " + row.value + "\n";
  }
  return text;
}

OrderTrail DisputedTrail() {
  auto aggregate = orders::fixtures::CardElsewhere();
  EXPECT_EQ(orders::OnPaymentPaid(aggregate, 1, orders::fixtures::kTotal, "ch_1"),
            orders::EventOutcome::kApplied);
  EXPECT_EQ(orders::OnDeliverySent(aggregate, 1), orders::EventOutcome::kApplied);
  orders::Confirmation confirmation;
  confirmation.reference = "op-77";
  EXPECT_EQ(orders::OnDeliveryConfirmed(aggregate, 1, confirmation),
            orders::EventOutcome::kApplied);
  orders::DisputeReport report;
  report.reference = "du_1";
  report.reason = "product_not_received";
  report.due_at = aggregate.now + Millis(86'400'000);
  EXPECT_EQ(orders::OnPaymentDisputed(aggregate, 1, orders::fixtures::kTotal, "ch_1", report),
            orders::EventOutcome::kApplied);
  aggregate.order.contact.email = *EmailAddress::Parse("payer@example.org");
  aggregate.order.details.reference = "Basket 17";
  return {.record = OrderRecord(aggregate.order), .audit = {}, .events = {}};
}

TEST(Evidence, ProvesPaymentAndDeliveryByTheirReferences) {
  const OrderTrail trail = DisputedTrail();
  const std::string text = TextOf(
      EvidenceOf(trail, "Telenet", "https://shop.example/r/x", false, orders::fixtures::kNow));
  for (const char* const part : {"Charge: ch_1", "Operator's reference: op-77", "Operator: Telenet",
                                 "Reason given: product not received", "Provider's reference: du_1",
                                 "Evidence is due: 2026-11-23 13:02:11 UTC",
                                 "Anybody can verify its signature at: https://shop.example/r/x",
                                 "Outcome: credit added to the number", "State: evidence awaited",
                                 "Payment method: Card", "Seller's own reference: Basket 17",
                                 "Payment received (reported by the payment provider): ",
                                 "Credit added to the number (reported by Telenet): op-77"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
  EXPECT_THAT(text,
              HasSubstr("Our reference: " + orders::PartReference(trail.record.order.id, 'd', 1)));
}

TEST(Evidence, DecisionAboutOneOfSeveralRefundsSaysWhich) {
  OrderTrail trail = DisputedTrail();
  trail.audit.push_back({orders::fixtures::kNow, "staff:an", "topup.resolve",
                         ToText(trail.record.order.id), "refunded (refund 2): seen at the bank"});
  EXPECT_THAT(TextOf(EvidenceOf(trail, "Telenet", "", false, orders::fixtures::kNow)),
              HasSubstr("the payer has the money back (refund 2): seen at the bank"));
}

TEST(Evidence, TotalIsTheSumOfItsLines) {
  const std::string text =
      TextOf(EvidenceOf(DisputedTrail(), "Telenet", "", false, orders::fixtures::kNow));
  EXPECT_THAT(text, HasSubstr("Face value: €15.00\nFee: €0.50\nTotal: €15.50\n"));
  EXPECT_THAT(text, HasSubstr("Charged: €15.50\n"));
}

// A provider and a bank know nothing of the program, and what a refund cost us is not theirs.
TEST(Evidence, HasNoWordsOfTheProgram) {
  OrderTrail trail = DisputedTrail();
  const std::string id = ToText(trail.record.order.id);
  trail.audit.push_back({orders::fixtures::kNow, "staff:an", "topup.resolve", id,
                         "refund_as_loss: the payer called"});
  trail.audit.push_back(
      {orders::fixtures::kNow, "staff:an", "topup.resolve_refused", id, "refund_as_loss: limit"});
  for (const auto kind : {OrderEvent::Kind::kNeedsReview, OrderEvent::Kind::kReviewed,
                          OrderEvent::Kind::kStoppedByBrake, OrderEvent::Kind::kDeliveryUnknown}) {
    OrderEvent event;
    event.order = trail.record.order.id;
    event.at = orders::fixtures::kNow;
    event.kind = kind;
    event.part = 1;
    event.detail = 1;
    trail.events.push_back(event);
  }
  const std::string text = TextOf(EvidenceOf(trail, "Telenet", "", false, orders::fixtures::kNow));
  EXPECT_THAT(text, HasSubstr("Decided (by our staff): refund, and the number keeps the credit: "
                              "the payer called"));
  for (const char* const word :
       {"gateway", "worker", "(operator:", "staff:", "client:", "herlaad brake", "review needed",
        "resolve", "delivery unknown", "confirmed", "loss", "_as_"}) {
    EXPECT_THAT(text, Not(HasSubstr(word))) << word;
  }
}

// No font has every character, and one that is missing would leave the order without evidence.
TEST(Evidence, WhatPeopleTypeCanBeDrawn) {
  OrderTrail trail = DisputedTrail();
  trail.audit.push_back({orders::fixtures::kNow, "staff:an", "topup.resolve",
                         ToText(trail.record.order.id),
                         "accepted: ok \xF0\x9F\x91\x8D\n\xC2\x85 \xE2\x80\xAE caf\xC3\xA9 "
                         "\xE2\x9C\x93\xEF\xB8\x8F"});
  const std::string text = TextOf(EvidenceOf(trail, "Telenet", "", false, orders::fixtures::kNow));
  EXPECT_THAT(text, HasSubstr("ok ?    caf\xC3\xA9 \xE2\x9C\x93\n"));
}

TEST(Evidence, NamesNeitherThePayerNorTheWholeNumber) {
  const OrderTrail trail = DisputedTrail();
  const std::string text = TextOf(EvidenceOf(trail, "Telenet", "", false, orders::fixtures::kNow));
  EXPECT_THAT(text, Not(HasSubstr("payer@example.org")));
  EXPECT_THAT(text, Not(HasSubstr("485123456")));
  EXPECT_THAT(text, Not(HasSubstr("12 34 56")));
  EXPECT_THAT(text, Not(HasSubstr("Signed receipt"))) << "there is none without a link";
}

}  // namespace
}  // namespace herlaad::engine
