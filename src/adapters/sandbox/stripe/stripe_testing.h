// For tests: the stand-in's book and API with a clock of their own and no threads.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "adapters/net/json.h"
#include "adapters/sandbox/stripe/api/stripe_api.h"
#include "adapters/sandbox/stripe/book/stripe_book.h"
#include "adapters/sandbox/stripe/page/payer.h"
#include "adapters/sandbox/stripe/stripe_stand_in.h"

namespace herlaad::sandbox {

class StripeTest : public testing::Test {
 protected:
  struct Reply {
    int status = 0;
    nlohmann::json body;
    std::vector<net::Header> headers;
    [[nodiscard]] std::string Header(std::string_view name) const {
      for (const net::Header& header : headers) {
        if (header.name == name) return header.value;
      }
      return "";
    }
    [[nodiscard]] std::string Error(const char* member) const {
      return body.value("error", nlohmann::json::object()).value(member, "");
    }
  };

  StripeTest() {
    const auto* const test = testing::UnitTest::GetInstance()->current_test_info();
    std::string name = test->name();
    for (char& c : name) c = c == '/' ? '_' : c;
    folder_ = testing::TempDir() + "stripe_" + name + "_" + std::to_string(getpid());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    auto opened = StripeStore::Open(folder_, Database::Use::kWrite);
    CHECK(opened.ok(), "the test's own store opens");
    store_ = std::move(*opened);
    const auto now = [this] { return now_; };
    events_ = std::make_unique<StripeEvents>(*store_, now, [] {});
    book_ = std::make_unique<StripeBook>(
        StripeBook{*store_, *events_, now, "http://localhost:1/pay/", Millis(30'000)});
    api_ = std::make_unique<StripeApi>(*book_, Secret(kDemoStripeKey));
  }
  ~StripeTest() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  static StripeRequest Request(const std::string& method, const std::string& path,
                               const std::string& parameters, const std::string& key = "") {
    return {method, path, parameters, std::string("Bearer ") + kDemoStripeKey, "", key};
  }
  Reply Send(const StripeRequest& request, const std::optional<StripeFault>& fault = {}) {
    StripeAnswer answer = api_->Serve(request, fault);
    EXPECT_TRUE(store_->database().error().empty()) << store_->database().error();
    auto body = net::ParseStrict(answer.body, {.depth = 16, .values = 20'000});
    EXPECT_TRUE(body.ok()) << answer.body;
    return {answer.status, body.ok() ? *body : nlohmann::json(), std::move(answer.headers)};
  }
  Reply Post(const std::string& path, const std::string& parameters, const std::string& key = "") {
    return Send(Request("POST", path, parameters, key));
  }
  Reply Get(const std::string& path, const std::string& parameters = "") {
    return Send(Request("GET", path, parameters));
  }

  static std::string SessionForm(const std::string& method = "card",
                                 const std::string& amount = "1500") {
    std::string form =
        "mode=payment&success_url=https%3A%2F%2Fshop.example%2Fo%3Fs%3D%7BCHECKOUT_SESSION_ID%7D"
        "&line_items[0][quantity]=1&line_items[0][price_data][currency]=eur"
        "&line_items[0][price_data][product_data][name]=Top-up"
        "&client_reference_id=tu_1&metadata[order]=tu_1&payment_intent_data[metadata][order]=tu_1"
        "&allowed_payment_method_types[]=" +
        method + "&line_items[0][price_data][unit_amount]=" + amount;
    if (method == "wechat_pay") form += "&payment_method_options[wechat_pay][client]=web";
    return form;
  }
  // The id of a new session.
  std::string Open(const std::string& method = "card", const std::string& more = "") {
    const Reply opened = Post("/v1/checkout/sessions", SessionForm(method) + more);
    EXPECT_EQ(opened.status, 200) << opened.body;
    return opened.body.value("id", "");
  }
  bool Act(const std::string& id, PayerAction action) {
    auto session = store_->Find(id);
    const auto name = session->at("payment_method_types").at(0).get<std::string>();
    const bool done = ActOnSession(*book_, *session, action, *FindStripeMethod(name));
    events_->Flush();
    return done;
  }
  // The id of the payment intent of a new session that was paid.
  std::string Pay(const std::string& method = "card", const std::string& more = "") {
    const std::string session = Open(method, more);
    EXPECT_TRUE(Act(session, PayerAction::kApprove));
    return store_->Find(session)->at("payment_intent");
  }
  std::string ChargeOf(const std::string& intent) {
    return store_->Find(intent)->at("latest_charge");
  }
  std::string Status(const std::string& id) { return store_->Find(id)->at("status"); }
  std::int64_t Balance() {
    std::int64_t total = 0;
    const nlohmann::json listed = Get("/v1/balance_transactions", "limit=100").body;
    for (const auto& each : listed.at("data")) {
      total += each.at("net").get<std::int64_t>();
    }
    return total;
  }
  // The types of the events so far, oldest first.
  std::vector<std::string> Events() {
    std::vector<std::string> types;
    const nlohmann::json listed = Get("/v1/events", "limit=100").body;
    for (const auto& each : listed.at("data")) {
      types.insert(types.begin(), each.at("type").get<std::string>());
    }
    return types;
  }
  // The types in the webhooks to be sent, in their order.
  std::vector<std::string> Webhooks() {
    std::vector<std::string> types;
    for (const Callback& each : store_->DueCallbacks({INT64_MAX}, 100)) {
      types.push_back(nlohmann::json::parse(each.body).at("type").get<std::string>());
    }
    return types;
  }

  std::string folder_;
  Instant now_{1'790'000'000'000};
  std::unique_ptr<StripeStore> store_;
  std::unique_ptr<StripeEvents> events_;
  std::unique_ptr<StripeBook> book_;
  std::unique_ptr<StripeApi> api_;
};

}  // namespace herlaad::sandbox
