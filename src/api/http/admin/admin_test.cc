#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

class AdminTest : public ::testing::Test {
 protected:
  json Ask(const std::string& method, const std::string& path, const std::string& body = "",
           int status = 200) {
    const auto response = world_.Local(method, path, body);
    EXPECT_EQ(response.status, status) << response.body;
    return json::parse(response.body);
  }
  ApiWorld world_;
};

TEST_F(AdminTest, AdministrationPathsExistOnTheSocketOnly) {
  const std::string key = world_.MakeKey("topup:read");
  for (const char* path :
       {"/admin/keys", "/admin/verify", "/admin/backup", "/admin/hold", "/admin/resume",
        "/admin/sims", "/admin/nodes", "/admin/keys/key_x/revoke", "/admin/topups/tu_x/resolve"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(world_.Post(path, "{}", {{"authorization", "Bearer " + key}}).status, 404);
  }
  EXPECT_EQ(world_.Get("/admin/keys", key).status, 404);
}

TEST_F(AdminTest, KeyIsShownOnceAndStoredAsItsDigest) {
  const json made =
      Ask("POST", "/admin/keys", R"({"name":"till 3","scopes":["topup:cash","sim:read"]})", 201);
  const std::string key = made["key"];
  const json list = Ask("GET", "/admin/keys");
  ASSERT_EQ(list["keys"].size(), 1U);
  EXPECT_EQ(list["keys"][0]["id"], made["id"]);
  EXPECT_EQ(list["keys"][0]["name"], "till 3");
  EXPECT_TRUE(list["keys"][0]["revoked_at"].is_null());
  EXPECT_THAT(list.dump(), Not(HasSubstr(key)));
  for (const auto& entry : world_.logged) {
    for (const auto& field : entry.second) EXPECT_THAT(field.second, Not(HasSubstr(key)));
  }
  ASSERT_FALSE(world_.store.Audit().empty());
  EXPECT_EQ(world_.store.Audit().back().action, "key.create");
}

TEST_F(AdminTest, CapsOnTheCashOfAKeyAreListed) {
  const json caps = {{"per_day", {{"amount", 100'000}, {"currency", "EUR"}}}};
  const json body{{"scopes", {"topup:cash"}}, {"cash_caps", caps}};
  EXPECT_EQ(Ask("POST", "/admin/keys", body.dump(), 201)["cash_caps"], caps);
  EXPECT_EQ(Ask("GET", "/admin/keys")["keys"][0]["cash_caps"], caps);
  EXPECT_THAT(world_.store.Audit().back().detail, HasSubstr("cash_per_day=100000"));
}

TEST_F(AdminTest, CapsThatMeanNothingAreRefused) {
  for (const char* const body :
       {R"({"scopes":["topup:cash"],"cash_caps":{}})", R"({"scopes":["topup:cash"],"cash_caps":5})",
        R"({"scopes":["topup:cash"],"cash_caps":{"per_year":{"amount":1,"currency":"EUR"}}})",
        R"({"scopes":["topup:cash"],"cash_caps":{"per_day":{"amount":0,"currency":"EUR"}}})",
        R"({"scopes":["topup:cash"],"cash_caps":{"per_day":{"amount":1,"currency":"USD"}}})",
        R"({"scopes":["topup:read"],"cash_caps":{"per_day":{"amount":1,"currency":"EUR"}}})"}) {
    (void)Ask("POST", "/admin/keys", body, 422);
  }
  EXPECT_TRUE(Ask("GET", "/admin/keys")["keys"].empty());
}

// The command line prints a key before it is created.
TEST_F(AdminTest, KeyInTheRequestIsCreatedUnchanged) {
  const std::string own = "hk_4c8k1n0x7mz3q9v5t2r6w0yb8h4j1d7s";
  EXPECT_EQ(world_.Get("/v1/topups", own).status, 401);
  const json body{{"scopes", {"topup:read"}}, {"key", own}};
  EXPECT_EQ(Ask("POST", "/admin/keys", body.dump(), 201)["key"], own);
  EXPECT_EQ(world_.Get("/v1/topups", own).status, 200);
  const json again = Ask("POST", "/admin/keys", body.dump(), 422);
  EXPECT_EQ(again["field"], "key");
  EXPECT_THAT(again["detail"].get<std::string>(), HasSubstr("exists already"));
  EXPECT_EQ(Ask("GET", "/admin/keys")["keys"].size(), 1U);
}

TEST_F(AdminTest, KeyInAnInvalidFormatIsRejected) {
  for (const std::string key :
       {"", "hk_", "hk_short", "xx_4c8k1n0x7mz3q9v5t2r6w0yb8h4j1d7s",
        "hk_4c8k1n0x7mz3q9v5t2r6w0yb8h4j1d7u", "hk_4c8k1n0x7mz3q9v5t2r6w0yb8h4j1d7s0"}) {
    const json body{{"scopes", {"topup:read"}}, {"key", key}};
    EXPECT_EQ(Ask("POST", "/admin/keys", body.dump(), 422)["field"], "key") << key;
  }
  EXPECT_TRUE(Ask("GET", "/admin/keys")["keys"].empty());
}

TEST_F(AdminTest, RevokedKeyIsRejectedAtOnce) {
  const json made = Ask("POST", "/admin/keys", R"({"scopes":["topup:read"]})", 201);
  const std::string key = made["key"];
  EXPECT_EQ(world_.Get("/v1/topups", key).status, 200);
  const std::string path = "/admin/keys/" + made["id"].get<std::string>() + "/revoke";
  EXPECT_EQ(Ask("POST", path)["revoked"], true);
  EXPECT_EQ(world_.Get("/v1/topups", key).status, 401);
  EXPECT_EQ(Ask("POST", path)["revoked"], true);
  EXPECT_EQ(Ask("POST", "/admin/keys/key_00000000000000/revoke", "", 404)["code"], "key_unknown");
  EXPECT_EQ(Ask("POST", "/admin/keys/x/revoke", "", 404)["code"], "key_unknown");
}

TEST_F(AdminTest, InvalidKeyRequestIsExplained) {
  EXPECT_EQ(Ask("POST", "/admin/keys", R"({"scopes":[]})", 422)["field"], "scopes");
  EXPECT_EQ(Ask("POST", "/admin/keys", R"({"name":"x"})", 422)["code"], "field_missing");
  EXPECT_EQ(Ask("POST", "/admin/keys", R"({"scopes":"topup:cash"})", 422)["field"], "scopes");
  EXPECT_EQ(Ask("POST", "/admin/keys", R"({"scopes":[1]})", 422)["field"], "scopes");
  EXPECT_THAT(
      Ask("POST", "/admin/keys", R"({"scopes":["root"]})", 422)["detail"].get<std::string>(),
      HasSubstr("topup:cash"));
  const json longer{{"name", std::string(81, 'n')}, {"scopes", {"sim:read"}}};
  EXPECT_EQ(Ask("POST", "/admin/keys", longer.dump(), 422)["field"], "name");
}

TEST_F(AdminTest, SimsAreCreatedFromListsAndRanges) {
  EXPECT_EQ(Ask("POST", "/admin/sims",
                R"({"operator":"proximus","state":"active","numbers":["0470 12 34 56"]})")["count"],
            1);
  EXPECT_EQ(
      Ask("POST", "/admin/sims",
          R"({"operator":"orange","state":"active","first":"+32495000000","count":2500})")["count"],
      2500);
  const auto last = world_.store.FindSubscriber(*Msisdn::Parse("+32495002499"));
  ASSERT_TRUE(*last);
  EXPECT_EQ((*last)->sim->operator_id, "orange");
  EXPECT_FALSE(*world_.store.FindSubscriber(*Msisdn::Parse("+32495002500")));
}

TEST_F(AdminTest, SimStateIsChangedByTheTable) {
  const auto set = [this](const std::string& state, int status = 200) {
    world_.clock.Pass(Millis(1'000));
    const json body{
        {"operator", "proximus"}, {"state", state}, {"numbers", {"0479000001", "0479000002"}}};
    return Ask("POST", "/admin/sims", body.dump(), status);
  };
  const auto sim = [this](std::int64_t number) {
    return *world_.store.FindSubscriber(Msisdn::FromStored(number)).value()->sim;
  };
  EXPECT_EQ(set("preactive")["count"], 2);
  const json early = set("suspended", 409);
  EXPECT_EQ(early["msisdn"], "+32479000001");
  EXPECT_EQ(early["state"], "preactive");
  EXPECT_EQ(early["count"], 0);
  EXPECT_EQ(set("active")["count"], 2);
  EXPECT_EQ(sim(32'479'000'001).state_cause, prepaid::StateCause::kActivated);
  EXPECT_EQ(sim(32'479'000'001).state_since, world_.clock.Now());
  const Instant activated = world_.clock.Now();
  EXPECT_EQ(set("active")["count"], 2) << "a repeat";
  EXPECT_EQ(sim(32'479'000'001).state_since, activated);
  EXPECT_EQ(set("suspended")["count"], 2);
  EXPECT_EQ(set("active")["count"], 2);
  EXPECT_EQ(sim(32'479'000'002).state_cause, prepaid::StateCause::kResumed);
  EXPECT_EQ(
      Ask("POST", "/admin/sims",
          R"({"operator":"proximus","state":"terminated","numbers":["0479000002"]})")["count"],
      1);
  const json late = set("suspended", 409);
  EXPECT_EQ(late["msisdn"], "+32479000002");
  EXPECT_EQ(late["state"], "terminated");
  EXPECT_EQ(sim(32'479'000'001).state, prepaid::SimState::kActive) << "all of a command or nothing";
}

struct BadSims {
  const char* body;
  int status;
  const char* code;
};
TEST_F(AdminTest, InvalidSimRequestIsExplained) {
  world_.PutSim("0472334455", "orange");
  world_.PutSim("0479000001", "proximus", prepaid::SimState::kTerminated);
  const BadSims cases[] = {
      {R"({"operator":"telenet","state":"active","numbers":["0485123456"]})", 422,
       "not_a_hosted_operator"},
      {R"({"operator":"proximus","state":"active","numbers":["0472334455"]})", 409,
       "sim_of_other_operator"},
      {R"({"operator":"proximus","state":"active","numbers":["0479000001"]})", 409,
       "sim_state_not_possible"},
      {R"({"operator":"proximus","state":"grace","numbers":["0470123456"]})", 422, "field_invalid"},
      {R"({"operator":"proximus","state":"lost","numbers":["0470123456"]})", 422, "field_invalid"},
      {R"({"operator":"proximus","state":"active","numbers":["022741234"]})", 422,
       "msisdn_fixed_line"},
      {R"({"operator":"proximus","state":"active","numbers":[]})", 422, "field_invalid"},
      {R"({"operator":"proximus","state":"active"})", 422, "field_missing"},
      {R"({"operator":"proximus","state":"active","first":"0470123456","count":0})", 422,
       "field_invalid"},
      {R"({"operator":"proximus","state":"active","first":"+32499999990","count":11})", 422,
       "field_invalid"},
  };
  for (const BadSims& bad : cases) {
    SCOPED_TRACE(bad.body);
    EXPECT_EQ(Ask("POST", "/admin/sims", bad.body, bad.status)["code"], bad.code);
  }
}

TEST_F(AdminTest, OutboxWorkersAreHeldAndResumed) {
  EXPECT_EQ(Ask("POST", "/admin/hold")["outbox_workers"], "held");
  EXPECT_TRUE(world_.outbox_workers_held);
  EXPECT_EQ(**world_.store.FindSetting(kOutboxWorkersSetting), kOutboxWorkersHeld);
  EXPECT_EQ(Ask("POST", "/admin/resume")["outbox_workers"], "running");
  EXPECT_FALSE(world_.outbox_workers_held);
  EXPECT_EQ(**world_.store.FindSetting(kOutboxWorkersSetting), kOutboxWorkersRunning);
}

TEST_F(AdminTest, BackupReportsItsPathOrWhyItFailed) {
  EXPECT_EQ(Ask("POST", "/admin/backup", R"({"path":"/tmp/copy"})")["path"], "/tmp/copy");
  world_.backup_fails_with = "the disk is full";
  const json refused = Ask("POST", "/admin/backup", R"({"path":"/tmp/copy"})", 500);
  EXPECT_EQ(refused["code"], "backup_failed");
  EXPECT_EQ(refused["detail"], "the disk is full");
}

TEST_F(AdminTest, NodesAreListedWithWhetherTheyAnswer) {
  EXPECT_EQ(Ask("GET", "/admin/nodes", "", 503)["code"], "store_unavailable");
  world_.nodes = {{0, "one:/data", {1'000}, {2'000}, true, true},
                  {7, "two:/data", {1'000}, {1'500}, false, false}};
  const json nodes = Ask("GET", "/admin/nodes")["nodes"];
  ASSERT_EQ(nodes.size(), 2U);
  EXPECT_EQ(nodes[0]["answering"], true);
  EXPECT_EQ(nodes[1]["node"], 7);
  EXPECT_EQ(nodes[1]["name"], "two:/data");
  EXPECT_EQ(nodes[1]["alive"], false);
  EXPECT_EQ(nodes[1]["seen_at"], "1970-01-01T00:00:01.500Z");
}

TEST_F(AdminTest, VerificationCountsWhatItRead) {
  Ask("POST", "/admin/sims",
      R"({"operator":"proximus","state":"active","numbers":["0470123456"]})");
  const auto placed = world_.Send([] {
    auto request = ApiWorld::MakeRequest(
        "POST", "/v1/topups",
        R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})",
        {{"idempotency-key", "a"}});
    request.local = true;
    return request;
  }());
  EXPECT_EQ(placed.status, 201);
  const json report = Ask("POST", "/admin/verify");
  EXPECT_EQ(report["orders"], 1);
  EXPECT_EQ(report["numbers"], 1);
  EXPECT_EQ(report["suspense"]["amount"], 0);
  EXPECT_EQ(report["in_review"]["amount"], 0);
  EXPECT_TRUE(report["difference"].is_null()) << report;
  ASSERT_EQ(report["audit"].size(), 1U) << report;
  EXPECT_EQ(report["audit"][0]["acts"], 1) << "the SIMs";
  EXPECT_EQ(report["audit"][0]["sha256"].get<std::string>().size(), 64U);
}

TEST_F(AdminTest, ResolvingRequiresASuitableDecisionAndAReason) {
  world_.PutSim("0470123456", "proximus");
  const auto placed = world_.Post(
      "/v1/topups",
      R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})",
      {{"idempotency-key", "an unguessable key of ours"}});
  const std::string path =
      "/admin/topups/" + json::parse(placed.body)["reference"].get<std::string>() + "/resolve";
  EXPECT_EQ(Ask("POST", path, R"({"resolution":"delivered","reason":"seen"})", 409)["code"],
            "topup_not_in_attention");
  EXPECT_EQ(Ask("POST", path, R"({"resolution":"delivered","reason":" "})", 422)["field"],
            "reason");
  EXPECT_EQ(Ask("POST", path, R"({"resolution":"magic","reason":"x"})", 422)["field"],
            "resolution");
  EXPECT_EQ(Ask("POST", "/admin/topups/tu_00000000000000/resolve",
                R"({"resolution":"delivered","reason":"seen"})", 404)["code"],
            "topup_unknown");
}

// For a number terminated between the payment's start and the delivery, a person must pay the cash
// back.
TEST_F(AdminTest, CashToPayBackIsResolvedByAPerson) {
  const std::string till = world_.MakeKey("topup:cash");
  const auto placed = world_.Post(
      "/v1/topups",
      R"({"msisdn":"0485123456","operator":"telenet","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})",
      {{"idempotency-key", "a"}, {"authorization", "Bearer " + till}});
  ASSERT_EQ(placed.status, 201) << placed.body;
  const std::string id = json::parse(placed.body)["id"];
  const auto cancelled =
      world_.Post("/v1/topups/" + id + "/cancel", "", {{"authorization", "Bearer " + till}});
  const json order = json::parse(cancelled.body);
  EXPECT_EQ(order["state"], "attention");
  EXPECT_EQ(order["attention"], "cash_refund_due");
  EXPECT_EQ(order["attention_since"], "2026-11-22T13:02:11.042Z");
  EXPECT_EQ(order["refunds"][0]["state"], "due");
  const std::string path = "/admin/topups/" + id + "/resolve";
  const json refused = Ask("POST", path, R"({"resolution":"delivered","reason":"x"})", 409);
  EXPECT_EQ(refused["code"], "resolution_does_not_fit");
  EXPECT_EQ(refused["resolutions"], (json{"paid_out"}));
  const json resolved = Ask("POST", path, R"({"resolution":"paid_out","reason":"counter 2"})");
  EXPECT_EQ(resolved["state"], "refunded");
  EXPECT_EQ(resolved["resolution"], "counter 2");
  const json seen_by_till = json::parse(world_.Get("/v1/topups/" + id, till).body);
  EXPECT_FALSE(seen_by_till.contains("resolution"));
}

}  // namespace
}  // namespace herlaad::http
