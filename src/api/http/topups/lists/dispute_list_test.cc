#include "api/http/topups/lists/dispute_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

class DisputeListTest : public ::testing::Test {
 protected:
  DisputeListTest() { world_.PutSim("0470123456", "proximus"); }
  // The reference of a top-up that was paid with the charge, whose dispute was reported as `state`.
  std::string Disputed(const std::string& charge, orders::DisputeState state) {
    const auto placed = world_.Post(
        "/v1/topups",
        R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
        {{"idempotency-key", "an unguessable key for " + charge}});
    const OrderId id = world_.OrderOf(json::parse(placed.body).at("id")).id;
    Tell(id, charge, engine::GatewayAnswer::Kind::kPaid, state);
    Tell(id, charge, engine::GatewayAnswer::Kind::kDisputed, state);
    return ToText(id);
  }
  void Tell(OrderId id, const std::string& charge, engine::GatewayAnswer::Kind kind,
            orders::DisputeState state) {
    world_.gateway.tells.kind = kind;
    world_.gateway.tells.received = 1500;
    world_.gateway.tells.reference = charge;
    world_.gateway.tells.dispute.state = state;
    world_.gateway.tells.dispute.reference = "du_" + charge;
    world_.gateway.tells.dispute.reason = "fraudulent";
    world_.gateway.tells.dispute.due_at = world_.clock.Now() + Millis(7LL * 86'400'000);
    ASSERT_EQ(
        world_
            .Post("/v1/callbacks/bank", orders::PartReference(id, 'p', 1), {{"signature", "good"}})
            .status,
        204);
  }
  json List(const std::string& parameters = "") {
    const auto answer = world_.Get("/v1/disputes" + parameters, staff_);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return json::parse(answer.body);
  }

  ApiWorld world_;
  std::string staff_ = world_.MakeKey("dispute:read topup:read");
};

TEST_F(DisputeListTest, ShowsEachDisputeWithItsMoneyAndItsDeadline) {
  const std::string topup = Disputed("ch_1", orders::DisputeState::kOpened);
  const json list = List();
  ASSERT_EQ(list["topups"].size(), 1U);
  EXPECT_EQ(list["topups"][0]["id"], topup);
  const json dispute = list["topups"][0]["disputes"][0];
  EXPECT_EQ(dispute["state"], "opened");
  EXPECT_EQ(dispute["open"], true);
  EXPECT_EQ(dispute["amount"]["amount"], 1500);
  EXPECT_EQ(dispute["taken"]["amount"], 1500);
  EXPECT_EQ(dispute["lost"]["amount"], 0);
  EXPECT_EQ(dispute["reason"], "fraudulent");
  EXPECT_EQ(dispute["reference"], "du_ch_1");
  EXPECT_EQ(dispute["charge"], "ch_1");
  EXPECT_EQ(dispute["evidence_due_at"], "2026-11-29T13:02:11.042Z");
  EXPECT_EQ(json::parse(world_.Get("/v1/topups/" + topup, staff_).body)["disputes"],
            list["topups"][0]["disputes"]);
}

TEST_F(DisputeListTest, IsFinancesAndNotOfWhoeverReadsTopups) {
  const auto refused = world_.Get("/v1/disputes", world_.MakeKey("topup:read"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json::parse(refused.body).at("scope"), "dispute:read");
  EXPECT_EQ(world_.Get("/v1/disputes", world_.MakeKey("dispute:read")).status, 200);
  using access::Role;
  for (const Role role : access::kRoles) {
    EXPECT_EQ(access::May(role, access::kMayReadDisputes),
              role == Role::kFinance || role == Role::kAdmin)
        << access::RoleName(role);
  }
}

// The payer had the credit and the money, and the page said only that the payment had arrived.
TEST_F(DisputeListTest, TopupSaysWhatTheBankTookBack) {
  const std::string topup = Disputed("ch_1", orders::DisputeState::kLost);
  const json shown = json::parse(world_.Get("/v1/topups/" + topup, staff_).body);
  EXPECT_EQ(shown["state"], "delivered");
  EXPECT_EQ(shown["money"]["received"]["amount"], 1500);
  EXPECT_EQ(shown["money"]["refunded"]["amount"], 0);
  EXPECT_EQ(shown["money"]["taken_back"]["amount"], 1500);
  EXPECT_EQ(shown["status"]["money"].back()["code"], "order.refunded.by_bank");
}

TEST_F(DisputeListTest, OpenOnesAreListedByThemselves) {
  const std::string lost = Disputed("ch_1", orders::DisputeState::kLost);
  const std::string open = Disputed("ch_2", orders::DisputeState::kUnderReview);
  EXPECT_EQ(List()["topups"].size(), 2U);
  const json list = List("?open=true");
  ASSERT_EQ(list["topups"].size(), 1U);
  EXPECT_EQ(list["topups"][0]["id"], open);
}

TEST_F(DisputeListTest, PagesShowEachTopupOnceNewestFirst) {
  std::vector<std::string> placed;
  for (int i = 0; i < 5; ++i) {
    placed.insert(placed.begin(),
                  Disputed("ch_" + std::to_string(i), orders::DisputeState::kOpened));
  }
  std::vector<std::string> listed;
  std::string cursor;
  for (int pages = 0; pages < 5; ++pages) {
    const json list = List("?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    for (const json& topup : list["topups"]) listed.push_back(topup["id"]);
    if (list["next"].is_null()) break;
    cursor = list["next"];
  }
  EXPECT_EQ(listed, placed);
}

TEST_F(DisputeListTest, IsForClientsThatReadAllTopups) {
  EXPECT_EQ(world_.Get("/v1/disputes").status, 401);
  const auto refused = world_.Get("/v1/disputes", world_.MakeKey("topup:cash"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json::parse(refused.body)["scope"], "dispute:read");
}

TEST_F(DisputeListTest, WrongParametersAreNamed) {
  for (const std::string wrong : {"open=maybe", "limit=0", "cursor=x"}) {
    const auto refused = world_.Get("/v1/disputes?" + wrong, staff_);
    EXPECT_EQ(refused.status, 422) << wrong;
    EXPECT_EQ(json::parse(refused.body)["parameter"], wrong.substr(0, wrong.find('=')));
  }
}

TEST_F(DisputeListTest, EvidenceIsAPdfForClientsThatReadAllTopups) {
  const std::string topup = Disputed("ch_1", orders::DisputeState::kOpened);
  const std::string path = "/v1/topups/" + topup + "/evidence.pdf";
  const auto pdf = world_.Get(path, staff_);
  ASSERT_EQ(pdf.status, 200) << pdf.body;
  EXPECT_EQ(pdf.content_type, "application/pdf");
  EXPECT_EQ(pdf.body.substr(0, 5), "%PDF-");
  EXPECT_EQ(world_.Get(path).status, 401);
  EXPECT_EQ(world_.Get(path, world_.MakeKey("topup:cash")).status, 403);
  EXPECT_EQ(world_.Get("/v1/topups/tu_00000000000000/evidence.pdf", staff_).status, 404);
}

}  // namespace
}  // namespace herlaad::http
