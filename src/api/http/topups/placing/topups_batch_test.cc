#include "api/http/topups/placing/topups_batch.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

class TopupsBatchTest : public ::testing::Test {
 protected:
  TopupsBatchTest() {
    world_.PutSim("0470123456", "proximus");
    world_.PutSim("0470123457", "proximus");
    till_ = world_.MakeKey("topup:cash");
  }

  static json Item(const std::string& key, const std::string& msisdn = "+32470123456",
                   int cents = 1'500) {
    return {{"idempotency_key", key},
            {"msisdn", msisdn},
            {"operator", "proximus"},
            {"amount", {{"amount", cents}, {"currency", "EUR"}}},
            {"tender", "cash"}};
  }
  net::Response Send(const json& body) {
    return world_.Post("/v1/topups:batch", body.dump(), {{"authorization", "Bearer " + till_}});
  }
  json Results(const json& items) {
    const auto response = Send({{"topups", items}});
    EXPECT_EQ(response.status, 200) << response.body;
    json results = json::parse(response.body)["results"];
    EXPECT_EQ(results.size(), items.size());
    return results;
  }
  std::int64_t Balance(const std::string& number) {
    return (*world_.store.FindSubscriber(*Msisdn::Parse(number)).value()).sim->credit.amount;
  }

  ApiWorld world_;
  std::string till_;
};

TEST_F(TopupsBatchTest, EachTopupHasItsOwnOutcomeInTheOrderOfTheRequest) {
  json unknown_field = Item("c");
  unknown_field["colour"] = "blue";
  json no_key = Item("");
  const json results = Results({Item("a"), Item("b", "+32470999998"), unknown_field, no_key,
                                "a text", Item("d", "+32470123457", 2'500)});
  EXPECT_EQ(results[0]["status"], 201);
  EXPECT_EQ(results[0]["topup"]["state"], "delivered");
  EXPECT_EQ(results[0]["replayed"], false);
  EXPECT_EQ(results[1]["status"], 422);
  EXPECT_EQ(results[1]["problem"]["code"], "number_unknown");
  EXPECT_EQ(results[1]["problem"]["money"], "not_taken");
  EXPECT_EQ(results[2]["problem"]["field"], "colour");
  EXPECT_EQ(results[3]["problem"]["code"], "idempotency_key_invalid");
  EXPECT_EQ(results[4]["problem"]["code"], "field_invalid");
  EXPECT_EQ(results[5]["topup"]["msisdn"], "+32470123457");
  EXPECT_EQ(Balance("0470123456"), 15'000'000);
  EXPECT_EQ(Balance("0470123457"), 25'000'000);
}

TEST_F(TopupsBatchTest, RepeatedBatchCreditsNothingAgain) {
  json items = json::array();
  for (int i = 0; i < 8; ++i) items.push_back(Item(std::to_string(i)));
  const json first = Results(items);
  const json again = Results(items);
  for (std::size_t i = 0; i < items.size(); ++i) {
    EXPECT_EQ(again[i]["status"], 201);
    EXPECT_EQ(again[i]["replayed"], true);
    EXPECT_EQ(again[i]["topup"]["id"], first[i]["topup"]["id"]);
  }
  EXPECT_EQ(Balance("0470123456"), 8 * 15'000'000);
}

TEST_F(TopupsBatchTest, KeyTwiceInOneBatchIsOneTopup) {
  const json results = Results({Item("a"), Item("a"), Item("a", "+32470123457")});
  EXPECT_EQ(results[0]["topup"]["id"], results[1]["topup"]["id"]);
  EXPECT_EQ(results[1]["replayed"], true);
  EXPECT_EQ(results[2]["problem"]["code"], "idempotency_key_reused");
  EXPECT_EQ(Balance("0470123456"), 15'000'000);
  EXPECT_EQ(Balance("0470123457"), 0);
}

TEST_F(TopupsBatchTest, KeyIsTheSameAloneAndInABatch) {
  json body = Item("a");
  body.erase("idempotency_key");
  const auto alone = world_.Post("/v1/topups", body.dump(),
                                 {{"authorization", "Bearer " + till_}, {"idempotency-key", "a"}});
  ASSERT_EQ(alone.status, 201) << alone.body;
  const json results = Results(json::array({Item("a")}));
  EXPECT_EQ(results[0]["topup"]["id"], json::parse(alone.body)["id"]);
  EXPECT_EQ(results[0]["replayed"], true);
}

TEST_F(TopupsBatchTest, BatchOfAThousandFits) {
  json items = json::array();
  for (int i = 0; i < 1'000; ++i) {
    items.push_back(Item("k" + std::to_string(i)));
    items.back()["total"] = items.back()["amount"];
  }
  EXPECT_LT(json({{"topups", items}}).dump().size(), kBatchBodyMax);
  const json results = Results(items);
  std::map<int, int> statuses;
  for (const json& result : results) ++statuses[result["status"].get<int>()];
  EXPECT_EQ(statuses[201], 16) << "the month's 250 euros hold 16 of 15";
  EXPECT_EQ(statuses[422], 984);
  EXPECT_EQ(Balance("0470123456"), 16 * 15'000'000);
}

TEST_F(TopupsBatchTest, InvalidBatchIsRejected) {
  for (const json& body : {json({{"topups", json::array()}}), json({{"topups", 5}}), json::object(),
                           json({{"topups", json(std::vector<json>(1'001, Item("a")))}})}) {
    EXPECT_EQ(Send(body).status, 422) << body.dump().substr(0, 60);
  }
  EXPECT_EQ(Send({{"topups", json::array({Item("a")})}, {"more", 1}}).status, 422);
  EXPECT_EQ(Balance("0470123456"), 0);
}

TEST_F(TopupsBatchTest, BatchRequiresAKey) {
  const auto response =
      world_.Post("/v1/topups:batch", json({{"topups", json::array({Item("a")})}}).dump());
  EXPECT_EQ(response.status, 401);
  const std::string reads_only = world_.MakeKey("sim:read");
  const auto refused =
      world_.Post("/v1/topups:batch", json({{"topups", json::array({Item("a")})}}).dump(),
                  {{"authorization", "Bearer " + reads_only}});
  ASSERT_EQ(refused.status, 200);
  EXPECT_EQ(json::parse(refused.body)["results"][0]["problem"]["code"], "scope_missing");
}

}  // namespace
}  // namespace herlaad::http
