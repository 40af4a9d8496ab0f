#include "adapters/sandbox/stripe/stripe_stand_in.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "adapters/sandbox/callback_catcher.h"
#include "adapters/sandbox/callbacks.h"
#include "adapters/sandbox/stripe/stripe_stand_in_testing.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

TEST_F(StripeStandInTest, WebhooksAreSignedAndRetried) {
  CallbackCatcher shop;
  shop.RefuseNext(1, 500);
  Start(shop.url());
  const json session = Open();
  Control("sessions/" + session.at("id").get<std::string>(), {{"action", "approve"}});
  const auto caught = shop.Wait(5);
  ASSERT_EQ(caught.size(), 5U) << "four, and the first once more";
  for (const net::Request& each : caught) {
    const std::string header(each.Find("stripe-signature").value_or(""));
    const std::int64_t seconds = std::stoll(header.substr(2));
    EXPECT_EQ(header, CallbackSignature(Secret(kDemoStripeWebhookSecret), seconds, each.body));
  }
}

TEST_F(StripeStandInTest, AnotherStandInOnTheSameFolderResumes) {
  Start();
  const std::string id = Open().at("id");
  const std::string processing = Open().at("id");
  Control("sessions/" + id, {{"action", "approve"}});
  Control("sessions/" + processing, {{"action", "process_shortly"}});
  stripe_->Stop();
  CallbackCatcher shop;
  Start(shop.url());
  EXPECT_EQ(Get("/v1/checkout/sessions/" + id).at("status"), "complete");
  EXPECT_TRUE(Becomes("/v1/checkout/sessions/" + processing, "payment_status", "paid"));
  EXPECT_GE(shop.Wait(10).size(), 10U) << "what waited is sent";
}

