#include "base/messages/formats.h"

#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

namespace herlaad::messages {
namespace {

using nlohmann::json;

// The web pages do the same: web/tests/unit/format.test.ts reads this file too.
const json& Examples() {
  static const json examples = [] {
    std::ifstream in(HERLAAD_SOURCE_DIR "/tests/messages/formats.json");
    return json::parse(in);
  }();
  return examples;
}

void Compare(const char* kind, const std::function<std::string(const json&, Language)>& format) {
  const json& rows = Examples().at(kind);
  ASSERT_FALSE(rows.empty());
  for (const json& row : rows) {
    for (const Language language : kLanguages) {
      EXPECT_EQ(format(row, language), row.at(std::string(Code(language))).get<std::string>())
          << kind << ' ' << row.dump();
    }
  }
}

Instant At(const json& row, const char* name) {
  return ParseRfc3339(row.at(name).get<std::string>()).value();
}
Money Amount(const json& row) { return Euros(row.at("amount").get<std::int64_t>()); }

TEST(Formats, AmountsMatchTheWebPages) {
  Compare("price", [](const json& row, Language l) { return Price(l, Amount(row)); });
  Compare("round_price", [](const json& row, Language l) { return RoundPrice(l, Amount(row)); });
}

TEST(Formats, DatesAndTimesMatchTheWebPages) {
  Compare("day", [](const json& row, Language l) { return Day(l, At(row, "at")); });
  Compare("day_of_year", [](const json& row, Language l) { return DayOfYear(l, At(row, "at")); });
  Compare("clock", [](const json& row, Language l) { return TimeOfDay(l, At(row, "at")); });
  Compare("clock_exact",
          [](const json& row, Language l) { return TimeOfDayExact(l, At(row, "at")); });
  Compare("moment",
          [](const json& row, Language l) { return Moment(l, At(row, "at"), At(row, "now")); });
}

TEST(Formats, ExactTimesShowSeconds) {
  const Instant at = *ParseRfc3339("2026-11-21T13:02:11Z");
  EXPECT_EQ(MomentExact(Language::kEn, at, at), "14:02:11");
  EXPECT_EQ(MomentExact(Language::kNl, at, at + std::chrono::hours(24)),
            "21\u00a0nov\u00a02026, 14:02:11");
  EXPECT_EQ(MomentExact(Language::kFr, at, at), "14\u00a0h\u00a002\u00a0min\u00a011\u00a0s");
  EXPECT_EQ(MomentExact(Language::kZh, at, at + std::chrono::hours(24)), "2026年11月21日 14:02:11");
}

TEST(Formats, SentencesInChineseAreJoinedWithoutSpace) {
  EXPECT_EQ(SentenceGap(Language::kZh), "");
  for (const Language language : {Language::kNl, Language::kFr, Language::kDe, Language::kEn})
    EXPECT_EQ(SentenceGap(language), " ");
}

TEST(Formats, NumbersAreGroupedInThousands) {
  EXPECT_EQ(Number(Language::kNl, 1'234'567), "1.234.567");
  EXPECT_EQ(Number(Language::kFr, 1'234), "1\u202f234");
  EXPECT_EQ(Number(Language::kEn, -999), "-999");
  EXPECT_EQ(Number(Language::kZh, 0), "0");
  EXPECT_EQ(Number(Language::kEn, std::numeric_limits<std::int64_t>::min()),
            "-9,223,372,036,854,775,808");
}

TEST(Formats, PercentagesOmitTrailingZeros) {
  EXPECT_EQ(Percent(Language::kNl, {2100}), "21%");
  EXPECT_EQ(Percent(Language::kFr, {2100}), "21\u00a0%");
  EXPECT_EQ(Percent(Language::kDe, {550}), "5,5\u00a0%");
  EXPECT_EQ(Percent(Language::kEn, {1205}), "12.05%");
  EXPECT_EQ(Percent(Language::kZh, {0}), "0%");
}

}  // namespace
}  // namespace herlaad::messages
