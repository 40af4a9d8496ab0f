#include <gtest/gtest.h>

#include <set>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

std::string HeaderOf(const net::Response& response, const std::string& name) {
  for (const net::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

class LanguagesTest : public ::testing::Test {
 protected:
  net::Response Ask(const std::string& target, const std::string& accept_language) {
    return world_.Send(ApiWorld::MakeRequest(
        "GET", target, "",
        {{"accept-language", accept_language}, {"authorization", "Bearer " + key_}}));
  }
  ApiWorld world_;
  const std::string key_ = world_.MakeKey("topup:cash");
};

TEST_F(LanguagesTest, ProblemIsInTheReadersLanguageAndKeepsItsCode) {
  struct Row {
    const char* asks;
    const char* language;
    const char* title;
  };
  const Row rows[] = {
      {"nl-BE,nl;q=0.9,en;q=0.8", "nl", "Deze herlading bestaat niet"},
      {"fr", "fr", nullptr},
      {"it, de;q=0.5", "de", nullptr},
      {"zh-CN", "zh", nullptr},
      {"en-GB", "en", "There is no such top-up"},
      {"it", "en", "There is no such top-up"},
      {"", "en", "There is no such top-up"},
  };
  std::set<std::string> titles;
  for (const Row& row : rows) {
    SCOPED_TRACE(row.asks);
    const net::Response response = Ask("/v1/topups/tu_nothing", row.asks);
    EXPECT_EQ(HeaderOf(response, "Content-Language"), row.language);
    EXPECT_EQ(HeaderOf(response, "Vary"), "Accept-Language");
    const json problem = json::parse(response.body);
    EXPECT_EQ(problem["code"], "topup_unknown");
    EXPECT_EQ(problem["status"], 404);
    if (row.title != nullptr) {
      EXPECT_EQ(problem["title"], row.title);
    }
    titles.insert(problem["title"]);
  }
  EXPECT_EQ(titles.size(), 5U) << "each language has words of its own";
}

TEST_F(LanguagesTest, InvalidNumberIsExplained) {
  const json problem = json::parse(Ask("/v1/quotes?msisdn=0470", "fr").body);
  EXPECT_EQ(problem["code"], "msisdn_too_short");
  EXPECT_EQ(problem["title"], "Il manque des chiffres");
}

TEST_F(LanguagesTest, QuoteExplainsRefusalsInTheReadersLanguage) {
  world_.PutSim("0470123456", "proximus", prepaid::SimState::kSuspended);
  const auto quoted = Ask("/v1/quotes?msisdn=0470123456", "nl");
  EXPECT_EQ(HeaderOf(quoted, "Content-Language"), "nl");
  const json refusal = json::parse(quoted.body)["offers"][0]["refusal"];
  EXPECT_EQ(refusal["code"], "number_suspended");
  EXPECT_NE(refusal["detail"].get<std::string>().find("De operator"), std::string::npos);
  EXPECT_EQ(refusal["detail"].get<std::string>().find("The operator"), std::string::npos);
}

TEST_F(LanguagesTest, EnglishDetailMayBeMoreExact) {
  const json english = json::parse(Ask("/v1/quotes?msisdn=0470123456&amount=x", "en").body);
  const json dutch = json::parse(Ask("/v1/quotes?msisdn=0470123456&amount=x", "nl").body);
  EXPECT_EQ(english["code"], dutch["code"]);
  EXPECT_NE(english["detail"].get<std::string>().find("minor units"), std::string::npos);
  EXPECT_NE(english["detail"], dutch["detail"]);
}

}  // namespace
}  // namespace herlaad::http
