// Staff over HTTP: signing in, sessions, forged requests, and who may what.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/staff/staff_fixture.h"
#include "engine/commands/staff/staff_sessions.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

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

class CappedStaff : public StaffApiTest {
 protected:
  CappedStaff() : StaffApiTest(Capped()) {
    world_.PutSim("0470123456", "proximus");
    world_.PutSim("0470123457", "proximus");
    Add("cl", "clerk");
    cookie_ = SignIn("cl");
  }
  static ApiWorld::Settings Capped() {
    ApiWorld::Settings settings;
    settings.staff_cash = {3'000, 4'000};
    return settings;
  }
  net::Response Sell(const std::string& number, std::int64_t amount) {
    const json body{{"msisdn", number},
                    {"operator", "proximus"},
                    {"amount", {{"amount", amount}, {"currency", "EUR"}}},
                    {"tender", "cash"}};
    const std::string key = "a key of a clerk " + std::to_string(++sold_);
    return As(cookie_, "POST", "/v1/topups", body.dump(), {kOwnPage, {"idempotency-key", key}});
  }
  std::string cookie_;
  int sold_ = 0;
};

TEST_F(CappedStaff, TakeCashUpToTheirCaps) {
  EXPECT_EQ(Ask(Sell("0470123456", 5'000), 422)["code"], "above_key_topup_cap");
  EXPECT_EQ(Sell("0470123456", 2'500).status, 201);
  EXPECT_EQ(Ask(Sell("0470123457", 2'500), 422)["code"], "above_key_day_cap");
  EXPECT_EQ(Ask(Sell("0470123457", 1'500), 201)["tender"], "cash");
  world_.clock.Pass(Millis(24LL * 3'600'000));
  cookie_ = SignIn("cl");
  Ask(Sell("0470123457", 2'500), 201);  // on the next day
}

TEST_F(StaffApiTest, BodyMustSayThatItIsJson) {
  Add("an", "support");
  const std::string cookie = SignIn("an");
  net::Request request =
      ApiWorld::MakeRequest("POST", "/v1/staff/step-up", R"({"password":"x","code":"1"})");
  request.headers = {{kOwnPage.first, kOwnPage.second}, {"cookie", cookie}};
  EXPECT_EQ(world_.Send(request).status, 415);
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
  const std::string boss = StepUp(SignIn("boss"), "boss");
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
    (void)world_.Decide(engine::SeeSession::Check({}));  // what was submitted before is decided
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
  const std::string boss = StepUp(SignIn("boss"), "boss");
  const json list = Ask(As(boss, "GET", "/v1/staff"), 200)["staff"];
  ASSERT_EQ(list.size(), 2U);
  EXPECT_EQ(list[0]["name"], "an");
  EXPECT_FALSE(list.dump().find("argon2") != std::string::npos);
  const json changed = Ask(As(boss, "PATCH", "/v1/staff/an", R"({"role":"finance"})"), 200);
  EXPECT_EQ(changed["role"], "finance");
  EXPECT_FALSE(changed.contains("invitation"));
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/nobody", "{\"disabled\":true}").status, 404);
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/an", R"({"role":"root"})").status, 422);
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/an", R"({"password":"a long password"})").status, 422)
      << "nobody chooses the password of another";
  EXPECT_EQ(As(boss, "PATCH", "/v1/staff/an", R"({"disabled":1})").status, 422);
  const std::string key = world_.MakeKey("topup:read audit:read sim:read topup:cash");
  EXPECT_EQ(world_.Get("/v1/staff", key).status, 403) << "no key manages staff";
}

TEST_F(StaffApiTest, LastAdminCannotLeave) {
  Add("boss", "admin");
  const std::string boss = StepUp(SignIn("boss"), "boss");
  const auto disable = [&](const char* name) {
    return As(boss, "PATCH", std::string("/v1/staff/") + name, R"({"disabled":true})");
  };
  const json refused = Ask(disable("boss"), 409);
  EXPECT_EQ(refused["code"], "staff_last_admin");
  EXPECT_THAT(refused["detail"], HasSubstr("first make another person an administrator"));
  EXPECT_EQ(Ask(As(boss, "PATCH", "/v1/staff/boss", R"({"role":"clerk"})"), 409)["code"],
            "staff_last_admin");
  EXPECT_EQ(Ask(world_.Local("PATCH", "/v1/staff/boss", R"({"disabled":true})"), 409)["code"],
            "staff_last_admin")
      << "at the console too";
  EXPECT_EQ(Ask(As(boss, "PATCH", "/v1/staff/boss", R"({"invite":true})"), 409)["code"],
            "staff_last_admin")
      << "who starts anew cannot sign in until then";
  Invite("late", "admin");
  for (const json& member : Ask(world_.Local("GET", "/v1/staff"), 200)["staff"]) {
    EXPECT_EQ(member["has_password"], member["name"] == "boss") << member;
  }
  EXPECT_EQ(disable("boss").status, 409) << "the other one has not accepted the invitation";
  Ask(disable("late"), 200);
  EXPECT_TRUE(IsSignedIn(boss));
  Add("other", "admin");
  StepUp(boss, "boss");
  EXPECT_EQ(Ask(As(boss, "PATCH", "/v1/staff/boss", R"({"role":"finance"})"), 200)["role"],
            "finance");
  EXPECT_EQ(Ask(world_.Local("PATCH", "/v1/staff/other", R"({"role":"clerk"})"), 409)["code"],
            "staff_last_admin");
  Ask(world_.Local("PATCH", "/v1/staff/other", R"({"invite":true})"), 200);  // the way back
}

TEST_F(StaffApiTest, ManagingStaffAsksForThePasswordAndACodeAgain) {
  Add("boss", "admin");
  Add("an", "clerk");
  const std::string boss = SignIn("boss");
  const auto change = [&] { return As(boss, "PATCH", "/v1/staff/an", R"({"role":"admin"})"); };
  const std::string person = R"({"name":"new","full_name":"New","role":"admin"})";
  EXPECT_EQ(Ask(change(), 403)["code"], "step_up_required");
  EXPECT_EQ(Ask(As(boss, "POST", "/v1/staff", person), 403)["code"], "step_up_required");
  EXPECT_EQ(Ask(As(boss, "POST", "/v1/staff/own-invitation"), 403)["code"], "step_up_required");
  EXPECT_EQ(world_.store.Audit().back().action, "staff.add_refused");
  EXPECT_EQ(TryStepUp(boss, "boss", "another password").status, 403);
  EXPECT_EQ(change().status, 403);
  StepUp(boss, "boss");
  EXPECT_EQ(As(SignIn("boss"), "PATCH", "/v1/staff/an", R"({"role":"admin"})").status, 403)
      << "in another session";
  EXPECT_EQ(change().status, 200);
  EXPECT_EQ(As(boss, "POST", "/v1/staff", person).status, 201);
  world_.clock.Pass(access::kStepUpLasts);
  EXPECT_EQ(change().status, 403);
  EXPECT_EQ(world_.Post("/v1/staff/step-up", R"({"password":"x","code":"1"})").status, 403)
      << "without a session";
}

TEST_F(StaffApiTest, InvitationWorksOnceForItsPerson) {
  Add("bo", "clerk");
  const std::string invitation = Invite("an", "clerk")["invitation"];
  EXPECT_THAT(invitation, StartsWith("inv_"));
  const auto show = [this](const std::string& name, const std::string& secret) {
    const json body{{"name", name}, {"invitation", secret}};
    return world_.Post("/v1/staff/invitation", body.dump()).status;
  };
  EXPECT_EQ(show("bo", invitation), 403);
  EXPECT_EQ(show("nobody", invitation), 403);
  EXPECT_EQ(show("an", "inv_0123456789abcdefghjkmnpqrstvwxyz"), 403);
  EXPECT_EQ(TrySignIn("an", "000000", "").status, 403) << "there is no password yet";
  ReadInvitation("an", invitation);
  EXPECT_EQ(Ask(Accept("an", invitation, "short"), 422)["field"], "password");
  EXPECT_EQ(Ask(Accept("an", invitation, "an herlaad password"), 422)["field"], "password");
  const json wrong{
      {"name", "an"}, {"invitation", invitation}, {"password", kPassword}, {"code", Code("an", 3)}};
  EXPECT_EQ(Ask(world_.Post("/v1/staff/invitation/accept", wrong.dump()), 422)["field"], "code");
  EXPECT_EQ(Accept("an", invitation).status, 204);
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 403) << "the code was used to accept it";
  EXPECT_FALSE(SignIn("an").empty());
  EXPECT_EQ(Ask(Accept("an", invitation), 403)["code"], "invitation_refused");
  EXPECT_THAT(world_.store.Audit().back().action, Not(HasSubstr("invit")));
  for (const engine::AuditEntry& entry : world_.store.Audit())
    EXPECT_THAT(entry.detail, Not(HasSubstr(invitation)));
}

TEST_F(StaffApiTest, NewInvitationEndsWhatWasThere) {
  Add("an", "clerk");
  const std::string cookie = SignIn("an");
  const json invited = Ask(world_.Local("PATCH", "/v1/staff/an", R"({"invite":true})"), 200);
  EXPECT_FALSE(invited["invited_until"].is_null());
  EXPECT_FALSE(IsSignedIn(cookie));
  world_.clock.Pass(access::kTimeStep);
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 403);
  const std::string invitation = invited["invitation"];
  ReadInvitation("an", invitation);
  world_.clock.Pass(access::kInvitationLifetime);
  EXPECT_EQ(Accept("an", invitation).status, 403) << "too late";
}

TEST_F(StaffApiTest, PersonChangesTheOwnPasswordAndCodes) {
  Add("an", "clerk");
  const std::string cookie = StepUp(SignIn("an"), "an");
  const json own = Ask(As(cookie, "POST", "/v1/staff/own-invitation"), 201);
  EXPECT_TRUE(IsSignedIn(cookie));
  ReadInvitation("an", own["invitation"]);
  EXPECT_EQ(Accept("an", own["invitation"], "five green bicycles").status, 204);
  EXPECT_FALSE(IsSignedIn(cookie));
  world_.clock.Pass(access::kTimeStep);
  EXPECT_EQ(TrySignIn("an", Code("an")).status, 403) << "the old password";
  EXPECT_EQ(TrySignIn("an", Code("an"), "five green bicycles").status, 200);
}

TEST_F(StaffApiTest, BadNewStaffIsExplained) {
  Add("an", "clerk");
  const auto code = [this](json change) {
    json body{{"name", "bo"}, {"full_name", "Bo"}, {"role", "clerk"}};
    body.update(change);
    return json::parse(world_.Local("POST", "/v1/staff", body.dump()).body);
  };
  EXPECT_EQ(code({{"name", "an"}})["code"], "staff_name_taken");
  EXPECT_EQ(code({{"name", "An"}})["field"], "name");
  EXPECT_EQ(code({{"full_name", ""}})["field"], "full_name");
  EXPECT_EQ(code({{"full_name", "\xC2\xA0"}})["field"], "full_name");
  EXPECT_EQ(code({{"role", "boss"}})["field"], "role");
  EXPECT_EQ(code({{"password", "a long password"}})["field"], "password");
}

TEST_F(StaffApiTest, SecretsOfCodesDoNotStandReadableInTheDatabase) {
  Add("an", "clerk");
  const auto row = world_.store.FindRow<engine::StaffMember>("an");
  EXPECT_THAT((*row)->code_secret, Not(HasSubstr(secrets_.at("an").Reveal())));
  EXPECT_THAT((*row)->password, StartsWith("$argon2id$"));
}

// They are for a client's programs; nobody would read them again, and a clerk could have the
// payer's page link anywhere.
TEST_F(StaffApiTest, ClerkSaysNothingThatIsForProgramsOfAClient) {
  world_.PutSim("0470123456", "proximus");
  Add("cl", "clerk");
  const std::string clerk = SignIn("cl");
  const auto place = [&](const std::string& more) {
    ApiWorld::Headers headers{kOwnPage, {"idempotency-key", "k"}};
    return As(clerk, "POST", "/v1/topups",
              "{" + more +
                  R"("msisdn":"0470123456","operator":"proximus","tender":"cash",)"
                  R"("amount":{"amount":1500,"currency":"EUR"}})",
              headers);
  };
  for (const auto& [field, value] :
       std::map<std::string, std::string>{{"metadata", R"({"a":"b"})"},
                                          {"client_reference", R"("17")"},
                                          {"return_url", R"("https://shop.example/")"}}) {
    const nlohmann::json refused = Ask(place("\"" + field + "\":" + value + ","), 401);
    EXPECT_EQ(refused["code"], "key_required");
    EXPECT_EQ(refused["field"], field);
  }
  Ask(place(""), 201);
}

}  // namespace
}  // namespace herlaad::http
