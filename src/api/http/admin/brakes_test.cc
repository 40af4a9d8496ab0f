// Fraud brakes over HTTP: what a payer is told, and what staff see and block.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/staff/staff_fixture.h"
#include "tests/support/shop.h"

namespace herlaad::http {
namespace {

using brakes::Act;
using brakes::By;
using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kDevice = "0123456789abcdef0123456789abcdef";

brakes::Rule RuleOf(std::string name, By by, Act act) {
  return {std::move(name), brakes::Counted::kPayments, by, Millis(3'600'000), 1, act, {}, false};
}

ApiWorld::Settings WithBrakes() {
  ApiWorld::Settings settings;
  settings.brakes = engine::BrakesInForce(std::make_shared<brakes::Brakes>(
      brakes::Brakes{{{RuleOf("per_address", By::kAddress, Act::kRefuse),
                       RuleOf("per_card", By::kCard, Act::kRefund)}},
                     Secret("a key of brakes")}));
  return settings;
}

class BrakesHttp : public testing::StaffFixture {
 protected:
  explicit BrakesHttp(const ApiWorld::Settings& settings = WithBrakes())
      : StaffFixture(settings), brakes_(settings.brakes) {
    world_.PutSim("0470123456", "proximus");
  }

  net::Response Place(const std::string& key, const std::string& peer = "192.0.2.7") {
    if (session_.empty()) session_ = world_.NewSession();
    auto request = ApiWorld::MakeRequest(
        "POST", "/v1/topups", testing::Shop::kCardBody,
        {{"idempotency-key", key}, {"herlaad-session", session_}, {"herlaad-device", kDevice}});
    request.peer = peer;
    return world_.Send(std::move(request));
  }
  static std::string CodeOf(const net::Response& response) {
    return json::parse(response.body).value("code", "");
  }
  net::Response Block(const json& body) { return world_.Local("POST", "/v1/blocks", body.dump()); }
  static json BlockOfNumber() {
    return {{"by", "number"}, {"value", "0470 12 34 56"}, {"reason", "resells credit"}};
  }

