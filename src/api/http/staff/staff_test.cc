// Staff over HTTP: signing in, sessions, forged requests, and who may what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/staff/staff_fixture.h"
#include "engine/commands/staff_sessions.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using testing::FromBase32;
using testing::kOwnPage;
using testing::kPassword;

class StaffApiTest : public testing::StaffFixture {
 protected:
  using StaffFixture::StaffFixture;
};

TEST_F(StaffApiTest, SignInSetsACookieThatNoScriptAndNoOtherSiteGets) {
  Add("an", "support");
  const net::Response response = TrySignIn("an", Code("an"));
  const json body = Ask(response, 200);
  EXPECT_EQ(body["name"], "an");
  EXPECT_EQ(body["role"], "support");
  EXPECT_THAT(body["permissions"].dump(), HasSubstr("topup:resolve"));
  std::string cookie;
  for (const net::Header& header : response.headers) {
    if (header.name == "Set-Cookie") cookie = header.value;
  }
  EXPECT_THAT(cookie, AllOf(StartsWith("__Host-herlaad_staff=ss_"), HasSubstr("; Path=/"),
                            HasSubstr("; HttpOnly"), HasSubstr("; Secure"),
                            HasSubstr("; SameSite=Strict"), Not(HasSubstr("Domain"))));
  EXPECT_TRUE(IsSignedIn(CookieIn(response)));
}

TEST_F(StaffApiTest, CodeCountsOnceAndOneStepEitherSide) {
  Add("an", "support");
  EXPECT_EQ(TrySignIn("an", Code("an", 2)).status, 403);
  EXPECT_EQ(TrySignIn("an", Code("an", -2)).status, 403);
  EXPECT_EQ(TrySignIn("an", Code("an", -1)).status, 200);
  EXPECT_EQ(TrySignIn("an", Code("an", -1)).status, 403) << "a second time";
  EXPECT_EQ(TrySignIn("an", Code("an", 1)).status, 200);
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 403) << "before the last one used";
}

TEST_F(StaffApiTest, CodeMayHaveSpaces) {
  Add("an", "support");
  EXPECT_EQ(TrySignIn("an", Code("an").insert(3, " ")).status, 200);
}

TEST_F(StaffApiTest, NoAnswerTellsWhatWasWrong) {
  Add("an", "support");
  Add("left", "support");
  Ask(world_.Local("PATCH", "/v1/staff/left", R"({"disabled":true})"), 200);
  const std::string first = TrySignIn("an", "000 000", "another password").body;
  EXPECT_THAT(first, HasSubstr("sign_in_refused"));
  EXPECT_EQ(TrySignIn("an", Code("an"), "another password").body, first);
  EXPECT_EQ(TrySignIn("an", "12345").body, first);
  EXPECT_EQ(TrySignIn("an", "").body, first);
  EXPECT_EQ(TrySignIn("an", "000000").body, first);
  EXPECT_EQ(TrySignIn("an", Code("an"), "short").body, first);
  EXPECT_EQ(TrySignIn("nobody", Code("an")).body, first);
  EXPECT_EQ(TrySignIn("No Name", Code("an")).body, first);
  EXPECT_EQ(TrySignIn("left", Code("left")).body, first);
  EXPECT_EQ(TrySignIn("an", Code("an")).body, first) << "after five wrong tries: must wait";
  world_.clock.Pass(access::kFirstWait);
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 200);
}

TEST_F(StaffApiTest, NeitherPasswordNorCodeIsLoggedOrAudited) {
  Add("an", "support");
  const std::string code = Code("an");
  for (int n = 0; n < 6; ++n) TrySignIn("an", code, "another password");
  std::string all;
  for (const auto& entry : world_.logged) {
    for (const auto& field : entry.second) all += field.second + "\n";
  }
  for (const engine::AuditEntry& entry : world_.store.Audit())
    all += entry.action + entry.subject + entry.detail + "\n";
  EXPECT_THAT(all, HasSubstr("staff.wrong_tries"));
  EXPECT_THAT(all, Not(HasSubstr("password")));
  EXPECT_THAT(all, Not(HasSubstr(code)));
}

TEST_F(StaffApiTest, BadSignInBodiesAreExplained) {
  const auto post = [this](const std::string& body) {
    return json::parse(world_.Post("/v1/staff/sign-in", body).body)["code"];
  };
  EXPECT_EQ(post("{}"), "field_missing");
  EXPECT_EQ(post(R"({"name":"an","password":1,"code":"1"})"), "field_invalid");
  EXPECT_EQ(post(R"({"name":"an","password":"x","code":"1","more":1})"), "field_unknown");
}

