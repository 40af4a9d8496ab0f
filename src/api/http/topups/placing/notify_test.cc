// The field "notify": what is accepted, what is rejected, and that it is never returned.
#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

class NotifyTest : public ::testing::Test {
 protected:
  explicit NotifyTest(bool offered = true) : world_(Settings(offered)) {
    world_.PutSim("0470123456", "proximus");
    key_ = world_.MakeKey("topup:cash topup:read");
  }
  static testing::ApiSettings Settings(bool offered) {
    testing::ApiSettings settings;
    settings.texts = offered;
    settings.support.phone = "+32 2 555 01 23";
    settings.support.hours = *messages::ParseSupportHours("Mo-Fr 09:00-17:00");
    settings.support.languages = {messages::Language::kNl};
    return settings;
  }
  static json Body(const json& notify) {
    return {{"msisdn", "0470123456"},
            {"operator", "proximus"},
            {"amount", {{"amount", 1500}, {"currency", "EUR"}}},
            {"tender", "cash"},
            {"notify", notify}};
  }
  net::Response Place(const json& notify, const std::string& key) {
    return world_.Post("/v1/topups", Body(notify).dump(),
                       {{"authorization", "Bearer " + key_}, {"idempotency-key", key}});
  }

  testing::ApiWorld world_;
  std::string key_;
};

TEST_F(NotifyTest, AddressIsStoredWithTheOrderAndNeverReturned) {
  const auto placed = Place({{"email", "jan@example.com"}}, "a");
  ASSERT_EQ(placed.status, 201) << placed.body;
  EXPECT_EQ(placed.body.find("jan@"), std::string::npos);
  const std::string id = json::parse(placed.body)["id"];
  EXPECT_EQ(world_.OrderOf(id).contact.email->text(), "jan@example.com");
  EXPECT_EQ(world_.Get("/v1/topups/" + id, key_).body.find("jan@"), std::string::npos);
  for (const auto& [event, fields] : world_.logged) {
    for (const auto& [name, value] : fields) {
      EXPECT_EQ(value.find("jan@"), std::string::npos) << event << " " << name;
    }
  }
}

TEST_F(NotifyTest, NumberIsReadInEveryNotation) {
  const auto placed = Place({{"msisdn", "0485 12 34 56"}}, "a");
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string id = json::parse(placed.body)["id"];
  EXPECT_EQ(world_.OrderOf(id).contact.msisdn, *Msisdn::Parse("+32485123456"));
}

TEST_F(NotifyTest, AnotherAddressUnderTheSameKeyIsAnotherRequest) {
  EXPECT_EQ(Place({{"email", "jan@example.com"}}, "a").status, 201);
  EXPECT_EQ(Place({{"email", "jan@example.com"}}, "a").status, 201) << "a repeat";
  const auto other = Place({{"email", "eve@example.com"}}, "a");
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(json::parse(other.body)["code"], "idempotency_key_reused");
}

