// Clients and their keys through the API: who is accepted, and who sees what after a rotation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "api/http/core/access/authenticate.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/clients/manage_keys.h"
#include "tests/support/shop.h"

namespace herlaad::http {
namespace {

using nlohmann::json;

class ClientsTest : public testing::Shop {
 protected:
  json Ask(const std::string& method, const std::string& path, const json& body = nullptr,
           int status = 200) {
    const auto response = world_.Local(method, path, body.is_null() ? "" : body.dump());
    EXPECT_EQ(response.status, status) << response.body;
    return json::parse(response.body);
  }
  json NewKey(json body, int status = 201) {
    if (!body.contains("scopes")) body["scopes"] = {"topup:cash"};
    return Ask("POST", "/admin/keys", body, status);
  }
  json Rotate(const json& key, int old_valid_for_seconds = 86'400) {
    return Ask("POST", "/admin/keys/" + key["id"].get<std::string>() + "/rotate",
               {{"old_valid_for_seconds", old_valid_for_seconds}}, 201);
  }
  void Revoke(const json& key) {
    Ask("POST", "/admin/keys/" + key["id"].get<std::string>() + "/revoke");
  }
  net::Response Place(const json& key, const std::string& idempotency_key) {
    return world_.Post("/v1/topups", kBody,
                       {{"idempotency-key", idempotency_key},
                        {"authorization", "Bearer " + key["key"].get<std::string>()}});
  }
  net::Response PostAs(const json& key, const std::string& path) {
    return world_.Post(path, "", {{"authorization", "Bearer " + key["key"].get<std::string>()}});
  }
  net::Response GetAs(const json& key, const std::string& path) {
    return world_.Get(path, key["key"].get<std::string>());
  }
  static bool IsReplayed(const net::Response& response) {
    return std::any_of(response.headers.begin(), response.headers.end(),
                       [](const auto& header) { return header.name == "Idempotency-Replayed"; });
  }
  // What another server does: this one is not told.
  template <class C>
  void Elsewhere(std::unique_ptr<C> command) {
    EXPECT_TRUE(world_.Decide(std::move(command)).ok());
  }
  static engine::KeyId IdOf(const json& key) {
    return engine::KeyId(*ParseIdText("key_", key["id"].get<std::string>()));
  }
};

TEST_F(ClientsTest, ClientIsCreatedShownAndListed) {
  const json made = Ask("POST", "/admin/clients", {{"name", "Kiosk 3"}}, 201);
  const std::string id = made["id"];
  const json key = NewKey({{"client", "Kiosk 3"}, {"till", "counter-1"}});
  EXPECT_EQ(key["client"], id);
  const json other = NewKey({{"client", id}, {"scopes", {"sim:read"}}});
  const json shown = Ask("GET", "/admin/clients/" + id);
  EXPECT_EQ(shown["name"], "Kiosk 3");
  EXPECT_EQ(shown["tills"], (json{"counter-1"}));
  ASSERT_EQ(shown["keys"].size(), 2U);
  EXPECT_EQ(shown["keys"][0]["till"], "counter-1");
  EXPECT_EQ(shown["keys"][1]["id"], other["id"]);
  EXPECT_FALSE(shown["keys"][1].contains("till"));
  EXPECT_EQ(Ask("GET", "/admin/clients")["clients"].back()["id"], id);

  const json again = Ask("POST", "/admin/clients", {{"name", "Kiosk 3"}}, 409);
  EXPECT_EQ(again["code"], "client_name_taken");
  EXPECT_EQ(again["client"], id);
  EXPECT_EQ(Ask("POST", "/admin/clients", {{"name", ""}}, 422)["field"], "name");
  EXPECT_EQ(Ask("GET", "/admin/clients/cli_00000000000000", nullptr, 404)["code"],
            "client_unknown");
  EXPECT_EQ(Ask("GET", "/admin/clients/x", nullptr, 404)["code"], "client_unknown");
}

TEST_F(ClientsTest, KeyBelongsToTheClientThatIsNamed) {
  EXPECT_EQ(NewKey({{"client", "nobody"}}, 404)["code"], "client_unknown");
  EXPECT_EQ(NewKey({{"client", ""}}, 404)["code"], "client_unknown") << "an unset variable";
  EXPECT_EQ(NewKey({{"client", "cli_00000000000000"}}, 404)["code"], "client_unknown");
  const json first = NewKey({{"name", "kiosk"}, {"till", "counter-1"}});
  const json taken = NewKey({{"name", "kiosk"}}, 409);
  EXPECT_EQ(taken["code"], "client_name_taken");
  EXPECT_EQ(taken["client"], first["client"]);
  EXPECT_EQ(NewKey({{"client", "kiosk"}, {"name", "kiosk"}})["client"], first["client"]);
  EXPECT_EQ(NewKey({{"name", "thief"}, {"till", "counter-1"}}, 409)["code"], "till_taken");
  EXPECT_EQ(NewKey({{"till", "Counter 1"}}, 422)["field"], "till");
  EXPECT_EQ(NewKey({{"till", "counter-2"}, {"scopes", {"sim:read"}}}, 422)["field"], "till");
}

TEST_F(ClientsTest, CashGoesToTheTillOfTheKey) {
  const json key = NewKey({{"till", "counter-1"}});
  const orders::Order order = world_.OrderOf(json::parse(Place(key, "a").body)["id"]);
  EXPECT_EQ(order.payment_account, "counter-1");
  EXPECT_EQ(order.client, "client:" + key["client"].get<std::string>());
}

TEST_F(ClientsTest, RepeatWithTheNewKeyFindsTheOrderOfTheOldOne) {
  const json old = NewKey({{"name", "kiosk"}, {"till", "counter-1"}});
  const auto first = Place(old, "a");
  ASSERT_EQ(first.status, 201);
  const json key = Rotate(old);
  EXPECT_EQ(key["client"], old["client"]);
  EXPECT_EQ(key["till"], "counter-1");
  EXPECT_EQ(key["old"]["id"], old["id"]);
  EXPECT_EQ(key["old"]["valid_until"], "2026-11-23T13:02:11.042Z");
  for (const json& used : {key, old}) {
    const auto repeat = Place(used, "a");
    EXPECT_EQ(repeat.status, 201) << "both are valid";
    EXPECT_TRUE(IsReplayed(repeat));
    EXPECT_EQ(json::parse(repeat.body)["id"], json::parse(first.body)["id"]);
  }
  const json another = NewKey({{"name", "another"}});
  EXPECT_FALSE(IsReplayed(Place(another, "a"))) << "the same text of another client";
}

TEST_F(ClientsTest, OrdersOfARevokedKeyBelongToTheOtherKeysOfItsClient) {
  const json old = NewKey({{"name", "kiosk"}});
  const std::string id = json::parse(Place(old, "a").body)["id"];
  const std::string path = "/v1/topups/" + id;
  const json key = Rotate(old);
  Revoke(old);
  EXPECT_EQ(CodeOf(GetAs(old, path)), "key_revoked");
  EXPECT_TRUE(IsReplayed(Place(key, "a")));
  EXPECT_EQ(GetAs(key, path).status, 200);
  EXPECT_EQ(json::parse(GetAs(key, "/v1/topups").body)["topups"].size(), 1U);
  EXPECT_EQ(CodeOf(PostAs(key, path + "/cancel")), "topup_delivered") << "it may ask";
  EXPECT_EQ(GetAs(NewKey({{"name", "another"}}), path).status, 404);
}

TEST_F(ClientsTest, CashOfAnOrderOfARevokedKeyIsHandedBackWithTheNewOne) {
  const json old = NewKey({{"name", "kiosk"}});
  const auto placed = world_.Post(
      "/v1/topups",
      R"({"msisdn":"0485123456","operator":"telenet","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})",
      {{"idempotency-key", "a"}, {"authorization", "Bearer " + old["key"].get<std::string>()}});
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string path = "/v1/topups/" + json::parse(placed.body)["id"].get<std::string>();
  const json key = Rotate(old);
  Revoke(old);
  const auto cancelled = PostAs(key, path + "/cancel");
  EXPECT_EQ(json::parse(cancelled.body)["attention"], "cash_refund_due") << cancelled.body;
  const auto returned = PostAs(key, path + "/cash-returned");
  EXPECT_EQ(json::parse(returned.body)["state"], "refunded") << returned.body;
}

