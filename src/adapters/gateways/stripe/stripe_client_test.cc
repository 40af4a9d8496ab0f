#include "adapters/gateways/stripe/stripe_client.h"

#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "adapters/gateways/stripe/stripe_api.h"
#include "adapters/gateways/stripe/stripe_testing.h"
#include "adapters/net/server/testing.h"

namespace herlaad::gateways::stripe {
namespace {

using Kind = StripeError::Kind;
using namespace testing;  // NOLINT: the objects of this folder's tests

class StripeClientTest : public ::testing::Test {
 protected:
  StripeResult Get() { return client_.Get(client_.NewCall(), "/v1/any", StripeForm()); }

  FakeStripe stripe_;
  StripeClient client_{OptionsFor(stripe_.url()).api};
};

TEST_F(StripeClientTest, RequestsHaveKeyVersionAndIdempotencyKey) {
  stripe_.Answers({Intent()});
  ASSERT_TRUE(
      client_.Post(client_.NewCall(), "/v1/any", StripeForm().Add("a", "b c"), "tu_1-p1").ok());
  ASSERT_TRUE(client_.Get(client_.NewCall(), "/v1/any", StripeForm().Add("a[b]", 1)).ok());
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].method, "POST");
  EXPECT_EQ(requests[0].body, "a=b%20c");
  EXPECT_EQ(requests[0].Find("authorization"), "Bearer " + kKey);
  EXPECT_EQ(requests[0].Find("stripe-version"), kApiVersion);
  EXPECT_EQ(requests[0].Find("idempotency-key"), "tu_1-p1");
  EXPECT_EQ(requests[0].Find("content-type"), "application/x-www-form-urlencoded");
  EXPECT_EQ(requests[1].method, "GET");
  EXPECT_EQ(requests[1].Parameter("a[b]"), "1");
  EXPECT_EQ(requests[1].Find("idempotency-key"), std::nullopt);
}

struct ErrorRow {
  const char* name;
  int status;
  json body;
  Kind kind;
  const char* code;
};

TEST_F(StripeClientTest, ErrorsAreDefiniteOnlyIfStripeSaysSo) {
  const ErrorRow rows[] = {
      {"a mistake in the request", 400, ErrorOf("invalid_request_error", "parameter_unknown"),
       Kind::kRefused, "parameter_unknown"},
      {"already refunded", 400, ErrorOf("invalid_request_error", "charge_already_refunded"),
       Kind::kRefused, "charge_already_refunded"},
      {"declined", 402, ErrorOf("card_error", "card_declined"), Kind::kRefused, "card_declined"},
      {"nothing of that name", 404, ErrorOf("invalid_request_error", "resource_missing"),
       Kind::kRefused, "resource_missing"},
      {"no word but the type", 400, ErrorOf("invalid_request_error"), Kind::kRefused,
       "invalid_request_error"},
      {"the key was used for another request", 400, ErrorOf("idempotency_error"), Kind::kUnclear,
       "idempotency_error"},
      {"an error of a type nobody knows", 400, ErrorOf("quantum_error"), Kind::kUnclear,
       "quantum_error"},
      {"no error at all", 400, json::object(), Kind::kUnclear, ""},
      {"a wrong key", 401, ErrorOf("invalid_request_error"), Kind::kNotAllowed,
       "invalid_request_error"},
      {"a key without the right", 403, ErrorOf("invalid_request_error", "more_permissions"),
       Kind::kNotAllowed, "more_permissions"},
      {"in progress", 409, ErrorOf("idempotency_error", "idempotency_key_in_use"), Kind::kNotNow,
       "idempotency_key_in_use"},
      {"too many requests", 429, ErrorOf("invalid_request_error", "rate_limit"), Kind::kNotNow,
       "rate_limit"},
      {"something behind Stripe failed", 424, ErrorOf("api_error"), Kind::kUnclear, "api_error"},
      {"Stripe failed", 500, ErrorOf("api_error"), Kind::kUnclear, "api_error"},
      {"Stripe is overloaded", 503, ErrorOf("api_error"), Kind::kUnclear, "api_error"},
      {"a redirection", 302, json::object(), Kind::kUnclear, ""},
      {"a code that is no word", 400, ErrorOf("invalid_request_error", "a sentence"),
       Kind::kRefused, "invalid_request_error"},
  };
  for (const ErrorRow& row : rows) {
    stripe_.AnswersWith(row.status, net::WriteJson(row.body));
    const auto answer = Get();
    ASSERT_FALSE(answer.ok()) << row.name;
    EXPECT_EQ(answer.error().kind, row.kind) << row.name;
    EXPECT_EQ(answer.error().status, row.status) << row.name;
    EXPECT_EQ(answer.error().code, row.code) << row.name;
  }
}

TEST_F(StripeClientTest, PageOfAProxyDecidesNothing) {
  for (const int status : {400, 402, 404, 502}) {
    stripe_.AnswersWith(status, "<html>Bad gateway</html>");
    EXPECT_EQ(Get().error().kind, Kind::kUnclear) << status;
  }
}

TEST_F(StripeClientTest, UnreadableSuccessIsUnclear) {
  for (const std::string& body :
       {std::string(), std::string("<html>"), std::string("[]"), std::string("{\"a\":1,\"a\":1}"),
        net::WriteJson(ErrorOf("api_error")), std::string(kAnswerMax + 1, ' ')}) {
    stripe_.AnswersWith(200, body);
    ASSERT_FALSE(Get().ok()) << body.substr(0, 40);
    EXPECT_EQ(Get().error().kind, Kind::kUnclear) << body.substr(0, 40);
  }
}

TEST_F(StripeClientTest, NoAnswerMayBeRepeated) {
  stripe_.Stop();
  EXPECT_EQ(Get().error().kind, Kind::kNotNow);
  EXPECT_EQ(Get().error().status, 0);
}