TEST_F(NotifyTest, InvalidAddressIsNamedAndNothingIsDone) {
  struct Case {
    json notify;
    const char* code;
    const char* field;
  };
  const Case cases[] = {
      {"jan@example.com", "field_invalid", "notify"},
      {nullptr, "field_invalid", "notify"},
      {json::object(), "field_invalid", "notify"},
      {{{"email", "jan@example.com"}, {"msisdn", "0470123456"}}, "field_invalid", "notify"},
      {{{"mail", "jan@example.com"}}, "field_unknown", "notify.mail"},
      {{{"email", 1}}, "field_invalid", "notify.email"},
      {{{"email", ""}}, "email_invalid", "notify.email"},
      {{{"email", "jan@example.com\r\nBcc: eve@example.com"}}, "email_invalid", "notify.email"},
      {{{"email", std::string(60'000, 'a') + "@example.com"}}, "email_invalid", "notify.email"},
      {{{"msisdn", "02 555 01 23"}}, "msisdn_fixed_line", "notify.msisdn"},
  };
  for (const Case& c : cases) {
    const auto refused = Place(c.notify, "a");
    ASSERT_EQ(refused.status, 422) << refused.body;
    const json problem = json::parse(refused.body);
    EXPECT_EQ(problem["code"], c.code) << c.notify.dump().substr(0, 100);
    EXPECT_EQ(problem["field"], c.field) << c.notify.dump().substr(0, 100);
  }
  EXPECT_EQ(Place({{"email", "jan@example.com"}}, "a").status, 201) << "the key is still free";
}

TEST_F(NotifyTest, BatchAcceptsItLikeASingleRequest) {
  json wanted = Body({{"email", "jan@example.com"}});
  wanted["idempotency_key"] = "b1";
  const auto answer = world_.Post("/v1/topups:batch", json{{"topups", {wanted}}}.dump(),
                                  {{"authorization", "Bearer " + key_}});
  ASSERT_EQ(answer.status, 200) << answer.body;
  const json result = json::parse(answer.body)["results"][0];
  ASSERT_EQ(result["status"], 201) << answer.body;
  EXPECT_EQ(world_.OrderOf(result["topup"]["id"]).contact.email->text(), "jan@example.com");
}

TEST_F(NotifyTest, OperatorsListsNotificationsAndTheSupportContact) {
  const json answer = json::parse(world_.Get("/v1/operators").body);
  EXPECT_EQ(answer["notify"], (json{"email", "msisdn"}));
  EXPECT_EQ(answer["support"]["phone"], "+32 2 555 01 23");
  EXPECT_EQ(answer["support"]["hours"]["nl"], "ma-vr 09:00-17:00");
  EXPECT_EQ(answer["support"]["languages"], (json{"nl"}));
  EXPECT_FALSE(answer["support"].contains("email"));
}

TEST_F(NotifyTest, OrderUnderReviewNamesTheSupportContact) {
  json body = Body({{"email", "jan@example.com"}});
  body["msisdn"] = "0485123456";
  body["operator"] = "telenet";
  const testing::ApiWorld::Headers headers{{"authorization", "Bearer " + key_},
                                           {"idempotency-key", "a"}};
  const auto placed = world_.Post("/v1/topups", body.dump(), headers);
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string id = json::parse(placed.body)["id"];
  const std::string link = json::parse(placed.body)["links"]["page"];
  const std::string page = "/nl" + link.substr(link.find("/orders/"));
  EXPECT_EQ(world_.Get(page).body.find("tel:+3225550123"), std::string::npos)
      << "nobody looks into it yet";
  EXPECT_EQ(world_.Post("/v1/topups/" + id + "/cancel", "", headers).status, 200);
  ASSERT_EQ(orders::StateOf(world_.OrderOf(id)), orders::State::kAttention);
  EXPECT_NE(world_.Get(page).body.find("href=\"tel:+3225550123\""), std::string::npos);
  EXPECT_NE(world_.Get(page).body.find("ma-vr 09:00-17:00"), std::string::npos);
  const auto again = world_.Post("/v1/topups/" + id + "/cancel", "", headers);
  EXPECT_EQ(again.status, 409) << again.body;
  EXPECT_NE(json::parse(again.body)["support"].get<std::string>().find("+32 2 555 01 23"),
            std::string::npos);
}

class NotOfferedTest : public NotifyTest {
 protected:
  NotOfferedTest() : NotifyTest(false) {}
};

TEST_F(NotOfferedTest, AddressIsRejectedWithoutAMessenger) {
  EXPECT_EQ(json::parse(world_.Get("/v1/operators").body)["notify"], json::array());
  const std::pair<const char*, const char*> ways[] = {{"email", "jan@example.com"},
                                                      {"msisdn", "0485123456"}};
  for (const auto& [name, value] : ways) {
    const auto refused = Place({{name, value}}, "a");
    EXPECT_EQ(refused.status, 422);
    EXPECT_EQ(json::parse(refused.body)["code"], "notify_not_offered");
    EXPECT_EQ(json::parse(refused.body)["field"], std::string("notify.") + name);
  }
}

}  // namespace
}  // namespace herlaad::http
