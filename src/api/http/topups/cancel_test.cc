// Who may cancel a top-up.
#include <gtest/gtest.h>

#include "api/http/core/access/links.h"
#include "tests/support/shop.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

class CancelTest : public testing::Shop {};

TEST_F(CancelTest, CancellingTwiceGivesTheSameAnswer) {
  const json topup = PlaceCard();
  const auto first = world_.Cancel(topup);
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(json::parse(first.body)["payment"]["state"], "closing");
  const auto again = world_.Cancel(topup);
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(again.body, first.body);
}

// Nobody refunds cash: it is handed back where it was paid.
TEST_F(CancelTest, CashThatIsWithTheOperatorIsHandedBackWhereItWasPaid) {
  const auto placed = world_.Post("/v1/topups", kBody, Till("sent"));
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string id = json::parse(placed.body)["id"];
  const auto send = [this](const std::string& of) {
    orders::Order order = world_.OrderOf(of);
    orders::Delivery delivery;
    delivery.state = orders::DeliveryState::kSent;
    order.deliveries = {delivery};
    world_.store.Put(std::move(order));
  };
  send(id);
  const auto refused = world_.Post("/v1/topups/" + id + "/cancel", "", Till("unused"));
  EXPECT_EQ(CodeOf(refused), "topup_delivering");
  const std::string detail = json::parse(refused.body)["detail"];
  EXPECT_NE(detail.find("you get the money back where you paid"), std::string::npos) << detail;
  EXPECT_EQ(detail.find("automatically"), std::string::npos) << detail;
}

// The payment provider and mails receive the link, which used to be enough to cancel.
TEST_F(CancelTest, LinkAllowsReadingButNotCancelling) {
  const json topup = PlaceCard();
  const std::string at = "/v1/topups/" + topup["id"].get<std::string>();
  const std::string token = topup["cancel_token"];
  for (const json& body :
       {json::object(), json{{"cancel_token", ""}}, json{{"cancel_token", token.substr(1) + "0"}},
        json{{"cancel_token", at.substr(at.find('.') + 1)}}}) {
    const auto refused = world_.Post(at + "/cancel", body.dump());
    EXPECT_EQ(refused.status, 403) << body;
    EXPECT_EQ(CodeOf(refused), "cancel_token_required");
  }
  EXPECT_EQ(CodeOf(world_.Post(at + "/cancel", "")), "cancel_token_required");
  EXPECT_EQ(CodeOf(world_.Post(at + "/cancel", "", Till("k"))), "cancel_token_required")
      << "nor with somebody else's API key";
  EXPECT_EQ(CodeOf(world_.Post(at + "/cancel", R"({"cancel_token":7})")), "field_invalid");
  EXPECT_EQ(CodeOf(world_.Post(at + "/cancel", R"({"token":"x"})")), "field_unknown");
  EXPECT_EQ(json::parse(world_.Get(at).body)["payment"]["state"], "opening") << "nothing happened";
  EXPECT_EQ(world_.Cancel(topup).status, 200);
}

TEST_F(CancelTest, TokenOfAnotherOrderDoesNotCancel) {
  const json topup = PlaceCard();
  json other = topup;
  other["cancel_token"] =
      http::Links("https://herlaad.example", Secret("an unguessable key of some length"))
          .CancelToken(OrderId(world_.OrderOf(topup["id"]).id.value() + 1))
          .Reveal();
  EXPECT_EQ(CodeOf(world_.Cancel(other)), "cancel_token_required");
}

// Nor in answers to reading, following, listing, redirects or pages.
TEST_F(CancelTest, CancelTokenIsOnlyInTheAnswerToPlacingAndItsRepeats) {
  const json topup = PlaceCard();
  const std::string token = topup["cancel_token"];
  EXPECT_EQ(PlaceCard()["cancel_token"], token);
  const std::string id = topup["id"];
  EXPECT_EQ(topup["links"].dump().find(token), std::string::npos);
  EXPECT_EQ(topup["payment"].dump().find(token), std::string::npos);
  for (const std::string& path : {"/v1/topups/" + id, "/v1/topups/" + id + "/events",
                                  "/en/orders/" + id, "/orders/" + id, "/pay/" + id}) {
    const auto response = world_.Get(path);
    EXPECT_LT(response.status, 400) << path;
    EXPECT_EQ(response.body.find(token), std::string::npos) << path;
    for (const auto& header : response.headers)
      EXPECT_EQ(header.value.find(token), std::string::npos) << path;
  }
  EXPECT_EQ(world_.Local("GET", "/v1/topups").body.find(token), std::string::npos);
  EXPECT_EQ(world_.Cancel(topup).body.find(token), std::string::npos);
  EXPECT_FALSE(
      json::parse(world_.Post("/v1/topups", kBody, Till("a")).body).contains("cancel_token"))
      << "an API key cancels its own without";
  for (const auto& [event, fields] : world_.logged)
    for (const auto& [name, value] : fields)
      EXPECT_EQ(value.find(token), std::string::npos) << event;
}

TEST_F(CancelTest, ReadingAllOrdersDoesNotAllowCancelling) {
  const json topup = PlaceCard();
  const std::string reader = world_.MakeKey("topup:read");
  const auto refused =
      world_.Post("/v1/topups/" + topup["reference"].get<std::string>() + "/cancel", "",
                  {{"authorization", "Bearer " + reader}});
  EXPECT_EQ(refused.status, 404);
}

}  // namespace
}  // namespace herlaad::http
