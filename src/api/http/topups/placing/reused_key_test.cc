// An Idempotency-Key used again for another request: what the problem says about the earlier order
// and its money.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kKey = "8e03978e-40d5-43dd-bc93-6894a57f9324";

json Wish(const char* payment_method) {
  return {{"msisdn", "+32470123456"},
          {"operator", "proximus"},
          {"amount", {{"amount", 1500}, {"currency", "EUR"}}},
          {"tender", payment_method}};
}

json With(json wish, const char* field, json value) {
  wish[field] = std::move(value);
  return wish;
}

json Euros(int cents) { return {{"amount", cents}, {"currency", "EUR"}}; }

class ReusedKeyTest : public ::testing::Test {
 protected:
  ReusedKeyTest() {
    world_.PutSim("0470123456", "proximus");
    till_ = world_.MakeKey("topup:cash");
  }

  net::Response Cash(const json& wish, const std::string& key = "a",
                     const std::string& language = "en") {
    return world_.Post("/v1/topups", wish.dump(),
                       {{"authorization", "Bearer " + till_},
                        {"idempotency-key", key},
                        {"accept-language", language}});
  }
  net::Response Card(const json& wish, const std::string& key = kKey) {
    return world_.Post("/v1/topups", wish.dump(), {{"idempotency-key", key}});
  }
  json InBatch(json wish, const std::string& key) {
    wish["idempotency_key"] = key;
    const auto response = world_.Post("/v1/topups:batch", json{{"topups", {wish}}}.dump(),
                                      {{"authorization", "Bearer " + till_}});
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body).at("results").at(0);
  }

  ApiWorld world_;
  std::string till_;
};

// A delivered order, repeated with `total` added, used to answer that no money was taken.
TEST_F(ReusedKeyTest, AddedTotalIsARepeatIfItEqualsTheOrders) {
  const auto first = Cash(Wish("cash"));
  ASSERT_EQ(first.status, 201);
  const auto again = Cash(With(Wish("cash"), "total", Euros(1500)));
  EXPECT_EQ(again.status, 201) << again.body;
  EXPECT_EQ(again.body, first.body);
}

TEST_F(ReusedKeyTest, OmittedTotalIsARepeat) {
  const auto first = Cash(With(Wish("cash"), "total", Euros(1500)));
  EXPECT_EQ(Cash(Wish("cash")).body, first.body);
}

struct DifferentRow {
  const char* field;
  json value;
};

TEST_F(ReusedKeyTest, DifferingFieldIsNamedWithTheOrderAndItsMoney) {
  const json placed = json::parse(Cash(Wish("cash")).body);
  const DifferentRow rows[] = {{"msisdn", "0470 12 34 57"},
                               {"operator", "orange"},
                               {"amount", Euros(2500)},
                               {"total", Euros(1400)},
                               {"language", "fr"}};
  for (const DifferentRow& row : rows) {
    SCOPED_TRACE(row.field);
    const auto other = Cash(With(Wish("cash"), row.field, row.value));
    EXPECT_EQ(other.status, 422) << other.body;
    const json problem = json::parse(other.body);
    EXPECT_EQ(problem["code"], "idempotency_key_reused");
    EXPECT_EQ(problem["field"], row.field);
    EXPECT_EQ(problem["money"], "taken");
    EXPECT_EQ(problem["topup"]["id"], placed["id"]);
    EXPECT_EQ(problem["topup"]["reference"], placed["reference"]);
    EXPECT_EQ(problem["topup"]["state"], "delivered");
    EXPECT_THAT(problem["detail"], HasSubstr(placed["reference"].get<std::string>()));
    EXPECT_THAT(problem["detail"], HasSubstr("do not order it again"));
  }
}

TEST_F(ReusedKeyTest, ProblemIsInTheReadersLanguage) {
  const json placed = json::parse(Cash(Wish("cash")).body);
  for (const char* language : {"nl", "fr", "de", "zh"}) {
    const json problem =
        json::parse(Cash(With(Wish("cash"), "amount", Euros(2500)), "a", language).body);
    EXPECT_THAT(problem["detail"], HasSubstr(placed["reference"].get<std::string>()));
    EXPECT_THAT(problem["detail"], HasSubstr("amount"));
    EXPECT_THAT(problem["detail"], Not(HasSubstr("{")));
  }
}

TEST_F(ReusedKeyTest, UnpaidOrderIsUnknownAndLinkedForTheKeysOwner) {
  const json placed = json::parse(Card(Wish("card")).body);
  const json problem = json::parse(Card(Wish("bancontact")).body);
  EXPECT_EQ(problem["field"], "tender");
  EXPECT_EQ(problem["money"], "unknown");
  EXPECT_EQ(problem["topup"]["id"], placed["id"]);
  EXPECT_EQ(problem["topup"]["state"], "awaiting_payment");
}

TEST_F(ReusedKeyTest, CancelledOrderTookNothing) {
  const json placed = json::parse(Card(Wish("card")).body);
  const std::string id = placed["id"];
  ASSERT_EQ(world_.Cancel(placed).status, 200);
  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kClosed;
  world_.gateway.tells.reason = orders::CloseReason::kCancelled;
  const std::string payment = orders::PartReference(world_.OrderOf(id).id, 'p', 1);
  ASSERT_EQ(world_.Post("/v1/callbacks/bank", payment, {{"signature", "good"}}).status, 204);
  const json problem = json::parse(Card(With(Wish("card"), "amount", Euros(2500))).body);
  EXPECT_EQ(problem["topup"]["state"], "cancelled");
  EXPECT_EQ(problem["money"], "not_taken");
}

