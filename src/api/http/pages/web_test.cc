// The web app as served: files, their headers, and the page around the server's content.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using ::testing::AllOf;
using testing::ApiWorld;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kBuiltPage =
    "<!doctype html><html lang=\"nl\"><head><title>Herladen</title>"
    "<script type=\"module\" src=\"/assets/a.js\"></script>"
    "<link rel=\"modulepreload\" href=\"/assets/nl.js\"></head>"
    "<body><div id=\"app\"><!--page--><p>in place of the app</p><!--/page--></div></body></html>";
constexpr WebFile kFiles[] = {
    {"nl.html", "text/html; charset=utf-8", "n1", kBuiltPage, "(nl gzip)", "(nl br)"},
    {"fr.html", "text/html; charset=utf-8", "f1", kBuiltPage},
    {"de.html", "text/html; charset=utf-8", "d1", kBuiltPage},
    {"en.html", "text/html; charset=utf-8", "e1", kBuiltPage},
    {"zh.html", "text/html; charset=utf-8", "z1", kBuiltPage},
    {"assets/a.js", "text/javascript; charset=utf-8", "a1", "(script)", "(gzip)", "(br)"},
};

std::string HeaderOf(const net::Response& response, const std::string& name) {
  for (const net::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

class WebTest : public ::testing::Test {
 protected:
  static ApiWorld::Settings WithApp() {
    ApiWorld::Settings settings;
    settings.web_files = kFiles;
    settings.sandbox = true;
    return settings;
  }
  net::Response Get(const std::string& path, ApiWorld::Headers headers = {}) {
    return world_.Send(ApiWorld::MakeRequest("GET", path, "", headers));
  }

  ApiWorld world_{WithApp()};
};

TEST_F(WebTest, HashedFileIsCompressedAndCachedForAYear) {
  const auto file = Get("/assets/a.js", {{"accept-encoding", "gzip, br"}});
  EXPECT_EQ(file.status, 200);
  EXPECT_EQ(file.fixed_body, "(br)");
  EXPECT_EQ(file.content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(HeaderOf(file, "Content-Encoding"), "br");
  EXPECT_EQ(HeaderOf(file, "Vary"), "Accept-Encoding");
  EXPECT_EQ(HeaderOf(file, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(HeaderOf(file, "ETag"), "\"a1-br\"");
  const auto plain = Get("/assets/a.js");
  EXPECT_EQ(plain.fixed_body, "(script)");
  EXPECT_EQ(HeaderOf(plain, "Content-Encoding"), "");
  EXPECT_EQ(HeaderOf(plain, "ETag"), "\"a1\"");
}

TEST_F(WebTest, UnchangedFileIsNotSentAgain) {
  const auto same = Get("/nl/", {{"accept-encoding", "gzip"}, {"if-none-match", "\"n1-gzip\""}});
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.fixed_body, "");
  EXPECT_EQ(HeaderOf(same, "ETag"), "\"n1-gzip\"");
  EXPECT_EQ(HeaderOf(same, "Vary"), "Accept-Encoding");
  const auto other = Get("/nl/", {{"accept-encoding", "br"}, {"if-none-match", "\"n1-gzip\""}});
  EXPECT_EQ(other.status, 200) << "another coding is another sequence of bytes";
}

TEST_F(WebTest, PageIsRevalidatedAndRunsNothingForeign) {
  const auto page = Get("/nl/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(HeaderOf(page, "Cache-Control"), "no-cache");
  EXPECT_THAT(HeaderOf(page, "Content-Security-Policy"),
              AllOf(HasSubstr("default-src 'none'"), HasSubstr("script-src 'self'"),
                    HasSubstr("style-src 'self'"), Not(HasSubstr("unsafe"))));
  EXPECT_EQ(HeaderOf(page, "X-Frame-Options"), "DENY");
}

TEST_F(WebTest, BrowsersLanguageIsUsedWithoutALanguageInThePath) {
  const auto home = Get("/", {{"accept-language", "fr-BE, nl;q=0.8"}});
  EXPECT_EQ(home.status, 200);
  EXPECT_EQ(HeaderOf(home, "ETag"), "\"f1\"");
  EXPECT_EQ(HeaderOf(home, "Vary"), "Accept-Encoding, Accept-Language");
  const auto order = Get("/orders/tu_1.2", {{"accept-language", "zh-CN"}});
  EXPECT_EQ(order.status, 302);
  EXPECT_EQ(HeaderOf(order, "Location"), "/zh/orders/tu_1.2");
  EXPECT_EQ(HeaderOf(order, "Vary"), "Accept-Language");
}

TEST_F(WebTest, LanguageAloneRedirectsToItsPage) {
  const auto home = Get("/zh");
  EXPECT_EQ(home.status, 301);
  EXPECT_EQ(HeaderOf(home, "Location"), "/zh/");
}

TEST_F(WebTest, MissingPageIsReportedInTheReadersLanguage) {
  const ApiWorld::Headers page{{"accept", "text/html, */*;q=0.8"}, {"accept-language", "de"}};
  const auto german = Get("/somewhere/else", page);
  EXPECT_EQ(german.status, 404);
  EXPECT_THAT(german.body, AllOf(HasSubstr("Diese Seite gibt es nicht"), HasSubstr("href=\"/de/\""),
                                 Not(HasSubstr("<script")), Not(HasSubstr("modulepreload"))));
  EXPECT_THAT(Get("/fr/ailleurs", page).body, HasSubstr("href=\"/fr/\" aria-current"));
  EXPECT_THAT(Get("/frites", page).body, HasSubstr("href=\"/de/\" aria-current"));
  EXPECT_EQ(Get("/somewhere/else").content_type, "application/problem+json");
  EXPECT_THAT(Get("/assets/b.js", page).body, HasSubstr("Diese Seite gibt es nicht"));
  EXPECT_EQ(Get("/assets/b.js").content_type, "application/problem+json");
}

TEST_F(WebTest, ServersContentIsWhereTheAppWillBe) {
  const auto page = Get("/nl/orders/tu_1.2");
  EXPECT_EQ(page.status, 404);
  EXPECT_EQ(HeaderOf(page, "X-Robots-Tag"), "noindex");
  EXPECT_EQ(HeaderOf(page, "Cache-Control"), "") << "no-store, which the server adds";
  EXPECT_THAT(page.body,
              AllOf(HasSubstr("<script type=\"module\""), HasSubstr("<div id=\"app\"><header"),
                    HasSubstr("</main>\n</div>"), Not(HasSubstr("in place of the app")),
                    HasSubstr("Testomgeving"), HasSubstr("href=\"/fr/orders/tu_1.2\"")));
}

TEST(WebWithoutAppTest, ProgramWithoutTheAppSaysSoAndStillShowsOrders) {
  ApiWorld world;
  const auto home = world.Get("/");
  EXPECT_EQ(home.status, 503);
  EXPECT_THAT(home.body, AllOf(HasSubstr("built without its pages"), HasSubstr("/docs"),
                               Not(HasSubstr("<script"))));
  EXPECT_THAT(world.Get("/nl/orders/tu_1.2").body,
              AllOf(HasSubstr("lang=\"nl\""), HasSubstr("/assets/page.css")));
}

}  // namespace
}  // namespace herlaad::http
