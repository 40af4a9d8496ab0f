#include "adapters/gateways/stripe/stripe_news.h"

#include <gtest/gtest.h>

#include "adapters/gateways/stripe/stripe_testing.h"

namespace herlaad::gateways::stripe {
namespace {

using engine::CallbackError;
using engine::GatewayAnswer;
using orders::CloseReason;
using Kind = GatewayAnswer::Kind;
using namespace testing;  // NOLINT: the objects of this folder's tests

struct ToldRow {
  const char* name;
  json event;
  Kind kind;
  std::string part = kPayment;
  CloseReason reason = CloseReason::kNone;
};

TEST(ReadEvent, EventsTellWhatBecameOfAPaymentOrRefund) {
  const json unpaid = Session("complete", "unpaid", "pi_1");
  const ToldRow rows[] = {
      {"paid", Event("payment_intent.succeeded", Intent()), Kind::kPaid},
      {"charged", Event("charge.succeeded", PaidCharge()), Kind::kPaid},
      {"a paid page", Event("checkout.session.completed", Session("complete", "paid", "pi_1")),
       Kind::kPaid},
      {"a page paid later",
       Event("checkout.session.async_payment_succeeded", Session("complete", "paid", "pi_1")),
       Kind::kPaid},
      {"on its way", Event("payment_intent.processing", Intent("processing")), Kind::kProcessing},
      {"canceled", Event("payment_intent.canceled", Intent("canceled")), Kind::kClosed, kPayment,
       CloseReason::kCancelled},
      {"a page is done, the money on its way", Event("checkout.session.completed", unpaid),
       Kind::kProcessing},
      {"the money did not come", Event("checkout.session.async_payment_failed", unpaid),
       Kind::kClosed, kPayment, CloseReason::kDeclined},
      {"a page ended", Event("checkout.session.expired", Session("expired", "unpaid", nullptr)),
       Kind::kClosed, kPayment, CloseReason::kExpired},
      {"a refund was made", Event("refund.created", RefundObject("pending")), Kind::kProcessing,
       kRefund},
      {"a refund is done", Event("refund.updated", RefundObject()), Kind::kDone, kRefund},
      {"a refund is done, by its older name", Event("charge.refund.updated", RefundObject()),
       Kind::kDone, kRefund},
      {"a refund failed", Event("refund.failed", RefundObject("failed")), Kind::kFailed, kRefund},
      {"a refund was canceled", Event("refund.updated", RefundObject("canceled")), Kind::kFailed,
       kRefund},
  };
  for (const ToldRow& row : rows) {
    const auto callback = ParseEvent(net::WriteJson(row.event), false);
    ASSERT_TRUE(callback.ok()) << row.name;
    ASSERT_EQ(callback->news.size(), 1u) << row.name;
    EXPECT_EQ(callback->fetch, "") << row.name;
    EXPECT_EQ(callback->news[0].part, row.part) << row.name;
    EXPECT_EQ(callback->news[0].answer.kind, row.kind) << row.name;
    EXPECT_EQ(callback->news[0].answer.reason, row.reason) << row.name;
  }
}

TEST(ReadEvent, NewsOfMoneyNamesItAndItsSum) {
  const auto paid = ReadEvent(
      Event("payment_intent.succeeded", With(Intent(), {{"amount_received", 1'400}})), false);
  ASSERT_TRUE(paid.ok());
  EXPECT_EQ(paid->news[0].answer.reference, "pi_1");
  EXPECT_EQ(paid->news[0].answer.received, 1'400);
  const auto failed = ReadEvent(Event("refund.failed", RefundObject("failed")), false);
  ASSERT_TRUE(failed.ok());
  EXPECT_EQ(failed->news[0].answer.reference, "re_1");
  EXPECT_EQ(failed->news[0].answer.received, 0) << "a refund takes nothing";
}

struct FetchRow {
  const char* name;
  json event;
  std::string fetch;
};

TEST(ReadEvent, WhatAnEventDoesNotTellIsFetched) {
  const FetchRow rows[] = {
      {"a paid page without its payment",
       Event("checkout.session.completed", Session("complete", "paid", nullptr)), "cs_test_1"},
      {"a new dispute", Event("charge.dispute.created", DisputeObject()), "du_1"},
      {"a changed dispute", Event("charge.dispute.updated", DisputeObject()), "du_1"},
      {"a closed dispute", Event("charge.dispute.closed", DisputeObject()), "du_1"},
      {"money taken", Event("charge.dispute.funds_withdrawn", DisputeObject()), "du_1"},
      {"money given back", Event("charge.dispute.funds_reinstated", DisputeObject()), "du_1"},
      {"a thin event of a payment", ThinEvent("v1.payment_intent.succeeded", "pi_1"), "pi_1"},
      {"a thin event of a page", ThinEvent("v1.checkout.session.expired", "cs_test_1"),
       "cs_test_1"},
      {"a thin event of a dispute", ThinEvent("v1.charge.dispute.created", "dp_1"), "dp_1"},
      {"a thin event of a refund", ThinEvent("v1.refund.failed", "pyr_1"), "pyr_1"},
  };
  for (const FetchRow& row : rows) {
    const auto callback = ReadEvent(row.event, false);
    ASSERT_TRUE(callback.ok()) << row.name;
    EXPECT_TRUE(callback->news.empty()) << row.name;
    EXPECT_EQ(callback->fetch, row.fetch) << row.name;
  }
}

struct CardRow {
  const char* name;
  json event;
  std::string fingerprint;
  bool is_to_be_asked = false;
};

TEST(ReadEvent, AChargeTellsItsCardAndOtherEventsSayWhetherItIsToBeAsked) {
  const auto by = [](const char* method) {
    return json{{"latest_charge", "ch_1"}, {"payment_method_types", json::array({method})}};
  };
  const json page = Session("complete", "paid", "pi_1");
  const CardRow rows[] = {
      {"a charge by card", Event("charge.succeeded", PaidCharge()), "fp_1"},
      {"a charge by another method",
       Event("charge.succeeded", With(PaidCharge(), {{"payment_method_details", nullptr}})), ""},
      {"a payment by card", Event("payment_intent.succeeded", With(Intent(), by("card"))), "",
       true},
      {"a payment by Bancontact",
       Event("payment_intent.succeeded", With(Intent(), by("bancontact"))), ""},
      {"a page for cards", Event("checkout.session.completed", With(page, by("card"))), "", true},
      {"a page for PayPal", Event("checkout.session.completed", With(page, by("paypal"))), ""},
      {"a page for nobody knows what", Event("checkout.session.completed", page), "", true},
  };
  for (const CardRow& row : rows) {
    const auto paid = ReadEvent(row.event, false);
    ASSERT_TRUE(paid.ok() && paid->news.size() == 1) << row.name;
    const GatewayAnswer& answer = paid->news[0].answer;
    EXPECT_EQ(answer.kind, Kind::kPaid) << row.name;
    EXPECT_EQ(answer.reference, "pi_1") << row.name;
    EXPECT_EQ(answer.received, 1'500) << row.name;
    EXPECT_EQ(answer.card.fingerprint, row.fingerprint) << row.name;
    EXPECT_EQ(answer.card_is_to_be_asked, row.is_to_be_asked) << row.name;
  }
}

struct ErrorRow {
  const char* name;
  json event;
  CallbackError error;
};

const json kTheirs = {{"metadata", {{"herlaad_payment", nullptr}, {"herlaad_refund", nullptr}}}};

TEST(ReadEvent, EventsOfOthersAreNotForUs) {
  const ErrorRow rows[] = {
      {"a failed try: the payer may try again",
       Event("payment_intent.payment_failed", Intent("requires_payment_method")),
       CallbackError::kNotForUs},
      {"a failed try, thin", ThinEvent("v1.payment_intent.payment_failed", "pi_1"),
       CallbackError::kNotForUs},
      {"a type nobody knows", Event("payment_intent.frozen", Intent()), CallbackError::kNotForUs},
      {"a charge: its refund tells the same", Event("charge.refunded", ChargeObject()),
       CallbackError::kNotForUs},
      {"another shop's payment", Event("payment_intent.succeeded", With(Intent(), kTheirs)),
       CallbackError::kNotForUs},
      {"a reference of another kind",
       Event("payment_intent.succeeded",
             With(Intent(), {{"metadata", {{"herlaad_payment", kRefund}}}})),
       CallbackError::kNotForUs},
      {"a refund made by hand", Event("refund.created", With(RefundObject(), kTheirs)),
       CallbackError::kNotForUs},
      {"a page of others", Event("checkout.session.completed", With(PaidSession(), kTheirs)),
       CallbackError::kNotForUs},
      {"live, with a test key",
       With(Event("payment_intent.succeeded", Intent()), {{"livemode", true}}),
       CallbackError::kNotForUs},
      {"thin and live, with a test key",
       With(ThinEvent("v1.payment_intent.succeeded", "pi_1"), {{"livemode", true}}),
       CallbackError::kNotForUs},
  };
  for (const ErrorRow& row : rows) {
    const auto callback = ParseEvent(net::WriteJson(row.event), false);
    ASSERT_FALSE(callback.ok()) << row.name;
    EXPECT_EQ(callback.error(), row.error) << row.name;
  }
}

TEST(ReadEvent, WhatIsOursAndWrongIsMalformed) {
  const ErrorRow rows[] = {
      {"no type", With(Event("x", Intent()), {{"type", nullptr}}), CallbackError::kMalformed},
      {"no mode", With(Event("payment_intent.succeeded", Intent()), {{"livemode", nullptr}}),
       CallbackError::kMalformed},
      {"no event", Intent(), CallbackError::kMalformed},
      {"no object", Event("payment_intent.succeeded", "pi_1"), CallbackError::kMalformed},
      {"no data", With(Event("payment_intent.succeeded", Intent()), {{"data", nullptr}}),
       CallbackError::kMalformed},
      {"paid in dollars", Event("payment_intent.succeeded", With(Intent(), {{"currency", "usd"}})),
       CallbackError::kMalformed},
      {"paid nothing", Event("payment_intent.succeeded", With(Intent(), {{"amount_received", 0}})),
       CallbackError::kMalformed},
      {"paid, but still to be paid", Event("payment_intent.succeeded", Intent("requires_action")),
       CallbackError::kMalformed},
      {"a page done with nothing to pay",
       Event("checkout.session.completed", Session("complete", "no_payment_required", nullptr)),
       CallbackError::kMalformed},
      {"a refund in dollars", Event("refund.updated", With(RefundObject(), {{"currency", "usd"}})),
       CallbackError::kMalformed},
      {"a dispute without a name",
       Event("charge.dispute.created", With(DisputeObject(), {{"id", nullptr}})),
       CallbackError::kMalformed},
      {"a thin event without an object",
       With(ThinEvent("v1.payment_intent.succeeded", "pi_1"), {{"related_object", nullptr}}),
       CallbackError::kMalformed},
      {"a thin event of an object that cannot be asked for",
       ThinEvent("v1.payment_intent.succeeded", "../v1/balance"), CallbackError::kMalformed},
  };
  for (const ErrorRow& row : rows) {
    const auto callback = ParseEvent(net::WriteJson(row.event), false);
    ASSERT_FALSE(callback.ok()) << row.name;
    EXPECT_EQ(callback.error(), row.error) << row.name;
  }
  for (const char* const body : {"", "[]", "type=payment_intent.succeeded", "{\"a\":1,\"a\":2}"}) {
    EXPECT_EQ(ParseEvent(body, false).error(), CallbackError::kMalformed) << body;
  }
}

TEST(ReadEvent, FractionsBesideTheAmountsAreNoMistake) {
  json movement = Movement(-1'620, "usd");
  movement["exchange_rate"] = 1.08;
  const json dispute = With(DisputeObject(), {{"balance_transactions", json::array({movement})}});
  EXPECT_TRUE(ParseEvent(net::WriteJson(Event("charge.dispute.created", dispute)), false).ok());
  json intent = Intent();
  intent["amount_received"] = 1'500.5;
  EXPECT_EQ(ParseEvent(net::WriteJson(Event("payment_intent.succeeded", intent)), false).error(),
            CallbackError::kMalformed);
}

TEST(ReadObject, EveryKindOfObjectTells) {
  const std::pair<json, Kind> rows[] = {{Intent(), Kind::kPaid},
                                        {PaidSession(), Kind::kPaid},
                                        {ChargeObject(), Kind::kPaid},
                                        {DisputeObject(), Kind::kDisputed},
                                        {RefundObject(), Kind::kDone}};
  for (const auto& [object, kind] : rows) {
    const auto news = ReadObject(object, false, Instant{1});
    ASSERT_TRUE(news.ok()) << object;
    ASSERT_EQ(news->size(), 1u) << object;
    EXPECT_EQ((*news)[0].answer.kind, kind) << object;
  }
}

TEST(ReadObject, UndecidedPaymentIsNoNews) {
  for (const json& object : {Intent("requires_payment_method"), OpenSession()}) {
    const auto news = ReadObject(object, false, {});
    ASSERT_TRUE(news.ok()) << object;
    EXPECT_TRUE(news->empty()) << object;
  }
}

TEST(ReadObject, ObjectsOfOthersAreNotForUs) {
  json dispute_of_others = DisputeObject();
  dispute_of_others["payment_intent"] = With(Intent(), kTheirs);
  for (const json& object :
       {With(Intent(), kTheirs), With(Intent(), {{"livemode", true}}), dispute_of_others,
        WithNull(DisputeObject(), "payment_intent"), WithNull(ChargeObject(), "payment_intent"),
        json{{"object", "customer"}}, json::array(), json("pi_1")}) {
    const auto news = ReadObject(object, false, {});
    ASSERT_FALSE(news.ok()) << object;
    EXPECT_EQ(news.error(), CallbackError::kNotForUs) << object;
  }
}

TEST(PathOf, EveryPrefixHasItsObject) {
  const std::pair<const char*, const char*> rows[] = {
      {"pi_1", "/v1/payment_intents/pi_1"}, {"cs_live_1", "/v1/checkout/sessions/cs_live_1"},
      {"du_1", "/v1/disputes/du_1"},        {"dp_1", "/v1/disputes/dp_1"},
      {"re_1", "/v1/refunds/re_1"},         {"pyr_1", "/v1/refunds/pyr_1"},
      {"ch_1", "/v1/charges/ch_1"},         {"py_1", "/v1/charges/py_1"},
      {"evt_1", "/v1/events/evt_1"},
  };
  for (const auto& [id, path] : rows) EXPECT_EQ(PathOf(id).path, path);
  for (const char* const id : {"", "pi_", "cus_1", "pi_1/confirm", "../pi_1"})
    EXPECT_EQ(PathOf(id).path, "") << id;
}

}  // namespace
}  // namespace herlaad::gateways::stripe