TEST_F(StripeClientTest, AnswerHasStripesTime) {
  stripe_.Answers({Intent()});
  const auto answer = Get();
  ASSERT_TRUE(answer.ok());
  const Millis ago = SystemClock().Now() - answer->at;
  EXPECT_LT(ago, Millis(120'000));
  EXPECT_GT(ago, Millis(-120'000));
}

TEST_F(StripeClientTest, SearchGoesFromPageToPage) {
  stripe_.Answers({ListOf({Intent(), With(Intent(), {{"id", "pi_2"}})}, true),
                   ListOf({With(Intent(), {{"id", "pi_3"}})})});
  int pages = 10;
  const auto found =
      client_.Search(client_.NewCall(), "/v1/any", StripeForm().Add("created[gte]", 5), pages,
                     [](const json& item) { return item.at("id") == "pi_3"; });
  ASSERT_TRUE(found.ok());
  ASSERT_TRUE(*found);
  EXPECT_EQ((**found).at("id"), "pi_3");
  const auto requests = stripe_.Requests();
  ASSERT_EQ(requests.size(), 2u);
  EXPECT_EQ(requests[0].query, "created%5Bgte%5D=5&limit=100");
  EXPECT_EQ(requests[1].query, "created%5Bgte%5D=5&limit=100&starting_after=pi_2");
}

TEST_F(StripeClientTest, SearchEndsWithTheListOrWithItsPages) {
  const auto never = [](const json&) { return false; };
  int pages = 3;
  stripe_.Answers({ListOf({Intent()})});
  const auto ended = client_.Search(client_.NewCall(), "/v1/any", StripeForm(), pages, never);
  ASSERT_TRUE(ended.ok());
  EXPECT_FALSE(*ended);
  EXPECT_EQ(pages, 3) << "the last page is not taken from those that are left";
  stripe_.Requests();
  stripe_.Answers({ListOf({Intent()}, true)});
  const auto endless = client_.Search(client_.NewCall(), "/v1/any", StripeForm(), pages, never);
  ASSERT_FALSE(endless.ok());
  EXPECT_EQ(endless.error().code, "list_too_long");
  EXPECT_EQ(stripe_.Requests().size(), 3u);
  pages = 3;
  stripe_.AnswersWith(200, "{}");
  EXPECT_EQ(client_.Search(client_.NewCall(), "/v1/any", StripeForm(), pages, never).error().kind,
            Kind::kUnclear);
}

TEST(StripeCall, AllRequestsOfACallShareItsTime) {
  net::testing::HeldRequests held;
  net::ServerOptions server_options;
  server_options.tcp = {{}};
  const auto server = net::testing::StartServer(server_options, held.handler());
  auto options = OptionsFor("http://127.0.0.1:" + std::to_string(server->Port())).api;
  options.request_timeout = Millis(300);
  StripeClient client(options);
  const StripeCall call = client.NewCall();
  EXPECT_EQ(client.Get(call, "/v1/a", StripeForm()).error().kind, Kind::kNotNow);
  // curl may give up a little early.
  EXPECT_LE(call.left(), Millis(5));
  while (call.left() > Millis(0)) std::this_thread::yield();
  EXPECT_EQ(client.Get(call, "/v1/b", StripeForm()).error().code, "no_time_left");
  EXPECT_FALSE(held.WaitFor(2, std::chrono::milliseconds(0))) << "the second was not sent";
  held.Forget();
}

// Answers every request a while later by its own clock, which is all the time that passes.
class SlowExchange final : public StripeExchange {
 public:
  Result<net::ClientResponse, net::ClientError> Send(const net::ClientRequest& request) override {
    timeouts.push_back(request.total_timeout);
    steady_ += Millis(200);
    return net::ClientResponse{200, {}, "{}"};
  }
  [[nodiscard]] Millis Steady() const override { return steady_; }
  void Stop() override {}

  std::vector<Millis> timeouts;

 private:
  Millis steady_{1'000};
};

TEST(StripeCall, TimeIsThatOfTheExchange) {
  const auto exchange = std::make_shared<SlowExchange>();
  auto options = OptionsFor("https://api.stripe.com").api;
  options.request_timeout = Millis(300);
  options.exchange = exchange;
  StripeClient client(options);
  const StripeCall call = client.NewCall();
  EXPECT_TRUE(client.Get(call, "/v1/a", StripeForm()).ok());
  EXPECT_TRUE(client.Get(call, "/v1/b", StripeForm()).ok());
  EXPECT_EQ(client.Get(call, "/v1/c", StripeForm()).error().code, "no_time_left");
  EXPECT_EQ(exchange->timeouts, (std::vector<Millis>{Millis(300), Millis(100)}));
}

TEST(ParseHttpDate, OnlyTheFormOfHttp) {
  EXPECT_EQ(ParseHttpDate("Mon, 30 Nov 2026 11:31:03 GMT"), *ParseRfc3339("2026-11-30T11:31:03Z"));
  EXPECT_EQ(ParseHttpDate("Sat, 28 Feb 2026 00:00:00 GMT"), *ParseRfc3339("2026-02-28T00:00:00Z"));
  for (const char* const text : {"", "2026-11-30T11:31:03Z", "Mon, 30 Nov 2026 11:31:03 UTC",
                                 "Mon, 30 Now 2026 11:31:03 GMT", "Mon, 31 Feb 2026 11:31:03 GMT",
                                 "Monday, 30-Nov-26 11:31:03 GMT"}) {
    EXPECT_EQ(ParseHttpDate(text), Instant{}) << text;
  }
}

}  // namespace
}  // namespace herlaad::gateways::stripe