TEST_F(ClientsTest, RotatedKeyEndsAtItsInstant) {
  const json old = NewKey({{"name", "kiosk"}});
  const json key = Rotate(old, 3);
  EXPECT_EQ(GetAs(old, "/v1/topups").status, 200);
  world_.clock.Pass(Millis(2'999));
  EXPECT_EQ(GetAs(old, "/v1/topups").status, 200);
  world_.clock.Pass(Millis(1));
  const auto ended = GetAs(old, "/v1/topups");
  EXPECT_EQ(ended.status, 401) << "although it was remembered a moment ago";
  EXPECT_EQ(CodeOf(ended), "key_expired");
  EXPECT_EQ(GetAs(key, "/v1/topups").status, 200);
  const std::string path = "/admin/keys/" + old["id"].get<std::string>() + "/rotate";
  EXPECT_EQ(Ask("POST", path, json::object(), 409)["code"], "key_not_valid");
  EXPECT_EQ(Ask("POST", "/admin/keys/key_00000000000000/rotate", json::object(), 404)["code"],
            "key_unknown");
  EXPECT_EQ(Ask("POST", path, {{"old_valid_for_seconds", -1}}, 422)["field"],
            "old_valid_for_seconds");
  EXPECT_EQ(Ask("POST", path, {{"old_valid_for_seconds", 7'776'001}}, 422)["field"],
            "old_valid_for_seconds");
  const json listed = Ask("GET", "/admin/clients/" + old["client"].get<std::string>())["keys"];
  EXPECT_EQ(listed[0]["state"], "expired");
  EXPECT_EQ(listed[1]["state"], "valid");
}

// Within the time that openapi.yaml and docs/operations.md promise.
TEST_F(ClientsTest, KeyRevokedByAnotherServerIsRejectedInTime) {
  const json key = NewKey({{"name", "kiosk"}});
  EXPECT_EQ(GetAs(key, "/v1/topups").status, 200);
  Elsewhere(engine::RevokeKey::Check(IdOf(key), "admin"));
  world_.clock.Pass(kKeyRemembered);
  EXPECT_EQ(CodeOf(GetAs(key, "/v1/topups")), "key_revoked");
  EXPECT_EQ(kKeyRemembered, Millis(5'000));
}

TEST_F(ClientsTest, NoKeyOfADisabledClientIsAccepted) {
  const json one = NewKey({{"name", "kiosk"}});
  const json two = NewKey({{"client", "kiosk"}});
  const std::string path = "/admin/clients/" + one["client"].get<std::string>();
  EXPECT_EQ(GetAs(one, "/v1/topups").status, 200);
  EXPECT_FALSE(Ask("POST", path + "/disable")["disabled_at"].is_null());
  for (const json& key : {one, two}) {
    const auto refused = GetAs(key, "/v1/topups");
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(CodeOf(refused), "client_disabled");
  }
  EXPECT_EQ(NewKey({{"client", "kiosk"}}, 422)["field"], "client");
  EXPECT_TRUE(Ask("POST", path + "/enable")["disabled_at"].is_null());
  EXPECT_EQ(GetAs(one, "/v1/topups").status, 200);

  Elsewhere(engine::DisableClient::Check(
      engine::ClientId(*ParseIdText("cli_", one["client"].get<std::string>())), true, "admin"));
  world_.clock.Pass(kKeyRemembered);
  EXPECT_EQ(CodeOf(GetAs(one, "/v1/topups")), "client_disabled");
  EXPECT_EQ(Ask("POST", "/admin/clients/cli_00000000000000/disable", nullptr, 404)["code"],
            "client_unknown");
}

TEST_F(ClientsTest, RotatedKeyTakesNoMoreCashInADayThanBefore) {
  const json cap = {{"per_day", {{"amount", 2'000}, {"currency", "EUR"}}}};
  const json old = NewKey({{"name", "kiosk"}, {"cash_caps", cap}});
  ASSERT_EQ(Place(old, "a").status, 201);
  world_.clock.Pass(Millis(600'000));
  const json key = Rotate(old);
  EXPECT_EQ(key["cash_caps"], cap);
  EXPECT_EQ(CodeOf(Place(key, "b")), "above_key_day_cap");
}

TEST_F(ClientsTest, NotesAboutAClientAreKeptAndListed) {
  const json made = NewKey({{"name", "kiosk"}});
  const std::string path = "/admin/clients/" + made["client"].get<std::string>() + "/notes";
  EXPECT_TRUE(Ask("GET", path)["notes"].empty());
  EXPECT_EQ(Ask("POST", path, {{"text", "Closed in August."}}, 201)["added"], true);
  EXPECT_EQ(Ask("POST", path, {{"text", "Moved to Ghent."}}, 201)["added"], true);
  const json notes = Ask("GET", path)["notes"];
  ASSERT_EQ(notes.size(), 2U);
  EXPECT_EQ(notes[0]["text"], "Closed in August.");
  EXPECT_EQ(notes[1]["author"], "admin");
  EXPECT_EQ(Ask("POST", path, {{"text", ""}}, 422)["field"], "text");
  for (const char* const nobody : {"cli_00000000000000", "x"}) {
    EXPECT_EQ(Ask("POST", std::string("/admin/clients/") + nobody + "/notes", {{"text", "x"}},
                  404)["code"],
              "client_unknown");
  }
}

}  // namespace
}  // namespace herlaad::http
