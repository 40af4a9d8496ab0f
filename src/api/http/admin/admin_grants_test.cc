#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

class GrantsTest : public ::testing::Test {
 protected:
  GrantsTest() { world_.PutSim("0472334455", "orange"); }
  net::Response Grant(const json& body, const char* key = "k") {
    return world_.Local("POST", "/admin/grants", body.dump(), {{"idempotency-key", key}});
  }
  static json Data() {
    return {{"msisdn", "0472 33 44 55"},
            {"unit", "bytes"},
            {"amount", 1'000'000'000},
            {"valid_until", "2027-12-06T22:59:59.999Z"},
            {"source", "week-1gb"}};
  }
  static json With(const char* field, const json& value) {
    json body = Data();
    body[field] = value;
    return body;
  }
  json Sim() {
    const auto response = world_.Get("/v1/sims/0472334455", key_);
    EXPECT_EQ(response.status, 200) << response.body;
    return json::parse(response.body);
  }

  ApiWorld world_;
  std::string key_ = world_.MakeKey("sim:read");
};

TEST_F(GrantsTest, GrantedDataIsShownBesideTheCredit) {
  const auto response = Grant(Data());
  ASSERT_EQ(response.status, 201) << response.body;
  EXPECT_EQ(json::parse(response.body),
            (json{{"id", "3"}, {"unit", "bytes"}, {"amount", 1'000'000'000}}));
  EXPECT_EQ(Sim()["buckets"], (json::array({{{"id", "3"},
                                             {"unit", "bytes"},
                                             {"remaining", 1'000'000'000},
                                             {"reserved", 0},
                                             {"valid_until", "2027-12-06T22:59:59.999Z"},
                                             {"paid", true},
                                             {"source", "week-1gb"}}})));
}

TEST_F(GrantsTest, RepeatGrantsNothingMore) {
  EXPECT_EQ(Grant(Data()).status, 201);
  const auto again = Grant(Data());
  EXPECT_EQ(again.status, 201);
  ASSERT_EQ(again.headers.size(), 1U);
  EXPECT_EQ(again.headers[0].name, "Idempotency-Replayed");
  EXPECT_EQ(Sim()["buckets"].size(), 1U);
  EXPECT_EQ(Sim()["buckets"][0]["remaining"], 1'000'000'000);
  EXPECT_EQ(json::parse(Grant(With("amount", 5)).body)["code"], "idempotency_key_reused");
}

TEST_F(GrantsTest, BonusIsMarked) {
  json body = With("paid", false);
  body["unit"] = "seconds";
  body["amount"] = 600;
  body.erase("valid_until");
  ASSERT_EQ(Grant(body).status, 201);
  EXPECT_EQ(Sim()["buckets"][0]["paid"], false);
  EXPECT_TRUE(Sim()["buckets"][0]["valid_until"].is_null());
}

TEST_F(GrantsTest, InvalidGrantIsExplained) {
  const struct {
    const char* field;
    json value;
  } rows[] = {{"unit", "pounds"},
              {"unit", "EUR"},
              {"amount", 0},
              {"amount", -1},
              {"amount", 1.5},
              {"amount", 10'000'000'000'001},
              {"valid_until", "soon"},
              {"valid_until", 5},
              {"paid", "yes"},
              {"source", 1},
              {"source", std::string(41, 'x')},
              {"source", ""},
              {"source", "a\nb"},
              {"valid_until", "2200-01-02T00:00:00Z"},
              {"valid_until", "9999-12-31T22:59:59.999Z"},
              {"msisdn", "0495"},
              {"colour", "red"}};
  for (const auto& row : rows) {
    const auto response = Grant(With(row.field, row.value));
    EXPECT_TRUE(response.status == 400 || response.status == 422)
        << row.field << ": " << response.status << ' ' << response.body;
    EXPECT_EQ(json::parse(response.body).value("field", row.field), row.field) << response.body;
  }
  EXPECT_EQ(json::parse(world_.Local("POST", "/admin/grants", Data().dump()).body)["code"],
            "idempotency_key_missing");
  EXPECT_TRUE(Sim()["buckets"].empty());
}

TEST_F(GrantsTest, RefusalSaysWhyAndWhatToDo) {
  EXPECT_EQ(json::parse(Grant(With("msisdn", "0472334456"), "a").body)["code"], "sim_unknown");
  const auto ended = Grant(With("valid_until", "2020-01-01T00:00:00Z"), "b");
  EXPECT_EQ(ended.status, 409);
  EXPECT_EQ(json::parse(ended.body)["code"], "grant_not_possible");
  EXPECT_EQ(json::parse(ended.body)["reason"], "ended");
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(Grant(With("amount", 10'000'000'000'000), ("c" + std::to_string(i)).c_str()).status,
              201);
  EXPECT_EQ(json::parse(Grant(Data(), "d").body)["reason"], "balance_full");
  world_.PutSim("0472334455", "orange", prepaid::SimState::kSuspended);
  EXPECT_EQ(json::parse(Grant(Data(), "e").body)["reason"], "suspended");
}

}  // namespace
}  // namespace herlaad::http
