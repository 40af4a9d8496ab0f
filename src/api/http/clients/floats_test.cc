// Floats over HTTP: paid in by finance, spent with a key of the client, and refused when too low.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;

class FloatsHttp : public testing::StaffFixture {
 protected:
  FloatsHttp() {
    world_.PutSim("0470123456", "proximus");
    const json made = Made(R"({"name":"Dealer","scopes":["topup:float"]})");
    client_ = made["client"];
    key_ = made["key"];
  }

  json Made(const std::string& body) { return Ask(world_.Local("POST", "/admin/keys", body), 201); }
  static std::string PaymentOf(std::int64_t cents, const std::string& direction = "in") {
    return json{{"direction", direction},
                {"amount", {{"amount", cents}, {"currency", "EUR"}}},
                {"reference", "transfer 7"}}
        .dump();
  }
  net::Response Pay(std::int64_t cents, const std::string& key,
                    const std::string& direction = "in") {
    auto request = ApiWorld::MakeRequest(
        "POST", "/admin/clients/" + client_ + "/float-payments", PaymentOf(cents, direction),
        {{"content-type", "application/json"}, {"idempotency-key", key}});
    request.local = true;
    return world_.Send(std::move(request));
  }
  ApiWorld::Headers With(const std::string& secret, const std::string& key) {
    return {{"authorization", "Bearer " + secret}, {"idempotency-key", key}};
  }
  net::Response TopUp(const std::string& key, const std::string& secret,
                      std::int64_t cents = 1'500) {
    const json body{{"msisdn", "0470 12 34 56"},
                    {"operator", "proximus"},
                    {"tender", "float"},
                    {"amount", {{"amount", cents}, {"currency", "EUR"}}}};
    return world_.Post("/v1/topups", body.dump(), With(secret, key));
  }
  net::Response Sell(const std::string& key, const std::string& secret) {
    return world_.Post("/v1/voucher-sales",
                       R"({"amount":{"amount":1500,"currency":"EUR"},"tender":"float"})",
                       With(secret, key));
  }
  std::int64_t Balance() {
    return Ask(world_.Get("/v1/float", key_), 200)["balance"]["amount"].get<std::int64_t>();
  }
  static std::string CodeOf(const net::Response& response) {
    return json::parse(response.body).value("code", "");
  }

  std::string client_;
  std::string key_;
};

