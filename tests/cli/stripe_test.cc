// Payments through the gateway `stripe`, whose server is the demo's stand-in for Stripe.
#include <algorithm>
#include <chrono>
#include <thread>

#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

using nlohmann::json;

constexpr const char* kCredited = "0485123456";  // at the sandbox's operator
constexpr const char* kBarred = "0485123003";    // refused there: its last digits are x03

class StripeTest : public ::testing::Test {
 protected:
  StripeTest() {
    here_.StartDemo();
    const std::string out = here_.server().out();
    const auto at = out.find("stand-in for Stripe at ");
    EXPECT_NE(at, std::string::npos) << out;
    const auto begin = out.find("http", at);
    url_ = out.substr(begin, out.find(';', begin) - begin);
  }

  json Place(const std::string& number, const std::string& tender) {
    return here_.Json({"topup", "place", number, "--amount", "15", "--operator", "telenet",
                       "--tender", tender, "--no-wait"});
  }
  // The payer presses a button on the payment page.
  void Press(const json& topup, const std::string& action) {
    here_.Press(topup["payment"]["url"], action);
  }
  json Show(const json& topup) { return here_.Json({"topup", "show", Reference(topup)}); }
  static std::string Reference(const json& topup) { return topup["reference"]; }
  // The top-up once it is in that state; as it is after half a minute.
  json Await(const json& topup, const std::string& state) {
    json now;
    for (int i = 0; i < 300; ++i) {
      now = Show(topup);
      if (now["state"] == state) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    EXPECT_EQ(now["state"], state) << now.dump(2);
    return now;
  }
  json Stripe(const std::string& method, const std::string& path, const std::string& body = {}) {
    net::ClientRequest request;
    request.method = method;
    request.url = url_ + path;
    request.headers = {{"authorization", "Bearer sk_test_herlaad_demo"}};
    if (!body.empty()) request.headers.push_back({"content-type", "application/json"});
    request.body = body;
    const auto answer = client_.Send(request);
    EXPECT_TRUE(answer.ok());
    if (!answer.ok()) return {};
    EXPECT_LT(answer->status, 300) << path << ": " << answer->body;
    return answer->body.empty() ? json() : json::parse(answer->body);
  }
  static bool Has(const json& topup, const std::string& event, const std::string& detail = {}) {
    const auto& history = topup["history"];
    return std::any_of(history.begin(), history.end(), [&](const json& entry) {
      return entry["event"] == event && entry.value("detail", "").find(detail) != std::string::npos;
    });
  }

  Installation here_;
  net::Client client_;
  std::string url_;
};

TEST_F(StripeTest, PaymentIsTakenOnceAndTheNumberIsCredited) {
  // One number may not be topped up again at once.
  const std::pair<const char*, const char*> ways[] = {{"0485123000", "paypal"},
                                                      {"0485124000", "alipay"},
                                                      {"0485125000", "wechat_pay"},
                                                      {"0485126000", "bancontact"},
                                                      {"0485127000", "card"}};
  for (const auto& [number, tender] : ways) {
    const json topup = Place(number, tender);
    Press(topup, "approve");
    const json delivered = Await(topup, "delivered");
    EXPECT_TRUE(Has(delivered, "payment_paid", "charge pi_")) << delivered.dump(2);
    EXPECT_EQ(Stripe("GET", "/v1/charges?limit=1")["data"][0]["amount"], 1'500) << tender;
  }
}

TEST_F(StripeTest, EveryMethodHasItsPaymentPageAndThePayerComesBackToTheOrder) {
  int number = 485'220'000;
  for (const char* const tender : {"card", "bancontact", "paypal", "alipay", "wechat_pay"}) {
    const json topup = Place("0" + std::to_string(number += 1'000), tender);
    const std::string page = here_.BankPage(topup["payment"]["url"]);
    EXPECT_NE(page.find(url_.substr(url_.rfind(':')) + "/pay/"), std::string::npos) << page;
    const auto shown = here_.Get(page);
    ASSERT_TRUE(shown) << tender;
    EXPECT_NE(shown->body.find("class=\"method " + std::string(tender)), std::string::npos);
    EXPECT_NE(here_.PressOn(page, "approve").find("/orders/" + Reference(topup)), std::string::npos)
        << tender;
    Await(topup, "delivered");
  }
}

TEST_F(StripeTest, PaymentPageAndPaymentSurviveAKilledDemo) {
  const json topup = Place("0485128000", "card");
  const json slow = Place("0485129000", "card");
  const std::string page = here_.BankPage(topup["payment"]["url"]);
  const std::string slow_page = here_.BankPage(slow["payment"]["url"]);
  Stripe("POST", "/control/webhooks", R"({"mode": "drop"})");
  (void)here_.PressOn(slow_page, "approve");
  here_.KillServer();
  here_.StartDemo();
  Stripe("POST", "/control/webhooks", R"({"mode": "normal"})");
  (void)here_.PressOn(page, "approve");
  Await(topup, "delivered");
  Await(slow, "delivered");
  EXPECT_EQ(Stripe("GET", "/v1/charges?limit=10")["data"].size(), 2U);
  here_.StopServer();
  EXPECT_EQ(here_.Run({"verify"}).code, 0);
}

TEST_F(StripeTest, SecondChargeIsRefunded) {
  const json topup = Place(kCredited, "card");
  Press(topup, "double_charge");
  const json delivered = Await(topup, "delivered");
  json refunds = json::array();
  for (int i = 0; i < 300 && refunds.empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    refunds = Stripe("GET", "/v1/refunds?limit=10")["data"];
  }
  ASSERT_EQ(refunds.size(), 1U) << delivered.dump(2);
  EXPECT_EQ(refunds[0]["amount"], 1'500);
  EXPECT_EQ(Stripe("GET", "/v1/charges?limit=10")["data"].size(), 2U);
}

TEST_F(StripeTest, MoneyThatComesAfterTheEndIsRefunded) {
  const json topup = Place(kCredited, "card");
  const std::string page = here_.BankPage(topup["payment"]["url"]);
  EXPECT_EQ(here_.Run({"topup", "cancel", Reference(topup)}).code, 0);
  Await(topup, "cancelled");
  (void)here_.PressOn(page, "late");
  Await(topup, "refunded");
  EXPECT_EQ(Stripe("GET", "/v1/refunds?limit=10")["data"].size(), 1U);
}

TEST_F(StripeTest, PaymentIsFoundWhenItsWebhookNeverComes) {
  Stripe("POST", "/control/webhooks", R"({"mode": "drop"})");
  const json topup = Place(kCredited, "paypal");
  Press(topup, "approve");
  Await(topup, "delivered");
}

TEST_F(StripeTest, PaymentWithOnlyThinEventsIsFound) {
  Stripe("POST", "/control/webhooks", R"({"mode": "repeat", "thin": "only"})");
  const json topup = Place(kCredited, "alipay");
  Press(topup, "approve");
  Await(topup, "delivered");
  EXPECT_EQ(Stripe("GET", "/v1/charges?limit=10")["data"].size(), 1U);
}

TEST_F(StripeTest, RefusedTopupIsRefundedOnceAtStripe) {
  Stripe("POST", "/control/faults",
         R"({"fault": "timeout_after", "path": "/v1/refunds", "method": "POST"})");
  const json topup = Place(kBarred, "paypal");
  Press(topup, "approve");
  const json refunded = Await(topup, "refunded");
  EXPECT_TRUE(Has(refunded, "refund_confirmed", "pyr_")) << refunded.dump(2);
  const json refunds = Stripe("GET", "/v1/refunds?limit=10")["data"];
  ASSERT_EQ(refunds.size(), 1U) << "its first answer was lost";
  EXPECT_EQ(refunds[0]["amount"], refunded["total"]["amount"]);
}

TEST_F(StripeTest, ProcessingIsShownUntilTheMoneyComes) {
  const json topup = Place(kCredited, "paypal");
  Press(topup, "process");
  for (int i = 0; i < 300 && Show(topup)["payment"]["state"] != "processing"; ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const json waiting = Show(topup);
  EXPECT_EQ(waiting["payment"]["state"], "processing");
  EXPECT_EQ(waiting["state"], "awaiting_payment");
  const json intents = Stripe("GET", "/v1/payment_intents?limit=1");
  Stripe("POST", "/control/payment_intents/" + intents["data"][0]["id"].get<std::string>(),
         R"({"outcome": "succeeded"})");
  Await(topup, "delivered");
}

TEST_F(StripeTest, LostDisputeIsInTheHistoryAndInTheBooks) {
  const json topup = Place(kCredited, "paypal");
  Press(topup, "approve");
  Await(topup, "delivered");
  const std::string charge = Stripe("GET", "/v1/charges?limit=1")["data"][0]["id"];
  Stripe("POST", "/control/charges/" + charge, R"({"status": "needs_response"})");
  for (int i = 0; i < 300 && !Has(Show(topup), "payment_disputed", "opened"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const std::string dispute = Stripe("GET", "/v1/disputes?limit=1")["data"][0]["id"];
  Stripe("POST", "/control/disputes/" + dispute, R"({"status": "lost"})");
  for (int i = 0; i < 300 && !Has(Show(topup), "payment_disputed", "lost"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const json now = Show(topup);
  EXPECT_TRUE(Has(now, "payment_disputed", "dispute " + dispute)) << now.dump(2);
  EXPECT_EQ(now["state"], "delivered");
  here_.StopServer();
  EXPECT_EQ(here_.Run({"verify"}).code, 0);
}

TEST_F(StripeTest, DisputeIsListedWithItsDeadlineAndEvidenceIsMade) {
  EXPECT_EQ(here_.Run({"dispute", "list"}).out, "There are no disputes.\n");
  const json topup = Place(kCredited, "paypal");
  Press(topup, "approve");
  Await(topup, "delivered");
  const std::string charge = Stripe("GET", "/v1/charges?limit=1")["data"][0]["id"];
  Stripe("POST", "/control/charges/" + charge, R"({"status": "needs_response"})");
  for (int i = 0; i < 300 && !Has(Show(topup), "payment_disputed", "opened"); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  const json list = here_.Json({"dispute", "list", "--open"});
  ASSERT_EQ(list["topups"].size(), 1U) << list;
  EXPECT_EQ(list["topups"][0]["id"], Reference(topup));
  EXPECT_TRUE(list["topups"][0]["disputes"][0].contains("evidence_due_at")) << list;
  const std::string line = here_.Run({"dispute", "list"}).out;
  EXPECT_NE(line.find("opened"), std::string::npos) << line;
  EXPECT_NE(line.find("evidence due"), std::string::npos) << line;
  const std::string file = here_.folder() + "/evidence.pdf";
  EXPECT_EQ(here_.Run({"dispute", "evidence", Reference(topup), "--out", file}).code, 0);
  const Finished text = testing::Run({{"/usr/bin/pdftotext", "-layout", file, "-"}});
  const std::string payment = Stripe("GET", "/v1/charges?limit=1")["data"][0]["payment_intent"];
  EXPECT_NE(text.out.find(payment), std::string::npos) << text.out << text.err;
  EXPECT_NE(here_.Run({"dispute", "evidence", Reference(topup), "--out", file}).code, 0)
      << "a file that exists is not overwritten";
}

// Refunded by Stripe, and disputed besides.
TEST_F(StripeTest, MoneyReturnedTwiceNeedsAPerson) {
  const json topup = Place(kBarred, "paypal");
  Press(topup, "approve");
  Await(topup, "refunded");
  const std::string charge = Stripe("GET", "/v1/charges?limit=1")["data"][0]["id"];
  Stripe("POST", "/control/charges/" + charge, R"({"status": "needs_response"})");
  EXPECT_EQ(Await(topup, "attention")["attention"], "returned_twice");
  EXPECT_EQ(here_
                .Run({"topup", "resolve", Reference(topup), "--as", "accepted", "--reason",
                      "the refund was sent as evidence"})
                .code,
            0);
  Await(topup, "refunded");
}

TEST_F(StripeTest, DeliveredTopupIsRefundedOnceByADecision) {
  const json topup = Place(kCredited, "paypal");
  Press(topup, "approve");
  Await(topup, "delivered");
  const Finished ways = here_.Run({"topup", "resolve", Reference(topup)});
  EXPECT_NE(ways.out.find("--as refund_as_loss"), std::string::npos) << ways.out;
  const std::vector<std::string> refund = {"topup",
                                           "resolve",
                                           Reference(topup),
                                           "--as",
                                           "refund_as_loss",
                                           "--reason",
                                           "the wrong number was typed"};
  EXPECT_EQ(here_.Run(refund).code, 0);
  EXPECT_NE(here_.Run(refund).code, 0) << "once";
  EXPECT_EQ(Await(topup, "refunded")["refund_reason"], "credit_stays");
  const json refunds = Stripe("GET", "/v1/refunds?limit=10")["data"];
  ASSERT_EQ(refunds.size(), 1U);
  EXPECT_EQ(refunds[0]["amount"], topup["total"]["amount"]);
  here_.StopServer();
  EXPECT_EQ(here_.Run({"verify"}).code, 0);
}

TEST_F(StripeTest, LongEventIsJudgedByItsSignature) {
  net::ClientRequest request;
  request.method = "POST";
  request.url = here_.url() + "/v1/callbacks/stripe";
  request.headers = {{"stripe-signature", "t=1,v1=0"}, {"content-type", "application/json"}};
  request.body = std::string(300'000, ' ');
  const auto answer = client_.Send(request);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(answer->status, 400);
  EXPECT_EQ(json::parse(answer->body)["code"], "callback_signature");
  request.body = std::string(600'000, ' ');
  const auto longer = client_.Send(request);
  ASSERT_TRUE(longer.ok());
  EXPECT_EQ(longer->status, 413);
}

TEST_F(StripeTest, CancelledPaymentCanNoLongerBeMade) {
  const json topup = Place(kCredited, "alipay");
  const std::string page = here_.BankPage(topup["payment"]["url"]);
  EXPECT_EQ(here_.Run({"topup", "cancel", Reference(topup)}).code, 0);
  Await(topup, "cancelled");
  EXPECT_EQ(Stripe("GET", "/v1/checkout/sessions?limit=1")["data"][0]["status"], "expired");
  EXPECT_TRUE(Stripe("GET", "/v1/charges?limit=1")["data"].empty()) << page;
}

}  // namespace
}  // namespace herlaad::testing
