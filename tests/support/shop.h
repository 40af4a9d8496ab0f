// A shop in front of the API: one hosted number, a till that takes cash, and a payer with a card.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/api_world.h"

namespace herlaad::testing {

class Shop : public ::testing::Test {
 public:
  static constexpr const char* kBody =
      R"({"msisdn":"+32470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";
  static constexpr const char* kCardBody =
      R"({"msisdn":"0470.12.34.56","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})";
  static constexpr const char* kKey = "8e03978e-40d5-43dd-bc93-6894a57f9324";

 protected:
  Shop() { world_.PutSim("0470123456", "proximus"); }

  // With the till's API key.
  [[nodiscard]] ApiWorld::Headers Till(const std::string& key) const {
    return {{"authorization", "Bearer " + till_}, {"idempotency-key", key}};
  }
  nlohmann::json PlaceCard(const std::string& key = kKey) {
    const auto placed = world_.Post("/v1/topups", kCardBody, {{"idempotency-key", key}});
    EXPECT_EQ(placed.status, 201) << placed.body;
    return nlohmann::json::parse(placed.body);
  }
  static std::string CodeOf(const net::Response& response) {
    return nlohmann::json::parse(response.body).at("code");
  }

  ApiWorld world_;
  std::string till_ = world_.MakeKey("topup:cash");
};

}  // namespace herlaad::testing