TEST_F(FloatsHttp, PaymentInIsRecordedOnceAndShown) {
  EXPECT_FALSE(Ask(world_.Local("GET", "/admin/clients/" + client_), 200).contains("float"));
  EXPECT_EQ(Balance(), 0);
  const json paid = Ask(Pay(10'000, "a"), 201);
  EXPECT_EQ(paid["direction"], "in");
  EXPECT_EQ(paid["amount"]["amount"], 10'000);
  EXPECT_EQ(paid["reference"], "transfer 7");
  EXPECT_EQ(paid["by"], "admin");
  EXPECT_EQ(paid["client"], client_);
  const auto again = Pay(10'000, "a");
  EXPECT_EQ(Ask(again, 201), paid);
  EXPECT_TRUE(std::any_of(again.headers.begin(), again.headers.end(), [](const auto& header) {
    return header.name == "Idempotency-Replayed" && header.value == "true";
  }));
  const auto other = Pay(9'999, "a");
  EXPECT_EQ(other.status, 422) << other.body;
  EXPECT_EQ(CodeOf(other), "idempotency_key_reused");
  EXPECT_EQ(Balance(), 10'000);
  const json shown = Ask(world_.Local("GET", "/admin/clients/" + client_), 200);
  EXPECT_EQ(shown["float"]["available"]["amount"], 10'000);
  EXPECT_EQ(shown["float"]["floor"]["amount"], 0);
}

TEST_F(FloatsHttp, PaymentOutIsBoundedByWhatIsAvailable) {
  Pay(10'000, "a");
  const auto above = Pay(10'001, "b", "out");
  EXPECT_EQ(above.status, 409);
  EXPECT_EQ(CodeOf(above), "float_too_low");
  EXPECT_EQ(json::parse(above.body)["available"]["amount"], 10'000);
  EXPECT_EQ(Ask(Pay(4'000, "c", "out"), 201)["direction"], "out");
  EXPECT_EQ(Balance(), 6'000);
}

TEST_F(FloatsHttp, MistakesInAPaymentAreNamed) {
  const auto code = [&](const std::string& body, const std::string& client) {
    auto request =
        ApiWorld::MakeRequest("POST", "/admin/clients/" + client + "/float-payments", body,
                              {{"content-type", "application/json"}, {"idempotency-key", "x"}});
    request.local = true;
    const json answer = json::parse(world_.Send(std::move(request)).body);
    return answer.value("code", "") + " " + answer.value("field", "");
  };
  EXPECT_EQ(code(PaymentOf(0), client_), "amount_not_positive amount.amount");
  EXPECT_EQ(code(PaymentOf(-5), client_), "amount_not_positive amount.amount");
  EXPECT_EQ(code(PaymentOf(100'000'001), client_), "field_invalid amount");
  EXPECT_EQ(code(PaymentOf(100, "up"), client_), "field_invalid direction");
  EXPECT_EQ(
      code(R"({"direction":"in","amount":{"amount":1,"currency":"EUR"},"reference":""})", client_),
      "field_invalid reference");
  EXPECT_EQ(code(R"({"direction":"in","amount":{"amount":1,"currency":"EUR"}})", client_),
            "field_missing reference");
  EXPECT_EQ(code(PaymentOf(100), "cli_nonsense"), "client_unknown ");
  EXPECT_EQ(
      CodeOf(world_.Local("POST", "/admin/clients/" + client_ + "/float-payments", PaymentOf(100))),
      "idempotency_key_missing");
  EXPECT_EQ(Balance(), 0);
}

TEST_F(FloatsHttp, TopUpAndVoucherArePaidFromTheFloat) {
  Pay(10'000, "a");
  const json topup = Ask(TopUp("t1", key_), 201);
  EXPECT_EQ(topup["tender"], "float");
  EXPECT_EQ(topup["state"], "delivered");
  const std::int64_t left = 10'000 - topup["total"]["amount"].get<std::int64_t>();
  EXPECT_EQ(Balance(), left);
  EXPECT_EQ(Ask(TopUp("t1", key_), 201)["id"], topup["id"]) << "a repeat takes nothing more";
  EXPECT_EQ(Balance(), left);
  const json sale = Ask(Sell("s1", key_), 201);
  EXPECT_EQ(sale["tender"], "float");
  EXPECT_EQ(sale["pin"].get<std::string>().size(), 16U);
  EXPECT_EQ(Balance(), left - 1'500);
  EXPECT_EQ(Ask(world_.Get(sale["links"]["self"].get<std::string>(), key_), 200)["state"],
            "active");
}

TEST_F(FloatsHttp, TooLowIsRefusedInFiveLanguagesAndSaysWhatToDo) {
  Pay(1'499, "a");
  for (const char* language : {"nl", "fr", "de", "en", "zh"}) {
    auto headers = With(key_, std::string("t-") + language);
    headers.emplace_back("accept-language", language);
    const auto refused =
        world_.Post("/v1/topups",
                    R"({"msisdn":"0470123456","operator":"proximus","tender":"float",)"
                    R"("amount":{"amount":1500,"currency":"EUR"}})",
                    headers);
    EXPECT_EQ(refused.status, 409) << refused.body;
    const json problem = json::parse(refused.body);
    EXPECT_EQ(problem["code"], "float_too_low");
    EXPECT_EQ(problem["available"]["amount"], 1'499);
    EXPECT_EQ(problem["money"], "not_taken") << language;
    EXPECT_THAT(problem["detail"].get<std::string>(), HasSubstr("Idempotency-Key")) << language;
  }
  EXPECT_EQ(CodeOf(Sell("s1", key_)), "float_too_low");
  EXPECT_EQ(Balance(), 1'499);
}

TEST_F(FloatsHttp, OnlyAKeyOfTheClientWithTheScopeSpendsIt) {
  Pay(10'000, "a");
  const auto anonymous = world_.Post(
      "/v1/topups",
      R"({"msisdn":"0470123456","operator":"proximus","tender":"float","amount":{"amount":1500,"currency":"EUR"}})",
      {{"idempotency-key", "x"}});
  EXPECT_EQ(CodeOf(anonymous), "key_required");
  const std::string cash =
      Made(R"({"client":")" + client_ + R"(","scopes":["topup:cash","voucher:sell"]})")["key"];
  EXPECT_EQ(CodeOf(TopUp("x1", cash)), "scope_missing");
  EXPECT_EQ(json::parse(Sell("x2", cash).body)["scope"], "topup:float");
  EXPECT_EQ(CodeOf(world_.Get("/v1/float", cash)), "scope_missing");
  const std::string other = Made(R"({"name":"Other","scopes":["topup:float"]})")["key"];
  EXPECT_EQ(CodeOf(TopUp("x3", other)), "float_too_low") << "its own float, which is empty";
  const auto for_cash = world_.Post(
      "/v1/voucher-sales", R"({"amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})",
      With(key_, "x4"));
  EXPECT_EQ(json::parse(for_cash.body)["scope"], "voucher:sell");
  EXPECT_EQ(Balance(), 10'000);
  const std::string second =
      Made(R"({"client":")" + client_ + R"(","scopes":["topup:float"]})")["key"];
  EXPECT_EQ(TopUp("x5", second).status, 201) << "the float is the client's, not the key's";
}

TEST_F(FloatsHttp, AdministrationSocketHasNoFloat) {
  const json body{{"msisdn", "0470 12 34 56"},
                  {"operator", "proximus"},
                  {"tender", "float"},
                  {"amount", {{"amount", 1'500}, {"currency", "EUR"}}}};
  auto request =
      ApiWorld::MakeRequest("POST", "/v1/topups", body.dump(),
                            {{"content-type", "application/json"}, {"idempotency-key", "k"}});
  request.local = true;
  EXPECT_EQ(CodeOf(world_.Send(std::move(request))), "tender_not_offered");
}

TEST_F(FloatsHttp, FinancePaysUnderTheOwnNameAndNobodyElseDoes) {
  Add("fin", "finance");
  Add("sup", "support");
  Add("adm", "admin");
  const std::string path = "/v1/clients/" + client_ + "/float-payments";
  const ApiWorld::Headers headers{testing::kOwnPage, {"idempotency-key", "a"}};
  const std::string finance = SignIn("fin");
  const json paid = Ask(As(finance, "POST", path, PaymentOf(5'000), headers), 201);
  EXPECT_EQ(paid["by"], "staff:fin");
  EXPECT_EQ(Ask(As(finance, "GET", "/v1/clients/" + client_ + "/float"), 200)["balance"]["amount"],
            5'000);
  for (const char* name : {"sup", "adm"}) {
    const std::string cookie = SignIn(name);
    EXPECT_EQ(CodeOf(As(cookie, "POST", path, PaymentOf(1), headers)), "scope_missing") << name;
  }
  EXPECT_NE(world_.Post(path, PaymentOf(1), With(key_, "b")).status, 201) << "no key does";
  const auto audit = world_.Local("GET", "/v1/audit");
  EXPECT_THAT(audit.body, HasSubstr("float.pay_in"));
  EXPECT_THAT(audit.body, HasSubstr("staff:fin"));
  EXPECT_EQ(Balance(), 5'000);
}

TEST_F(FloatsHttp, TheCommunicationOfTransfersIsShown) {
  const std::string shown = Ask(world_.Get("/v1/float", key_), 200)["communication"];
  ASSERT_EQ(shown.size(), 20U) << shown;
  EXPECT_EQ(shown.substr(0, 3), "+++");
  EXPECT_EQ(Ask(world_.Local("GET", "/admin/clients/" + client_), 200)["communication"], shown);
}

}  // namespace
}  // namespace herlaad::http
