#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "domain/prepaid/fixtures.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::ElementsAre;

std::vector<std::string> OperatorsIn(const json& list, const char* name) {
  std::vector<std::string> ids;
  for (const json& item : list) ids.push_back(item.at(name));
  return ids;
}

class CatalogueTest : public ::testing::Test {
 protected:
  json Read(const std::string& target, int status = 200) {
    const auto response = world_.Get(target, key_);
    EXPECT_EQ(response.status, status) << response.body;
    return json::parse(response.body);
  }
  net::Response Post(const std::string& body) {
    return world_.Post("/v1/quotes", body, {{"authorization", "Bearer " + key_}});
  }
  ApiWorld world_;
  const std::string key_ = world_.MakeKey("topup:cash");
};

TEST_F(CatalogueTest, OperatorsAreInTheOrderOfTheFile) {
  const json read = Read("/v1/operators");
  EXPECT_EQ(read["sample"], true);
  EXPECT_THAT(OperatorsIn(read["operators"], "id"), ElementsAre("proximus", "telenet", "orange"));
  EXPECT_EQ(read["tenders"], (json{"card", "bancontact"}));
  EXPECT_EQ(read["sandbox"], false);
  EXPECT_EQ(read["demo_numbers"],
            json::parse(R"([{"msisdn": "+32470123456", "operator": "proximus"},
                            {"msisdn": "+32472334455", "operator": "orange", "kind": "ported"}])"));
  EXPECT_EQ(Read("/v1/operators/telenet"), read["operators"][1]);
  EXPECT_EQ(Read("/v1/operators/vodafone", 404)["code"], "not_found");
}

TEST_F(CatalogueTest, ProductsAreFilteredByOperator) {
  const json all = Read("/v1/products");
  const json some = Read("/v1/products?operator=proximus");
  EXPECT_EQ(all["products"].size(), 10U);
  ASSERT_EQ(some["products"].size(), 3U);
  const json& first = some["products"][0];
  EXPECT_EQ(first["total"]["amount"], 1500);
  EXPECT_EQ(first["vat"]["amount"], 260);
  EXPECT_EQ(first["validity"], (json{{"months", 12}}));
  EXPECT_EQ(first["valid_until"], "2027-11-22T22:59:59.999Z");
  EXPECT_EQ(first["bonus"]["amount"], 150);
  EXPECT_EQ(first["bonus_valid_until"], "2026-12-23T22:59:59.999Z");
  EXPECT_EQ(Read("/v1/products?operator=vodafone", 422)["code"], "operator_unknown");
}

TEST_F(CatalogueTest, NumberInAnyNotationGetsAQuote) {
  world_.PutSim("0470123456", "proximus");
  const char* const spellings[] = {"0470123456",           "0470.12.34.56", "0470%2F12.34.56",
                                   "%2B32%20470%20123456", "+32470123456",  "0032470123456"};
  const json expected = Read("/v1/quotes?msisdn=0470123456");
  for (const char* spelling : spellings) {
    SCOPED_TRACE(spelling);
    EXPECT_EQ(Read(std::string("/v1/quotes?msisdn=") + spelling), expected);
  }
  EXPECT_EQ(expected["msisdn"], "+32470123456");
  EXPECT_EQ(expected["national"], "0470 12 34 56");
  EXPECT_EQ(expected["suggested_operator"], "proximus");
  EXPECT_EQ(expected["operator"], "proximus");
}

