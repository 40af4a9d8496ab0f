#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

struct BadBody {
  const char* name;
  std::string body;
  int status;
  const char* code;
  const char* field = "";
};

// {"msisdn": …} with one field changed.
std::string With(const char* name, const json& value) {
  json body{{"msisdn", "+32470123456"},
            {"operator", "proximus"},
            {"amount", {{"amount", 1500}, {"currency", "EUR"}}},
            {"tender", "card"}};
  body[name] = value;
  return body.dump();
}
std::string Without(const char* name) {
  json body = json::parse(With("tender", "card"));
  body.erase(name);
  return body.dump();
}
std::string Amount(const std::string& amount, const std::string& currency = "EUR") {
  return R"({"msisdn":"+32470123456","operator":"proximus","amount":{"amount":)" + amount +
         R"(,"currency":")" + currency + R"("},"tender":"card"})";
}
std::string Nested(int depth) {
  const auto times = static_cast<std::size_t>(depth);
  return std::string(times, '[') + std::string(times, ']');
}

std::vector<BadBody> Syntax() {
  return {
      {"nothing at all", "", 400, "json_syntax"},
      {"half a body", R"({"msisdn":"+32470)", 400, "json_syntax"},
      {"words", "please top up my phone", 400, "json_syntax"},
      {"two bodies", "{}{}", 400, "json_syntax"},
      {"a comma too many", R"({"msisdn":"x",})", 400, "json_syntax"},
      {"a comment", "/* hi */ {}", 400, "json_syntax"},
      {"single quotes", "{'msisdn':'x'}", 400, "json_syntax"},
      {"a NUL byte", std::string("{}\0", 3), 400, "json_syntax"},
      {"bad UTF-8", "{\"msisdn\":\"\xC3\x28\"}", 400, "json_not_utf8"},
      {"an overlong slash", "{\"msisdn\":\"\xC0\xAF\"}", 400, "json_not_utf8"},
      {"a byte order mark", "\xEF\xBB\xBF{}", 400, "json_not_utf8"},
      {"U+0000 in a string", R"({"msisdn":"04701\u000023456"})", 400, "json_nul"},
      {"a key twice", R"({"tender":"card","tender":"cash"})", 400, "json_duplicate_key"},
      {"a key twice in the amount", Amount(R"(1,"amount":1500)"), 400, "json_duplicate_key"},
      {"a thousand brackets", Nested(1'000), 400, "json_too_deep"},
      {"a list", "[]", 422, "field_invalid"},
      {"a text", R"("+32470123456")", 422, "field_invalid"},
      {"null", "null", 422, "field_invalid"},
      {"an empty object", "{}", 422, "field_missing", "msisdn"},
  };
}

std::vector<BadBody> Amounts() {
  return {
      {"a negative amount", Amount("-1500"), 422, "amount_not_positive", "amount.amount"},
      {"zero", Amount("0"), 422, "amount_not_positive", "amount.amount"},
      {"minus zero", Amount("-0"), 422, "amount_not_positive", "amount.amount"},
      {"a fraction", Amount("15.5"), 400, "json_number"},
      {"a fraction of nothing", Amount("1500.0"), 400, "json_number"},
      {"an exponent", Amount("15e2"), 400, "json_number"},
      {"more than 64 bits", Amount("9223372036854775808"), 400, "json_number"},
      {"the most that fits", Amount("9223372036854775807"), 422, "amount_not_on_sale"},
      {"a hundred digits", Amount(std::string(100, '9')), 400, "json_number"},
      {"not a number", Amount("NaN"), 400, "json_syntax"},
      {"an amount in quotes", Amount(R"("1500")"), 422, "field_invalid", "amount.amount"},
      {"a bare amount", With("amount", 1500), 422, "field_invalid", "amount"},
      {"dollars", Amount("1500", "USD"), 422, "currency_not_accepted", "amount.currency"},
      {"euros in both cases", Amount("1500", "Eur"), 422, "currency_not_accepted",
       "amount.currency"},
      {"dollars in lower case", Amount("1500", "usd"), 422, "currency_not_accepted",
       "amount.currency"},
      {"no currency", Amount("1500", ""), 422, "currency_not_accepted", "amount.currency"},
      {"an amount without its currency", With("amount", {{"amount", 1500}}), 422, "field_missing",
       "amount.currency"},
      {"a currency without its amount", With("amount", {{"currency", "EUR"}}), 422, "field_missing",
       "amount.amount"},
      {"more in the amount than belongs there",
       With("amount", {{"amount", 1500}, {"currency", "EUR"}, {"cents", 0}}), 422, "field_unknown",
       "amount.cents"},
      {"a total of zero", With("total", {{"amount", 0}, {"currency", "EUR"}}), 422,
       "amount_not_positive", "total.amount"},
      {"a bare total", With("total", 1500), 422, "field_invalid", "total"},
  };
}

std::vector<BadBody> Fields() {
  return {
      {"an unknown field", With("amuont", 1), 422, "field_unknown", "amuont"},
      {"no number", Without("msisdn"), 422, "field_missing", "msisdn"},
      {"no operator", Without("operator"), 422, "field_missing", "operator"},
      {"no amount", Without("amount"), 422, "field_missing", "amount"},
      {"no tender", Without("tender"), 422, "field_missing", "tender"},
      {"a number as a number", With("msisdn", 32470123456), 422, "field_invalid", "msisdn"},
      {"a null operator", With("operator", nullptr), 422, "field_invalid", "operator"},
      {"a fixed line", With("msisdn", "02 274 12 34"), 422, "msisdn_fixed_line", "msisdn"},
      {"a letter for a digit", With("msisdn", "0470O12345"), 422, "msisdn_characters", "msisdn"},
      {"a foreign number", With("msisdn", "+31612345678"), 422, "msisdn_foreign", "msisdn"},
      {"a short number", With("msisdn", "0470 12"), 422, "msisdn_too_short", "msisdn"},
      {"a number of a thousand digits", With("msisdn", std::string(1'000, '4')), 422,
       "msisdn_too_long", "msisdn"},
      {"an empty number", With("msisdn", ""), 422, "msisdn_empty", "msisdn"},
      {"Arabic digits", With("msisdn", "٠٤٧٠١٢٣٤٥٦"), 422, "msisdn_other_digits", "msisdn"},
      {"a tender nobody knows", With("tender", "shells"), 422, "tender_unknown", "tender"},
      {"a tender in capitals", With("tender", "CARD"), 422, "tender_unknown", "tender"},
      {"an operator of a thousand characters", With("operator", std::string(1'000, 'x')), 422,
       "operator_unknown"},
      {"an operator with quotes and tags", With("operator", "\"><script>"), 422,
       "operator_unknown"},
  };
}

void ExpectRefused(ApiWorld& world, const std::vector<BadBody>& bodies) {
  int n = 0;
  for (const BadBody& bad : bodies) {
    SCOPED_TRACE(bad.name);
    const auto refused =
        world.Post("/v1/topups", bad.body, {{"idempotency-key", "key " + std::to_string(++n)}});
    EXPECT_EQ(refused.status, bad.status) << refused.body;
    const json problem = json::parse(refused.body);
    EXPECT_EQ(problem.at("code"), bad.code);
    EXPECT_EQ(problem.at("money"), "not_taken");
    EXPECT_EQ(problem.value("field", ""), bad.field);
  }
  EXPECT_TRUE(world.store.ListOrders({})->orders.empty());
}

TEST(BadInputTest, InvalidJsonIsRejectedWithoutSideEffects) {
  ApiWorld world;
  ExpectRefused(world, Syntax());
}

TEST(BadInputTest, InvalidJsonIsPointedAt) {
  ApiWorld world;
  const auto offset = [&world](const std::string& body) {
    return json::parse(world.Post("/v1/topups", body, {{"idempotency-key", "k"}}).body)["offset"];
  };
  EXPECT_EQ(offset(Amount("15.5")), Amount("").find("\"amount\":,") + 9);
  EXPECT_EQ(offset(R"({"tender":"card","tender":"cash"})"), 17);
  EXPECT_EQ(offset(R"({"msisdn":"04701\u000023456"})"), 10);
}

TEST(BadInputTest, InvalidAmountsAreRejected) {
  ApiWorld world;
  ExpectRefused(world, Amounts());
}

TEST(BadInputTest, InvalidFieldsAreNamed) {
  ApiWorld world;
  ExpectRefused(world, Fields());
}

struct BadKey {
  const char* name;
  std::vector<std::string> keys;
  const char* code;
};

TEST(BadInputTest, InvalidIdempotencyKeyIsRejected) {
  ApiWorld world;
  const BadKey keys[] = {
      {"none", {}, "idempotency_key_missing"},
      {"an empty one", {""}, "idempotency_key_invalid"},
      {"an empty one in quotes", {"\"\""}, "idempotency_key_invalid"},
      {"one that is too long", {std::string(256, 'k')}, "idempotency_key_invalid"},
      {"two", {"a", "b"}, "idempotency_key_invalid"},
      {"a quote that does not end", {"\"abc"}, "idempotency_key_invalid"},
      {"a quote that ends too soon", {"\"a\"b\""}, "idempotency_key_invalid"},
      {"an escape of nothing", {"\"ab\\\""}, "idempotency_key_invalid"},
      {"a tab", {"a\tb"}, "idempotency_key_invalid"},
      {"bytes beyond ASCII", {"cl\xC3\xA9"}, "idempotency_key_invalid"},
  };
  for (const BadKey& bad : keys) {
    SCOPED_TRACE(bad.name);
    ApiWorld::Headers headers;
    for (const std::string& key : bad.keys) headers.emplace_back("idempotency-key", key);
    const auto refused = world.Post("/v1/topups", With("tender", "card"), headers);
    EXPECT_EQ(refused.status, 400);
    EXPECT_EQ(json::parse(refused.body).at("code"), bad.code);
  }
}

TEST(BadInputTest, LongUnknownFieldIsShortenedInTheProblem) {
  ApiWorld world;
  std::string name = "x";
  for (int i = 0; i < 100; ++i) name += "é";
  const auto refused = world.Post("/v1/topups", With(name.c_str(), 1), {{"idempotency-key", "a"}});
  EXPECT_EQ(json::parse(refused.body).at("field"), name.substr(0, 79) + "…");
}

TEST(BadInputTest, LongestIdempotencyKeyIsAccepted) {
  ApiWorld world;
  world.PutSim("0470123456", "proximus");
  const std::string longest(255, 'k');
  EXPECT_EQ(world.Post("/v1/topups", With("tender", "card"), {{"idempotency-key", longest}}).status,
            201);
}

TEST(BadInputTest, OtherContentTypesAreRejected) {
  ApiWorld world;
  for (const char* type : {"text/plain", "application/x-www-form-urlencoded", "application/jsonx",
                           "multipart/form-data"}) {
    SCOPED_TRACE(type);
    const auto refused =
        world.Send(ApiWorld::MakeRequest("POST", "/v1/topups", With("tender", "card"),
                                         {{"idempotency-key", "a"}, {"content-type", type}}));
    EXPECT_EQ(refused.status, 415);
  }
  for (const char* type : {"application/json; charset=utf-8", "Application/JSON"}) {
    SCOPED_TRACE(type);
    const auto taken =
        world.Send(ApiWorld::MakeRequest("POST", "/v1/topups", With("operator", "telenet"),
                                         {{"idempotency-key", "a"},
                                          {"content-type", type},
                                          {"herlaad-session", world.NewSession()}}));
    EXPECT_EQ(taken.status, 201) << taken.body;
  }
}

TEST(BadInputTest, BodyWithoutContentTypeIsRejected) {
  ApiWorld world;
  auto request = ApiWorld::MakeRequest("POST", "/v1/topups", With("tender", "card"));
  request.headers = {{"idempotency-key", "a"}};
  EXPECT_EQ(world.Send(request).status, 415);
  request.body.clear();
  EXPECT_NE(world.Send(request).status, 415) << "nothing to be of a type";
}

TEST(BadInputTest, UnknownPathsAndMethodsAreRejected) {
  ApiWorld world;
  for (const char* path : {"/xx/", "/v1", "/v1/", "/v1/topup", "/v1/topups/", "/v1/topups/a/b",
                           "/v1/topups/a/cancel/b", "/admin", "/favicon.png"}) {
    SCOPED_TRACE(path);
    EXPECT_EQ(world.Get(path).status, 404);
  }
  const auto refused = world.Send(ApiWorld::MakeRequest("DELETE", "/v1/topups/tu_x"));
  EXPECT_EQ(refused.status, 405);
  ASSERT_FALSE(refused.headers.empty());
  EXPECT_EQ(refused.headers.front().value, "GET, HEAD");
  EXPECT_EQ(world.Get("/v1/topups/x/cancel").status, 405);
  for (const char* method : {"TRACE", "CONNECT", "PROPFIND", "QUERY", "OPTIONS", "PUT"}) {
    SCOPED_TRACE(method);
    const auto response = world.Send(ApiWorld::MakeRequest(method, "/v1/topups"));
    EXPECT_EQ(response.status, 405);
    ASSERT_FALSE(response.headers.empty());
    EXPECT_EQ(response.headers.front().name, "Allow");
    EXPECT_EQ(response.headers.front().value, "POST, GET, HEAD");
    EXPECT_EQ(world.Send(ApiWorld::MakeRequest(method, "/v1/nothing")).status, 404);
  }
}

TEST(BadInputTest, OptionsForTheServerListsItsMethods) {
  ApiWorld world;
  const auto asked = world.SendLater(ApiWorld::MakeRequest("OPTIONS", "*")).get();
  EXPECT_EQ(asked.status, 204);
  ASSERT_FALSE(asked.headers.empty());
  EXPECT_EQ(asked.headers.front().name, "Allow");
  for (const char* method : {"GET", "HEAD", "POST", "OPTIONS"}) {
    EXPECT_NE(asked.headers.front().value.find(method), std::string::npos) << method;
  }
}

// Content that would be misread is rejected, and the problem says how to send it.
TEST(BadInputTest, CompressedOrNonUtf8BodyIsRejected) {
  ApiWorld world;
  const std::string good =
      R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"cash"})";
  const auto send = [&](const net::Header& header) {
    auto request =
        ApiWorld::MakeRequest("POST", "/v1/topups", good,
                              {{"idempotency-key", "a"}, {"content-type", "application/json"}});
    const auto same = std::find_if(request.headers.begin(), request.headers.end(),
                                   [&](const net::Header& one) { return one.name == header.name; });
    if (same != request.headers.end()) {
      same->value = header.value;
    } else {
      request.headers.push_back(header);
    }
    return world.Send(std::move(request));
  };
  for (const net::Header& header :
       std::vector<net::Header>{{"content-encoding", "gzip"},
                                {"content-encoding", "identity, br"},
                                {"content-type", "application/json; charset=utf-16"},
                                {"content-type", "application/json;Charset=\"ISO-8859-1\""}}) {
    SCOPED_TRACE(header.value);
    const auto refused = send(header);
    EXPECT_EQ(refused.status, 415) << refused.body;
    EXPECT_THAT(refused.body, ::testing::HasSubstr("content_type"));
    EXPECT_THAT(refused.body, ::testing::HasSubstr("UTF-8"));
    EXPECT_THAT(refused.body, ::testing::HasSubstr("Content-Encoding"));
  }
  for (const net::Header& header :
       std::vector<net::Header>{{"content-encoding", "identity"},
                                {"content-type", "application/json; charset=UTF-8"},
                                {"content-type", "application/json; Charset=\"utf-8\"; x=y"}}) {
    SCOPED_TRACE(header.value);
    EXPECT_NE(send(header).status, 415);
  }
}

// What people write and others read: see IsOneLine.
TEST(BadInput, TextForPeopleIsOneLineThatNothingTurnsAround) {
  ApiWorld world;
  const std::string client =
      json::parse(world.Local("POST", "/admin/clients", R"({"name":"Shop"})").body).at("id");
  struct {
    const char* field;
    std::string method;
    std::string path;
    json body;
  } const rows[] = {
      {"name", "POST", "/admin/clients", {}},
      {"text", "POST", "/admin/clients/" + client + "/notes", {}},
      {"name", "POST", "/admin/keys", {{"client", client}, {"scopes", {"topup:read"}}}},
      {"full_name", "POST", "/v1/staff", {{"name", "an"}, {"role", "clerk"}}},
      {"reason", "POST", "/admin/topups/tu_00000000000000/resolve", {{"resolution", "delivered"}}},
  };
  for (const auto& row : rows) {
    for (const char* const text : {"a\nb", "a\rb", "a\u2028b", "a\u0085b", "a\u202eb", "a\u2067b",
                                   "a\u200fb", "a\u001b[2Jb"}) {
      json body = row.body.is_null() ? json::object() : row.body;
      body[row.field] = text;
      const auto refused = world.Local(row.method, row.path, body.dump());
      EXPECT_EQ(refused.status, 422) << row.path << " " << body << refused.body;
      EXPECT_EQ(json::parse(refused.body).value("field", ""), row.field) << refused.body;
    }
  }
}

}  // namespace
}  // namespace herlaad::http
