#include "api/http/topups/callbacks.h"

#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

class CallbacksTest : public ::testing::Test {
 protected:
  CallbacksTest() {
    world_.PutSim("0470123456", "proximus");
    const auto placed = world_.Post(
        "/v1/topups",
        R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
        {{"idempotency-key", "an unguessable key of ours"}});
    token_ = json::parse(placed.body).at("id");
    world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kPaid;
    world_.gateway.tells.received = 1500;
    world_.gateway.tells.reference = "ch_1";
  }
  net::Response Call(const std::string& payment, const std::string& signature = "good",
                     const std::string& gateway = "bank") {
    return world_.Post("/v1/callbacks/" + gateway, payment, {{"signature", signature}});
  }
  std::string Payment() { return orders::PartReference(world_.OrderOf(token_).id, 'p', 1); }
  std::string State() { return json::parse(world_.Get("/v1/topups/" + token_).body).at("state"); }

  ApiWorld world_;
  std::string token_;
};

TEST_F(CallbacksTest, PaymentCallbackIsDeliveredBeforeTheAnswer) {
  EXPECT_EQ(Call(Payment()).status, 204);
  EXPECT_EQ(State(), "delivered");
}

TEST_F(CallbacksTest, RepeatedCallbackIsCreditedOnce) {
  EXPECT_EQ(Call(Payment()).status, 204);
  EXPECT_EQ(Call(Payment()).status, 204);
  const auto number = world_.store.FindSubscriber(*Msisdn::Parse("0470123456"));
  EXPECT_EQ((*number)->sim->credit.amount, 15'000'000);
}

TEST_F(CallbacksTest, DisputeIsAnEventOfTheOrderAndOfTheLog) {
  EXPECT_EQ(Call(Payment()).status, 204);
  world_.logged.clear();
  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kDisputed;
  world_.gateway.tells.dispute.state = orders::DisputeState::kOpened;
  EXPECT_EQ(Call(Payment()).status, 204);
  EXPECT_EQ(Call(Payment()).status, 204) << "a repeat";
  EXPECT_EQ(State(), "delivered");
  ASSERT_EQ(world_.logged.size(), 1U);
  EXPECT_EQ(world_.logged.front().first, "payment.disputed");
  const auto staff = world_.MakeKey("topup:read");
  const std::string reference = ToText(world_.OrderOf(token_).id);
  const auto history = json::parse(world_.Get("/v1/topups/" + reference, staff).body)["history"];
  EXPECT_EQ(std::count_if(history.begin(), history.end(),
                          [](const json& entry) {
                            return entry["event"] == "payment_disputed" &&
                                   entry["detail"] == "opened, €15.00 of charge ch_1" &&
                                   entry["by"] == "gateway:bank";
                          }),
            1)
      << history.dump();
}

TEST_F(CallbacksTest, CallbackWithoutAValidSignatureIsRejected) {
  const auto refused = Call(Payment(), "forged");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(json::parse(refused.body)["code"], "callback_signature");
  EXPECT_EQ(State(), "awaiting_payment");
  ASSERT_EQ(world_.logged.size(), 1U);
  EXPECT_EQ(world_.logged.front().first, "callback.refused");
}

