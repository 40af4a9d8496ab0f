// For tests: a stand-in that runs, and a shop and a payer who talk to it.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "adapters/net/client/client.h"
#include "adapters/net/json.h"
#include "adapters/sandbox/stripe/stripe_stand_in.h"

namespace herlaad::sandbox {

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
  static nlohmann::json Parse(const net::ClientResponse& response) {
    auto parsed = net::ParseStrict(response.body, {.depth = 16, .values = 20'000});
    EXPECT_TRUE(parsed.ok()) << response.status << response.body;
    return parsed.ok() ? *parsed : nlohmann::json();
  }
  nlohmann::json Get(const std::string& path) { return Parse(Send("GET", path)); }
  nlohmann::json Control(const std::string& path, const nlohmann::json& body) {
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
  nlohmann::json Open(const std::string& methods = "&allowed_payment_method_types[]=card") {
    return Parse(Send("POST", "/v1/checkout/sessions", SessionForm(methods)));
  }
  // The path of the page, from its address.
  static std::string PathOf(const nlohmann::json& session) {
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

}  // namespace herlaad::sandbox