TEST_F(StripeStandInTest, LostAnswersAreLostWithAndWithoutEffect) {
  Start();
  const Millis patience(200);
  const std::vector<net::Header> key = {{"idempotency-key", "k1"}};
  Control("faults", {{"fault", "timeout_before"}, {"delay_ms", 1'000}});
  EXPECT_EQ(Send("POST", "/v1/customers", "name=A", key, patience).status, 0);
  EXPECT_TRUE(Get("/v1/customers").at("data").empty());
  Control("faults", {{"fault", "timeout_after"}, {"delay_ms", 1'000}, {"method", "POST"}});
  EXPECT_EQ(Send("POST", "/v1/customers", "name=A", key, patience).status, 0);
  EXPECT_EQ(Get("/v1/customers").at("data").size(), 1U);
  EXPECT_EQ(Send("POST", "/v1/customers", "name=A", key).Find("idempotent-replayed"), "true");
}

TEST_F(StripeStandInTest, SlowRequestKeepsItsKeyInUse) {
  Start();
  const std::vector<net::Header> key = {{"idempotency-key", "k1"}};
  Control("faults", {{"fault", "slow"}, {"delay_ms", 2'000}});
  // Whichever arrives first is slow.
  int other = 0;
  std::thread at_once([&] { other = Send("POST", "/v1/customers", "name=A", key).status; });
  const int one = Send("POST", "/v1/customers", "name=A", key).status;
  at_once.join();
  EXPECT_EQ(std::min(one, other), 200);
  EXPECT_EQ(std::max(one, other), 409);
  EXPECT_EQ(Get("/v1/customers").at("data").size(), 1U);
}

TEST_F(StripeStandInTest, ClockCanBeAdvanced) {
  CallbackCatcher shop;
  Start(shop.url());
  const std::string id = Open().at("id");
  Control("clock", {{"advance_s", 24 * 3'600}});
  EXPECT_EQ(Get("/v1/checkout/sessions/" + id).at("status"), "expired");
  const auto caught = shop.Wait(1);
  ASSERT_EQ(caught.size(), 1U);
  EXPECT_THAT(caught[0].body, HasSubstr("checkout.session.expired"));
}

TEST_F(StripeStandInTest, ControlNeedsTheKeyAndRefusesNonsense) {
  Start();
  net::ClientRequest request;
  request.method = "POST";
  request.url = stripe_->url() + "/control/payouts";
  EXPECT_EQ(client_.Send(request)->status, 401);
  EXPECT_EQ(Send("GET", "/control/payouts").status, 405);
  struct Case {
    const char* path;
    const char* body;
    int status;
  };
  constexpr Case kCases[] = {
      {"faults", "{", 400},
      {"faults", "[]", 400},
      {"faults", R"({"fault": "fire"})", 400},
      {"faults", R"({"fault": "slow", "times": 0})", 400},
      {"faults", R"({"fault": "slow", "tmes": 2})", 400},
      {"faults", R"({"fault": "slow", "times": "2"})", 400},
      {"clock", R"({"advance_s": 1.5})", 400},
      {"webhooks", R"({"mode": "lost"})", 400},
      {"webhooks", R"({"thin": "yes"})", 400},
      {"webhooks", R"({"url": "ftp://x"})", 400},
      {"webhooks/evt_none", "", 404},
      {"clock", R"({"advance_s": -1})", 400},
      {"fees", R"({"amount": 0})", 400},
      {"refunds", R"({"outcome": "lost"})", 400},
      {"refunds/re_none", R"({"status": "failed"})", 404},
      {"payouts", "", 400},
      {"sessions/cs_none", "", 404},
      {"payment_intents/pi_none", R"({"outcome": "succeeded"})", 404},
      {"payment_intents/pi_none", "{}", 400},
      {"charges/ch_none", "", 404},
      {"disputes/du_none", "", 404},
      {"payment_methods/pm_none", "", 404},
      {"nothing", "", 404},
      {"nothing/here", "", 404},
  };
  for (const Case& each : kCases) {
    const auto refused = Send("POST", std::string("/control/") + each.path, each.body);
    EXPECT_EQ(refused.status, each.status) << each.path << each.body;
    EXPECT_FALSE(Parse(refused)["error"].value("message", "").empty()) << each.path;
  }
}

TEST_F(StripeStandInTest, ControlDoesWhatTheTestsNeed) {
  Start();
  const std::string session = Open().at("id");
  const json paid = Control("sessions/" + session, {{"action", "approve"}});
  const std::string intent = paid.at("payment_intent");
  const std::string charge = Get("/v1/payment_intents/" + intent).at("latest_charge");
  const std::string dispute =
      Control("charges/" + charge, {{"status", "warning_needs_response"}}).at("id");
  EXPECT_EQ(Control("disputes/" + dispute, {{"status", "needs_response"}}).at("status"),
            "needs_response");
  const std::string processed = Open().at("id");
  const std::string other =
      Control("sessions/" + processed, {{"action", "process"}}).at("payment_intent");
  EXPECT_EQ(Control("payment_intents/" + other, {{"outcome", "succeeded"}}).at("status"),
            "succeeded");
  Control("refunds", {{"outcome", "pending"}});
  const std::string refund = Parse(Send("POST", "/v1/refunds", "payment_intent=" + other)).at("id");
  EXPECT_EQ(Control("refunds/" + refund, {{"status", "succeeded"}}).at("status"), "succeeded");
  Control("fees", {{"amount", 100}});
  Control("faults", {{"fault", "error_500"}, {"path", "/v1/refunds"}});
  EXPECT_EQ(Send("GET", "/v1/charges").status, 200) << "another path";
  EXPECT_EQ(Send("GET", "/v1/refunds").status, 500);
  EXPECT_EQ(Send("GET", "/v1/refunds").status, 200) << "once";
}

TEST_F(StripeStandInTest, ControlPaysWithATestCard) {
  Start();
  const auto fingerprint_of = [this](const json& body) {
    const std::string session =
        Parse(Send("POST", "/v1/checkout/sessions", SessionForm())).at("id");
    const std::string intent = Control("sessions/" + session, body).at("payment_intent");
    const json paid = Get("/v1/payment_intents/" + intent + "?expand[]=latest_charge");
    return paid.at("latest_charge")
        .at("payment_method_details")
        .at("card")
        .at("fingerprint")
        .get<std::string>();
  };
  const std::string stolen = fingerprint_of({{"card", "stolen"}});
  EXPECT_EQ(fingerprint_of({{"action", "approve"}, {"card", "stolen"}}), stolen);
  EXPECT_NE(fingerprint_of({{"card", "another"}}), stolen);
  EXPECT_NE(fingerprint_of(json::object()), stolen);
}

TEST_F(StripeStandInTest, WhatTheServerRefusesHasStripesForm) {
  Start();
  const auto refused = Send("POST", "/v1/customers", "name=" + std::string(100'000, 'a'));
  EXPECT_EQ(refused.status, 413);
  EXPECT_EQ(Parse(refused)["error"].value("type", ""), "invalid_request_error");
}

TEST_F(StripeStandInTest, FolderIsUsedByOneAtATime) {
  Start();
  StripeOptions options;
  options.folder = folder_;
  StripeStandIn other(options);
  EXPECT_FALSE(other.Start().ok());
}

}  // namespace
}  // namespace herlaad::sandbox
