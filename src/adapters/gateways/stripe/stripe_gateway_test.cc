#include "adapters/gateways/stripe/stripe_gateway.h"

#include <gtest/gtest.h>

#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_testing.h"

namespace herlaad::gateways::stripe {
namespace {

using engine::GatewayAnswer;
using orders::CloseReason;
using Kind = GatewayAnswer::Kind;
using namespace testing;  // NOLINT: the objects of this folder's tests

struct Trouble {
  std::string reference;
  bool given_up = false;
  int code = 0;
  std::string why;
};

class StripeGatewayTest : public ::testing::Test {
 protected:
  StripeGatewayTest() {
    StripeOptions options = OptionsFor(stripe_.url());
    options.report = [this](const engine::ConnectorTrouble& trouble) {
      troubles_.push_back({std::string(trouble.reference), trouble.given_up, trouble.code,
                           std::string(trouble.why)});
    };
    gateway_ = std::make_unique<StripeGateway>(std::move(options));
  }

  GatewayAnswer Open() {
    return gateway_->Open({.reference = kPayment,
                           .amount = Euros(1'500),
                           .description = "Top-up 0470 •• •• 56",
                           .return_url = "https://herlaad.example/o/tu_1",
                           .created_at = kCreated,
                           .expires_at = kCreated + Millis(1'800'000)});
  }
  GatewayAnswer Ask() { return gateway_->Ask(known_); }
  GatewayAnswer Close() { return gateway_->Close(known_); }
  GatewayAnswer Refund() { return gateway_->Refund(refund_); }
  GatewayAnswer AskRefund() { return gateway_->AskRefund(refund_); }

  // "GET /v1/…" of each request since the last call.
  std::vector<std::string> Sent() {
    std::vector<std::string> lines;
    for (const auto& request : stripe_.Requests())
      lines.push_back(request.method + " " + request.path);
    return lines;
  }

  static constexpr Instant kCreated{1'795'000'000'000};
  const engine::PaymentRef known_{kPayment, "cs_test_1", kCreated};
  const engine::PaymentRef lost_{kPayment, "", kCreated};
  const engine::RefundRequest refund_{kRefund, known_, "pi_1", Euros(1'500)};
  FakeStripe stripe_;
  std::vector<Trouble> troubles_;
  std::unique_ptr<StripeGateway> gateway_;
};

TEST_F(StripeGatewayTest, OpenedSessionHasAPage) {
  stripe_.Answers({OpenSession()});
  const GatewayAnswer open = Open();
  EXPECT_EQ(open.kind, Kind::kOpen);
  EXPECT_EQ(open.url, "https://checkout.stripe.com/c/pay/cs_test_1");
  EXPECT_EQ(open.session, "cs_test_1");
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].Find("idempotency-key"), kPayment);
}

TEST_F(StripeGatewayTest, OpeningAgainSendsTheSame) {
  stripe_.Answers({OpenSession()});
  Open();
  Open();
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].body, requests[1].body) << "a key with other parameters is an error";
}

struct OpenRow {
  const char* name;
  int status;
  json body;
  Kind kind;
  bool may_resend = true;
  bool reported = true;
};

TEST_F(StripeGatewayTest, OnlyADefiniteErrorRefusesAnOpening) {
  const OpenRow rows[] = {
      {"a method that is not switched on", 400,
       ErrorOf("invalid_request_error", "payment_method_unactivated"), Kind::kRefused},
      {"another request under this key", 400, ErrorOf("idempotency_error"), Kind::kUnknown, false},
      {"a wrong key", 401, ErrorOf("invalid_request_error", "api_key_expired"), Kind::kUnknown},
      {"a key without the right", 403, ErrorOf("invalid_request_error"), Kind::kUnknown},
      {"in progress", 409, ErrorOf("invalid_request_error", "lock_timeout"), Kind::kUnknown, true,
       false},
      {"too many requests", 429, ErrorOf("invalid_request_error", "rate_limit"), Kind::kUnknown,
       true, false},
      {"Stripe failed, and will say so again", 500, ErrorOf("api_error"), Kind::kUnknown, false},
      {"another amount", 200, With(OpenSession(), {{"amount_total", 1'400}}), Kind::kUnknown,
       false},
      {"another payment", 200, With(OpenSession(), {{"client_reference_id", "tu_2-p1"}}),
       Kind::kUnknown, false},
      {"live, with a test key", 200, With(OpenSession(), {{"livemode", true}}), Kind::kUnknown,
       false},
      {"without a mode known", 200, With(OpenSession(), {{"livemode", 1}}), Kind::kUnknown, false},
      {"in dollars", 200, With(OpenSession(), {{"currency", "usd"}}), Kind::kUnknown, false},
      {"paid in the meantime", 200, PaidSession(), Kind::kPaid, true, false},
      {"expired in the meantime", 200, Session("expired", "unpaid", nullptr), Kind::kClosed, true,
       false},
  };
  for (const OpenRow& row : rows) {
    troubles_.clear();
    stripe_.AnswersWith(row.status, net::WriteJson(row.body));
    const GatewayAnswer answer = Open();
    EXPECT_EQ(answer.kind, row.kind) << row.name;
    EXPECT_EQ(answer.may_resend, row.may_resend) << row.name;
    EXPECT_EQ(!troubles_.empty(), row.reported) << row.name;
    for (const Trouble& trouble : troubles_) {
      EXPECT_EQ(trouble.reference, kPayment) << row.name;
      EXPECT_EQ(trouble.given_up, row.kind == Kind::kRefused) << row.name;
      EXPECT_EQ(trouble.why.find("sk_test"), std::string::npos) << trouble.why;
    }
  }
}

TEST_F(StripeGatewayTest, NobodyThereIsUnknownAndMayBeSentAgain) {
  stripe_.Stop();
  for (const GatewayAnswer& answer : {Open(), Ask(), Close(), Refund(), AskRefund()}) {
    EXPECT_EQ(answer.kind, Kind::kUnknown);
    EXPECT_TRUE(answer.may_resend);
  }
  EXPECT_EQ(gateway_->Fetch("pi_1").error(), engine::CallbackError::kUnavailable);
  EXPECT_EQ(gateway_->List(kCreated, "").error(), engine::CallbackError::kUnavailable);
}

TEST_F(StripeGatewayTest, AskReadsTheSession) {
  stripe_.Answers({PaidSession()});
  const GatewayAnswer paid = Ask();
  EXPECT_EQ(paid.kind, Kind::kPaid);
  EXPECT_EQ(paid.reference, "pi_1");
  EXPECT_EQ(paid.received, 1'500);
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].path, "/v1/checkout/sessions/cs_test_1");
  EXPECT_EQ(requests[0].Parameter("expand[0]"), "payment_intent.latest_charge");
}

TEST_F(StripeGatewayTest, AskWithoutASessionSearchesForIt) {
  const json other = With(OpenSession(), {{"client_reference_id", "tu_2-p1"}, {"id", "cs_test_2"}});
  stripe_.Answers({ListOf({other}, true), ListOf({PaidSession()})});
  EXPECT_EQ(gateway_->Ask(lost_).kind, Kind::kPaid);
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].path, "/v1/checkout/sessions");
  EXPECT_EQ(requests[0].Parameter("created[gte]"), "1794999700");
  EXPECT_EQ(requests[0].Parameter("created[lt]"), "1795000300");
  EXPECT_EQ(requests[0].Parameter("expand[0]"), "data.payment_intent.latest_charge");
  EXPECT_EQ(requests[1].Parameter("starting_after"), "cs_test_2");
}

TEST_F(StripeGatewayTest, SearchGoesOnThroughTheDay) {
  stripe_.Answers({ListOf({}), ListOf({PaidSession()})});
  EXPECT_EQ(gateway_->Ask(lost_).kind, Kind::kPaid);
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[1].Parameter("created[gte]"), "1795000300");
  EXPECT_EQ(requests[1].Parameter("created[lt]"), "1795086400");
}