// As phones copy numbers: the same rows as for the page and the command line.
TEST_F(CatalogueTest, PostedQuoteAcceptsEveryCopiedForm) {
  std::ifstream in(HERLAAD_SOURCE_DIR "/tests/numbers/typed.json");
  const json rows = json::parse(in);
  const json expected = Read("/v1/quotes?msisdn=0470123456");
  for (const json& row : rows) {
    SCOPED_TRACE(row["name"].get<std::string>());
    const auto response = Post(json{{"msisdn", row["typed"]}}.dump());
    const json answer = json::parse(response.body);
    if (row.contains("msisdn")) {
      EXPECT_EQ(answer, expected);
      continue;
    }
    EXPECT_EQ(response.status, 422);
    EXPECT_EQ(answer["code"], row["error"]);
    EXPECT_EQ(answer["field"], "msisdn");
    EXPECT_EQ(answer.contains("shown"), row.contains("shown"));
    if (!row.contains("shown")) continue;
    EXPECT_EQ(answer["shown"], row["shown"]);
    EXPECT_EQ(answer["position"], row["position"]);
    EXPECT_THAT(answer["detail"], ::testing::HasSubstr(row["shown"].get<std::string>()));
  }
}

TEST_F(CatalogueTest, PortedNumberIsOfferedItsOperatorsProducts) {
  world_.PutSim("0472334455", "orange");
  const json quote = Read("/v1/quotes?msisdn=0472334455");
  EXPECT_EQ(quote["suggested_operator"], "proximus");
  EXPECT_EQ(quote["operator"], "orange");
  EXPECT_THAT(OperatorsIn(quote["offers"], "operator"), ElementsAre("orange"));
  EXPECT_TRUE(quote["offers"][0]["refusal"].is_null());
  const json other = Read("/v1/quotes?msisdn=0472334455&operator=proximus");
  EXPECT_EQ(other["offers"][0]["refusal"]["code"], "wrong_operator");
  EXPECT_EQ(other["offers"][0]["refusal"]["operator"], "orange");
}

TEST_F(CatalogueTest, UnknownNumberIsOfferedEverything) {
  const json quote = Read("/v1/quotes?msisdn=0485123456");
  EXPECT_TRUE(quote["operator"].is_null());
  EXPECT_EQ(quote["suggested_operator"], "telenet");
  ASSERT_EQ(quote["offers"].size(), 3U);
  EXPECT_EQ(quote["offers"][0]["refusal"]["code"], "number_unknown");
  EXPECT_TRUE(quote["offers"][1]["refusal"].is_null());
}

TEST_F(CatalogueTest, TerminatedNumberIsRefusedBeforePayment) {
  world_.PutSim("0479000001", "proximus", prepaid::SimState::kTerminated);
  const json quote = Read("/v1/quotes?msisdn=0479000001");
  EXPECT_EQ(quote["offers"][0]["refusal"]["code"], "number_terminated");
  for (const json& product : quote["offers"][0]["products"]) {
    EXPECT_EQ(product["refusal"]["code"], "number_terminated");
  }
}

