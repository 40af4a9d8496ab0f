// GET /v1/audit.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar/calendar.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class AuditListTest : public ::testing::Test {
 protected:
  net::Response AskLocally(const std::string& method, const std::string& path) {
    auto request = testing::ApiWorld::MakeRequest(method, path, "{}");
    request.local = true;
    return world_.Send(std::move(request));
  }
  // Makes a key for the client of the auditor, which is an act on it; returns its id.
  std::string Act() {
    world_.clock.Pass(Millis(1'000));
    const json keys = json::parse(world_.Local("GET", "/admin/keys").body)["keys"];
    const json body{{"client", keys[0]["client"]}, {"scopes", {"sim:read"}}};
    EXPECT_EQ(world_.Local("POST", "/admin/keys", body.dump()).status, 201);
    const json page = json::parse(world_.Get("/v1/audit?limit=1", auditor_).body);
    return page["acts"][0]["subject"];
  }
  std::vector<std::string> Subjects(const std::string& query) {
    const auto page = world_.Get("/v1/audit?" + query, auditor_);
    EXPECT_EQ(page.status, 200) << query << page.body;
    const json body = json::parse(page.body);
    next_ = body["next"];
    std::vector<std::string> subjects;
    for (const json& act : body["acts"]) subjects.push_back(act["subject"]);
    return subjects;
  }

  testing::ApiWorld world_;
  std::string auditor_ = world_.MakeKey("audit:read");
  json next_;
};

TEST_F(AuditListTest, ActIsShownWithWhoDidWhatAndWhen) {
  const std::string key = Act();
  const json act = json::parse(world_.Get("/v1/audit?subject=" + key, auditor_).body)["acts"][0];
  EXPECT_EQ(act["action"], "key.create");
  EXPECT_EQ(act["subject"], key);
  EXPECT_FALSE(act["actor"].get<std::string>().empty());
  EXPECT_EQ(act["at"], ToRfc3339(world_.clock.Now()));
  EXPECT_THAT(act["id"].get<std::string>(), HasSubstr("au_"));
  const json end = json::parse(AskLocally("POST", "/admin/verify").body)["audit"].back();
  EXPECT_EQ(act["id"], end["last"]);
  EXPECT_EQ(act["sha256"], end["sha256"]);
}

TEST_F(AuditListTest, ActsAreFilteredAndPaged) {
  const std::string first = Act();
  const std::string between = ToRfc3339(world_.clock.Now() + Millis(500));
  const std::string second = Act();
  const std::string third = Act();
  EXPECT_THAT(Subjects("limit=2"), ElementsAre(third, second));
  ASSERT_TRUE(next_.is_string());
  EXPECT_THAT(Subjects("limit=1&cursor=" + next_.get<std::string>()), ElementsAre(first));
  EXPECT_THAT(Subjects("from=" + between), ElementsAre(third, second));
  EXPECT_THAT(Subjects("from=" + calendar::LocalDate(world_.clock.Now()) + "&until=" + between +
                       "&limit=1"),
              ElementsAre(first));
  EXPECT_THAT(Subjects("subject=" + second + "&action=key.create"), ElementsAre(second));
  EXPECT_TRUE(next_.is_null());
  EXPECT_THAT(Subjects("action=key.revoke"), IsEmpty());
  EXPECT_THAT(Subjects("actor=nobody"), IsEmpty());
}

TEST_F(AuditListTest, OnlyKeysWithTheScopeReadIt) {
  EXPECT_EQ(world_.Get("/v1/audit").status, 401);
  const auto refused = world_.Get("/v1/audit", world_.MakeKey("topup:read"));
  EXPECT_EQ(refused.status, 403);
  EXPECT_EQ(json::parse(refused.body)["scope"], "audit:read");
}

TEST_F(AuditListTest, InvalidParametersAreNamed) {
  for (const auto& [query, parameter] :
       std::vector<std::pair<std::string, std::string>>{{"limit=0", "limit"},
                                                        {"limit=101", "limit"},
                                                        {"cursor=tu_1", "cursor"},
                                                        {"from=yesterday", "from"},
                                                        {"until=2026-13-01", "until"},
                                                        {"subject=", "subject"},
                                                        {"actor=" + std::string(201, 'a'), "actor"},
                                                        {"who=me", "who"}}) {
    const auto refused = world_.Get("/v1/audit?" + query, auditor_);
    EXPECT_EQ(refused.status, parameter == "who" ? 400 : 422) << query;
    EXPECT_EQ(json::parse(refused.body)["parameter"], parameter) << refused.body;
  }
}

}  // namespace
}  // namespace herlaad::http
