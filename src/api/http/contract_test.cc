#include "tests/support/contract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/net/problem.h"
#include "api/http/core/json/json_writer.h"
#include "api/http/core/problem.h"
#include "base/messages/messages.h"
#include "base/numbers/msisdn.h"
#include "tests/support/api_world.h"
#include "tests/support/json_schema.h"

namespace herlaad::http {
namespace {

using testing::Contract;
using ::testing::IsEmpty;
using testing::SchemaProblem;
using Json = nlohmann::ordered_json;

const Contract& TheContract() {
  static const Contract contract(std::string(HERLAAD_SOURCE_DIR) + "/api/openapi.yaml");
  return contract;
}

TEST(ContractTest, EveryCodeIsDescribedAndEveryDescribedCodeExists) {
  std::map<std::string, int> made;
  for (const ProblemKind& kind : AllProblemKinds()) {
    if (kind.code != Code::kMsisdnInvalid) made[std::string(kind.name)] = kind.status;
  }
  for (int n = 1; n <= 9; ++n) {
    made[std::string(numbers::Code(static_cast<numbers::MsisdnError>(n)))] = 422;
  }
  EXPECT_EQ(TheContract().ExplainedCodes(), made);
  const auto listed = TheContract().CodesOfSchema();
  EXPECT_EQ(listed.size(), made.size());
  for (const std::string& code : listed) EXPECT_TRUE(made.contains(code)) << code;
}

TEST(ContractTest, ExamplesAreValidByTheirSchemas) {
  EXPECT_THAT(TheContract().BadExamples(), IsEmpty());
}

TEST(ContractTest, ProblemsSayWhatToDoAndWhatIsKnownOfTheMoney) {
  for (const ProblemKind& kind : AllProblemKinds()) {
    SCOPED_TRACE(kind.name);
    for (const messages::Language language : messages::kLanguages) {
      const net::Response response = Problem(kind.code).ToResponse(language);
      const Json body = Json::parse(response.body);
      EXPECT_EQ(response.status, body["status"]);
      EXPECT_EQ(body["type"], "/docs#" + std::string(kind.name));
      EXPECT_EQ(body["code"], kind.name);
      EXPECT_GT(body["detail"].get<std::string>().size(), body["title"].get<std::string>().size());
    }
  }
}

TEST(ContractTest, ServerErrorsAndTimeoutsNeverSayThatNothingWasTaken) {
  for (const ProblemKind& kind : AllProblemKinds()) {
    if (kind.status < 500 && kind.status != 408 && kind.status != 429) continue;
    // Always rejected for its content, so no earlier attempt can have succeeded.
    if (kind.code == Code::kMethodUnknown || kind.code == Code::kHttpVersion) continue;
    EXPECT_EQ(kind.money, MoneyTaken::kUnknown) << kind.name;
  }
}

TEST(ContractTest, RefusalAboutAnExistingTopupSaysNothingOfItsMoney) {
  testing::ApiWorld world;
  const auto refused = world.Get("/v1/topups/x/receipt?lang=xx");
  EXPECT_EQ(Json::parse(refused.body)["money"], "unknown") << refused.body;
  EXPECT_EQ(Json::parse(world.Get("/v1/products?operator=x").body)["money"], "not_taken");
}

TEST(ContractTest, ServerProblemsHaveTheApisFormatAndAreListed) {
  std::map<std::string_view, Code> codes;
  for (const ProblemKind& kind : AllProblemKinds()) codes.emplace(kind.name, kind.code);
  for (const net::Problem& problem : net::AllProblems()) {
    SCOPED_TRACE(problem.code);
    ASSERT_TRUE(codes.contains(problem.code));
    for (const messages::Language language : messages::kLanguages) {
      const net::Response response = net::ProblemResponse(problem, language);
      const net::Response ours = Problem(codes.at(problem.code)).ToResponse(language);
      EXPECT_EQ(response.status, ours.status);
      EXPECT_EQ(response.content_type, ours.content_type);
      EXPECT_EQ(response.body, ours.body);
      ASSERT_EQ(response.headers.size(), ours.headers.size());
      for (std::size_t i = 0; i < ours.headers.size(); ++i) {
        EXPECT_EQ(response.headers[i].name, ours.headers[i].name);
        EXPECT_EQ(response.headers[i].value, ours.headers[i].value);
      }
      EXPECT_EQ(TheContract().BadProblem(response).value_or(""), "");
    }
  }
}

TEST(ContractTest, EveryProblemHasItsOwnTexts) {
  std::vector<std::string> names;
  for (const ProblemKind& kind : AllProblemKinds()) {
    if (kind.code != Code::kMsisdnInvalid) names.emplace_back(kind.name);
  }
  for (int n = 1; n <= 9; ++n) {
    names.emplace_back(numbers::Code(static_cast<numbers::MsisdnError>(n)));
  }
  for (const std::string& name : names) {
    EXPECT_TRUE(messages::Key::Find("problem." + name + ".title")) << name;
    EXPECT_TRUE(messages::Key::Find("problem." + name + ".detail")) << name;
  }
}

TEST(ContractTest, UndescribedAnswersAreNoticed) {
  const Contract& contract = TheContract();
  net::Response live{200, "application/json", R"({"status":"live"})", {}};
  EXPECT_FALSE(contract.Problem("GET", "/health/live", live));
  live.status = 201;
  EXPECT_TRUE(contract.Problem("GET", "/health/live", live));
  live.status = 200;
  live.body = R"({"status":"asleep"})";
  EXPECT_TRUE(contract.Problem("GET", "/health/live", live));
  live.body = R"({"status":"live","since":1})";
  EXPECT_TRUE(contract.Problem("GET", "/health/live", live));
  live.body = R"({"status":"live"})";
  live.headers.push_back({"X-Powered-By", "x"});
  EXPECT_TRUE(contract.Problem("GET", "/health/live", live));
  EXPECT_TRUE(
      contract.Problem("GET", "/nowhere", net::Response{200, "application/json", "{}", {}}));
  net::Response unauthorized = Problem(Code::kKeyInvalid).ToResponse(messages::Language::kEn);
  EXPECT_TRUE(contract.Problem("GET", "/v1/topups", unauthorized));  // WWW-Authenticate is missing
  unauthorized.headers.push_back({"WWW-Authenticate", "Bearer"});
  EXPECT_FALSE(contract.Problem("GET", "/v1/topups", unauthorized));
}

// "/v1/topups/{id}" with a value for {id}.
std::string Filled(std::string path) {
  if (path == "/docs/{name}") return "/docs/webhooks.md";
  const std::size_t open = path.find('{');
  if (open == std::string::npos) return path;
  const std::size_t close = path.find('}');
  const bool language = path.substr(open, close - open) == "{language";
  return Filled(path.substr(0, open) + (language ? "en" : "proximus") + path.substr(close + 1));
}

constexpr WebFile kFiles[] = {{"assets/proximus", "text/css; charset=utf-8", "1", "body {}"}};

TEST(ContractTest, EveryDescribedOperationExists) {
  testing::ApiSettings settings;
  settings.web_files = kFiles;
  settings.brakes = engine::BrakesInForce(
      std::make_shared<brakes::Brakes>(brakes::Brakes{{}, Secret("a key of brakes")}));
  testing::ApiWorld world(settings);
  for (const std::string& operation : TheContract().Operations()) {
    SCOPED_TRACE(operation);
    const std::size_t space = operation.find(' ');
    const auto response =
        world.Local(operation.substr(0, space), Filled(operation.substr(space + 1)));
    EXPECT_NE(response.status, 405);
    EXPECT_THAT(response.body, ::testing::Not(::testing::HasSubstr("\"code\":\"not_found\"")));
  }
}

struct SchemaCase {
  const char* name;
  const char* schema;
  const char* value;
  bool fits;
};
TEST(ContractTest, SchemaKeywordsAreChecked) {
  const SchemaCase cases[] = {
      {"a text", R"({"type":"string"})", R"("x")", true},
      {"no text", R"({"type":"string"})", "1", false},
      {"a fraction for an integer", R"({"type":"integer"})", "1.5", false},
      {"null where it may be", R"({"type":["string","null"]})", "null", true},
      {"none of the listed", R"({"type":"string","enum":["a","b"]})", R"("c")", false},
      {"a missing member", R"({"type":"object","required":["a"]})", "{}", false},
      {"a member too many",
       R"({"type":"object","properties":{"a":{"type":"integer"}},"additionalProperties":false})",
       R"({"b":1})", false},
      {"a wrong member inside", R"({"type":"object","properties":{"a":{"type":"integer"}}})",
       R"({"a":"x"})", false},
      {"a wrong item", R"({"type":"array","items":{"type":"integer"}})", R"([1,"x"])", false},
      {"one of two", R"({"oneOf":[{"type":"null"},{"type":"integer"}]})", "1", true},
      {"none of two", R"({"oneOf":[{"type":"null"},{"type":"integer"}]})", R"("x")", false},
      {"both of two", R"({"oneOf":[{"type":"integer"},{"type":"integer"}]})", "1", false},
      {"a time", R"({"type":"string","format":"date-time"})", R"("2026-11-22T13:02:11.042Z")",
       true},
      {"no time", R"({"type":"string","format":"date-time"})", R"("yesterday")", false},
      {"a pattern", R"({"type":"string","pattern":"^a+$"})", R"("aab")", false},
      {"too small", R"({"type":"integer","minimum":1})", "0", false},
      {"too short", R"({"type":"string","minLength":3})", R"("ab")", false},
      {"long enough, in characters", R"({"type":"string","minLength":3})", R"("€€€")", true},
      {"too long", R"({"type":"string","maxLength":3})", R"("abcd")", false},
      {"short enough, in characters", R"({"type":"string","maxLength":3})", R"("€€€")", true},
      {"too few", R"({"type":"array","minItems":1})", "[]", false},
      {"too many", R"({"type":"array","maxItems":1})", "[1,2]", false},
      {"just as many", R"({"type":"array","minItems":1,"maxItems":1})", "[1]", true},
      {"bytes", R"({"type":"string","format":"binary"})", R"("%PDF")", true},
      {"a keyword nobody checks", R"({"type":"string","contentEncoding":"base64"})", R"("abc")",
       false},
      {"a format nobody checks", R"({"type":"string","format":"email"})", R"("a@b.be")", false},
  };
  for (const SchemaCase& c : cases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(!SchemaProblem(Json::parse(c.schema), Json::parse(c.value), {}).has_value(), c.fits);
  }
}

TEST(JsonWriterTest, WrittenJsonIsReadBackUnchanged) {
  const std::string text = "\"quoted\"\\ \n\t\x01\x1f€ •";
  JsonWriter json;
  json.Begin('{').Name("text").Text(text).Name("list").Begin('[').Number(-1).Null().Bool(true);
  json.End(']').Name("empty").Begin('[').End(']').Name("money").Amount(Euros(1500));
  json.Name("at").At(Instant{0}).End('}');
  const Json read = Json::parse(json.Take());
  EXPECT_EQ(read["text"], text);
  EXPECT_EQ(read["list"], (Json{-1, nullptr, true}));
  EXPECT_EQ(read["empty"], Json::array());
  EXPECT_EQ(read["money"]["amount"], 1500);
  EXPECT_EQ(read["at"], "1970-01-01T00:00:00.000Z");
}

}  // namespace
}  // namespace herlaad::http
