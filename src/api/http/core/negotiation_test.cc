#include "api/http/core/negotiation.h"

#include <gtest/gtest.h>

namespace herlaad::http {
namespace {

struct CodingCase {
  const char* name;
  const char* header;
  Coding chosen;  // among plain, gzip and brotli
};

TEST(ChooseCodingTest, HighestWeightThenSmallestBodyIsChosen) {
  constexpr CodingCase kCases[] = {
      {"no header", "", Coding::kPlain},
      {"as browsers ask over HTTPS", "gzip, deflate, br, zstd", Coding::kBrotli},
      {"as browsers ask over HTTP", "gzip, deflate", Coding::kGzip},
      {"capitals", "GZIP", Coding::kGzip},
      {"an old name", "x-gzip", Coding::kGzip},
      {"gzip preferred", "br;q=0.5, gzip;q=0.8", Coding::kGzip},
      {"equal weights", "gzip;q=0.5, br;q=0.5", Coding::kBrotli},
      {"blanks around the weight", "br ; q=0 , gzip ; q=1.000", Coding::kGzip},
      {"refused", "br;q=0, gzip;q=0.000", Coding::kPlain},
      {"everything", "*", Coding::kBrotli},
      {"everything but", "br;q=0, *", Coding::kGzip},
      {"plain preferred", "identity, gzip;q=0.9", Coding::kPlain},
      {"plain as good as gzip", "identity;q=0.9, gzip;q=0.9", Coding::kGzip},
      {"unknown only", "zstd, deflate", Coding::kPlain},
      {"a weight that is none", "br;q=2, gzip;q=x", Coding::kPlain},
      {"a weight of four digits", "br;q=0.1234", Coding::kPlain},
      {"not a word of it", ",,;;q=,", Coding::kPlain},
  };
  for (const CodingCase& c : kCases) {
    SCOPED_TRACE(c.name);
    EXPECT_EQ(ChooseCoding(c.header, true, true), c.chosen);
  }
}

TEST(ChooseCodingTest, OnlyAvailableCodingsAreChosen) {
  EXPECT_EQ(ChooseCoding("br, gzip", true, false), Coding::kGzip);
  EXPECT_EQ(ChooseCoding("br, gzip", false, false), Coding::kPlain);
}

TEST(ChooseCodingTest, ItemsAfterTheThirtySecondAreIgnored) {
  std::string long_list;
  for (int i = 0; i < 32; ++i) long_list += "a,";
  EXPECT_EQ(ChooseCoding(long_list + "br", true, true), Coding::kPlain);
}

TEST(NamesEtagTest, AnyListedTagOrStarMatches) {
  EXPECT_TRUE(NamesEtag("\"a\"", "\"a\""));
  EXPECT_TRUE(NamesEtag("\"b\", W/\"a\"", "\"a\""));
  EXPECT_TRUE(NamesEtag("*", "\"a\""));
  EXPECT_FALSE(NamesEtag("\"b\", \"a-gzip\"", "\"a\""));
  EXPECT_FALSE(NamesEtag("", "\"a\""));
}

TEST(WantsPageTest, PageMustBeNamedExplicitly) {
  EXPECT_TRUE(WantsPage("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
  EXPECT_FALSE(WantsPage("*/*"));
  EXPECT_FALSE(WantsPage("application/json, text/html;q=0"));
  EXPECT_FALSE(WantsPage(""));
}

}  // namespace
}  // namespace herlaad::http