TEST_F(StaffApiTest, SessionCountsWhereAKeyWithTheScopeDoes) {
  Add("su", "support");
  Add("cl", "clerk");
  const std::string support = SignIn("su");
  const std::string clerk = SignIn("cl");
  EXPECT_EQ(As(support, "GET", "/v1/topups").status, 200);
  EXPECT_EQ(As(support, "GET", "/v1/audit").status, 403);
  EXPECT_EQ(As(clerk, "GET", "/v1/audit").status, 403);
  EXPECT_EQ(As(clerk, "GET", "/v1/staff").status, 403);
  EXPECT_EQ(world_.Get("/v1/topups").status, 401) << "without the cookie";
}

TEST_F(StaffApiTest, ClerkSellsUnderTheOwnName) {
  world_.PutSim("0470123456", "proximus");
  Add("cl", "clerk");
  const std::string clerk = SignIn("cl");
  const std::string body =
      R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";
  const json placed = Ask(
      As(clerk, "POST", "/v1/topups", body, {kOwnPage, {"idempotency-key", "a-key-of-a-clerk"}}),
      201);
  EXPECT_EQ(world_.OrderOf(placed["id"]).client, "staff:cl");
}

TEST_F(StaffApiTest, ForgedRequestsAreRefused) {
  Add("an", "support");
  const std::string cookie = SignIn("an");
  const auto end = [&](ApiWorld::Headers headers) {
    return As(cookie, "POST", "/v1/staff/sign-out", "", std::move(headers)).status;
  };
  EXPECT_EQ(end({{"origin", "https://evil.example"}}), 403);
  EXPECT_EQ(end({{"origin", "http://herlaad.example"}}), 403);
  EXPECT_EQ(end({{"origin", "null"}}), 403);
  EXPECT_EQ(end({}), 403) << "says nothing";
  EXPECT_EQ(end({{"sec-fetch-site", "cross-site"}, kOwnPage}), 403);
  EXPECT_EQ(end({{"sec-fetch-site", "same-site"}, kOwnPage}), 403);
  EXPECT_EQ(end({{"sec-fetch-site", "none"}}), 403);
  EXPECT_TRUE(IsSignedIn(cookie));
  EXPECT_EQ(end({{"sec-fetch-site", "same-origin"}, {"origin", "null"}}), 204);
  EXPECT_FALSE(IsSignedIn(cookie));
  EXPECT_EQ(TrySignIn("an", Code("an", 1), kPassword, {{"origin", "https://evil.example"}}).status,
            403);
}

TEST_F(StaffApiTest, SessionThatWasEndedIsRefusedAtOnce) {
  Add("an", "support");
  const std::string one = SignIn("an");
  const std::string other = SignIn("an");
  json list = Ask(As(one, "GET", "/v1/staff/sessions"), 200)["sessions"];
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["current"], false);
  EXPECT_EQ(list[1]["current"], true);
  const std::string id = list[0]["id"];
  EXPECT_EQ(As(one, "DELETE", "/v1/staff/sessions/" + id).status, 204);
  EXPECT_FALSE(IsSignedIn(other));
  EXPECT_TRUE(IsSignedIn(one));
  EXPECT_EQ(As(one, "DELETE", "/v1/staff/sessions/ss_x").status, 404);
  EXPECT_EQ(As(one, "DELETE", "/v1/staff/sessions").status, 204);
  EXPECT_FALSE(IsSignedIn(one));
}

TEST_F(StaffApiTest, NobodyEndsOrSeesSessionsOfOthers) {
  Add("an", "support");
  Add("bo", "support");
  const std::string an = SignIn("an");
  const std::string bo = SignIn("bo");
  const std::string id = Ask(As(an, "GET", "/v1/staff/sessions"), 200)["sessions"][0]["id"];
  EXPECT_EQ(As(bo, "DELETE", "/v1/staff/sessions/" + id).status, 404);
  EXPECT_EQ(As(bo, "GET", "/v1/staff/an/sessions").status, 403);
  EXPECT_EQ(As(bo, "DELETE", "/v1/staff/an/sessions").status, 403);
  EXPECT_TRUE(IsSignedIn(an));
}

TEST_F(StaffApiTest, DisabledPersonIsOutAtOnce) {
  Add("an", "support");
  Add("boss", "admin");
  const std::string an = SignIn("an");
  const std::string boss = SignIn("boss");
  EXPECT_TRUE(IsSignedIn(an));
  Ask(As(boss, "PATCH", "/v1/staff/an", R"({"disabled":true})"), 200);
  EXPECT_FALSE(IsSignedIn(an));
  world_.clock.Pass(access::kTimeStep);
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 403);
  EXPECT_EQ(world_.store.Audit().back().actor, "staff:boss");
  EXPECT_EQ(world_.store.Audit().back().action, "staff.disable");
}

