#include "adapters/sandbox/stripe/book/stripe_events.h"

#include <gmock/gmock.h>

#include "adapters/sandbox/callbacks.h"
#include "adapters/sandbox/stripe/stripe_testing.h"

namespace herlaad::sandbox {
namespace {

using ::testing::IsEmpty;

const std::vector<std::string> kPaid = {"payment_intent.created", "charge.succeeded",
                                        "payment_intent.succeeded", "checkout.session.completed"};

TEST_F(StripeTest, WebhooksFollowTheMode) {
  struct Case {
    PayerAction action;
    std::vector<std::string> types;
  };
  std::vector<std::string> twice = kPaid;
  twice.insert(twice.end(), kPaid.begin(), kPaid.end());
  const Case cases[] = {
      {PayerAction::kApproveRepeating, twice},
      {PayerAction::kApproveReordering, {kPaid.rbegin(), kPaid.rend()}},
      {PayerAction::kApproveSilently, {}},
  };
  for (const Case& each : cases) {
    for (const Callback& left : store_->DueCallbacks({INT64_MAX}, 100)) {
      store_->DropCallback(left.id);
    }
    EXPECT_TRUE(Act(Open(), each.action));
    EXPECT_EQ(Webhooks(), each.types);
  }
  EXPECT_EQ(Events().size(), 12U) << "each event can be read, told or not";
}

TEST_F(StripeTest, HeldWebhooksComeInEitherOrder) {
  events_->SetMode(WebhookMode::kHold);
  EXPECT_TRUE(Act(Open(), PayerAction::kApprove));
  EXPECT_THAT(Webhooks(), IsEmpty());
  events_->Release(true);
  EXPECT_EQ(Webhooks(), (std::vector<std::string>{kPaid.rbegin(), kPaid.rend()}));
}

TEST_F(StripeTest, ThinEventNamesItsObjectOnly) {
  events_->SetThin("only");
  const std::string intent = Pay();
  std::optional<nlohmann::json> thin;
  for (const Callback& each : store_->DueCallbacks({INT64_MAX}, 100)) {
    const auto body = nlohmann::json::parse(each.body);
    if (body.at("type") == "v1.payment_intent.succeeded") thin = body;
  }
  ASSERT_TRUE(thin.has_value());
  EXPECT_EQ(thin->at("object"), "v2.core.event");
  EXPECT_EQ(thin->at("created"), ToRfc3339(now_));
  EXPECT_EQ(thin->at("related_object")["id"], intent);
  EXPECT_EQ(thin->at("related_object")["url"], "/v1/payment_intents/" + intent);
  EXPECT_FALSE(thin->contains("data"));
  EXPECT_FALSE(thin->contains("api_version"));
  const std::string id = thin->at("id");
  EXPECT_EQ(Get("/v2/core/events/" + id).body, *thin);
  EXPECT_EQ(Get("/v1/events/" + id).status, 404);
}

TEST_F(StripeTest, EventNamesTheRequestThatCausedIt) {
  const std::string intent = Pay();
  Post("/v1/refunds", "payment_intent=" + intent, "key-1");
  const auto event = Get("/v1/events", "type=refund.created").body["data"][0];
  EXPECT_EQ(event["request"]["idempotency_key"], "key-1");
  EXPECT_EQ(event["data"]["object"]["payment_intent"], intent);
  EXPECT_EQ(event["api_version"], kNewestStripeVersion);
}

TEST(StripeSignatureTest, IsTheHmacOfTimeAndBody) {
  // Computed with: printf '1700000000.{"id":"evt_1"}' | openssl dgst -sha256 -hmac whsec_test
  EXPECT_EQ(CallbackSignature(Secret("whsec_test"), 1'700'000'000, R"({"id":"evt_1"})"),
            "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925");
}

TEST_F(StripeTest, OnlyMembersOfObjectsAreHidden) {
  const nlohmann::json object = {{"object", "charge"},
                                 {"_dispute", "du_1"},
                                 {"metadata", {{"_mine", "kept"}, {"object", "kept"}}}};
  EXPECT_EQ(PublicObject(object),
            (nlohmann::json{{"object", "charge"},
                            {"metadata", {{"_mine", "kept"}, {"object", "kept"}}}}));
}

}  // namespace
}  // namespace herlaad::sandbox