TEST_F(CatalogueTest, QuoteShowsWhatTheLimitsLeave) {
  orders::Subscriber number(*Msisdn::Parse("0470123456"));
  number.sim = prepaid::NewSim("proximus", prepaid::SimState::kActive, world_.clock.Now());
  number.usage =
      limits::Take({}, calendar::MonthOf(world_.clock.Now()), world_.clock.Now(), 23'000);
  world_.store.Put(number);
  const json offer = Read("/v1/quotes?msisdn=0470123456")["offers"][0];
  EXPECT_EQ(offer["limits"]["most_now"]["amount"], 2000);
  EXPECT_TRUE(offer["refusal"].is_null());
  EXPECT_TRUE(offer["products"][0]["refusal"].is_null());
  EXPECT_EQ(offer["products"][1]["refusal"]["code"], "above_month_limit");
  EXPECT_EQ(offer["products"][1]["refusal"]["most"]["amount"], 2000);
  EXPECT_THAT(offer["products"][1]["refusal"]["detail"].get<std::string>(),
              ::testing::HasSubstr("choose a smaller amount"));
  EXPECT_EQ(offer["products"][1]["refusal"]["frees_at"], "2026-11-30T23:00:00.000Z");
}

TEST_F(CatalogueTest, QuoteSaysWhatIsLeftIfThatIsTooLittle) {
  orders::Subscriber number(*Msisdn::Parse("0470123456"));
  number.sim = prepaid::NewSim("proximus", prepaid::SimState::kActive, world_.clock.Now());
  number.usage =
      limits::Take({}, calendar::MonthOf(world_.clock.Now()), world_.clock.Now(), 24'000);
  world_.store.Put(number);
  const json refusal = Read("/v1/quotes?msisdn=0470123456")["offers"][0]["refusal"];
  EXPECT_EQ(refusal["most"]["amount"], 1000);
  EXPECT_THAT(
      refusal["detail"].get<std::string>(),
      ::testing::StartsWith("€10.00 can still be added this month; the smallest amount sold "
                            "is €15.00."));
}

TEST_F(CatalogueTest, QuoteMayBePostedForOneAmount) {
  world_.PutSim("0470123456", "proximus");
  const auto posted = Post(
      R"({"msisdn":"0470 12 34 56","operator":"proximus","amount":{"amount":2500,"currency":"EUR"}})");
  ASSERT_EQ(posted.status, 200) << posted.body;
  EXPECT_EQ(json::parse(posted.body),
            Read("/v1/quotes?msisdn=0470123456&operator=proximus&amount=2500"));
  ASSERT_EQ(json::parse(posted.body)["offers"][0]["products"].size(), 1U);
}

struct BadQuestion {
  const char* query;
  const char* code;
};
TEST_F(CatalogueTest, InvalidQuestionIsExplained) {
  const BadQuestion questions[] = {
      {"", "parameter_missing"},
      {"?msisdn=", "msisdn_empty"},
      {"?msisdn=022741234", "msisdn_fixed_line"},
      {"?msisdn=0470123456&operator=vodafone", "operator_unknown"},
      {"?msisdn=0470123456&operator=proximus&amount=1501", "amount_not_on_sale"},
      {"?msisdn=0470123456&amount=-5", "parameter_invalid"},
      {"?msisdn=0470123456&amount=15.00", "parameter_invalid"},
  };
  for (const BadQuestion& question : questions) {
    SCOPED_TRACE(question.query);
    EXPECT_EQ(Read(std::string("/v1/quotes") + question.query, 422)["code"], question.code);
  }
}

TEST_F(CatalogueTest, LapsedBalanceIsNotShownAsBalance) {
  world_.catalogue.operators.front().grace_days = 0;
  ASSERT_EQ(world_.catalogue.operators.front().id, "proximus");
  const Instant now = world_.clock.Now();
  orders::Subscriber number(*Msisdn::Parse("0470123456"));
  number.sim = prepaid::MakeSim("proximus", prepaid::SimState::kActive, 15'000'000, now, 4'000'000,
                                now - Millis(1));
  world_.store.Put(number);
  const std::string key = world_.MakeKey("sim:read");
  const json bonus_over = json::parse(world_.Get("/v1/sims/0470123456", key).body);
  EXPECT_EQ(bonus_over["balance_micro"], 15'000'000) << "to the last instant";
  EXPECT_EQ(bonus_over["bonus_micro"], 0);
  EXPECT_EQ(bonus_over["lapsed"]["amount"], 400);
  world_.clock.Pass(Millis(1));
  const json both_over = json::parse(world_.Get("/v1/sims/0470123456", key).body);
  EXPECT_EQ(both_over["balance"]["amount"], 0);
  EXPECT_EQ(both_over["lapsed_micro"], 19'000'000);
}

TEST_F(CatalogueTest, SimIsShownAsItIsAtThatInstant) {
  ASSERT_EQ(world_.catalogue.Find("proximus")->grace_days, 30);
  const Instant end = *ParseRfc3339("2026-11-22T22:59:59.999Z");
  orders::Subscriber number(*Msisdn::Parse("0470123456"));
  number.sim = prepaid::MakeSim("proximus", prepaid::SimState::kActive, 15'000'000, end, 4'000'000,
                                end + Millis(86'400'000), prepaid::StateCause::kActivated,
                                *ParseRfc3339("2025-11-22T10:00:00Z"));
  world_.store.Put(number);
  const std::string key = world_.MakeKey("sim:read");
  const auto at = [&](const char* time) {
    world_.clock.Pass(*ParseRfc3339(time) - world_.clock.Now());
    return json::parse(world_.Get("/v1/sims/0470123456", key).body);
  };
  const json before = at("2026-11-22T22:59:59.999Z");
  EXPECT_EQ(before["state"], "active");
  EXPECT_EQ(before["state_cause"], "activated");
  EXPECT_EQ(before["state_since"], "2025-11-22T10:00:00.000Z");
  EXPECT_TRUE(before["grace_until"].is_null());
  EXPECT_EQ(before["bonus_valid_until"], "2026-11-22T22:59:59.999Z")
      << "in grace a bonus cannot be spent, however long it was to be valid";
  const json in_grace = at("2026-12-22T22:59:59.999Z");
  EXPECT_EQ(in_grace["state"], "grace");
  EXPECT_EQ(in_grace["state_cause"], "credit_ended");
  EXPECT_EQ(in_grace["state_since"], "2026-11-22T23:00:00.000Z");
  EXPECT_EQ(in_grace["grace_until"], "2026-12-22T22:59:59.999Z");
  EXPECT_EQ(in_grace["balance_micro"], 15'000'000);
  EXPECT_EQ(in_grace["bonus_micro"], 4'000'000);
  EXPECT_EQ(in_grace["lapsed_micro"], 0);
  const json after = at("2026-12-22T23:00:00.000Z");
  EXPECT_EQ(after["state"], "active");
  EXPECT_EQ(after["state_cause"], "grace_ended");
  EXPECT_EQ(after["state_since"], "2026-12-22T23:00:00.000Z");
  EXPECT_TRUE(after["grace_until"].is_null());
  EXPECT_EQ(after["balance_micro"], 0);
  EXPECT_EQ(after["bonus_micro"], 0);
  EXPECT_EQ(after["lapsed_micro"], 19'000'000);
}

TEST_F(CatalogueTest, SimBalanceIsShownWithTheRightScope) {
  orders::Subscriber number(*Msisdn::Parse("0470123456"));
  number.sim = prepaid::MakeSim("proximus", prepaid::SimState::kActive, 15'004'999,
                                *ParseRfc3339("2027-11-22T22:59:59.999Z"), 0, {});
  world_.store.Put(number);
  const std::string key = world_.MakeKey("sim:read");
  const auto read = world_.Get("/v1/sims/+32470123456", key);
  ASSERT_EQ(read.status, 200) << read.body;
  const json sim = json::parse(read.body);
  EXPECT_EQ(sim["operator"], "proximus");
  EXPECT_EQ(sim["state"], "active");
  EXPECT_EQ(sim["balance"], (json{{"amount", 1500}, {"currency", "EUR"}}));
  EXPECT_EQ(sim["balance_micro"], 15'004'999);
  EXPECT_EQ(sim["valid_until"], "2027-11-22T22:59:59.999Z");
  EXPECT_TRUE(sim["bonus_valid_until"].is_null());
  EXPECT_EQ(world_.Get("/v1/sims/0470 12 34 56", key).body, read.body);
  EXPECT_EQ(world_.Get("/v1/sims/0470123457", key).status, 404);
  EXPECT_EQ(world_.Get("/v1/sims/12", key).status, 422);
  EXPECT_EQ(world_.Get("/v1/sims/0470123456").status, 401);
  EXPECT_EQ(world_.Get("/v1/sims/0470123456", world_.MakeKey("topup:cash")).status, 403);
}

}  // namespace
}  // namespace herlaad::http
