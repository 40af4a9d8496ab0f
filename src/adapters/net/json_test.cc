#include "adapters/net/json.h"

#include <gtest/gtest.h>

namespace herlaad::net {
namespace {

using nlohmann::json;

TEST(ParseStrict, UnambiguousJsonIsRead) {
  const auto parsed = ParseStrict(
      " {\"amount\":1500, \"list\":[1,-2,true,null,\"\xC3\xA9\\u20ac\"], \"deep\":{\"a\":{}}}\n");
  ASSERT_TRUE(parsed.ok());
  const json expected = {
      {"amount", 1500}, {"list", {1, -2, true, nullptr, "é€"}}, {"deep", {{"a", json::object()}}}};
  EXPECT_EQ(*parsed, expected);
  EXPECT_EQ(ParseStrict("9223372036854775807")->get<std::int64_t>(), 9223372036854775807);
  EXPECT_EQ(ParseStrict("-9223372036854775808")->get<std::int64_t>(),
            std::numeric_limits<std::int64_t>::min());
}

struct Refused {
  const char* name;
  std::string_view body;
  JsonErrorKind kind;
  std::size_t offset;
};

using namespace std::string_view_literals;  // NOLINT: bodies with a NUL in them

const Refused kRefused[] = {
    {"nothing", "", JsonErrorKind::kSyntax, 0},
    {"only a space", " ", JsonErrorKind::kSyntax, 1},
    {"two values", "{} {}", JsonErrorKind::kSyntax, 3},
    {"cut off", "{\"a\":", JsonErrorKind::kSyntax, 5},
    {"trailing comma", "{\"a\":1,}", JsonErrorKind::kSyntax, 7},
    {"comment", "{/**/}", JsonErrorKind::kSyntax, 1},
    {"leading zero", "{\"a\":015}", JsonErrorKind::kSyntax, 7},
    {"not a number", "{\"a\":NaN}", JsonErrorKind::kSyntax, 5},
    {"single quotes", "{'a':1}", JsonErrorKind::kSyntax, 1},
    {"a NUL byte at the end", "{}\0"sv, JsonErrorKind::kSyntax, 2},
    {"a lone surrogate", "\"\\ud800\"", JsonErrorKind::kSyntax, 7},
    {"byte order mark", "\xEF\xBB\xBF{}", JsonErrorKind::kUtf8, 0},
    {"latin-1", "\"\xE9\"", JsonErrorKind::kUtf8, 1},
    {"overlong slash", "\"\xC0\xAF\"", JsonErrorKind::kUtf8, 1},
    {"overlong in three bytes", "\"\xE0\x9F\xBF\"", JsonErrorKind::kUtf8, 1},
    {"encoded surrogate", "\"\xED\xA0\x80\"", JsonErrorKind::kUtf8, 1},
    {"beyond Unicode", "\"\xF4\x90\x80\x80\"", JsonErrorKind::kUtf8, 1},
    {"cut in a character", "\"\xE2\x82", JsonErrorKind::kUtf8, 1},
    {"fraction", "{\"amount\":15.0}", JsonErrorKind::kNumber, 10},
    {"exponent", "{\"amount\":1e2}", JsonErrorKind::kNumber, 10},
    {"2^63", "9223372036854775808", JsonErrorKind::kNumber, 0},
    {"2^64", "18446744073709551616", JsonErrorKind::kNumber, 0},
    {"below 64 bits", "-9223372036854775809", JsonErrorKind::kNumber, 0},
    {"key twice", "{\"amount\":1,\"amount\":2}", JsonErrorKind::kDuplicateKey, 12},
    {"key twice, once escaped", "{\"a\":1,\"\\u0061\":2}", JsonErrorKind::kDuplicateKey, 7},
    {"key twice below", "[{\"x\":{\"a\":1,\"b\":2,\"a\":1}}]", JsonErrorKind::kDuplicateKey, 19},
    {"NUL in a string", "\"a\\u0000b\"", JsonErrorKind::kNul, 0},
    {"NUL in a key", "{\"a\\u0000b\":1}", JsonErrorKind::kNul, 1},
    {"a fraction after a quote", "{\"a\\\\\\\"\":[ 1,-2.5 ]}", JsonErrorKind::kNumber, 13},
    {"NUL after quotes", "[\"\\\\\",\"\\\"\\u0000\"]", JsonErrorKind::kNul, 6},
    {"too many, a literal", "[1,2,3,4,5,6,7,8,9, false]", JsonErrorKind::kValues, 20},
    {"too many, an object", "[1,2,3,4,5,6,7,8,9, {}]", JsonErrorKind::kValues, 20},
    {"too deep", "[[[[1]]]]", JsonErrorKind::kDepth, 3},
    {"too many", "[1,2,3,4,5,6,7,8,9,10]", JsonErrorKind::kValues, 19},
};

TEST(ParseStrict, AmbiguousJsonIsRejected) {
  for (const Refused& row : kRefused) {
    const auto parsed = ParseStrict(row.body, {.depth = 3, .values = 10});
    ASSERT_FALSE(parsed.ok()) << row.name;
    EXPECT_EQ(parsed.error().kind, row.kind) << row.name;
    EXPECT_EQ(parsed.error().offset, row.offset) << row.name;
    EXPECT_FALSE(Text(parsed.error().kind).empty()) << row.name;
  }
  EXPECT_TRUE(ParseStrict("[[[1]]]", {.depth = 3, .values = 4}).ok()) << "exactly at the limits";
}

TEST(ParseStrict, FractionsAreNullWhereTheyDoNotMatter) {
  const JsonLimits limits{.fractions_as_null = true};
  EXPECT_EQ(*ParseStrict(R"({"a":1.08,"b":[2e3,-0.5],"c":5})", limits),
            json({{"a", nullptr}, {"b", {nullptr, nullptr}}, {"c", 5}}));
  EXPECT_FALSE(ParseStrict("9223372036854775808", limits).ok());
  EXPECT_FALSE(ParseStrict("1.", limits).ok());
}

TEST(ParseStrict, DeepNestingDoesNotOverflowTheStack) {
  const std::string deep(1'000'000, '[');
  EXPECT_EQ(ParseStrict(deep).error().kind, JsonErrorKind::kDepth);
}

TEST(Fields, MissingAndMistypedFieldsAreNothing) {
  const json object = {{"n", 5}, {"t", "text"}, {"null", nullptr}};
  EXPECT_EQ(IntegerField(object, "n"), 5);
  EXPECT_EQ(IntegerField(object, "t"), std::nullopt);
  EXPECT_EQ(IntegerField(object, "null"), std::nullopt);
  EXPECT_EQ(IntegerField(json::array({1}), "n"), std::nullopt);
  EXPECT_EQ(TextField(object, "t"), "text");
  EXPECT_EQ(TextField(object, "n"), std::nullopt);
  EXPECT_EQ(TextField(object, "missing"), std::nullopt);
  EXPECT_EQ(UnknownField(object, {"n", "t", "null"}), std::nullopt);
  EXPECT_EQ(UnknownField(object, {"n", "null"}), "t");
}

TEST(WriteJson, WritingNeverThrows) {
  EXPECT_EQ(WriteJson({{"a", "é"}}), "{\"a\":\"é\"}");
  EXPECT_EQ(WriteJson(json("\xE9")), "\"\xEF\xBF\xBD\"");
}

}  // namespace
}  // namespace herlaad::net
