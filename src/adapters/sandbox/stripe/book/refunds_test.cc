#include "adapters/sandbox/stripe/book/refunds.h"

#include <gmock/gmock.h>

#include "adapters/sandbox/stripe/book/balance.h"
#include "adapters/sandbox/stripe/book/disputes.h"
#include "adapters/sandbox/stripe/stripe_testing.h"

namespace herlaad::sandbox {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;
using ::testing::Not;

TEST_F(StripeTest, RefundsAddUpToTheChargeAtMost) {
  const std::string intent = Pay();
  const std::string charge = ChargeOf(intent);
  const Reply part = Post("/v1/refunds", "payment_intent=" + intent +
                                             "&amount=500&metadata[order]=tu_1"
                                             "&reason=requested_by_customer");
  ASSERT_EQ(part.status, 200) << part.body;
  EXPECT_EQ(part.body["status"], "succeeded");
  EXPECT_EQ(part.body["charge"], charge);
  EXPECT_EQ(part.body["metadata"]["order"], "tu_1");
  EXPECT_EQ(store_->Find(charge)->at("refunded"), false);
  const Reply above = Post("/v1/refunds", "charge=" + charge + "&amount=1001");
  EXPECT_EQ(above.Error("code"), "amount_too_large");
  EXPECT_EQ(above.Error("param"), "amount");
  EXPECT_EQ(Post("/v1/refunds", "charge=" + charge).body["amount"], 1'000) << "all that is left";
  EXPECT_EQ(store_->Find(charge)->at("refunded"), true);
  EXPECT_EQ(Post("/v1/refunds", "charge=" + charge).Error("code"), "charge_already_refunded");
  EXPECT_EQ(Get("/v1/refunds", "payment_intent=" + intent).body["data"].size(), 2U);
  EXPECT_EQ(Get("/v1/refunds", "charge=ch_other").body["data"].size(), 0U);
  EXPECT_EQ(Balance(), -48) << "Stripe keeps its fee";
  EXPECT_THAT(Events(), IsSupersetOf({"refund.created", "charge.refunded"}));
}

TEST_F(StripeTest, InvalidRefundsAreRefused) {
  const std::string intent = Pay();
  const std::string unpaid = Open();
  EXPECT_TRUE(Act(unpaid, PayerAction::kDecline));
  const std::string declined = store_->Find(unpaid)->at("payment_intent");
  struct Case {
    const char* name;
    std::string form;
    int status;
  };
  const Case cases[] = {
      {"nothing named", "amount=1", 400},
      {"both named", "charge=" + ChargeOf(intent) + "&payment_intent=" + intent, 400},
      {"unknown charge", "charge=ch_none", 404},
      {"an intent as a charge", "charge=" + intent, 404},
      {"unknown intent", "payment_intent=pi_none", 404},
      {"declined payment", "payment_intent=" + declined, 400},
      {"declined charge", "charge=" + ChargeOf(declined), 400},
      {"zero", "payment_intent=" + intent + "&amount=0", 400},
      {"negative", "payment_intent=" + intent + "&amount=-1", 400},
      {"not digits", "payment_intent=" + intent + "&amount=1e3", 400},
      {"unknown reason", "payment_intent=" + intent + "&reason=why_not", 400},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(Post("/v1/refunds", each.form).status, each.status) << each.name;
  }
  EXPECT_TRUE(Get("/v1/refunds").body["data"].empty());
}

TEST_F(StripeTest, FailedRefundIsBackInTheBalance) {
  const std::string intent = Pay("paypal");
  const std::int64_t before = Balance();
  store_->SetSetting("refunds", "failed");
  const Reply refund = Post("/v1/refunds", "payment_intent=" + intent);
  EXPECT_EQ(refund.body["status"], "pending") << "accepted at first";
  const std::string id = refund.body["id"];
  EXPECT_THAT(id, HasSubstr("pyr_"));
  const auto read = Get("/v1/refunds/" + id).body;
  EXPECT_EQ(read["status"], "failed");
  const auto back =
      Get("/v1/balance_transactions/" + read["failure_balance_transaction"].get<std::string>())
          .body;
  EXPECT_EQ(back["type"], "payment_refund") << "as documented, of what is no card";
  EXPECT_EQ(back["reporting_category"], "refund_failure");
  EXPECT_EQ(back["source"], id);
  EXPECT_EQ(back["amount"], 1'500);
  EXPECT_EQ(Balance(), before);
  EXPECT_EQ(store_->Find(ChargeOf(intent))->at("amount_refunded"), 0);
  EXPECT_THAT(Events(), IsSupersetOf({"refund.created", "refund.updated", "refund.failed"}));
  store_->SetSetting("refunds", "succeeded");
  EXPECT_EQ(Post("/v1/refunds", "payment_intent=" + intent).body["status"], "succeeded")
      << "the money can be refunded again";
}

TEST_F(StripeTest, PendingRefundEndsOnce) {
  const std::string intent = Pay("alipay");
  store_->SetSetting("refunds", "pending");
  const std::string id = Post("/v1/refunds", "payment_intent=" + intent).body["id"];
  EXPECT_EQ(Status(id), "pending");
  EXPECT_FALSE(SetRefundStatus(*book_, id, "pending").ok());
  EXPECT_FALSE(SetRefundStatus(*book_, id, "gone").ok());
  EXPECT_TRUE(SetRefundStatus(*book_, id, "succeeded").ok());
  EXPECT_FALSE(SetRefundStatus(*book_, id, "succeeded").ok());
  EXPECT_TRUE(SetRefundStatus(*book_, id, "failed").ok()) << "as Stripe does, days later";
  EXPECT_FALSE(SetRefundStatus(*book_, id, "succeeded").ok());
}

TEST_F(StripeTest, DisputedChargeIsNotRefunded) {
  const std::string intent = Pay();
  const std::string charge = ChargeOf(intent);
  const std::int64_t before = Balance();
  const auto opened = OpenDispute(*book_, charge, "needs_response", "fraudulent", 0);
  ASSERT_TRUE(opened.ok());
  EXPECT_EQ(Balance(), before - 1'500 - 2'000);
  EXPECT_EQ(Post("/v1/refunds", "charge=" + charge).Error("code"), "charge_disputed");
  const std::string id = opened->at("id");
  EXPECT_TRUE(AdvanceDispute(*book_, id, "won").ok());
  EXPECT_EQ(Balance(), before - 2'000);
  EXPECT_EQ(Get("/v1/disputes/" + id).body["balance_transactions"].size(), 2U);
  EXPECT_EQ(Post("/v1/refunds", "charge=" + charge).status, 200);
  EXPECT_THAT(Events(), IsSupersetOf({"charge.dispute.created", "charge.dispute.funds_withdrawn",
                                      "charge.dispute.funds_reinstated", "charge.dispute.closed"}));
}

TEST_F(StripeTest, InquiryMovesNoMoneyUntilItIsADispute) {
  const std::string charge = ChargeOf(Pay());
  const std::int64_t before = Balance();
  const std::string id =
      OpenDispute(*book_, charge, "warning_needs_response", "general", 0)->at("id");
  EXPECT_EQ(Balance(), before);
  EXPECT_THAT(Events(), Not(Contains("charge.dispute.funds_withdrawn")));
  EXPECT_EQ(Post("/v1/refunds", "charge=" + charge + "&amount=100").status, 200);
  EXPECT_TRUE(AdvanceDispute(*book_, id, "needs_response").ok());
  EXPECT_EQ(Balance(), before - 100 - 1'500 - 2'000);
}

TEST_F(StripeTest, DisputeTakesOnlyStripesSteps) {
  struct Case {
    const char* from;
    const char* to;
    bool ok;
  };
  constexpr Case kCases[] = {
      {"warning_needs_response", "warning_under_review", true},
      {"warning_needs_response", "won", false},
      {"warning_closed", "needs_response", false},
      {"needs_response", "under_review", true},
      {"needs_response", "prevented", true},
      {"needs_response", "needs_response", false},
      {"under_review", "lost", true},
      {"lost", "appeal_needs_response", true},
      {"lost", "under_review", false},
      {"appeal_needs_response", "appeal_under_review", true},
      {"appeal_under_review", "won", true},
      {"prevented", "won", false},
      {"needs_response", "no_such_status", false},
  };
  for (const Case& each : kCases) {
    const std::string charge = ChargeOf(Pay());
    const auto opened = OpenDispute(*book_, charge, each.from, "", 0);
    ASSERT_TRUE(opened.ok()) << each.from;
    EXPECT_EQ(AdvanceDispute(*book_, opened->at("id").get<std::string>(), each.to).ok(), each.ok)
        << each.from << " to " << each.to;
    EXPECT_FALSE(OpenDispute(*book_, charge, "needs_response", "", 0).ok()) << "once a charge";
  }
}

TEST_F(StripeTest, EvidenceIsSubmittedAndTheLossAccepted) {
  const std::string charge = ChargeOf(Pay());
  const std::string id = OpenDispute(*book_, charge, "needs_response", "fraudulent", 0)->at("id");
  const Reply staged =
      Post("/v1/disputes/" + id, "evidence[uncategorized_text]=Delivered&submit=false");
  EXPECT_EQ(staged.body["status"], "needs_response");
  EXPECT_EQ(staged.body["evidence_details"]["has_evidence"], true);
  EXPECT_EQ(Post("/v1/disputes/" + id, "evidence[uncategorized_text]=Delivered").body["status"],
            "under_review");
  EXPECT_EQ(Post("/v1/disputes/" + id + "/close", "").body["status"], "lost");
  EXPECT_EQ(Post("/v1/disputes/" + id + "/close", "").status, 400);
  EXPECT_EQ(Get("/v1/disputes", "charge=" + charge).body["data"].size(), 1U);
}

TEST_F(StripeTest, PayoutTakesAllThatIsThereOnce) {
  const std::string charge = ChargeOf(Pay());
  Pay("bancontact");
  TakeStripeFee(*book_, 2'000);
  EXPECT_TRUE(ReversePayment(*book_, charge).ok());
  const std::int64_t before = Balance();
  EXPECT_FALSE(PayOut(*book_).ok()) << "less than nothing: " << before;
  Pay("paypal");
  const auto payout = PayOut(*book_);
  ASSERT_TRUE(payout.ok());
  EXPECT_EQ(Balance(), 0);
  const std::string id = payout->at("id");
  const auto moved =
      Get("/v1/balance_transactions", "limit=100&expand[]=data.source&payout=" + id).body["data"];
  EXPECT_EQ(moved.size(), 6U);
  EXPECT_EQ(moved[0]["type"], "payout");
  EXPECT_EQ(moved[0]["net"], -payout->at("amount").get<std::int64_t>());
  EXPECT_EQ(moved[0]["source"]["object"], "payout");
  EXPECT_EQ(moved[5]["source"]["object"], "charge");
  EXPECT_EQ(Get("/v1/balance_transactions", "type=stripe_fee").body["data"].size(), 1U);
  EXPECT_EQ(Get("/v1/payouts").body["data"][0]["id"], id);
  EXPECT_FALSE(PayOut(*book_).ok());
}

}  // namespace
}  // namespace herlaad::sandbox
