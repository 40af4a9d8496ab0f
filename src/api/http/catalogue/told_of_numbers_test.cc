// What a client without a key is told of a number: the same for every number that cannot be topped
// up, and the same for every amount that is not possible now.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <set>

#include "api/http/admin/metrics.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kLanguages[] = {"nl", "fr", "de", "en", "zh"};

// The state of a number at a hosted operator with a pause between top-ups.
struct Standing {
  const char* name;
  const char* number;
  const char* code;  // what a client with a key is told
  std::function<void(orders::Subscriber&, Instant)> make;
};

void PutSim(orders::Subscriber& number, prepaid::SimState state, std::int64_t balance = 0) {
  number.sim = prepaid::NewSim("proximus", state, *ParseRfc3339("2026-01-01T00:00:00Z"));
  number.sim->credit.amount = balance;
}

void Receive(orders::Subscriber& number, std::int64_t cents, Instant at) {
  PutSim(number, prepaid::SimState::kActive);
  number.usage = limits::Take({}, calendar::MonthOf(at), at, cents);
}

const Standing kNotPossible[] = {
    {"unknown", "0479000000", "number_unknown", nullptr},
    {"suspended", "0479000001", "number_suspended",
     [](auto& number, Instant) { PutSim(number, prepaid::SimState::kSuspended); }},
    {"terminated", "0479000002", "number_terminated",
     [](auto& number, Instant) { PutSim(number, prepaid::SimState::kTerminated); }},
    {"not activated", "0479000003", "number_not_activated",
     [](auto& number, Instant) { PutSim(number, prepaid::SimState::kPreactive); }},
    {"suspended, with its month used", "0479000004", "number_suspended",
     [](auto& number, Instant now) {
       Receive(number, 25'000, now);
       (void)prepaid::BringTo(*number.sim, prepaid::SimState::kSuspended, now);
     }},
};

const Standing kNotNow[] = {
    {"full", "0479000005", "balance_full",
     [](auto& number, Instant) {
       PutSim(number, prepaid::SimState::kActive, prepaid::kBalanceMax);
     }},
    {"month used", "0479000006", "above_month_limit",
     [](auto& number, Instant now) { Receive(number, 25'000, now - std::chrono::hours(1)); }},
    {"a little left of the month", "0479000007", "above_month_limit",
     [](auto& number, Instant now) { Receive(number, 24'000, now - std::chrono::hours(1)); }},
    {"topped up a minute ago", "0479000008", "topped_up_recently",
     [](auto& number, Instant now) { Receive(number, 1'500, now - std::chrono::minutes(1)); }},
};

void Replace(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

// Everything visible in an answer except what may differ: the number that was asked about, and its
// operator.
std::string Seen(const net::Response& response, const std::string& number) {
  std::string text = std::to_string(response.status) + "\n" + response.content_type + "\n";
  for (const net::Header& header : response.headers)
    text += header.name + ": " + header.value + "\n";
  text += response.body;
  const Msisdn msisdn = *Msisdn::Parse(number);
  Replace(text, msisdn.ToE164(), "NUMBER");
  Replace(text, msisdn.National(), "NUMBER");
  Replace(text, R"("operator":null,"offers")", R"("operator":"proximus","offers")");
  return text;
}

class ToldOfNumbersTest : public ::testing::Test {
 protected:
  ToldOfNumbersTest() {
    world_.catalogue.operators[0].limits.seconds_between_topups = 1'800;
    for (const auto& standings : {std::span<const Standing>(kNotPossible), {kNotNow}}) {
      for (const Standing& standing : standings) Put(standing);
    }
  }

  void Put(const Standing& standing) {
    if (!standing.make) return;
    orders::Subscriber number(*Msisdn::Parse(standing.number));
    standing.make(number, world_.clock.Now());
    world_.store.Put(std::move(number));
  }
  net::Response Quote(const std::string& number, const char* language = "en",
                      const std::string& key = "") {
    return Post("/v1/quotes", {{"msisdn", number}, {"operator", "proximus"}}, language, key, "");
  }
  net::Response Place(const std::string& number, const std::string& idempotency_key,
                      const char* language = "en", const std::string& key = "") {
    const json body{{"msisdn", number},
                    {"operator", "proximus"},
                    {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
                    {"tender", "card"}};
    return Post("/v1/topups", body, language, key, idempotency_key);
  }
  net::Response Post(const std::string& path, const json& body, const char* language,
                     const std::string& key, const std::string& idempotency_key) {
    ApiWorld::Headers headers{{"accept-language", language}};
    if (!key.empty()) headers.emplace_back("authorization", "Bearer " + key);
    if (!idempotency_key.empty()) headers.emplace_back("idempotency-key", idempotency_key);
    return world_.Post(path, body.dump(), headers);
  }
  static std::string KeyFor(const Standing& standing) {
    return std::string("a key that nobody guesses ") + standing.number;
  }
  // Quoted, placed, and placed again under the same key, in every language.
  void ExpectAlike(std::span<const Standing> standings, const std::string& code) {
    for (const char* language : kLanguages) {
      std::set<std::string> quoted;
      std::set<std::string> refused;
      std::set<std::string> repeated;
      for (const Standing& standing : standings) {
        SCOPED_TRACE(std::string(standing.name) + " " + language);
        const std::string key = KeyFor(standing) + language;
        const net::Response answer = Quote(standing.number, language);
        EXPECT_EQ(json::parse(answer.body)["offers"][0]["refusal"]["code"], code);
        quoted.insert(Seen(answer, standing.number));
        refused.insert(Seen(Place(standing.number, key, language), standing.number));
        repeated.insert(Seen(Place(standing.number, key, language), standing.number));
      }
      ASSERT_THAT(quoted, ::testing::SizeIs(1)) << language;
      ASSERT_THAT(refused, ::testing::SizeIs(1)) << language;
      ASSERT_THAT(repeated, ::testing::SizeIs(1)) << language;
      EXPECT_THAT(*refused.begin(), HasSubstr("\"" + code + "\""));
      EXPECT_THAT(*repeated.begin(), HasSubstr("Idempotency-Replayed: true"));
      for (const std::string& text : {*quoted.begin(), *refused.begin(), *repeated.begin()}) {
        for (const char* never : {"retry_at", "frees_at", "\"most", "most_now", "Retry-After"}) {
          EXPECT_THAT(text, Not(HasSubstr(never)));
        }
      }
    }
  }

  ApiWorld world_;
};

TEST_F(ToldOfNumbersTest, RefusedNumbersLookAlikeWithoutAKey) {
  ExpectAlike(kNotPossible, "number_not_possible");
}

TEST_F(ToldOfNumbersTest, RefusedAmountsLookAlikeWithoutAKey) {
  ExpectAlike(kNotNow, "amount_not_possible_now");
}

TEST_F(ToldOfNumbersTest, RefusalWithoutAKeySaysWhatToDoAndThatNoMoneyWasTaken) {
  const json number = json::parse(Place("0479000001", "a key that nobody guesses").body);
  EXPECT_EQ(number["money"], "not_taken");
  EXPECT_THAT(number["detail"].get<std::string>(), HasSubstr("ask the operator"));
  const json amount = json::parse(Place("0479000006", "another that nobody guesses").body);
  EXPECT_EQ(amount["money"], "not_taken");
  EXPECT_THAT(amount["detail"].get<std::string>(), HasSubstr("another day"));
}

TEST_F(ToldOfNumbersTest, NoSmallerAmountIsAdvisedWhereNoneIsPossible) {
  for (const Standing& standing : kNotNow) {
    const json offer = json::parse(Quote(standing.number).body)["offers"][0];
    EXPECT_THAT(offer["refusal"]["detail"].get<std::string>(),
                ::testing::AllOf(HasSubstr("No amount is possible"), Not(HasSubstr("smaller"))));
    for (const json& product : offer["products"])
      EXPECT_EQ(product["refusal"]["detail"], offer["refusal"]["detail"]) << standing.name;
  }
}

TEST_F(ToldOfNumbersTest, AnyKeyAndTheSocketAreToldTheReason) {
  std::vector<std::string> keys;
  for (const char* scope : {"topup:cash", "topup:read", "sim:read"}) {
    keys.push_back(world_.MakeKey(scope));
  }
  for (const auto& standings : {std::span<const Standing>(kNotPossible), {kNotNow}}) {
    for (const Standing& standing : standings) {
      SCOPED_TRACE(standing.name);
      for (const std::string& key : keys) {
        const json offer = json::parse(Quote(standing.number, "en", key).body)["offers"][0];
        EXPECT_EQ(offer["refusal"]["code"], standing.code);
        EXPECT_TRUE(offer["limits"].contains("most_now"));
        const auto placed = Place(standing.number, KeyFor(standing), "en", key);
        EXPECT_EQ(json::parse(placed.body)["code"], standing.code);
      }
      net::Request local = ApiWorld::MakeRequest(
          "POST", "/v1/quotes", json{{"msisdn", standing.number}, {"operator", "proximus"}}.dump(),
          {{"content-type", "application/json"}});
      local.local = true;
      const auto told = json::parse(world_.Send(std::move(local)).body);
      EXPECT_EQ(told["offers"][0]["refusal"]["code"], standing.code);
    }
  }
}

TEST_F(ToldOfNumbersTest, BatchWithAKeyIsToldTheReason) {
  const std::string key = world_.MakeKey("topup:cash");
  const json item{{"idempotency_key", "a"},
                  {"msisdn", "0479000001"},
                  {"operator", "proximus"},
                  {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
                  {"tender", "cash"}};
  const json body{{"topups", json::array({item})}};
  const auto told = Post("/v1/topups:batch", body, "en", key, "");
  EXPECT_EQ(json::parse(told.body)["results"][0]["problem"]["code"], "number_suspended");
  std::set<std::string> anonymous;
  for (const char* number : {"0479000000", "0479000001", "0479000006"}) {
    json other = body;
    other["topups"][0]["msisdn"] = number;
    anonymous.insert(Seen(Post("/v1/topups:batch", other, "en", "", ""), number));
  }
  EXPECT_THAT(anonymous, ::testing::SizeIs(1)) << "it is for those with a key";
}

TEST_F(ToldOfNumbersTest, RemainingMonthIsNotShownWithoutAKey) {
  orders::Subscriber number(*Msisdn::Parse("0470123456"));
  Receive(number, 23'000, world_.clock.Now() - std::chrono::hours(1));
  world_.store.Put(number);
  const std::string body = Quote("0470123456").body;
  const json offer = json::parse(body)["offers"][0];
  EXPECT_TRUE(offer["refusal"].is_null());
  EXPECT_TRUE(offer["products"][0]["refusal"].is_null());
  EXPECT_EQ(offer["products"][1]["refusal"]["code"], "amount_not_possible_now");
  EXPECT_EQ(offer["products"][1]["refusal"].size(), 2U) << "code and detail";
  EXPECT_EQ(offer["limits"].size(), 3U) << "what stands in the price list";
  EXPECT_THAT(body, Not(HasSubstr("2000"))) << "20 euros are left";
}

TEST_F(ToldOfNumbersTest, OperatorIsToldWithoutTheNumbersState) {
  world_.PutSim("0479000010", "orange");
  world_.PutSim("0479000011", "orange", prepaid::SimState::kSuspended);
  std::set<std::string> seen;
  for (const char* number : {"0479000010", "0479000011"}) {
    const auto refused = Place(number, std::string("a key that nobody guesses ") + number);
    EXPECT_EQ(json::parse(refused.body)["code"], "wrong_operator");
    EXPECT_EQ(json::parse(refused.body)["operator"], "orange");
    seen.insert(Seen(refused, number));
  }
  EXPECT_THAT(seen, ::testing::SizeIs(1));
}

TEST_F(ToldOfNumbersTest, UrlWithANumberRequiresAKey) {
  std::set<std::string> seen;
  for (const char* target : {"/v1/quotes?msisdn=0479000000", "/v1/quotes?msisdn=0479000001",
                             "/v1/quotes?msisdn=12", "/v1/quotes"}) {
    const auto refused = world_.Get(target);
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(json::parse(refused.body)["code"], "key_required");
    EXPECT_THAT(refused.body, HasSubstr("POST /v1/quotes"));
    EXPECT_THAT(refused.body, Not(HasSubstr("4790000")));
    seen.insert(Seen(refused, "0479000000"));
  }
  EXPECT_THAT(seen, ::testing::SizeIs(1));
  EXPECT_EQ(world_.Get("/v1/sims/0479000001").status, 401);
  EXPECT_EQ(world_.Get("/v1/topups?msisdn=0479000001").status, 401);
  EXPECT_EQ(world_.Get("/v1/quotes?msisdn=0479000001", world_.MakeKey("sim:read")).status, 200);
}

TEST(NumbersInLogsTest, LogsAndMetricsContainNoNumber) {
  ApiWorld world;
  world.PutSim("0479000001", "proximus");
  world.PutSim("0479000002", "proximus", prepaid::SimState::kSuspended);
  const std::string key = world.MakeKey("topup:cash sim:read topup:read");
  for (const char* number : {"0479000001", "0479000002", "0479000003"}) {
    const json body{{"msisdn", number},
                    {"operator", "proximus"},
                    {"amount", {{"amount", 1'500}, {"currency", "EUR"}}},
                    {"tender", "cash"}};
    (void)world.Post("/v1/topups", body.dump(),
                     {{"authorization", "Bearer " + key}, {"idempotency-key", number}});
    for (const char* address : {"/v1/quotes?msisdn=", "/v1/sims/", "/v1/topups?msisdn="}) {
      (void)world.Get(std::string(address) + number, key);
      (void)world.Get(std::string(address) + number);
    }
  }
  (void)world.Local("POST", "/admin/sims",
                    R"({"operator":"proximus","state":"active","numbers":["0479000004"]})");
  EXPECT_FALSE(world.logged.empty());
  for (const auto& line : world.logged) {
    for (const auto& field : line.second)
      EXPECT_THAT(field.second, Not(HasSubstr("4790000"))) << line.first;
  }
  EXPECT_THAT(RenderMetrics(world.stats, nullptr), Not(HasSubstr("4790000")));
}

}  // namespace
}  // namespace herlaad::http