TEST_F(StripeGatewayTest, SessionThatIsNowhereIsUnknownWhenAskedAndClosedWhenClosed) {
  stripe_.Answers({ListOf({})});
  EXPECT_EQ(gateway_->Ask(lost_).kind, Kind::kUnknown);
  const GatewayAnswer closed = gateway_->Close(lost_);
  EXPECT_EQ(closed.kind, Kind::kClosed);
  EXPECT_NE(closed.reason, CloseReason::kNone);
}

TEST_F(StripeGatewayTest, SearchWithoutItsEndClosesNothing) {
  stripe_.Answers({ListOf({With(OpenSession(), {{"client_reference_id", "tu_2-p1"}})}, true)});
  EXPECT_EQ(gateway_->Close(lost_).kind, Kind::kUnknown);
  EXPECT_EQ(Sent().size(), std::size_t{kPagesMax}) << "bounded";
  stripe_.Answers({ListOf({})});
  stripe_.Then(500, "");
  EXPECT_EQ(gateway_->Close(lost_).kind, Kind::kUnknown) << "the second part was not listed";
}

TEST_F(StripeGatewayTest, FoundSessionIsClosedByItsName) {
  stripe_.Answers({ListOf({OpenSession()}), Session("expired", "unpaid", nullptr)});
  EXPECT_EQ(gateway_->Close(lost_).kind, Kind::kClosed);
  EXPECT_EQ(Sent(), (std::vector<std::string>{"GET /v1/checkout/sessions",
                                              "POST /v1/checkout/sessions/cs_test_1/expire"}));
}