// Checking a signature costs the thread that answers everybody.
TEST_F(CallbacksTest, BadlySignedCallbacksOfOneAddressAreLimited) {
  const auto call = [this](const char* peer, const char* signature) {
    auto request =
        ApiWorld::MakeRequest("POST", "/v1/callbacks/bank", Payment(), {{"signature", signature}});
    request.peer = peer;
    return world_.Send(std::move(request)).status;
  };
  for (int i = 0; i < kBadCallbacks.burst; ++i) EXPECT_EQ(call("192.0.2.1", "forged"), 400);
  EXPECT_EQ(call("192.0.2.1", "forged"), 429);
  EXPECT_EQ(call("192.0.2.1", "good"), 429) << "nothing is looked at any more";
  EXPECT_EQ(call("192.0.2.2", "good"), 204);
  world_.clock.Pass(Millis(1'000));
  EXPECT_EQ(call("192.0.2.1", "good"), 204);
}

TEST_F(CallbacksTest, SignedButMalformedCallbackIsRejected) {
  EXPECT_EQ(json::parse(Call("{").body)["code"], "callback_malformed");
}

TEST_F(CallbacksTest, IrrelevantCallbackIsAcceptedSilently) {
  EXPECT_EQ(Call("").status, 204);
  EXPECT_EQ(Call("their-own-reference").status, 204);
  EXPECT_EQ(Call(orders::PartReference(OrderId(12345), 'p', 1)).status, 204);
  EXPECT_EQ(Call(orders::PartReference(world_.OrderOf(token_).id, 'd', 1)).status, 204);
  EXPECT_EQ(State(), "awaiting_payment");
}

// As after restoring an older copy: a person must look for that money.
TEST_F(CallbacksTest, PaymentThatIsNotInTheDatabaseIsLogged) {
  const std::string unknown = orders::PartReference(OrderId(12345), 'p', 1);
  EXPECT_EQ(Call(unknown).status, 204);
  ASSERT_EQ(world_.logged.size(), 1U);
  EXPECT_EQ(world_.logged.front().first, "callback.payment_unknown_here");
  EXPECT_EQ(Call(orders::PartReference(world_.OrderOf(token_).id, 'p', 2)).status, 204);
  EXPECT_EQ(world_.logged.size(), 2U) << "an order of ours, and a payment that is none of it";

  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kClosed;
  EXPECT_EQ(Call(unknown).status, 204);
  EXPECT_EQ(world_.logged.size(), 2U) << "no money came";

  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kDisputed;
  world_.gateway.tells.dispute.state = orders::DisputeState::kOpened;
  EXPECT_EQ(Call(unknown).status, 204);
  ASSERT_EQ(world_.logged.size(), 3U) << "money may be taken back";
  EXPECT_EQ(world_.logged.back().first, "callback.payment_unknown_here");
}

TEST_F(CallbacksTest, AllNewsOfOneCallbackAreRecordedBeforeTheAnswer) {
  EXPECT_EQ(Call("their-own-reference," + Payment() + "," + Payment()).status, 204);
  EXPECT_EQ(State(), "delivered");
}

TEST_F(CallbacksTest, CallbackThatOnlyNamesAnObjectIsAnsweredOnceThatIsRecorded) {
  EXPECT_EQ(Call("fetch:" + Payment()).status, 204);
  EXPECT_EQ(State(), "delivered");
}

TEST_F(CallbacksTest, CallbackWhoseObjectCannotBeAskedForIsToBeRepeated) {
  EXPECT_EQ(Call("fetch:away").status, 503);
  EXPECT_EQ(State(), "awaiting_payment");
}

TEST_F(CallbacksTest, PaymentThatIsProcessedIsNeitherPaidNorClosed) {
  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kProcessing;
  EXPECT_EQ(Call(Payment()).status, 204);
  const auto topup = json::parse(world_.Get("/v1/topups/" + token_).body);
  EXPECT_EQ(topup["state"], "awaiting_payment");
  EXPECT_EQ(topup["payment"]["state"], "processing");
  world_.clock.Pass(Millis(3 * 24 * 3'600'000));
  world_.gateway.tells.kind = engine::GatewayAnswer::Kind::kPaid;
  EXPECT_EQ(Call(Payment()).status, 204);
  EXPECT_EQ(State(), "delivered") << "it was paid in time";
}

TEST_F(CallbacksTest, UnknownGatewayIsNotFound) {
  EXPECT_EQ(Call(Payment(), "good", "other").status, 404);
}

TEST_F(CallbacksTest, CallbackThatCannotBeStoredIsToBeRepeated) {
  world_.store.next_loads.assign(1, engine::StoreError::Kind::kUnavailable);
  EXPECT_EQ(Call(Payment()).status, 503);
  EXPECT_EQ(State(), "awaiting_payment");
  EXPECT_EQ(Call(Payment()).status, 204);
  EXPECT_EQ(State(), "delivered");
}

}  // namespace
}  // namespace herlaad::http
