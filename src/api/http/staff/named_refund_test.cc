// A decision about an order with two refunds whose outcome nobody knows: by the command line and by
// staff, with the approval that they need.
#include <gtest/gtest.h>

#include "api/http/staff/staff_fixture.h"
#include "domain/orders/events/events.h"
#include "domain/orders/fixtures.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using orders::OrderAggregate;

// Charged twice, refused by the operator, and both refunds asked about in vain.
OrderAggregate TwoUnknown() {
  OrderAggregate aggregate = orders::fixtures::CardElsewhere();
  constexpr std::int64_t kTotal = orders::fixtures::kTotal;
  (void)orders::OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)orders::OnDeliverySent(aggregate, 1);
  (void)orders::OnPaymentPaid(aggregate, 1, kTotal, "ch_2");
  (void)orders::OnDeliveryRefused(aggregate, 1, orders::RefusalReason::kBarred);
  for (const std::int32_t n : {1, 2}) {
    (void)orders::OnRefundSent(aggregate, n);
    (void)orders::OnRefundUnknown(aggregate, n);
    (void)orders::OnAsksUsedUp(aggregate, 'r', n);
  }
  EXPECT_EQ(aggregate.order.attention, orders::Attention::kRefundUnknown);
  return aggregate;
}

class NamedRefundTest : public testing::StaffFixture {
 protected:
  NamedRefundTest() {
    OrderAggregate aggregate = TwoUnknown();
    id_ = ToText(aggregate.order.id);
    world_.store.Put(std::move(aggregate.order));
  }
  net::Response Resolve(const json& more) {
    return world_.Local("POST", "/admin/topups/" + id_ + "/resolve", Body(more).dump());
  }
  net::Response ResolveAs(const std::string& cookie, const json& more) {
    return As(cookie, "POST", "/v1/topups/" + id_ + "/resolve", Body(more).dump());
  }
  static json Body(const json& more) {
    json body{{"resolution", "refunded"}, {"reason", "the bank says so"}};
    if (!more.is_null()) body.update(more);
    return body;
  }
  net::Response AskFor(const std::string& cookie, const json& more) {
    json body{
        {"action", "topup.resolve"}, {"subject", id_}, {"detail", "refunded"}, {"reason", "seen"}};
    if (!more.is_null()) body.update(more);
    return As(cookie, "POST", "/v1/approvals", body.dump());
  }

  const json both_ = json::array({1, 2});
  std::string id_;
};

TEST_F(NamedRefundTest, OneOfSeveralMustBeNamed) {
  const json missing = Ask(Resolve({}), 409);
  EXPECT_EQ(missing["code"], "refund_not_named");
  EXPECT_EQ(missing["refunds"], both_);
  EXPECT_EQ(missing["money"], "taken");
  const json none = Ask(Resolve({{"refund", 3}}), 409);
  EXPECT_EQ(none["code"], "refund_does_not_fit");
  EXPECT_EQ(none["refunds"], both_);
  const json done = Ask(Resolve({{"refund", 2}}), 200);
  EXPECT_EQ(done["refunds"][0]["state"], "unknown");
  EXPECT_EQ(done["refunds"][1]["state"], "confirmed");
  EXPECT_EQ(world_.store.Audit().back().detail, "refunded (refund 2): the bank says so");
  const json again = Ask(Resolve({{"refund", 2}}), 409);
  EXPECT_EQ(again["code"], "refund_does_not_fit");
  EXPECT_EQ(again["refunds"], json::array({1}));
  EXPECT_EQ(Ask(Resolve({}), 200)["state"], "refunded") << "one is left";
}

TEST_F(NamedRefundTest, WhatIsNoNumberIsRefused) {
  for (const json& wrong : {json(0), json(-1), json("2"), json(nullptr), json(true),
                            json(4'294'967'298), json::array({1})}) {
    EXPECT_EQ(Ask(Resolve({{"refund", wrong}}), 422)["field"], "refund") << wrong;
  }
  EXPECT_EQ(Ask(Resolve({{"refund", 1.5}}), 400)["code"], "json_number");
}

TEST_F(NamedRefundTest, ApprovalIsForTheRefundThatItNames) {
  Add("an", "finance");
  Add("bo", "finance");
  world_.clock.Pass(access::kGivesNothingFor);
  const std::string an = SignIn("an");
  EXPECT_EQ(Ask(AskFor(an, {}), 409)["code"], "refund_not_named");
  EXPECT_EQ(Ask(AskFor(an, {{"refund", 3}}), 409)["code"], "refund_does_not_fit");
  EXPECT_EQ(Ask(AskFor(an, {{"refund", 0}}), 422)["field"], "refund");
  const json needed = Ask(ResolveAs(an, {{"refund", 2}}), 409);
  EXPECT_EQ(needed["code"], "approval_required");
  EXPECT_EQ(needed["refund"], 2);
  const json asked = Ask(AskFor(an, {{"refund", 2}}), 201);
  EXPECT_EQ(asked["detail"], "refunded (refund 2)");
  const std::string approval = asked["id"];
  const std::string bo = SignIn("bo");
  StepUp(bo, "bo");
  Ask(As(bo, "POST", "/v1/approvals/" + approval + "/give"), 200);
  EXPECT_EQ(Ask(ResolveAs(an, {{"refund", 1}, {"approval", approval}}), 409)["approval"],
            "other_act");
  const json done = Ask(ResolveAs(an, {{"refund", 2}, {"approval", approval}}), 200);
  EXPECT_EQ(done["refunds"][1]["state"], "confirmed");
}

}  // namespace
}  // namespace herlaad::http