TEST_F(StripeGatewayTest, ClosingInTimeEndsThePage) {
  stripe_.Answers({Session("expired", "unpaid", nullptr)});
  const GatewayAnswer closed = Close();
  EXPECT_EQ(closed.kind, Kind::kClosed);
  EXPECT_EQ(closed.reason, CloseReason::kExpired);
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 1u);
  EXPECT_EQ(requests[0].body, "expand%5B0%5D=payment_intent.latest_charge");
}

TEST_F(StripeGatewayTest, ClosingTooLateSaysWhatItIs) {
  const std::string not_open = net::WriteJson(ErrorOf("invalid_request_error"));
  const std::pair<json, Kind> rows[] = {
      {PaidSession(), Kind::kPaid},
      {Session("complete", "unpaid", Intent("processing")), Kind::kProcessing},
      {Session("expired", "unpaid", nullptr), Kind::kClosed},
      {OpenSession(), Kind::kUnknown},
  };
  for (const auto& [session, kind] : rows) {
    stripe_.AnswersWith(400, not_open);
    stripe_.Then(200, net::WriteJson(session));
    EXPECT_EQ(Close().kind, kind) << session;
    EXPECT_EQ(Sent(), (std::vector<std::string>{"POST /v1/checkout/sessions/cs_test_1/expire",
                                                "GET /v1/checkout/sessions/cs_test_1"}));
  }
}

TEST_F(StripeGatewayTest, AskAndCloseAreNeverRefused) {
  for (const int status : {400, 401, 404, 409, 500}) {
    stripe_.AnswersWith(status, net::WriteJson(ErrorOf("invalid_request_error")));
    EXPECT_EQ(Ask().kind, Kind::kUnknown) << status;
    EXPECT_EQ(Close().kind, Kind::kUnknown) << status;
    EXPECT_EQ(gateway_->Ask(lost_).kind, Kind::kUnknown) << status;
    EXPECT_EQ(gateway_->Close(lost_).kind, Kind::kUnknown) << status;
  }
}

TEST_F(StripeGatewayTest, SessionOfAnotherPaymentIsUnknownAndReported) {
  stripe_.Answers({With(PaidSession(), {{"client_reference_id", "tu_2-p1"}})});
  EXPECT_EQ(Ask().kind, Kind::kUnknown);
  ASSERT_EQ(troubles_.size(), 1u);
  EXPECT_EQ(troubles_[0].reference, kPayment);
}

TEST_F(StripeGatewayTest, NameThatIsNoSessionIsNotSent) {
  EXPECT_EQ(gateway_->Ask({kPayment, "cs_1/../../x", kCreated}).kind, Kind::kUnknown);
  EXPECT_EQ(gateway_->Close({kPayment, "pi_1", kCreated}).kind, Kind::kUnknown);
  EXPECT_TRUE(Sent().empty());
}

TEST_F(StripeGatewayTest, RefundIsSentOnceItIsSureThatThereIsNone) {
  stripe_.Answers({ListOf({}), RefundObject()});
  const GatewayAnswer done = Refund();
  EXPECT_EQ(done.kind, Kind::kDone);
  EXPECT_EQ(done.reference, "re_1");
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].Parameter("payment_intent"), "pi_1");
  EXPECT_EQ(requests[1].method, "POST");
  EXPECT_EQ(requests[1].Find("idempotency-key"), kRefund);
  EXPECT_EQ(requests[1].body,
            "payment_intent=pi_1&amount=1500&metadata%5Bherlaad_refund%5D=" + kRefund);
}

