// The problems of the server itself, and their language.
#include "adapters/net/problem.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "adapters/net/server/server.h"
#include "adapters/net/server/testing.h"

namespace herlaad::net {
namespace {

using namespace testing;  // NOLINT: this module's

TEST(ReasonPhrase, RegisteredStatusesHaveAPhraseAndOthersNone) {
  EXPECT_EQ(ReasonPhrase(100), "Continue");
  EXPECT_EQ(ReasonPhrase(404), "Not Found");
  EXPECT_EQ(ReasonPhrase(505), "HTTP Version Not Supported");
  for (const int status : {0, 99, 299, 600}) EXPECT_EQ(ReasonPhrase(status), "") << status;
}

TEST(Problem, ProblemWithItsOwnDetailIsPlain) {
  const Response response = ProblemResponse({431, "too_many", "At most \"64\"."});
  EXPECT_EQ(response.body,
            R"({"type":"about:blank","title":"Request Header Fields Too Large","status":431,)"
            R"("code":"too_many","detail":"At most \"64\"."})");
}

TEST(Problem, ProblemIsJsonWithAllItsFields) {
  const Response response = ProblemResponse(problems::kTooManyHeaders, messages::Language::kDe);
  EXPECT_EQ(response.status, 431);
  EXPECT_EQ(response.content_type, "application/problem+json");
  EXPECT_EQ(
      response.body,
      R"({"type":"/docs#too_many_headers","title":"Es sind zu viele Header","status":431,)"
      R"("detail":"Diese Anfrage hat mehr Header, als dieser Server annimmt. Es wurde nichts )"
      R"(geändert; senden Sie weniger.","code":"too_many_headers",)"
      R"("money":"not_taken"})");
}

struct LanguageCase {
  const char* what;
  std::string text;
  int status;
  const char* language;
  const char* title;
};

TEST(Problem, ProblemUsesTheLanguageThatCouldBeRead) {
  ServerOptions options;
  options.limits.headers = 3;
  const auto server = StartServer(options);
  const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
  const LanguageCase cases[] = {
      {"a long body", post + "Accept-Language: nl\r\nContent-Length: 65537\r\n\r\n", 413, "nl",
       "De inhoud is te lang"},
      {"the same in English", post + "Content-Length: 65537\r\n\r\n", 413, "en",
       "The body is too long"},
      {"an unknown method", "BREW / HTTP/1.1\r\nHost: a\r\nAccept-Language: zh-CN\r\n\r\n", 501,
       "zh", "该方法未知"},
      {"a long address", "GET /" + std::string(9'000, 'a') + " HTTP/1.1\r\nAccept-Language: fr\r\n",
       414, "fr", "L'adresse de la requête est trop longue"},
      {"too many headers, the language before them",
       "GET / HTTP/1.1\r\nAccept-Language: de;q=0.9\r\nHost: a\r\nA: 1\r\nB: 2\r\n\r\n", 431, "de",
       "Es sind zu viele Header"},
      {"too many headers, the language after them",
       "GET / HTTP/1.1\r\nHost: a\r\nA: 1\r\nB: 2\r\nAccept-Language: de\r\n\r\n", 431, "de",
       "Es sind zu viele Header"},
      {"after another request in French",
       "GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: fr\r\n\r\nGET /..  HTTP/1.1\r\n\r\n", 400,
       "en", "This is not an HTTP/1.1 request"},
  };
  for (const LanguageCase& c : cases) {
    SCOPED_TRACE(c.what);
    RawClient client(server->Port());
    client.Say(c.text);
    Reply reply = client.Read();
    if (reply.status == 200) reply = client.Read();
    EXPECT_EQ(reply.status, c.status);
    EXPECT_EQ(reply.Get("content-language"), c.language);
    EXPECT_EQ(nlohmann::json::parse(reply.body).at("title"), c.title) << reply.body;
  }
}

TEST(Problem, UnansweredRequestGetsAProblemInTheReadersLanguage) {
  const auto server = StartServer({}, [](Request&&, Responder&&) {});
  RawClient client(server->Port());
  const Reply reply =
      client.Ask("GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: fr-BE, en;q=0.5\r\n\r\n");
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.Get("content-language"), "fr");
  const auto problem = nlohmann::json::parse(reply.body);
  EXPECT_EQ(problem.at("code"), "unanswered");
  EXPECT_EQ(problem.at("money"), "unknown");
}

}  // namespace
}  // namespace herlaad::net
