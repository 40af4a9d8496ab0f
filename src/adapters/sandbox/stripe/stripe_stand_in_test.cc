#include "adapters/sandbox/stripe/stripe_stand_in.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "adapters/net/client.h"
#include "adapters/net/json.h"
#include "adapters/sandbox/callback_catcher.h"
#include "adapters/sandbox/callbacks.h"
#include "base/messages/messages.h"

namespace herlaad::sandbox {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class StripeStandInTest : public testing::Test {
 protected:
  StripeStandInTest() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    folder_ = testing::TempDir() + "stand_in_" + test->name() + "_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
  }
  ~StripeStandInTest() override {
    stripe_.reset();
    std::filesystem::remove_all(folder_);
  }

  void Start(const std::string& webhook_url = "") {
    StripeOptions options;
    options.folder = folder_;
    options.webhook_url = webhook_url;
    options.webhook_first_wait = Millis(50);
    options.processing_time = Millis(100);
    stripe_ = std::make_unique<StripeStandIn>(std::move(options));
    const auto started = stripe_->Start();
    ASSERT_TRUE(started.ok()) << started.error();
  }

  net::ClientResponse Send(const std::string& method, const std::string& path,
                           const std::string& body = "", std::vector<net::Header> more = {},
                           Millis timeout = Millis(10'000)) {
    net::ClientRequest request;
    request.method = method;
    request.url = stripe_->url() + path;
    request.headers = std::move(more);
    request.headers.push_back({"authorization", std::string("Bearer ") + kDemoStripeKey});
    request.body = body;
    request.total_timeout = timeout;
    const auto response = client_.Send(request);
    return response.ok() ? *response : net::ClientResponse{};
  }
  static json Parse(const net::ClientResponse& response) {
    auto parsed = net::ParseStrict(response.body, {.depth = 16, .values = 20'000});
    EXPECT_TRUE(parsed.ok()) << response.status << response.body;
    return parsed.ok() ? *parsed : json();
  }
  json Get(const std::string& path) { return Parse(Send("GET", path)); }
  json Control(const std::string& path, const json& body) {
    const auto response = Send("POST", "/control/" + path, body.dump());
    EXPECT_EQ(response.status, 200) << response.body;
    return Parse(response);
  }

  static std::string SessionForm(
      const std::string& methods = "&allowed_payment_method_types[]=card") {
    return "mode=payment&success_url=https%3A%2F%2Fshop.example%2Fo%2F%7BCHECKOUT_SESSION_ID%7D"
           "&cancel_url=https%3A%2F%2Fshop.example%2Fback&line_items[0][quantity]=1"
           "&line_items[0][price_data][currency]=eur&line_items[0][price_data][unit_amount]=1500"
           "&line_items[0][price_data][product_data][name]=Top-up+%3Cb%3E" +
           methods;
  }
  json Open(const std::string& methods = "&allowed_payment_method_types[]=card") {
    return Parse(Send("POST", "/v1/checkout/sessions", SessionForm(methods)));
  }
  // The path of the page, from its address.
  static std::string PathOf(const json& session) {
    const auto url = session.at("url").get<std::string>();
    return url.substr(url.find("/pay/"));
  }
  // Waits until the member of the object has that value.
  bool Becomes(const std::string& path, const char* member, const std::string& value) {
    for (int i = 0; i < 500; ++i) {
      if (Get(path).value(member, "") == value) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    return false;
  }

  std::string folder_;
  net::Client client_;
  std::unique_ptr<StripeStandIn> stripe_;
};

TEST_F(StripeStandInTest, PageSaysThatNoMoneyMovesInEveryLanguage) {
  Start();
  const std::string path = PathOf(Open());
  for (const char* const language : {"nl", "fr", "de", "en", "zh"}) {
    const auto page = Send("GET", path + "?lang=" + language);
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("class=\"mark\"")) << language;
    EXPECT_THAT(page.body, HasSubstr("Stripe")) << language;
    EXPECT_THAT(page.body, HasSubstr("Top-up &lt;b&gt;")) << "what the shop writes is text";
    EXPECT_THAT(page.body, Not(HasSubstr("<script")));
    EXPECT_THAT(page.body, Not(HasSubstr("style=\"")));
  }
  EXPECT_THAT(Send("GET", path).Find("content-security-policy").value_or(""),
              HasSubstr("form-action 'self' https://shop.example"));
  EXPECT_THAT(Send("GET", "/sandbox/style.css").body, HasSubstr(".qr"));
  EXPECT_EQ(Send("GET", "/pay/none").status, 404);
  EXPECT_EQ(Send("POST", "/pay/none", "action=approve").status, 404);
}

TEST_F(StripeStandInTest, PageHasALookForEachMethod) {
  Start();
  for (const char* const method : {"card", "bancontact", "paypal", "alipay", "wechat_pay"}) {
    const std::string name(method);
    const bool scanned = name == "alipay" || name == "wechat_pay";
    const auto page = Send("GET", PathOf(Open("&allowed_payment_method_types[]=" + name +
                                              "&payment_method_options[wechat_pay][client]=web")));
    EXPECT_THAT(page.body, HasSubstr("class=\"method " + name + "\""));
    EXPECT_EQ(page.body.find("<svg") != std::string::npos, scanned) << name;
    EXPECT_EQ(page.body.find("value=\"authenticate\"") != std::string::npos,
              name == "card" || name == "bancontact")
        << name;
  }
  const std::string both = PathOf(
      Open("&allowed_payment_method_types[]=card&allowed_payment_method_types[]=bancontact"));
  EXPECT_THAT(Send("GET", both + "?method=bancontact").body,
              HasSubstr("class=\"method bancontact"));
  EXPECT_THAT(Send("GET", both + "?method=ideal").body, HasSubstr("class=\"method card"));
}

TEST_F(StripeStandInTest, NumbersAndReferencesStayOnOneLine) {
  Start();
  std::string form = SessionForm() + "&client_reference_id=tu_0d3m9k2v7x8q1r-p1";
  const std::string name = "Top-up+%3Cb%3E";
  form.replace(form.find(name), name.size(),
               "Top-up+0470+%E2%80%A2%E2%80%A2+%E2%80%A2%E2%80%A2+56");
  const std::string page =
      Send("GET", PathOf(Parse(Send("POST", "/v1/checkout/sessions", form)))).body;
  EXPECT_THAT(page, HasSubstr("Top-up <span class=\"whole\">0470 •• •• 56</span>"));
  EXPECT_THAT(page, HasSubstr("<span class=\"whole\">tu_0d3m9k2v7x8q1r-p1</span>"));
}

TEST_F(StripeStandInTest, MethodIsALabelledRowThatDoesNotLookLikeAButton) {
  Start();
  EXPECT_THAT(Send("GET", PathOf(Open()) + "?lang=en").body,
              HasSubstr("<span class=\"label\">Payment method</span> "
                        "<span class=\"name\">Card •••• 4242</span>"));
  const std::string style = Send("GET", "/sandbox/style.css").body;
  const auto begin = style.find("\n.method {");
  ASSERT_NE(begin, std::string::npos);
  const std::string rule = style.substr(begin, style.find('}', begin) - begin);
  for (const char* const word : {"background", "border", "shadow", "min-height", "padding"})
    EXPECT_THAT(rule, Not(HasSubstr(word)));
}

TEST_F(StripeStandInTest, PageOffersEveryOutcomeAndFoldsTheFaults) {
  Start();
  const json session = Open();
  const std::string path = PathOf(session);
  const std::string page = Send("GET", path).body;
  const auto folded = page.find("<details>");
  ASSERT_NE(folded, std::string::npos);
  const auto place = [&page](const std::string& action) {
    return page.find("value=\"" + action + "\"");
  };
  for (const char* const action : {"approve", "decline", "decline_funds", "decline_expired",
                                   "decline_limit", "process", "process_shortly"})
    EXPECT_LT(place(action), folded) << action;
  EXPECT_THAT(page, HasSubstr("href=\"https://shop.example/back\"")) << "to leave";
  for (const char* const action : {"approve_repeating", "approve_reordering", "approve_silently",
                                   "double_charge", "wrong_amount"}) {
    EXPECT_GT(place(action), folded) << action;
    EXPECT_NE(place(action), std::string::npos) << action;
  }
  const std::string wallet =
      Send("GET", PathOf(Open("&allowed_payment_method_types[]=paypal"))).body;
  EXPECT_THAT(wallet, Not(HasSubstr("decline_expired"))) << "no card";
  EXPECT_EQ(Send("POST", "/v1/checkout/sessions/" + session.at("id").get<std::string>() + "/expire")
                .status,
            200);
  EXPECT_THAT(Send("GET", path).body, HasSubstr("value=\"late\""));
  EXPECT_THAT(Send("POST", path, "action=late").Find("location").value_or(""), HasSubstr("/pay/"));
  EXPECT_THAT(Send("GET", path).body, HasSubstr("class=\"done\""));
}

TEST_F(StripeStandInTest, DeclineIsReadAloud) {
  Start();
  const std::string path = PathOf(Open());
  EXPECT_THAT(Send("GET", path).body, Not(HasSubstr("role=\"alert\"")));
  EXPECT_EQ(Send("POST", path, "action=decline_limit").status, 303);
  EXPECT_THAT(Send("GET", path).body, HasSubstr("role=\"alert\""));
}

TEST_F(StripeStandInTest, PageThatTheShopClosedIsNotCalledExpired) {
  Start();
  const std::string closed(Text(messages::Language::kEn, "sandbox.stripe_closed"));
  const std::string expired(Text(messages::Language::kEn, "sandbox.stripe_expired"));
  const json cancelled = Open();
  const std::string path = PathOf(cancelled);
  const json answer = Parse(
      Send("POST", "/v1/checkout/sessions/" + cancelled.at("id").get<std::string>() + "/expire"));
  EXPECT_FALSE(answer.contains("_closed_by_shop")) << "not a member of Stripe's";
  EXPECT_THAT(Send("GET", path + "?lang=en").body, HasSubstr(closed));
  EXPECT_THAT(Send("GET", path + "?lang=en").body, Not(HasSubstr(expired)));
  const std::string left = PathOf(Open());
  Control("clock", {{"advance_s", 24 * 3'600}});
  EXPECT_THAT(Send("GET", left + "?lang=en").body, HasSubstr(expired));
  EXPECT_THAT(Send("GET", left + "?lang=en").body, Not(HasSubstr(closed)));
}

TEST_F(StripeStandInTest, PageSaysWhyAPaymentWasDeclined) {
  Start();
  struct Case {
    const char* action;
    messages::Key says;
  };
  constexpr Case kCases[] = {
      {"decline", "sandbox.stripe_try_again"},
      {"decline_funds", "sandbox.stripe_declined_funds"},
      {"decline_expired", "sandbox.stripe_declined_expired"},
      {"decline_limit", "sandbox.stripe_declined_limit"},
      {"fail_authentication", "sandbox.stripe_declined_authentication"},
  };
  const std::string path = PathOf(Open());
  for (const Case& each : kCases) {
    EXPECT_EQ(Send("POST", path, std::string("action=") + each.action).status, 303);
    const std::string page = Send("GET", path + "?lang=zh").body;
    EXPECT_THAT(page, HasSubstr(std::string(Text(messages::Language::kZh, each.says))))
        << each.action;
  }
}

TEST_F(StripeStandInTest, PayerReturnsToTheShopAfterPaying) {
  Start();
  const json session = Open();
  const std::string path = PathOf(session);
  const auto declined = Send("POST", path, "action=decline");
  EXPECT_EQ(declined.status, 303);
  EXPECT_THAT(declined.Find("location").value_or(""), HasSubstr("/pay/")) << "to try again";
  const auto paid = Send("POST", path, "action=approve");
  EXPECT_EQ(paid.Find("location"), "https://shop.example/o/" + session.at("id").get<std::string>());
  EXPECT_THAT(Send("POST", path, "action=approve").Find("location").value_or(""),
              HasSubstr("/pay/"))
      << "already paid";
  EXPECT_EQ(Send("POST", path, "action=nonsense").status, 303);
  EXPECT_THAT(Send("GET", path).body, HasSubstr("value=\"dispute\""));
}

TEST_F(StripeStandInTest, PaymentInProgressStaysOnThePageWhichOffersTheOutcomes) {
  Start();
  const std::string path = PathOf(Open());
  const auto begun = Send("POST", path, "action=process");
  EXPECT_EQ(begun.status, 303);
  EXPECT_THAT(begun.Find("location").value_or(""), HasSubstr("/pay/"));
  const std::string page = Send("GET", path + "?lang=en").body;
  EXPECT_THAT(page, HasSubstr("class=\"moving\""));
  EXPECT_THAT(page, HasSubstr("value=\"settle\" class=\"next\""));
  EXPECT_THAT(page, HasSubstr("value=\"fail\""));
  EXPECT_THAT(page, HasSubstr("<a class=\"button\" href=\"https://shop.example/o/"))
      << "the payer may go back, which is not the next step";
  EXPECT_EQ(page.find("next\""), page.rfind("next\"")) << "one button is the next step";
  EXPECT_THAT(page, Not(HasSubstr(Text(messages::Language::kEn, "sandbox.stripe_outcome"))))
      << "there is no outcome yet, of which this would be another";
  const std::string other = PathOf(Open());
  EXPECT_THAT(Send("POST", other, "action=process_shortly").Find("location").value_or(""),
              HasSubstr("https://shop.example/o/"))
      << "nothing is to be decided";
}

TEST_F(StripeStandInTest, WhatCanHappenToAPaidPaymentIsOfferedWhenItHasAnEffectAndThenSaid) {
  Start();
  const std::string path = PathOf(Open());
  const std::vector<std::string> all = {"inquire",      "dispute",      "win_dispute",
                                        "lose_dispute", "refunds_fail", "refunds_succeed"};
  struct Case {
    const char* action;
    std::string says;
    std::vector<std::string> offers;
  };
  const auto en = [](messages::Key key) { return std::string(Text(messages::Language::kEn, key)); };
  const Case cases[] = {
      {"decline", en("sandbox.stripe_try_again"), {}},
      {"approve", {}, {"inquire", "dispute", "refunds_fail"}},
      {"lose_dispute", {}, {"inquire", "dispute", "refunds_fail"}},
      {"refunds_fail",
       en("sandbox.stripe_refunds_failing"),
       {"inquire", "dispute", "refunds_succeed"}},
      {"refunds_succeed",
       en("sandbox.stripe_refunds_succeeding"),
       {"inquire", "dispute", "refunds_fail"}},
      {"inquire", en("sandbox.stripe_inquired"), {"dispute", "refunds_fail"}},
      {"dispute", en("sandbox.stripe_disputed"), {"win_dispute", "lose_dispute", "refunds_fail"}},
      {"lose_dispute", en("sandbox.stripe_dispute_lost"), {"win_dispute", "refunds_fail"}},
      {"win_dispute", en("sandbox.stripe_dispute_won"), {"refunds_fail"}},
  };
  for (const Case& each : cases) {
    EXPECT_EQ(Send("POST", path, std::string("action=") + each.action).status, 303);
    const std::string page = Send("GET", path + "?lang=en").body;
    EXPECT_THAT(page, HasSubstr(each.says)) << each.action;
    for (const std::string& action : all) {
      const bool offered = page.find("value=\"" + action + "\"") != std::string::npos;
      const bool expected =
          std::find(each.offers.begin(), each.offers.end(), action) != each.offers.end();
      EXPECT_EQ(offered, expected) << "after " << each.action << ": " << action;
    }
  }
}

TEST_F(StripeStandInTest, PageOfAWalletNeverSpeaksOfABank) {
  Start();
  for (const char* const method : {"paypal", "alipay", "wechat_pay"}) {
    const std::string path = PathOf(Open(std::string("&allowed_payment_method_types[]=") + method +
                                         "&payment_method_options[wechat_pay][client]=web"));
    for (const char* const action : {"decline", "process", "settle", "inquire", "dispute"}) {
      for (const char* const language : {"?lang=en", "?lang=de", "?lang=fr", "?lang=nl"}) {
        const std::string page = Send("GET", path + language).body;
        for (const char* const word : {"Bank", "bank", "banque"})
          EXPECT_THAT(page, Not(HasSubstr(word))) << method << language << " before " << action;
      }
      EXPECT_EQ(Send("POST", path, std::string("action=") + action).status, 303);
    }
  }
}

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