// Two clients that chose the same key, however long, used to see each other's orders.
TEST_F(ReusedKeyTest, SameKeyInAnotherSessionIsAnotherOrder) {
  for (const std::string& key : {std::string("k"), std::string(kKey)}) {
    const json mine = json::parse(Card(Wish("card"), key).body);
    const std::string other = world_.NewSession();
    const auto stranger = [&](const json& wish) {
      return world_.Post("/v1/topups", wish.dump(),
                         {{"idempotency-key", key}, {"herlaad-session", other}});
    };
    const auto same = stranger(Wish("card"));
    EXPECT_EQ(same.status, 201) << same.body;
    const json theirs = json::parse(same.body);
    EXPECT_NE(theirs["id"], mine["id"]);
    EXPECT_NE(theirs["cancel_token"], mine["cancel_token"]);
    const json problem = json::parse(stranger(With(Wish("card"), "amount", Euros(2500))).body);
    EXPECT_EQ(problem["topup"]["reference"], theirs["reference"]) << "and none of mine";
    EXPECT_EQ(json::parse(Card(Wish("card"), key).body)["id"], mine["id"]) << "repeated it is one";
  }
}

TEST_F(ReusedKeyTest, RequestWithoutAValidSessionPlacesNothing) {
  const std::string session = world_.NewSession();
  for (const std::string& made_up :
       {std::string(), std::string("x"), session + "0", session.substr(1), std::string(64, '.'),
        session.substr(0, session.find('.')), std::string(32, '0') + session.substr(32)}) {
    const auto refused = world_.Post("/v1/topups", Wish("card").dump(),
                                     {{"idempotency-key", kKey}, {"herlaad-session", made_up}});
    EXPECT_EQ(refused.status, 400) << made_up;
    EXPECT_EQ(json::parse(refused.body)["code"], "session_required");
    EXPECT_THAT(json::parse(refused.body)["detail"], HasSubstr("POST /v1/sessions"));
  }
  auto without =
      ApiWorld::MakeRequest("POST", "/v1/topups", Wish("card").dump(),
                            {{"idempotency-key", kKey}, {"content-type", "application/json"}});
  EXPECT_EQ(json::parse(world_.Send(without).body)["code"], "session_required");
  const auto orders = json::parse(world_.Local("GET", "/v1/topups").body)["topups"];
  EXPECT_TRUE(orders.empty()) << orders;
}

TEST_F(ReusedKeyTest, ApiKeyScopesTheKeyWhateverTheSession) {
  const auto in = [this](const std::string& session) {
    return json::parse(world_
                           .Post("/v1/topups", Wish("cash").dump(),
                                 {{"authorization", "Bearer " + till_},
                                  {"idempotency-key", "a"},
                                  {"herlaad-session", session}})
                           .body)["id"];
  };
  EXPECT_EQ(in(world_.NewSession()), in("anything"));
}

TEST_F(ReusedKeyTest, RefusedRequestTookNothing) {
  const json refused = With(Wish("cash"), "msisdn", "0479999999");
  ASSERT_EQ(Cash(refused).status, 422);
  const json problem = json::parse(Cash(Wish("cash")).body);
  EXPECT_EQ(problem["code"], "idempotency_key_reused");
  EXPECT_EQ(problem["money"], "not_taken");
  EXPECT_FALSE(problem.contains("topup"));
  EXPECT_THAT(problem["detail"], HasSubstr("refused"));
}

TEST_F(ReusedKeyTest, UnreadableOrderIsUnknown) {
  ASSERT_EQ(Cash(Wish("cash")).status, 201);
  world_.store.reads_fail = true;
  const auto other = Cash(With(Wish("cash"), "amount", Euros(2500)));
  EXPECT_EQ(other.status, 503);
  EXPECT_EQ(json::parse(other.body)["money"], "unknown");
}

TEST_F(ReusedKeyTest, QuotedKeyEqualsTheBareOneInABatchToo) {
  const json alone = json::parse(Cash(Wish("cash"), "\"k\"").body);
  for (const char* key : {"k", "\"k\""}) {
    const json result = InBatch(Wish("cash"), key);
    EXPECT_EQ(result["status"], 201);
    EXPECT_EQ(result["replayed"], true);
    EXPECT_EQ(result["topup"]["id"], alone["id"]);
  }
  EXPECT_EQ(InBatch(Wish("cash"), "\"k")["problem"]["code"], "idempotency_key_invalid");
  EXPECT_EQ(InBatch(Wish("cash"), " k")["problem"]["code"], "idempotency_key_invalid");
}

TEST_F(ReusedKeyTest, BatchGivesTheSameProblem) {
  const json placed = json::parse(Cash(Wish("cash")).body);
  const json repeat = InBatch(With(Wish("cash"), "total", Euros(1500)), "a");
  EXPECT_EQ(repeat["status"], 201);
  EXPECT_EQ(repeat["replayed"], true);
  const json other = InBatch(With(Wish("cash"), "amount", Euros(2500)), "a");
  EXPECT_EQ(other["status"], 422);
  EXPECT_EQ(other["problem"]["field"], "amount");
  EXPECT_EQ(other["problem"]["money"], "taken");
  EXPECT_EQ(other["problem"]["topup"]["reference"], placed["reference"]);
}

}  // namespace
}  // namespace herlaad::http