  engine::BrakesInForce brakes_;
  std::string session_;
};

TEST_F(BrakesHttp, OtherRulesCountForTheNextOrderAndWhatWasCountedStays) {
  EXPECT_EQ(Place("key-1").status, 201);
  EXPECT_EQ(Place("key-2").status, 403) << "one of an address";
  auto two = RuleOf("per_address", By::kAddress, Act::kRefuse);
  two.most = 2;
  brakes_.Replace({{two}});
  EXPECT_EQ(Ask(world_.Local("GET", "/v1/brakes"), 200)["brakes"].size(), 1U);
  EXPECT_EQ(Place("key-3").status, 201);
  EXPECT_EQ(Place("key-4").status, 403) << "the first order still counts";
  brakes_.Replace({});
  EXPECT_EQ(Place("key-5").status, 201);
}

TEST_F(BrakesHttp, BlocksStayWhenTheRulesAreReplaced) {
  Ask(Block(BlockOfNumber()), 201);
  brakes_.Replace({});
  EXPECT_EQ(CodeOf(Place("key-1")), "payment_not_possible_now");
}

TEST_F(BrakesHttp, ThePayerIsToldWhatToDoAndNotWhichRuleItWas) {
  EXPECT_EQ(Place("key-1").status, 201);
  const auto refused = Place("key-2");
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(CodeOf(refused), "payment_not_possible_now");
  EXPECT_THAT(refused.body, HasSubstr("No money was taken"));
  EXPECT_THAT(refused.body, Not(HasSubstr("address")));
  EXPECT_EQ(Place("key-2").body, refused.body) << "a repeat is answered the same";
  EXPECT_EQ(Place("key-3", "192.0.2.8").status, 201) << "somebody else";
}

TEST_F(BrakesHttp, StaffSeeEachStopAndItsRule) {
  (void)Place("key-1");
  (void)Place("key-2");
  const json stops = Ask(world_.Local("GET", "/v1/brake-stops"), 200)["stops"];
  ASSERT_EQ(stops.size(), 1U);
  EXPECT_EQ(stops[0]["rule"], "per_address");
  EXPECT_EQ(stops[0]["act"], "refuse");
  EXPECT_EQ(stops[0]["facts"], "2 payments by one address within 1 h, at most 1 payment");
  EXPECT_EQ(stops[0]["msisdn"], "0470 •• •• 56");
  const std::string reference = stops[0]["reference"];
  EXPECT_EQ(Ask(world_.Local("GET", "/v1/brake-stops/" + reference), 200), stops[0]);
  EXPECT_TRUE(Ask(world_.Local("GET", "/v1/brake-stops?rule=other"), 200)["stops"].empty());
  EXPECT_EQ(CodeOf(world_.Local("GET", "/v1/brake-stops/tu_nonsense")), "brake_stop_unknown");
  EXPECT_EQ(world_.stats.braked.Values().at("per_address"), 1);
  EXPECT_THAT(world_.Local("GET", "/metrics").body,
              HasSubstr("herlaad_braked_total{rule=\"per_address\"} 1"));
  EXPECT_EQ(Ask(world_.Local("GET", "/v1/brakes"), 200)["brakes"].size(), 2U);
}

TEST_F(BrakesHttp, ACardThatGoesAboveItsCapIsRefunded) {
  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kPaid;
  world_.gateway.tells.card.fingerprint = "fp_1";
  const auto pay = [&](const std::string& key, const std::string& peer) {
    const json placed = Ask(Place(key, peer), 201);
    const auto order = world_.OrderOf(placed["id"]);
    world_.gateway.tells.received = order.terms.total();
    world_.gateway.tells.reference = "ch_" + key;
    const auto told = world_.Post("/v1/callbacks/bank", orders::PartReference(order.id, 'p', 1),
                                  {{"signature", "good"}});
    EXPECT_EQ(told.status, 204) << told.body;
    return world_.Get("/v1/topups/" + placed["id"].get<std::string>()).body;
  };
  EXPECT_EQ(json::parse(pay("key-1", "192.0.2.1"))["state"], "delivered");
  const json stopped = json::parse(pay("key-2", "198.51.100.2"));
  EXPECT_EQ(stopped["state"], "refunding");
  EXPECT_EQ(stopped["ask"], json::array({"support"})) << "the operator knows nothing of it";
  EXPECT_THAT(stopped["status"]["money"].dump(), HasSubstr("For security reasons"));
}

TEST_F(BrakesHttp, ABlockIsAddedListedAndRemoved) {
  const json added = Ask(Block(BlockOfNumber()), 201);
  EXPECT_EQ(added["shown"], "0470 •• •• 56");
  EXPECT_EQ(added["set_by"], "admin");
  EXPECT_EQ(CodeOf(Place("key-1")), "payment_not_possible_now");
  EXPECT_EQ(Ask(world_.Local("GET", "/v1/blocks"), 200)["blocks"], json::array({added}));
  const std::string path = "/v1/blocks/" + added["id"].get<std::string>();
  EXPECT_EQ(Ask(world_.Local("DELETE", path), 200)["removed"], true);
  EXPECT_EQ(CodeOf(world_.Local("DELETE", path)), "block_unknown");
  EXPECT_EQ(Place("key-2").status, 201);
  const std::string audit = world_.Local("GET", "/v1/audit").body;
  EXPECT_THAT(audit, HasSubstr("brake.block"));
  EXPECT_THAT(audit, HasSubstr("brake.unblock"));
  EXPECT_THAT(audit, Not(HasSubstr("0470"))) << "the audit trail is never erased";
}

TEST_F(BrakesHttp, ABlockThatReplacesAnotherSaysWhich) {
  json body = BlockOfNumber();
  const json first = Ask(Block(body), 201);
  EXPECT_FALSE(first.contains("replaced"));
  EXPECT_FALSE(Ask(Block(body), 201).contains("replaced")) << "a repeat";
  body["reason"] = "again";
  body["until"] = "2099-12-31";
  EXPECT_EQ(Ask(Block(body), 201)["replaced"], first);
}

TEST_F(BrakesHttp, AnAddressThatCountsForNobodyCannotBeBlocked) {
  for (const char* const value : {"127.0.0.1", "127.1.2.3", "127.0.0.0/24", "::1"}) {
    const auto answer = Block({{"by", "address"}, {"value", value}, {"reason", "card testing"}});
    EXPECT_EQ(answer.status, 422) << value;
    EXPECT_THAT(answer.body, HasSubstr("counts for nobody")) << value;
  }
}

TEST_F(BrakesHttp, AnAddressIsBlockedWithItsNeighbourhood) {
  Ask(Block({{"by", "address"}, {"value", "192.0.2.0/24"}, {"reason", "card testing"}}), 201);
  EXPECT_EQ(Place("key-1", "192.0.2.99").status, 403);
  EXPECT_EQ(Place("key-2", "192.0.3.1").status, 201);
}

TEST_F(BrakesHttp, WhoPlacedAnOrderIsBlockedByIt) {
  const json placed = Ask(Place("key-1"), 201);
  const std::string reference = ToText(world_.OrderOf(placed["id"]).id);
  const json body{{"by", "device"}, {"order", reference}, {"reason", "a thief's telephone"}};
  EXPECT_EQ(Ask(Block(body), 201)["shown"], "device of " + reference);
  EXPECT_EQ(Place("key-2", "203.0.113.9").status, 403);
  json card = body;
  card["by"] = "card";
  EXPECT_EQ(CodeOf(Block(card)), "block_nobody") << "it is not paid";
}

TEST_F(BrakesHttp, MistakesInABlockAreNamed) {
  const auto field_of = [this](const json& changes) {
    json body = BlockOfNumber();
    body.merge_patch(changes);
    const auto answer = Block(body);
    EXPECT_EQ(answer.status, 422) << answer.body;
    return json::parse(answer.body).value("field", "");
  };
  EXPECT_EQ(field_of({{"by", "person"}}), "by");
  EXPECT_EQ(field_of({{"by", "card"}}), "value");
  EXPECT_EQ(field_of({{"value", "02 123 45 67"}}), "value");
  EXPECT_EQ(field_of({{"by", "address"}, {"value", "192.0.2.0/16"}}), "value");
  EXPECT_EQ(field_of({{"by", "address"}, {"value", "an address"}}), "value");
  EXPECT_EQ(field_of({{"reason", ""}}), "reason");
  EXPECT_EQ(field_of({{"reason", "a thief\nset by: admin"}}), "reason");
  EXPECT_EQ(field_of({{"reason", "a \u202efeiht"}}), "reason");
  EXPECT_EQ(field_of({{"until", "2020-01-01"}}), "until");
  EXPECT_EQ(field_of({{"order", "tu_x"}}), "value") << "both";
}

TEST_F(BrakesHttp, SupportAndFinanceBlockAndNobodyElse) {
  Add("sup", "support");
  Add("clerk", "clerk");
  const ApiWorld::Headers headers{testing::kOwnPage};
  EXPECT_EQ(As(SignIn("sup"), "POST", "/v1/blocks", BlockOfNumber().dump(), headers).status, 201);
  for (const char* const path : {"/v1/blocks", "/v1/brakes", "/v1/brake-stops"}) {
    EXPECT_EQ(As(SignIn("sup"), "GET", path, "", headers).status, 200) << path;
    EXPECT_EQ(CodeOf(As(SignIn("clerk"), "GET", path, "", headers)), "scope_missing") << path;
    EXPECT_NE(world_.Get(path, world_.MakeKey("topup:read")).status, 200) << path;
    EXPECT_NE(world_.Get(path).status, 200) << path;
  }
}

}  // namespace
}  // namespace herlaad::http
