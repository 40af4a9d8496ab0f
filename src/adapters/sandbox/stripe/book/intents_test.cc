#include "adapters/sandbox/stripe/book/intents.h"

#include <gmock/gmock.h>

#include "adapters/sandbox/stripe/stripe_testing.h"

namespace herlaad::sandbox {
namespace {

class IntentsTest : public StripeTest {
 protected:
  // A card that a customer saved in a session.
  void Save() {
    customer_ = Post("/v1/customers", "email=jan%40example.com&name=Jan").body["id"];
    const std::string intent = Pay(
        "card", "&customer=" + customer_ + "&payment_intent_data[setup_future_usage]=off_session");
    means_ = store_->Find(intent)->at("payment_method");
  }
  void Behave(const std::string& behaviour) {
    auto means = store_->Find(means_);
    (*means)["_behaviour"] = behaviour;
    store_->Update(*means);
  }
  [[nodiscard]] std::string OffSession() const {
    return "amount=2500&currency=eur&customer=" + customer_ + "&payment_method=" + means_ +
           "&off_session=true&confirm=true&metadata[order]=tu_2";
  }

  std::string customer_;
  std::string means_;
};

TEST_F(IntentsTest, SavedCardPaysWithoutThePayer) {
  Save();
  EXPECT_EQ(Get("/v1/payment_methods/" + means_).body["customer"], customer_);
  const Reply paid =
      Post("/v1/payment_intents", OffSession() + "&allowed_payment_method_types[]=card", "k1");
  ASSERT_EQ(paid.status, 200) << paid.body;
  EXPECT_EQ(paid.body["status"], "succeeded");
  EXPECT_EQ(paid.body["allowed_payment_method_types"], nlohmann::json::array({"card"}));
  EXPECT_EQ(paid.body["payment_method_types"], nlohmann::json::array({"card"}));
  EXPECT_EQ(Get("/v1/payment_intents").body["data"].size(), 2U);
}

TEST_F(IntentsTest, NameOfTheListFollowsTheVersion) {
  Save();
  StripeRequest older =
      Request("POST", "/v1/payment_intents", OffSession() + "&payment_method_types[]=card");
  EXPECT_EQ(Send(older).Error("code"), "parameter_unknown");
  older.version = "2026-08-26.dahlia";
  EXPECT_EQ(Send(older).status, 200);
  StripeRequest newer =
      Request("POST", "/v1/payment_intents", OffSession() + "&allowed_payment_method_types[]=card");
  newer.version = "2026-08-26.dahlia";
  EXPECT_EQ(Send(newer).Error("code"), "parameter_unknown");
  newer.version = "2026-09-30.endive";
  EXPECT_EQ(Send(newer).status, 200);
}

TEST_F(IntentsTest, SavedCardIsDeclinedWith402) {
  Save();
  Behave("insufficient_funds");
  const Reply declined = Post("/v1/payment_intents", OffSession(), "k1");
  EXPECT_EQ(declined.status, 402);
  EXPECT_EQ(declined.Error("type"), "card_error");
  EXPECT_EQ(declined.Error("code"), "card_declined");
  EXPECT_EQ(declined.Error("decline_code"), "insufficient_funds");
  EXPECT_EQ(declined.body["error"]["payment_intent"]["status"], "requires_payment_method");
  EXPECT_EQ(Post("/v1/payment_intents", OffSession(), "k1").body, declined.body);
  Behave("authentication_required");
  EXPECT_EQ(Post("/v1/payment_intents", OffSession()).Error("code"), "authentication_required");
  Behave("processing");
  EXPECT_EQ(Post("/v1/payment_intents", OffSession()).body["status"], "processing");
}

TEST_F(IntentsTest, IntentIsConfirmedOrCancelledOnce) {
  Save();
  const std::string form =
      "amount=2500&currency=eur&customer=" + customer_ + "&payment_method=" + means_;
  const std::string paid = Post("/v1/payment_intents", form).body["id"];
  EXPECT_EQ(Status(paid), "requires_confirmation");
  EXPECT_EQ(Post("/v1/payment_intents/" + paid + "/confirm", "").body["status"], "succeeded");
  EXPECT_EQ(Post("/v1/payment_intents/" + paid + "/confirm", "").Error("code"),
            "payment_intent_unexpected_state");
  EXPECT_EQ(Post("/v1/payment_intents/" + paid + "/cancel", "").status, 400);
  const std::string cancelled = Post("/v1/payment_intents", form).body["id"];
  EXPECT_EQ(Post("/v1/payment_intents/" + cancelled + "/cancel", "cancellation_reason=duplicate")
                .body["cancellation_reason"],
            "duplicate");
  EXPECT_EQ(Post("/v1/payment_intents/" + cancelled + "/confirm", "").status, 400);
}

TEST_F(IntentsTest, InvalidIntentsAreRefused) {
  Save();
  const std::string other = Post("/v1/customers", "").body["id"];
  struct Case {
    const char* name;
    std::string form;
    const char* param;
  };
  const Case cases[] = {
      {"no amount", "currency=eur", "amount"},
      {"too small", "amount=49&currency=eur", "amount"},
      {"foreign currency", "amount=100&currency=usd", "currency"},
      {"off-session without confirmation", "amount=100&currency=eur&off_session=true",
       "off_session"},
      {"confirmed without a means", "amount=100&currency=eur&confirm=true", "payment_method"},
      {"unknown means", "amount=100&currency=eur&confirm=true&payment_method=pm_none",
       "payment_method"},
      {"another customer's means",
       "amount=100&currency=eur&payment_method=" + means_ + "&customer=" + other, "payment_method"},
      {"a method that is not allowed",
       "amount=100&currency=eur&allowed_payment_method_types[]=paypal&payment_method=" + means_ +
           "&customer=" + customer_,
       "payment_method"},
      {"not a flag", "amount=100&currency=eur&confirm=yes", "confirm"},
  };
  for (const Case& each : cases) {
    const Reply refused = Post("/v1/payment_intents", each.form);
    EXPECT_GE(refused.status, 400) << each.name;
    EXPECT_EQ(refused.Error("param"), each.param) << each.name << refused.body;
  }
  EXPECT_EQ(Post("/v1/customers", "email=jan").Error("param"), "email");
}

}  // namespace
}  // namespace herlaad::sandbox
