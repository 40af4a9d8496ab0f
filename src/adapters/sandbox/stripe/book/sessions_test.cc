#include "adapters/sandbox/stripe/book/sessions.h"

#include <gmock/gmock.h>

#include "adapters/sandbox/stripe/stripe_testing.h"

namespace herlaad::sandbox {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(StripeTest, OpenSessionHasAnAddressAndNoIntent) {
  const Reply opened = Post("/v1/checkout/sessions", SessionForm());
  ASSERT_EQ(opened.status, 200) << opened.body;
  EXPECT_EQ(opened.body["object"], "checkout.session");
  EXPECT_EQ(opened.body["status"], "open");
  EXPECT_EQ(opened.body["payment_status"], "unpaid");
  EXPECT_EQ(opened.body["amount_total"], 1'500);
  EXPECT_EQ(opened.body["currency"], "eur");
  EXPECT_TRUE(opened.body["payment_intent"].is_null());
  EXPECT_EQ(opened.body["metadata"]["order"], "tu_1");
  EXPECT_THAT(opened.body["url"].get<std::string>(), HasSubstr("http://localhost:1/pay/"));
  EXPECT_THAT(opened.body.dump(), Not(HasSubstr("\"_")));
  EXPECT_THAT(opened.Header("Request-Id"), HasSubstr("req_"));
  EXPECT_EQ(Get("/v1/checkout/sessions/" + opened.body["id"].get<std::string>()).body, opened.body);
}

TEST_F(StripeTest, InvalidSessionsAreRefusedWithTheParameter) {
  struct Case {
    const char* name;
    std::string form;
    const char* param;
    const char* code;
  };
  const std::string whole = SessionForm();
  const Case cases[] = {
      {"misspelt", whole + "&sucess_url=x", "sucess_url", "parameter_unknown"},
      {"misspelt inside", whole + "&line_items[0][price_data][curency]=eur",
       "line_items[0][price_data][curency]", "parameter_unknown"},
      {"no mode", "success_url=https%3A%2F%2Fa.example", "mode", "parameter_missing"},
      {"another mode", "mode=setup", "mode", ""},
      {"empty value", whole + "&cancel_url=", "cancel_url", "parameter_invalid_empty"},
      {"no address", "mode=payment", "line_items", "parameter_missing"},
      {"bad address", whole + "&cancel_url=javascript:alert(1)", "cancel_url", "url_invalid"},
      {"amount zero", SessionForm("card", "0"), "line_items[0][price_data][unit_amount]",
       "parameter_invalid_integer"},
      {"negative amount", SessionForm("card", "-1"), "line_items[0][price_data][unit_amount]",
       "parameter_invalid_integer"},
      {"not digits", SessionForm("card", "15.00"), "line_items[0][price_data][unit_amount]",
       "parameter_invalid_integer"},
      {"beyond 64 bits", SessionForm("card", "99999999999999999999"),
       "line_items[0][price_data][unit_amount]", "parameter_invalid_integer"},
      {"too small", SessionForm("card", "49"), "line_items", "amount_too_small"},
      {"too large", SessionForm("card", "100000000"), "line_items[0][price_data][unit_amount]",
       "amount_too_large"},
      {"too large in all",
       whole +
           "&line_items[1][quantity]=999999"
           "&line_items[1][price_data][currency]=eur&line_items[1][price_data][unit_amount]=99999"
           "&line_items[1][price_data][product_data][name]=x",
       "line_items", "amount_too_large"},
      {"unknown method", SessionForm("ideal"), "allowed_payment_method_types", ""},
      {"expires too soon", whole + "&expires_at=1790000060", "expires_at", ""},
      {"expires too late", whole + "&expires_at=1790090000", "expires_at", ""},
      {"unknown customer", whole + "&customer=cus_none", "customer", "resource_missing"},
      {"WeChat Pay cannot be saved",
       SessionForm("wechat_pay") + "&payment_intent_data[setup_future_usage]=off_session",
       "payment_intent_data[setup_future_usage]", ""},
      {"no list of items", whole + "&line_items=1", "line_items", "parameter_unknown"},
  };
  for (const Case& each : cases) {
    const Reply refused = Post("/v1/checkout/sessions", each.form);
    EXPECT_EQ(refused.status, std::string(each.code) == "resource_missing" ? 404 : 400)
        << each.name << refused.body;
    EXPECT_EQ(refused.Error("type"), "invalid_request_error") << each.name;
    EXPECT_EQ(refused.Error("param"), each.param) << each.name;
    EXPECT_EQ(refused.Error("code"), each.code) << each.name;
    EXPECT_FALSE(refused.Error("message").empty()) << each.name;
  }
  EXPECT_TRUE(Get("/v1/checkout/sessions").body["data"].empty());
}

TEST_F(StripeTest, ForeignCurrencyIsRefused) {
  std::string form = SessionForm();
  form.replace(form.find("=eur"), 4, "=usd");
  const Reply refused = Post("/v1/checkout/sessions", form);
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.Error("param"), "line_items[0][price_data][currency]");
}

TEST_F(StripeTest, WechatPayNeedsItsClient) {
  const Reply refused = Post("/v1/checkout/sessions",
                             SessionForm("card") + "&allowed_payment_method_types[1]=wechat_pay");
  EXPECT_EQ(refused.Error("param"), "payment_method_options[wechat_pay][client]");
}

TEST_F(StripeTest, UiModeHasTheNameOfItsVersion) {
  StripeRequest newest = Request("POST", "/v1/checkout/sessions", SessionForm());
  newest.parameters += "&ui_mode=hosted_page";
  EXPECT_EQ(Send(newest).body["ui_mode"], "hosted_page");
  StripeRequest older = Request("POST", "/v1/checkout/sessions", SessionForm());
  older.parameters += "&ui_mode=hosted";
  EXPECT_EQ(Send(older).status, 400);
  older.version = "2026-02-25.clover";
  const auto name = older.parameters.find("allowed_payment_method_types");
  EXPECT_EQ(Send(older).body["error"]["param"], "allowed_payment_method_types[0]");
  older.parameters.replace(name, std::string_view("allowed_").size(), "");
  EXPECT_EQ(Send(older).body["ui_mode"], "hosted");
}

TEST_F(StripeTest, ApprovedSessionIsPaidOnce) {
  const std::string session = Open();
  EXPECT_TRUE(Act(session, PayerAction::kApprove));
  EXPECT_FALSE(Act(session, PayerAction::kApprove)) << "Stripe never charges a session twice";
  const Reply read = Get("/v1/checkout/sessions/" + session,
                         "expand[]=payment_intent.latest_charge.balance_transaction");
  EXPECT_EQ(read.body["status"], "complete");
  EXPECT_EQ(read.body["payment_status"], "paid");
  EXPECT_TRUE(read.body["url"].is_null());
  const auto& intent = read.body["payment_intent"];
  EXPECT_EQ(intent["status"], "succeeded");
  EXPECT_EQ(intent["metadata"]["order"], "tu_1");
  EXPECT_EQ(intent["allowed_payment_method_types"], intent["payment_method_types"]);
  const auto& charge = intent["latest_charge"];
  EXPECT_EQ(charge["amount"], 1'500);
  EXPECT_EQ(charge["metadata"]["order"], "tu_1");
  EXPECT_EQ(charge["balance_transaction"]["fee"], 48);  // 1.5 % of €15.00, and €0.25
  EXPECT_EQ(charge["balance_transaction"]["net"], 1'452);
  EXPECT_EQ(Balance(), 1'452);
  EXPECT_THAT(Events(), ElementsAre("payment_intent.created", "charge.succeeded",
                                    "payment_intent.succeeded", "checkout.session.completed"));
  EXPECT_EQ(Webhooks(), Events());
}

TEST_F(StripeTest, ATestCardHasTheSameFingerprintForEveryPayment) {
  const auto fingerprint_of = [this](const std::string& card) {
    const std::string id = Open();
    auto session = *store_->Find(id);
    EXPECT_EQ(UseTestCard(*book_, session, card), !card.empty());
    EXPECT_TRUE(Act(id, PayerAction::kApprove));
    const Reply read = Get("/v1/checkout/sessions/" + id, "expand[]=payment_intent.latest_charge");
    const auto& charge = read.body["payment_intent"]["latest_charge"];
    return charge["payment_method_details"]["card"]["fingerprint"].get<std::string>();
  };
  const std::string stolen = fingerprint_of("stolen");
  EXPECT_EQ(fingerprint_of("stolen"), stolen);
  EXPECT_NE(fingerprint_of("another"), stolen);
  EXPECT_NE(fingerprint_of(""), fingerprint_of("")) << "a card of its own";
  auto session = *store_->Find(Open());
  EXPECT_FALSE(UseTestCard(*book_, session, std::string(41, 'a')));
}

TEST_F(StripeTest, EachMethodIsBookedByItsKind) {
  for (const StripeMethod& method : AllStripeMethods()) {
    const std::string charge = ChargeOf(Pay(std::string(method.name)));
    EXPECT_THAT(charge, HasSubstr(method.is_card ? "ch_" : "py_")) << method.name;
    const auto moved = Get("/v1/balance_transactions", "source=" + charge).body["data"];
    ASSERT_EQ(moved.size(), 1U) << method.name;
    EXPECT_EQ(moved[0]["type"], method.is_card ? "charge" : "payment") << method.name;
  }
}

TEST_F(StripeTest, DeclinedPayerTriesAgainInTheSameSession) {
  const std::string session = Open();
  EXPECT_TRUE(Act(session, PayerAction::kDeclineFunds));
  EXPECT_EQ(Status(session), "open");
  const std::string intent = store_->Find(session)->at("payment_intent");
  const auto read = Get("/v1/payment_intents/" + intent).body;
  EXPECT_EQ(read["status"], "requires_payment_method");
  EXPECT_EQ(read["last_payment_error"]["decline_code"], "insufficient_funds");
  EXPECT_TRUE(Act(session, PayerAction::kApprove));
  EXPECT_EQ(store_->Find(session)->at("payment_intent"), intent);
  EXPECT_EQ(Status(intent), "succeeded");
  const auto charges = Get("/v1/charges", "payment_intent=" + intent).body["data"];
  ASSERT_EQ(charges.size(), 2U);
  EXPECT_EQ(charges[0]["status"], "succeeded") << "newest first";
  EXPECT_EQ(charges[1]["status"], "failed");
  EXPECT_THAT(Events(), Contains("payment_intent.payment_failed"));
}

TEST_F(StripeTest, AuthenticationIsAskedThenGivenOrFailed) {
  const std::string session = Open();
  EXPECT_TRUE(Act(session, PayerAction::kAuthenticate));
  const std::string intent = store_->Find(session)->at("payment_intent");
  EXPECT_EQ(Status(intent), "requires_action");
  EXPECT_TRUE(Act(session, PayerAction::kFailAuthentication));
  EXPECT_EQ(Status(intent), "requires_payment_method");
  EXPECT_TRUE(Act(session, PayerAction::kApprove));
  EXPECT_EQ(Status(intent), "succeeded");
}

TEST_F(StripeTest, ProcessingPaymentEndsEitherWay) {
  for (const bool succeeds : {true, false}) {
    const std::string session = Open("bancontact");
    EXPECT_TRUE(Act(session, PayerAction::kProcess));
    EXPECT_EQ(Status(session), "complete");
    EXPECT_EQ(store_->Find(session)->at("payment_status"), "unpaid");
    const std::string intent = store_->Find(session)->at("payment_intent");
    EXPECT_EQ(Status(intent), "processing");
    const Reply refused = Post("/v1/payment_intents/" + intent + "/cancel", "");
    EXPECT_EQ(refused.status, 400) << "what is processed cannot be cancelled";
    EXPECT_TRUE(Act(session, succeeds ? PayerAction::kSettle : PayerAction::kFail));
    EXPECT_FALSE(Act(session, PayerAction::kSettle)) << "once";
    EXPECT_EQ(Status(intent), succeeds ? "succeeded" : "requires_payment_method");
    EXPECT_EQ(store_->Find(session)->at("payment_status"), succeeds ? "paid" : "unpaid");
  }
  EXPECT_THAT(Events(), Contains("checkout.session.async_payment_succeeded"));
  EXPECT_THAT(Events(), Contains("checkout.session.async_payment_failed"));
}

TEST_F(StripeTest, OnlyOpenSessionsExpire) {
  const std::string session = Open();
  EXPECT_TRUE(Act(session, PayerAction::kDecline));
  const std::string intent = store_->Find(session)->at("payment_intent");
  EXPECT_EQ(Post("/v1/checkout/sessions/" + session + "/expire", "").body["status"], "expired");
  EXPECT_EQ(Status(intent), "canceled");
  EXPECT_FALSE(Act(session, PayerAction::kApprove)) << "no money comes after that";
  EXPECT_EQ(Post("/v1/checkout/sessions/" + session + "/expire", "").status, 400);
  const std::string paid = Open();
  EXPECT_TRUE(Act(paid, PayerAction::kApprove));
  const Reply refused = Post("/v1/checkout/sessions/" + paid + "/expire", "");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.Error("message"), HasSubstr("complete"));
  EXPECT_EQ(Post("/v1/checkout/sessions/cs_test_none/expire", "").status, 404);
}

TEST_F(StripeTest, IntentOfASessionIsNeitherCancelledNorConfirmedByTheShop) {
  const std::string session = Open();
  EXPECT_TRUE(Act(session, PayerAction::kDecline));
  const std::string intent = store_->Find(session)->at("payment_intent");
  EXPECT_EQ(Post("/v1/payment_intents/" + intent + "/cancel", "").status, 400);
  EXPECT_EQ(Post("/v1/payment_intents/" + intent + "/confirm", "").status, 400);
  EXPECT_EQ(Status(intent), "requires_payment_method");
}

TEST_F(StripeTest, ReasonOfADeclineIsNamed) {
  struct Case {
    PayerAction action;
    const char* code;
    const char* decline_code;
  };
  const Case cases[] = {
      {PayerAction::kDecline, "card_declined", "generic_decline"},
      {PayerAction::kDeclineFunds, "card_declined", "insufficient_funds"},
      {PayerAction::kDeclineExpired, "expired_card", "expired_card"},
      {PayerAction::kDeclineLimit, "card_declined", "card_velocity_exceeded"},
  };
  const std::string session = Open();
  for (const Case& each : cases) {
    EXPECT_TRUE(Act(session, each.action));
    const std::string intent = store_->Find(session)->at("payment_intent");
    const auto error = store_->Find(intent)->at("last_payment_error");
    EXPECT_EQ(error.at("code"), each.code);
    EXPECT_EQ(error.at("decline_code"), each.decline_code);
    EXPECT_EQ(Status(session), "open") << "the payer may try again";
  }
}

TEST_F(StripeTest, SecondChargeIsByAnIntentOfItsOwn) {
  const std::string session = Open();
  EXPECT_TRUE(Act(session, PayerAction::kDoubleCharge));
  EXPECT_EQ(Status(session), "complete");
  const auto charges = Get("/v1/charges").body.at("data");
  ASSERT_EQ(charges.size(), 2U);
  EXPECT_NE(charges[0].at("payment_intent"), charges[1].at("payment_intent"));
  for (const auto& charge : charges) {
    EXPECT_EQ(charge.at("amount_captured"), 1'500);
    EXPECT_EQ(charge.at("metadata").at("order"), "tu_1");
  }
  EXPECT_FALSE(Act(session, PayerAction::kDoubleCharge)) << "it is paid";
}

TEST_F(StripeTest, AnotherAmountIsChargedAsIfByADiscount) {
  const std::string session = Open();
  EXPECT_TRUE(Act(session, PayerAction::kDecline));  // which makes the intent
  EXPECT_TRUE(Act(session, PayerAction::kWrongAmount));
  const auto paid = *store_->Find(session);
  EXPECT_EQ(paid.at("payment_status"), "paid");
  EXPECT_EQ(paid.at("amount_subtotal"), 1'500);
  EXPECT_EQ(paid.at("amount_total"), 1'400);
  const auto intent = *store_->Find(paid.at("payment_intent").get<std::string>());
  EXPECT_EQ(intent.at("amount"), 1'400);
  EXPECT_EQ(intent.at("amount_received"), 1'400);
  const std::string small = Post("/v1/checkout/sessions", SessionForm("card", "149")).body["id"];
  EXPECT_FALSE(Act(small, PayerAction::kWrongAmount)) << "Stripe takes at least 50 cents";
  EXPECT_EQ(store_->Find(small)->at("amount_total"), 149);
}

TEST_F(StripeTest, ExpiredSessionIsChargedLateOnce) {
  const std::string session = Open();
  EXPECT_FALSE(Act(session, PayerAction::kLate)) << "it is open";
  EXPECT_EQ(Post("/v1/checkout/sessions/" + session + "/expire", "").status, 200);
  EXPECT_TRUE(Act(session, PayerAction::kLate));
  EXPECT_FALSE(Act(session, PayerAction::kLate));
  EXPECT_EQ(Status(session), "expired");
  const auto charges = Get("/v1/charges").body.at("data");
  ASSERT_EQ(charges.size(), 1U);
  EXPECT_EQ(charges[0].at("metadata").at("order"), "tu_1");
  EXPECT_THAT(Events(), Contains("payment_intent.succeeded"));
  const std::string paid = Open();
  EXPECT_TRUE(Act(paid, PayerAction::kApprove));
  EXPECT_FALSE(Act(paid, PayerAction::kLate)) << "it is paid in time";
}

}  // namespace
}  // namespace herlaad::sandbox