TEST_F(StaffApiTest, SessionEndsWhenItIsIdleAndWhenItIsOld) {
  Add("an", "support");
  const std::string idle = SignIn("an");
  world_.clock.Pass(access::kSessionIdle - Millis(1));
  EXPECT_TRUE(IsSignedIn(idle));
  world_.clock.Pass(access::kSessionIdle + access::kSessionSeenEvery);
  EXPECT_FALSE(IsSignedIn(idle));
  const std::string old = SignIn("an");
  const Instant begun = world_.clock.Now();
  while (world_.clock.Now() - begun < access::kSessionLongest) {
    EXPECT_TRUE(IsSignedIn(old));
    world_.Decide(engine::SeeSession::Check({}));  // what was submitted before is decided
    world_.clock.Pass(Millis(25 * 60'000));
  }
  EXPECT_FALSE(IsSignedIn(old));
}

TEST_F(StaffApiTest, CookieThatIsNoneIsAsGoodAsNone) {
  Add("an", "support");
  const std::string cookie = SignIn("an");
  const std::string name = cookie.substr(0, cookie.find('='));
  for (const std::string& wrong :
       {name + "=", name + "=x", name + "=ss_0d3m9k2v7x8q15", name + "=ss_0d3m9k2v7x8q15.secret",
        cookie + "0", cookie.substr(0, cookie.size() - 1), cookie + "; " + cookie}) {
    EXPECT_EQ(As(wrong, "GET", "/v1/topups").status, 401) << wrong;
    EXPECT_EQ(As(wrong, "GET", "/v1/operators").status, 200) << wrong;
  }
  const std::string token = cookie.substr(cookie.find('=') + 1);
  EXPECT_TRUE(IsSignedIn(cookie));
  EXPECT_EQ(world_.Get("/v1/topups", token).status, 401) << "as an API key";
}

TEST_F(StaffApiTest, PayersPagesWorkInTheBrowserOfStaff) {
  Add("an", "support");
  const std::string cookie = SignIn("an");
  const std::string body =
      R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})";
  world_.PutSim("0470123456", "proximus");
  const json placed = Ask(As(cookie, "POST", "/v1/topups", body,
                             {kOwnPage,
                              {"idempotency-key", "a-key-of-a-payer"},
                              {"herlaad-session", world_.NewSession()}}),
                          201);
  EXPECT_TRUE(placed.contains("cancel_token")) << "placed as anybody";
}

TEST_F(StaffApiTest, StaffIsManagedByWhoMay) {
  Add("boss", "admin");
  Add("an", "clerk");
  const std::string boss = SignIn("boss");
  const json list = Ask(As(boss, "GET", "/v1/staff"), 200)["staff"];
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["name"], "an");
  EXPECT_FALSE(list.dump().find("argon2") != std::string::npos);
  const json changed = Ask(As(boss, "PATCH", "/v1/staff/an", R"({"role":"finance"})"), 200);
  EXPECT_EQ(changed["role"], "finance");
  EXPECT_FALSE(changed.contains("code_secret"));
  const json reset = Ask(As(boss, "PATCH", "/v1/staff/an", R"({"reset_code":true})"), 200);
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 403) << "the code of the old secret";
  secrets_.insert_or_assign("an", FromBase32(reset["code_secret"]));
  world_.clock.Pass(Millis(1));
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 200);
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/nobody", "{\"disabled\":true}").status, 404);
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/an", R"({"role":"root"})").status, 422);
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/an", R"({"password":"short"})").status, 422);
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/an", R"({"disabled":1})").status, 422);
  const std::string key = world_.MakeKey("topup:read audit:read sim:read topup:cash");
  EXPECT_EQ(world_.Get("/v1/staff", key).status, 403) << "no key manages staff";
}

TEST_F(StaffApiTest, BadNewStaffIsExplained) {
  Add("an", "clerk");
  const auto code = [this](json change) {
    json body{{"name", "bo"}, {"full_name", "Bo"}, {"role", "clerk"}, {"password", kPassword}};
    body.update(change);
    return json::parse(world_.Local("POST", "/v1/staff", body.dump()).body);
  };
  EXPECT_EQ(code({{"name", "an"}})["code"], "staff_name_taken");
  EXPECT_EQ(code({{"name", "An"}})["field"], "name");
  EXPECT_EQ(code({{"full_name", ""}})["field"], "full_name");
  EXPECT_EQ(code({{"role", "boss"}})["field"], "role");
  EXPECT_EQ(code({{"password", "short"}})["field"], "password");
}

TEST_F(StaffApiTest, SecretsOfCodesDoNotStandReadableInTheDatabase) {
  Add("an", "clerk");
  const auto row = world_.store.FindRow<engine::StaffMember>("an");
  EXPECT_THAT((*row)->code_secret, Not(HasSubstr(secrets_.at("an").Reveal())));
  EXPECT_THAT((*row)->password, StartsWith("$argon2id$"));
}

