// The pages where staff sign in, see their sessions and choose a password.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/staff/staff_fixture.h"

namespace herlaad::http {
namespace {

using ::testing::AllOf;
using testing::ApiWorld;
using ::testing::HasSubstr;
using testing::kOwnPage;
using ::testing::Not;

class StaffPageTest : public testing::StaffFixture {
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

TEST_F(StaffPageTest, InvitationIsAcceptedInThreeSteps) {
  const std::string invitation = Invite("an", "support")["invitation"];
  EXPECT_THAT(world_.Get("/en/staff").body, HasSubstr("href=\"/en/staff/invitation\""));
  EXPECT_THAT(world_.Get("/en/staff/invitation").body, HasSubstr("<label for=\"invitation\">"));
  const net::Response wrong = Form("/en/staff/invitation", "name=an&invitation=inv_1");
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, HasSubstr("role=\"alert\""));
  const std::string invited = "name=an&invitation=+" + invitation + "%0D%0A";
  const net::Response shown = Form("/en/staff/invitation", invited);
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, AllOf(HasSubstr("otpauth://totp/Herlaad:an?secret="),
                                HasSubstr("autocomplete=\"new-password\"")));
  ReadInvitation("an", invitation);
  const net::Response short_one =
      Form("/en/staff/invitation/accept", invited + "&password=short&code=" + Code("an"));
  EXPECT_EQ(short_one.status, 422);
  EXPECT_THAT(short_one.body, HasSubstr("otpauth://totp/Herlaad:an?secret="));
  const net::Response done =
      Form("/en/staff/invitation/accept", invited + "&password=a+long+password&code=" + Code("an"));
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(done.body, AllOf(HasSubstr("role=\"status\""), HasSubstr("/en/staff/sign-in")));
  EXPECT_FALSE(SignIn("an").empty());
  EXPECT_EQ(Form("/en/staff/invitation", invited).status, 403) << "it was used";
  EXPECT_EQ(Form("/en/staff/invitation", invited, {}).status, 403) << "from another site";
}

TEST_F(StaffPageTest, PersonRenewsThePasswordAfterTypingTheOldOne) {
  Add("an", "support");
  const std::string cookie = SignIn("an");
  EXPECT_THAT(As(cookie, "GET", "/fr/staff").body, HasSubstr("/fr/staff/renew"));
  const ApiWorld::Headers own{kOwnPage, {"cookie", cookie}};
  const net::Response wrong = Form("/fr/staff/renew", "password=wrong&code=000000", own);
  EXPECT_EQ(wrong.status, 403);
  EXPECT_THAT(wrong.body, HasSubstr("role=\"alert\""));
  world_.clock.Pass(access::kTimeStep);
  const net::Response shown =
      Form("/fr/staff/renew", "password=a+long+password&code=" + Code("an"), own);
  EXPECT_EQ(shown.status, 200);
  EXPECT_THAT(shown.body, HasSubstr("/fr/staff/invitation/accept"));
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
