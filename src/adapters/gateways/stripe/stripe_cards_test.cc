// The card of a payment, against the stand-in: fraud brakes judge it in whichever way the payment
// becomes known.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "adapters/gateways/stripe/stripe_news.h"
#include "adapters/gateways/stripe/stripe_testing.h"
#include "adapters/net/client/client.h"
#include "adapters/sandbox/stripe/stripe_stand_in.h"
#include "base/core/instant.h"

namespace herlaad::gateways::stripe {
namespace {

using engine::GatewayAnswer;
using engine::PaymentNews;
using testing::json;
using testing::kPayment;
using Kind = GatewayAnswer::Kind;

class StripeTestOfCards : public ::testing::Test {
 protected:
  StripeTestOfCards() : folder_(::testing::TempDir() + "cards_" + std::to_string(getpid())) {
    std::filesystem::remove_all(folder_);
    sandbox::StripeOptions options;
    options.folder = folder_;
    stripe_ = std::make_unique<sandbox::StripeStandIn>(std::move(options));
    const auto started = stripe_->Start();
    CHECK(started.ok(), "the test's own stand-in starts");
    StripeOptions connector = testing::OptionsFor(stripe_->url());
    connector.api.key = Secret(sandbox::kDemoStripeKey);
    gateway_ = std::make_unique<StripeGateway>(std::move(connector));
  }
  ~StripeTestOfCards() override {
    gateway_.reset();
    stripe_.reset();
    std::filesystem::remove_all(folder_);
  }

  json Send(const std::string& method, const std::string& path, const json& body = nullptr) {
    net::ClientRequest request;
    request.method = method;
    request.url = stripe_->url() + path;
    request.headers = {{"authorization", std::string("Bearer ") + sandbox::kDemoStripeKey}};
    if (!body.is_null()) request.body = body.dump();
    const auto response = client_.Send(request);
    EXPECT_TRUE(response.ok() && response->status == 200) << path;
    const auto parsed = net::ParseStrict(response.ok() ? response->body : "", kObjectLimits);
    return parsed.ok() ? *parsed : json();
  }
  json Get(const std::string& path) { return Send("GET", path); }

  // A payment of our reference whose page was paid.
  engine::PaymentRef Paid(payments::PaymentMethod method) {
    engine::OpenRequest request;
    request.reference = kPayment;
    request.amount = Euros(1'500);
    request.payment_method = method;
    request.description = "Top-up";
    request.return_url = "https://herlaad.example/o/tu_1";
    request.created_at = SystemClock().Now();
    request.expires_at = request.created_at + Millis(1'800'000);
    const auto opened = gateway_->Open(request);
    EXPECT_EQ(opened.kind, Kind::kOpen);
    Send("POST", "/control/sessions/" + opened.session, {{"action", "approve"}});
    return {kPayment, opened.session, request.created_at};
  }

  // The answers that tell of money, in each way, by its name.
  std::map<std::string, GatewayAnswer> ToldOf(const engine::PaymentRef& payment) {
    std::map<std::string, GatewayAnswer> told;
    told["asked"] = gateway_->Ask(payment);
    told["asked without its page"] = gateway_->Ask({kPayment, "", payment.created_at});
    told["closed too late"] = gateway_->Close(payment);
    const std::string intent = Get("/v1/checkout/sessions/" + payment.session)["payment_intent"];
    const std::string charge = Get("/v1/payment_intents/" + intent)["latest_charge"];
    Send("POST", "/control/charges/" + charge, {{"status", "needs_response"}});
    const std::string dispute = Get("/v1/disputes")["data"][0]["id"];
    for (const std::string& object : {payment.session, intent, charge, dispute})
      Add(told, object, gateway_->Fetch(object));
    std::string after;
    do {
      auto page = gateway_->List(payment.created_at - Millis(60'000), after);
      EXPECT_TRUE(page.ok());
      if (!page.ok()) break;
      Add(told, "listed after " + after, std::move(page->news));
      after = page->next;
    } while (!after.empty());
    return told;
  }
  static void Add(std::map<std::string, GatewayAnswer>& told, const std::string& name,
                  Result<std::vector<PaymentNews>, engine::CallbackError> news) {
    EXPECT_TRUE(news.ok()) << name;
    if (!news.ok()) return;
    for (auto& one : *news) told[name] = std::move(one.answer);
  }

  const std::string folder_;
  net::Client client_;
  std::unique_ptr<sandbox::StripeStandIn> stripe_;
  std::unique_ptr<StripeGateway> gateway_;
};

TEST_F(StripeTestOfCards, EveryWayInWhichAPaymentBecomesKnownTellsItsCard) {
  const auto payment = Paid(payments::PaymentMethod::kCard);
  const auto told = ToldOf(payment);
  EXPECT_EQ(told.size(), 9U) << "three questions, four objects, two lists";
  const std::string fingerprint = told.at("asked").card.fingerprint;
  EXPECT_FALSE(fingerprint.empty());
  for (const auto& [name, answer] : told) {
    EXPECT_TRUE(answer.kind == Kind::kPaid || answer.kind == Kind::kDisputed) << name;
    EXPECT_EQ(answer.card, told.at("asked").card) << name;
    EXPECT_FALSE(answer.card_is_to_be_asked) << name;
  }
}

TEST_F(StripeTestOfCards, EveryEventOfMoneyTellsTheCardOrThatItIsToBeAsked) {
  const auto told = ToldOf(Paid(payments::PaymentMethod::kCard));
  int with_card = 0;
  int to_be_asked = 0;
  const json listed = Get("/v1/events?limit=100");
  for (const json& event : listed["data"]) {
    const auto callback = ReadEvent(event, false);
    if (!callback.ok()) continue;
    for (const PaymentNews& news : callback->news) {
      if (news.answer.kind != Kind::kPaid) continue;
      EXPECT_EQ(news.answer.reference, told.at("asked").reference) << event["type"];
      EXPECT_EQ(news.answer.received, told.at("asked").received) << event["type"];
      EXPECT_NE(news.answer.card_is_to_be_asked, !news.answer.card.fingerprint.empty())
          << event["type"];
      if (news.answer.card == told.at("asked").card) ++with_card;
      if (news.answer.card_is_to_be_asked) ++to_be_asked;
    }
  }
  EXPECT_EQ(with_card, 1) << "the charge";
  EXPECT_EQ(to_be_asked, 2) << "the payment and its page";
}

TEST_F(StripeTestOfCards, APaymentWithoutACardIsNotAskedForOne) {
  for (const auto& [name, answer] : ToldOf(Paid(payments::PaymentMethod::kPaypal))) {
    EXPECT_EQ(answer.card, engine::CardFacts{}) << name;
    EXPECT_FALSE(answer.card_is_to_be_asked) << name;
  }
}

}  // namespace
}  // namespace herlaad::gateways::stripe