class FewSignIns : public StaffApiTest {
 protected:
  FewSignIns() : StaffApiTest(Few()) {}
  static ApiWorld::Settings Few() {
    ApiWorld::Settings settings;
    settings.sign_ins = {3, 3, 100};
    return settings;
  }
};

TEST_F(FewSignIns, TriesAreLimitedByAddress) {
  for (int n = 0; n < 3; ++n) EXPECT_EQ(TrySignIn("nobody", "1").status, 403);
  EXPECT_EQ(TrySignIn("nobody", "1").status, 429);
  world_.clock.Pass(Millis(20'000));
  EXPECT_EQ(TrySignIn("nobody", "1").status, 403);
}

// --- The page

class StaffPageTest : public StaffApiTest {
 protected:
  net::Response Form(const std::string& path, const std::string& body,
                     ApiWorld::Headers headers = {kOwnPage}) {
    headers.emplace_back("content-type", "application/x-www-form-urlencoded");
    headers.emplace_back("accept", "text/html");
    return world_.Send(ApiWorld::MakeRequest("POST", path, body, headers));
  }
  static std::string Header(const net::Response& response, std::string_view name) {
    for (const net::Header& header : response.headers) {
      if (header.name == name) return header.value;
    }
    return {};
  }
};

TEST_F(StaffPageTest, FormHasLabelsAndGoesToTheReadersLanguage) {
  EXPECT_EQ(Header(world_.Get("/staff"), "Location"), "/en/staff");
  for (const char* language : {"nl", "fr", "de", "en", "zh"}) {
    const std::string page = world_.Get(std::string("/") + language + "/staff").body;
    for (const char* field : {"name", "password", "code"}) {
      EXPECT_THAT(page, HasSubstr(std::string("<label for=\"") + field + "\">"));
      EXPECT_THAT(page, HasSubstr(std::string("<input id=\"") + field + "\""));
    }
    EXPECT_THAT(page, HasSubstr(std::string("action=\"/") + language + "/staff/sign-in\""));
    EXPECT_THAT(page, Not(HasSubstr("role=\"alert\"")));
  }
}

TEST_F(StaffPageTest, SignsInListsSessionsAndEndsThem) {
  Add("an", "support");
  const net::Response in = Form(
      "/nl/staff/sign-in", "name=an&password=a+long%20password&code=" + Code("an").insert(3, "+"));
  EXPECT_EQ(in.status, 303) << in.body;
  EXPECT_EQ(Header(in, "Location"), "/nl/staff");
  const std::string cookie = CookieIn(in);
  const std::string other = SignIn("an");
  const std::string page = As(cookie, "GET", "/nl/staff").body;
  EXPECT_THAT(page, AllOf(HasSubstr("Uw sessies"), HasSubstr("U bent aangemeld als an.")));
  const auto at = page.find("/nl/staff/sessions/ss_");
  ASSERT_NE(at, std::string::npos);
  const std::string end = page.substr(at, page.find('"', at) - at);
  EXPECT_EQ(Form(end, "", {kOwnPage, {"cookie", cookie}}).status, 303);
  EXPECT_FALSE(IsSignedIn(other));
  const net::Response out = Form("/nl/staff/sign-out", "", {kOwnPage, {"cookie", cookie}});
  EXPECT_EQ(out.status, 303);
  EXPECT_THAT(Header(out, "Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_FALSE(IsSignedIn(cookie));
  EXPECT_THAT(As(cookie, "GET", "/nl/staff").body, HasSubstr("/nl/staff/sign-in"));
}

TEST_F(StaffPageTest, WrongTryShowsTheFormAgainWithoutSayingWhat) {
  Add("an", "support");
  const net::Response page =
      Form("/en/staff/sign-in", "name=an&password=a+wrong+password&code=000000");
  EXPECT_EQ(page.status, 403);
  EXPECT_THAT(page.body, AllOf(HasSubstr("role=\"alert\""), HasSubstr("value=\"an\""),
                               HasSubstr("aria-invalid"), Not(HasSubstr("a wrong password"))));
  const net::Response script =
      Form("/en/staff/sign-in", "name=%22%3E%3Cscript%3E&password=x&code=1");
  EXPECT_THAT(script.body, Not(HasSubstr("<script>")));
}

TEST_F(StaffPageTest, FormOfAnotherSiteIsRefused) {
  Add("an", "support");
  const std::string body = "name=an&password=a+long+password&code=" + Code("an");
  EXPECT_EQ(Form("/en/staff/sign-in", body, {{"origin", "https://evil.example"}}).status, 403);
  EXPECT_EQ(Form("/en/staff/sign-in", body, {}).status, 403);
  EXPECT_EQ(Form("/en/staff/sign-in", body).status, 303);
}

}  // namespace
}  // namespace herlaad::http