TEST_F(StripeGatewayTest, RefundThatIsThereIsNotSentAgain) {
  const json other = With(RefundObject(), {{"metadata", {{"herlaad_refund", "tu_1-r9"}}}});
  const std::pair<const char*, Kind> rows[] = {{"succeeded", Kind::kDone},
                                               {"pending", Kind::kProcessing},
                                               {"requires_action", Kind::kProcessing},
                                               {"failed", Kind::kRefused}};
  for (const auto& [status, kind] : rows) {
    stripe_.Answers({ListOf({other, RefundObject(status)})});
    EXPECT_EQ(Refund().kind, kind) << status;
    EXPECT_EQ(AskRefund().kind, kind) << status;
    for (const std::string& sent : Sent()) EXPECT_EQ(sent, "GET /v1/refunds");
  }
}

TEST_F(StripeGatewayTest, NoRefundIsSentWhileItIsUnclearWhetherThereIsOne) {
  stripe_.AnswersWith(500, "");
  EXPECT_EQ(Refund().kind, Kind::kUnknown);
  EXPECT_TRUE(Refund().may_resend) << "nothing was sent";
  stripe_.Answers({ListOf({With(RefundObject(), {{"amount", 1'000}})})});
  EXPECT_EQ(Refund().kind, Kind::kUnknown) << "another sum";
  stripe_.Answers({ListOf({RefundObject("reversed")})});
  EXPECT_EQ(Refund().kind, Kind::kUnknown) << "a state nobody knows";
  for (const std::string& sent : Sent()) EXPECT_EQ(sent, "GET /v1/refunds");
}

struct RefundRow {
  const char* name;
  int status;
  json body;
  Kind kind;
  bool may_resend = true;
};

TEST_F(StripeGatewayTest, OnlyADefiniteErrorRefusesARefund) {
  const RefundRow rows[] = {
      {"already refunded", 400, ErrorOf("invalid_request_error", "charge_already_refunded"),
       Kind::kRefused},
      {"disputed", 400, ErrorOf("invalid_request_error", "charge_disputed"), Kind::kRefused},
      {"another request under this key", 400, ErrorOf("idempotency_error"), Kind::kUnknown, false},
      {"a wrong key", 401, ErrorOf("invalid_request_error"), Kind::kUnknown},
      {"in progress", 409, ErrorOf("invalid_request_error", "lock_timeout"), Kind::kUnknown},
      {"Stripe failed, and will say so again", 500, ErrorOf("api_error"), Kind::kUnknown, false},
      {"accepted", 200, RefundObject("pending"), Kind::kProcessing},
      {"failed at once", 200, RefundObject("failed"), Kind::kRefused},
      {"another sum", 200, With(RefundObject(), {{"amount", 1'000}}), Kind::kUnknown, false},
      {"another refund", 200, With(RefundObject(), {{"metadata", {{"herlaad_refund", "x"}}}}),
       Kind::kUnknown, false},
      {"of another payment", 200, With(RefundObject(), {{"payment_intent", "pi_2"}}),
       Kind::kUnknown, false},
      {"in dollars", 200, With(RefundObject(), {{"currency", "usd"}}), Kind::kUnknown, false},
  };
  for (const RefundRow& row : rows) {
    stripe_.Answers({ListOf({})});
    stripe_.Then(row.status, net::WriteJson(row.body));
    const GatewayAnswer answer = Refund();
    EXPECT_EQ(answer.kind, row.kind) << row.name;
    EXPECT_EQ(answer.may_resend, row.may_resend) << row.name;
  }
}

TEST_F(StripeGatewayTest, AskedRefundThatIsNowhereIsUnknownAndNotSent) {
  stripe_.Answers({ListOf({})});
  EXPECT_EQ(AskRefund().kind, Kind::kUnknown);
  EXPECT_EQ(Sent(), std::vector<std::string>{"GET /v1/refunds"});
}

TEST_F(StripeGatewayTest, ChargeThatIsNotStripesIsRefusedUnsent) {
  auto request = refund_;
  request.charge = "ch_1";
  EXPECT_EQ(gateway_->Refund(request).kind, Kind::kRefused);
  EXPECT_TRUE(Sent().empty());
}

TEST_F(StripeGatewayTest, CallbackIsBelievedWithOneSignatureOfAnySecret) {
  const std::string body = net::WriteJson(Event("payment_intent.succeeded", Intent()));
  const auto sign = [&](const std::string& secret, const std::string& time) {
    return std::pair<std::string, std::string>(
        "stripe-signature", "t=" + time + ",v1=" + HmacHex(Secret(secret), time + "." + body));
  };
  const auto good = sign(kWebhookSecret, "1795000000");
  const auto read = [&](const engine::Gateway::Headers& headers, Instant now = kCreated) {
    return gateway_->ReadCallback(headers, body, now).ok();
  };
  EXPECT_TRUE(read({good}));
  EXPECT_FALSE(read({})) << "unsigned";
  EXPECT_FALSE(read({good, good})) << "signed twice";
  EXPECT_FALSE(read({sign("whsec_other", "1795000000")})) << "forged";
  EXPECT_TRUE(read({good}, kCreated + Millis(300'000)));
  EXPECT_FALSE(read({good}, kCreated + Millis(301'000))) << "old";
  EXPECT_TRUE(read({good}, kCreated - Millis(300'000)));
  EXPECT_FALSE(read({good}, kCreated - Millis(301'000))) << "from the future";
  EXPECT_EQ(gateway_->ReadCallback({good}, body + " ", kCreated).error(),
            engine::CallbackError::kBadSignature);

  StripeOptions options = OptionsFor(stripe_.url());
  options.webhook_secrets.emplace_back("whsec_second");
  StripeGateway rotating(options);
  EXPECT_TRUE(rotating.ReadCallback({sign("whsec_second", "1795000000")}, body, kCreated).ok());
  EXPECT_TRUE(rotating.ReadCallback({good}, body, kCreated).ok());
}

TEST_F(StripeGatewayTest, HugeCallbackIsNotRead) {
  const std::string body(kCallbackMax + 1, ' ');
  const std::string signature =
      "t=1795000000,v1=" + HmacHex(Secret(kWebhookSecret), "1795000000." + body);
  EXPECT_EQ(gateway_->ReadCallback({{"stripe-signature", signature}}, body, kCreated).error(),
            engine::CallbackError::kBadSignature);
}

struct FetchRow {
  const char* id;
  json object;
  const char* path;
  Kind kind;
};

TEST_F(StripeGatewayTest, NamedObjectIsFetchedAndTells) {
  const FetchRow rows[] = {
      {"pi_1", Intent(), "/v1/payment_intents/pi_1", Kind::kPaid},
      {"cs_test_1", PaidSession(), "/v1/checkout/sessions/cs_test_1", Kind::kPaid},
      {"du_1", DisputeObject(), "/v1/disputes/du_1", Kind::kDisputed},
      {"re_1", RefundObject("failed"), "/v1/refunds/re_1", Kind::kFailed},
      {"ch_1", ChargeObject(), "/v1/charges/ch_1", Kind::kPaid},
      {"evt_1", Event("payment_intent.succeeded", Intent()), "/v1/events/evt_1", Kind::kPaid},
  };
  for (const FetchRow& row : rows) {
    stripe_.Answers({row.object});
    const auto news = gateway_->Fetch(row.id);
    ASSERT_TRUE(news.ok()) << row.id;
    ASSERT_EQ(news->size(), 1u) << row.id;
    EXPECT_EQ((*news)[0].answer.kind, row.kind) << row.id;
    const auto requests = stripe_.Requests();
    ASSERT_EQ(requests.size(), 1u) << row.id;
    EXPECT_EQ(requests[0].path, row.path);
  }
}

TEST_F(StripeGatewayTest, FetchedDisputeIsAsOfTheAnswer) {
  stripe_.Answers({DisputeObject("lost")});
  const auto news = gateway_->Fetch("du_1");
  ASSERT_TRUE(news.ok());
  const auto& dispute = (*news)[0].answer.dispute;
  EXPECT_EQ(dispute.state, orders::DisputeState::kLost);
  EXPECT_NE(dispute.at, Instant{}) << "the time of Stripe's answer";
  EXPECT_EQ(stripe_.Requests()[0].Parameter("expand[0]"), "payment_intent.latest_charge");
}

TEST_F(StripeGatewayTest, EventThatNamesAnObjectIsFollowedOnce) {
  stripe_.Answers({Event("charge.dispute.created", DisputeObject()), DisputeObject()});
  const auto news = gateway_->Fetch("evt_1");
  ASSERT_TRUE(news.ok());
  EXPECT_EQ((*news)[0].answer.kind, Kind::kDisputed);
  EXPECT_EQ(Sent(), (std::vector<std::string>{"GET /v1/events/evt_1", "GET /v1/disputes/du_1"}));
  stripe_.Answers({Event("charge.dispute.created", With(DisputeObject(), {{"id", "evt_2"}}))});
  EXPECT_EQ(gateway_->Fetch("evt_1").error(), engine::CallbackError::kMalformed);
  EXPECT_EQ(Sent().size(), 2u);
}

TEST_F(StripeGatewayTest, FetchSaysWhyItTellsNothing) {
  using engine::CallbackError;
  struct Row {
    int status;
    std::string body;
    CallbackError error;
  };
  const Row rows[] = {
      {404, net::WriteJson(ErrorOf("invalid_request_error", "resource_missing")),
       CallbackError::kNotForUs},
      {401, net::WriteJson(ErrorOf("invalid_request_error")), CallbackError::kUnavailable},
      {429, "", CallbackError::kUnavailable},
      {500, "", CallbackError::kUnavailable},
      {200, "<html>", CallbackError::kMalformed},
      {200, net::WriteJson(With(Intent(), {{"currency", "usd"}})), CallbackError::kMalformed},
      {200, net::WriteJson(With(Intent(), {{"livemode", true}})), CallbackError::kNotForUs},
  };
  for (const Row& row : rows) {
    stripe_.AnswersWith(row.status, row.body);
    const auto news = gateway_->Fetch("pi_1");
    ASSERT_FALSE(news.ok()) << row.status << row.body;
    EXPECT_EQ(news.error(), row.error) << row.status << row.body;
  }
  Sent();
  EXPECT_EQ(gateway_->Fetch("cus_1").error(), CallbackError::kNotForUs);
  EXPECT_TRUE(Sent().empty());
}

TEST_F(StripeGatewayTest, ListGoesThroughPaymentsDisputesAndRefunds) {
  const json theirs = With(Intent(), {{"metadata", {{"herlaad_payment", nullptr}}}});
  stripe_.Answers({ListOf({Intent(), theirs, Intent("canceled"), Intent("requires_action")}, true),
                   ListOf({Intent("processing")}), ListOf({DisputeObject()}),
                   ListOf({RefundObject("failed")})});
  std::vector<Kind> kinds;
  std::string after;
  for (int page = 0; page < 4; ++page) {
    const auto told = gateway_->List(kCreated, after);
    ASSERT_TRUE(told.ok()) << page;
    for (const auto& news : told->news) kinds.push_back(news.answer.kind);
    after = told->next;
    EXPECT_EQ(after.empty(), page == 3) << page;
  }
  EXPECT_EQ(kinds,
            (std::vector<Kind>{Kind::kPaid, Kind::kProcessing, Kind::kDisputed, Kind::kFailed}));
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 4u);
  EXPECT_EQ(requests[0].path, "/v1/payment_intents");
  EXPECT_EQ(requests[0].Parameter("created[gte]"), "1795000000");
  EXPECT_EQ(requests[0].Parameter("limit"), "100");
  EXPECT_EQ(requests[0].Parameter("expand[0]"), "data.latest_charge");
  EXPECT_EQ(requests[1].Parameter("starting_after"), "pi_1");
  EXPECT_EQ(requests[2].path, "/v1/disputes");
  EXPECT_EQ(requests[2].Parameter("expand[0]"), "data.payment_intent.latest_charge");
  EXPECT_EQ(requests[3].path, "/v1/refunds");
}

TEST_F(StripeGatewayTest, ListedObjectThatIsWrongIsReportedAndPassedOver) {
  stripe_.Answers({ListOf({With(Intent(), {{"currency", "usd"}}), Intent()})});
  const auto told = gateway_->List(kCreated, "");
  ASSERT_TRUE(told.ok());
  EXPECT_EQ(told->news.size(), 1u);
  EXPECT_EQ(troubles_.size(), 1u);
}

TEST_F(StripeGatewayTest, PlaceInTheListThatIsNotOursIsMalformed) {
  for (const char* const after : {"x", "charge:", "payment_intent:../x", ":"}) {
    EXPECT_EQ(gateway_->List(kCreated, after).error(), engine::CallbackError::kMalformed) << after;
  }
  EXPECT_TRUE(Sent().empty());
}

}  // namespace
}  // namespace herlaad::gateways::stripe
