#include "api/http/core/html/error_pages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/http/core/html/html.h"
#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using ::testing::AllOf;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

const ApiWorld::Headers kBrowser{{"accept", "text/html,application/xhtml+xml,*/*;q=0.8"},
                                 {"accept-language", "de"}};

net::Request Seen(const std::string& path, const ApiWorld::Headers& headers = kBrowser) {
  return ApiWorld::MakeRequest("GET", path, "", headers);
}

bool IsPage(const std::optional<net::Response>& response) {
  return response && response->content_type == "text/html; charset=utf-8";
}

TEST(ErrorPagesTest, BrowserAtAnInvalidPathGetsAPageInThePathsLanguage) {
  const ErrorPages pages({}, false);
  const auto page = pages.ForRefused(net::problems::kBadTarget, Seen("/en/orders/%E0%A4%A"), true);
  ASSERT_TRUE(IsPage(page));
  EXPECT_EQ(page->status, 400);
  EXPECT_THAT(page->body, AllOf(HasSubstr("This page does not exist"), HasSubstr("href=\"/en/\""),
                                Not(HasSubstr("No money was taken"))));
  const auto german = pages.ForRefused(net::problems::kBadTarget, Seen("/%E0"), true);
  ASSERT_TRUE(IsPage(german));
  EXPECT_THAT(german->body, HasSubstr("Diese Seite gibt es nicht"));
}

TEST(ErrorPagesTest, EveryServerProblemHasAPageInEveryLanguage) {
  const ErrorPages pages({}, false);
  for (const net::Problem& problem : net::AllProblems()) {
    SCOPED_TRACE(problem.code);
    for (const messages::Language language : messages::kLanguages) {
      const std::string home = "/" + std::string(messages::Code(language)) + "/";
      const auto page = pages.ForRefused(problem, Seen(home + "x"), true);
      ASSERT_TRUE(IsPage(page));
      EXPECT_EQ(page->status, problem.status);
      EXPECT_THAT(page->body, AllOf(HasSubstr("<h1>"), HasSubstr("href=\"" + home + "\"")));
    }
  }
}

TEST(ErrorPagesTest, NoPageSaysItsTitleTwice) {
  const ErrorPages pages({}, false);
  for (const messages::Language language : messages::kLanguages) {
    const std::string path = "/" + std::string(messages::Code(language)) + "/x";
    for (const Code code : {Code::kBusy, Code::kStoreUnavailable}) {
      const Problem problem(code);
      const auto page = pages.For(problem, Seen(path));
      ASSERT_TRUE(IsPage(page));
      const auto end = page->body.find("</h1>");
      const std::string title = Html().Text(problem.Title(language)).out();
      EXPECT_NE(page->body.find("<h1>" + title), std::string::npos);
      EXPECT_THAT(page->body.substr(end), Not(HasSubstr("<p>" + title))) << title;
    }
  }
}

TEST(ErrorPagesTest, ProgramsGetProblems) {
  const ErrorPages pages({}, false);
  const net::Problem& problem = net::problems::kBodyTooLarge;
  EXPECT_FALSE(pages.ForRefused(problem, Seen("/nl/", {{"accept", "*/*"}}), true));
  EXPECT_FALSE(pages.ForRefused(problem, Seen("/nl/", {}), true));
  for (const char* path : {"/v1/topups", "/admin/keys", "/metrics", "/health/ready", ""}) {
    EXPECT_FALSE(pages.ForRefused(problem, Seen(path), true)) << path;
  }
}

TEST(ErrorPagesTest, PathDecidesIfTheHeadersWereNotRead) {
  const ErrorPages pages({}, false);
  const net::Problem& problem = net::problems::kTargetTooLong;
  EXPECT_TRUE(IsPage(pages.ForRefused(problem, Seen("/nl/orders/x", {}), false)));
  EXPECT_FALSE(pages.ForRefused(problem, Seen("/v1/topups", {}), false));
  EXPECT_FALSE(pages.ForRefused(problem, Seen("", {}), false));
}

TEST(ErrorPagesTest, ApiProblemsArePagesForBrowsers) {
  testing::ApiSettings settings;
  settings.anonymous.burst = 2;
  ApiWorld world(settings);
  const auto forged = world.Send(ApiWorld::MakeRequest(
      "GET", "/nl/orders/x", "",
      {{"accept", "text/html"}, {"authorization", "Bearer hk_0123456789abcdefghjkmnpqrstvwxyz"}}));
  EXPECT_EQ(forged.status, 401);
  EXPECT_THAT(forged.body, HasSubstr("De API-sleutel"));
  net::Response last;
  for (int i = 0; i < 3; ++i) last = world.Send(Seen("/en/orders/x"));
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(last.content_type, "text/html; charset=utf-8");
  EXPECT_THAT(last.headers,
              ::testing::Contains(::testing::Field(&net::Header::name, "Retry-After")));
  const auto program = world.Send(ApiWorld::MakeRequest("GET", "/en/orders/x"));
  EXPECT_EQ(program.content_type, "application/problem+json");
  EXPECT_EQ(world.Send(Seen("/assets/none.js")).content_type, "text/html; charset=utf-8");
  EXPECT_EQ(world.Send(Seen("/en/nothing/here")).status, 404);
}

TEST(ErrorPagesTest, FaviconIsNeverMissing) {
  ApiWorld without;
  EXPECT_EQ(without.Get("/favicon.ico").status, 204);
  constexpr static WebFile kFiles[] = {{"favicon.ico", "image/x-icon", "1", "ico"}};
  testing::ApiSettings settings;
  settings.web_files = kFiles;
  ApiWorld world(settings);
  const auto icon = world.Get("/favicon.ico");
  EXPECT_EQ(icon.status, 200);
  EXPECT_EQ(icon.content_type, "image/x-icon");
}

}  // namespace
}  // namespace herlaad::http
