// The history of a top-up, which only clients that may read all orders see.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

class TopupsHistoryTest : public ::testing::Test {
 protected:
  // Cash at a remote operator, cancelled before it was sent, to be paid back.
  std::string PlaceAndCancel() {
    const std::string body =
        R"({"msisdn":"0485123456","operator":"telenet","amount":{"amount":1500,"currency":"EUR"},)"
        R"("tender":"cash","notify":{"email":"somebody@example.com"}})";
    const auto placed = world_.Post(
        "/v1/topups", body, {{"authorization", "Bearer " + till_}, {"idempotency-key", "first"}});
    EXPECT_EQ(placed.status, 201) << placed.body;
    std::string at = "/v1/topups/" + json::parse(placed.body)["id"].get<std::string>();
    EXPECT_EQ(world_.Post(at + "/cancel", "", {{"authorization", "Bearer " + till_}}).status, 200);
    return at;
  }

  static ApiWorld::Settings WithTexts() {
    ApiWorld::Settings settings;
    settings.texts = true;
    return settings;
  }

  ApiWorld world_{WithTexts()};
  std::string till_ = world_.MakeKey("topup:cash");
};

TEST_F(TopupsHistoryTest, HistoryIsForClientsThatReadAllOrders) {
  const std::string at = PlaceAndCancel();
  EXPECT_FALSE(json::parse(world_.Get(at, till_).body).contains("history")) << "the till's own";
  for (const auto& response :
       {world_.Get(at, world_.MakeKey("topup:read")), world_.Local("GET", at)}) {
    const json history = json::parse(response.body)["history"];
    ASSERT_GE(history.size(), 4U) << history;
    EXPECT_EQ(history[0]["event"], "placed");
    EXPECT_EQ(history[0]["at"], "2026-11-22T13:02:11.042Z");
    EXPECT_THAT(history[0]["by"].get<std::string>(), HasSubstr("client:cli_"));
    EXPECT_THAT(history.dump(), HasSubstr("cancel_asked"));
    EXPECT_THAT(history.dump(), HasSubstr("cash_refund_due"));
    EXPECT_THAT(response.body, Not(HasSubstr("somebody")));
  }
}

TEST_F(TopupsHistoryTest, LinkDoesNotRevealWhoDidWhat) {
  const auto placed = world_.Post(
      "/v1/topups",
      R"({"msisdn":"0485123456","operator":"telenet","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
      {{"idempotency-key", "anonymous-and-long-enough-to-be-one"}});
  ASSERT_EQ(placed.status, 201) << placed.body;
  const json order = json::parse(placed.body);
  const std::string by_link = "/v1/topups/" + order["id"].get<std::string>();
  EXPECT_FALSE(json::parse(world_.Get(by_link).body).contains("history"));
  const std::string by_reference = "/v1/topups/" + order["reference"].get<std::string>();
  const json seen = json::parse(world_.Local("GET", by_reference).body);
  EXPECT_EQ(seen["history"][0]["by"], "payer");
}

}  // namespace
}  // namespace herlaad::http
