#include "adapters/gateways/stripe/saved_means.h"

#include <gtest/gtest.h>

#include "adapters/gateways/stripe/stripe_testing.h"

namespace herlaad::gateways::stripe {
namespace {

using Kind = SavedChargeAnswer::Kind;
using namespace testing;  // NOLINT: the objects of this folder's tests

class StripeSavedMeansTest : public ::testing::Test {
 protected:
  FakeStripe stripe_;
  StripeSavedMeans means_{OptionsFor(stripe_.url()).api, false};
  const SavedMeans card_{"cus_1", "pm_1", "card", "4242"};
  const SavedCharge charge_{kPayment, card_, Euros(1'500), "Top-up"};
};

json Kept() {
  return With(Intent(), {{"customer", "cus_1"},
                         {"setup_future_usage", "off_session"},
                         {"payment_method",
                          {{"id", "pm_1"}, {"type", "card"}, {"card", {{"last4", "4242"}}}}}});
}

json KeptByBancontact() {
  return With(Kept(), {{"payment_method", {{"id", "pm_2"}, {"type", "bancontact"}}},
                       {"latest_charge",
                        {{"payment_method_details",
                          {{"bancontact",
                            {{"generated_sepa_debit",
                              {{"id", "pm_3"},
                               {"type", "sepa_debit"},
                               {"sepa_debit", {{"last4", "3201"}}}}}}}}}}}});
}

TEST_F(StripeSavedMeansTest, CustomerIsMadeUnderTheNameOfThePayer) {
  stripe_.Answers({{{"id", "cus_1"}, {"object", "customer"}, {"livemode", false}}});
  const auto customer = means_.NewCustomer("payer_7");
  ASSERT_TRUE(customer.ok());
  EXPECT_EQ(*customer, "cus_1");
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].path, "/v1/customers");
  EXPECT_EQ(requests[0].Find("idempotency-key"), "customer-payer_7");
  EXPECT_EQ(requests[0].body, "metadata%5Bherlaad_payer%5D=payer_7");
  stripe_.Answers({{{"id", "cus_1"}, {"livemode", true}}});
  EXPECT_FALSE(means_.NewCustomer("payer_7").ok()) << "of the other mode";
}

TEST_F(StripeSavedMeansTest, CardIsKeptItselfAndBancontactAsAMandate) {
  stripe_.Answers({Kept()});
  const auto card = means_.KeptBy("pi_1");
  ASSERT_TRUE(card.ok());
  EXPECT_EQ(*card, card_);
  stripe_.Answers({KeptByBancontact()});
  const auto mandate = means_.KeptBy("pi_1");
  ASSERT_TRUE(mandate.ok());
  EXPECT_EQ(*mandate, (SavedMeans{"cus_1", "pm_3", "sepa_debit", "3201"}));
}

TEST_F(StripeSavedMeansTest, NothingIsKeptThatWasNotAskedFor) {
  const json rows[] = {
      Intent(),
      With(Kept(), {{"setup_future_usage", nullptr}}),
      With(Kept(), {{"status", "processing"}}),
      With(Kept(), {{"customer", nullptr}}),
      With(Kept(), {{"livemode", true}}),
      With(Kept(), {{"payment_method", {{"type", "paypal"}}}}),
      With(KeptByBancontact(), {{"latest_charge", "ch_1"}}),
  };
  for (const json& row : rows) {
    stripe_.Answers({row});
    const auto kept = means_.KeptBy("pi_1");
    ASSERT_TRUE(kept.ok()) << row;
    EXPECT_FALSE(*kept) << row;
  }
}

struct ChargeRow {
  const char* name;
  int status;
  json body;
  Kind kind;
  bool may_resend = true;
};

json DeclinedFor(const std::string& code, const std::string& decline_code) {
  return {{"error", {{"type", "card_error"}, {"code", code}, {"decline_code", decline_code}}}};
}

TEST_F(StripeSavedMeansTest, ChargeIsPaidOrWantsItsPayerOrIsRefused) {
  const ChargeRow rows[] = {
      {"paid at once", 200, Intent(), Kind::kPaid},
      {"a debit that takes days", 200, Intent("processing"), Kind::kProcessing},
      {"the bank wants the payer", 402,
       DeclinedFor("authentication_required", "authentication_required"), Kind::kNeedsPayer},
      {"the payer would have to do something", 200, Intent("requires_action"), Kind::kNeedsPayer},
      {"declined", 402, DeclinedFor("card_declined", "insufficient_funds"), Kind::kRefused},
      {"canceled", 200, Intent("canceled"), Kind::kRefused},
      {"no such means", 404, ErrorOf("invalid_request_error", "resource_missing"), Kind::kRefused},
      {"in progress", 409, ErrorOf("invalid_request_error", "lock_timeout"), Kind::kUnknown},
      {"Stripe failed", 500, ErrorOf("api_error"), Kind::kUnknown, false},
      {"in dollars", 200, With(Intent(), {{"currency", "usd"}}), Kind::kUnknown, false},
      {"another payment", 200, With(Intent(), {{"metadata", {{"herlaad_payment", "x"}}}}),
       Kind::kUnknown, false},
      {"live, with a test key", 200, With(Intent(), {{"livemode", true}}), Kind::kUnknown, false},
  };
  for (const ChargeRow& row : rows) {
    stripe_.AnswersWith(row.status, net::WriteJson(row.body));
    const auto answer = means_.Charge(charge_);
    EXPECT_EQ(answer.kind, row.kind) << row.name;
    EXPECT_EQ(answer.may_resend, row.may_resend) << row.name;
  }
}

TEST_F(StripeSavedMeansTest, ChargeNamesItsMoneyAndWhyItWasDeclined) {
  stripe_.Answers({Intent()});
  const auto paid = means_.Charge(charge_);
  EXPECT_EQ(paid.reference, "pi_1");
  EXPECT_EQ(paid.received, 1'500);
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].path, "/v1/payment_intents");
  EXPECT_EQ(requests[0].Find("idempotency-key"), kPayment);
  stripe_.AnswersWith(402, net::WriteJson(DeclinedFor("card_declined", "insufficient_funds")));
  EXPECT_EQ(means_.Charge(charge_).decline, orders::DeclineReason::kInsufficientFunds);
}

TEST_F(StripeSavedMeansTest, MeansThatAreNotStripesAreRefusedUnsent) {
  for (const SavedMeans& wrong :
       {SavedMeans{"1", "pm_1", "card", ""}, SavedMeans{"cus_1", "pm/1", "card", ""},
        SavedMeans{"cus_1", "pm_1", "paypal", ""}}) {
    auto charge = charge_;
    charge.means = wrong;
    EXPECT_EQ(means_.Charge(charge).kind, Kind::kRefused);
  }
  EXPECT_TRUE(stripe_.Requests().empty());
}

TEST_F(StripeSavedMeansTest, ForgettingTwiceIsForgetting) {
  stripe_.Answers({{{"id", "pm_1"}, {"customer", nullptr}}});
  EXPECT_TRUE(means_.Forget(card_));
  stripe_.AnswersWith(400, net::WriteJson(ErrorOf("invalid_request_error")));
  stripe_.Then(200, R"({"id":"pm_1","customer":null})");
  EXPECT_TRUE(means_.Forget(card_));
  stripe_.AnswersWith(400, net::WriteJson(ErrorOf("invalid_request_error")));
  stripe_.Then(200, R"({"id":"pm_1","customer":"cus_1"})");
  EXPECT_FALSE(means_.Forget(card_));
  stripe_.AnswersWith(500, "");
  EXPECT_FALSE(means_.Forget(card_));
}

}  // namespace
}  // namespace herlaad::gateways::stripe
