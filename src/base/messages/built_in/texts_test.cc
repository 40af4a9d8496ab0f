#include "base/messages/built_in/texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace herlaad::messages {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string WhyNot(const std::string& json) {
  try {
    ReadTexts("xx", json);
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

TEST(BuiltInTexts, TextsAreReadFromOneFlatObject) {
  EXPECT_EQ(ReadTexts("xx", R"({"b": "B", "a": "A"})"), (Texts{{"a", "A"}, {"b", "B"}}));
  EXPECT_THAT(WhyNot("[]"), HasSubstr("xx: is not one object"));
  EXPECT_THAT(WhyNot(R"({"a": {"b": "c"}})"), HasSubstr("xx: a: is not a text"));
  EXPECT_THAT(WhyNot(R"({"a": ""})"), HasSubstr("xx: a: is not a text"));
  EXPECT_THAT(WhyNot(R"({"a": "1", "a": "2"})"), HasSubstr("xx: a: stands there twice"));
  EXPECT_NE(WhyNot("{"), "");
}

TEST(BuiltInTexts, DifferencesBetweenLanguagesAreRejected) {
  const Texts same = {{"a", "{x} and {y}"}, {"b", "B"}};
  std::array<Texts, kFiles.size()> all = {same, same, same, same, same};
  EXPECT_NO_THROW(CheckSame(all));
  all[4]["a"] = "{y} {x}";  // placeholders may come in another order
  EXPECT_NO_THROW(CheckSame(all));
  all[1]["a"] = "{x}";
  EXPECT_THROW(CheckSame(all), std::runtime_error);
  all[1] = {{"a", "{x} and {y}"}};
  EXPECT_THROW(CheckSame(all), std::runtime_error);
  all[1] = same;
  all[1]["c"] = "C";
  EXPECT_THROW(CheckSame(all), std::runtime_error);
}

TEST(BuiltInTexts, PlaceholdersAreFound) {
  EXPECT_THAT(PlacesIn("{number} · {operator}, {number}"), ElementsAre("number", "operator"));
  EXPECT_TRUE(PlacesIn("none").empty());
}

TEST(BuiltInTexts, LiteralEscapesQuotesBackslashesAndLineBreaks) {
  EXPECT_EQ(Literal("a \"b\" \\ c\nd é"), "\"a \\\"b\\\" \\\\ c\\nd é\"");
}

}  // namespace
}  // namespace herlaad::messages
