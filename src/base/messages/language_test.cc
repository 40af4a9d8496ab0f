#include "base/messages/language.h"

#include <gtest/gtest.h>

#include <string>

namespace herlaad::messages {
namespace {

TEST(Languages, CodesRoundTrip) {
  for (const Language language : kLanguages) EXPECT_EQ(ParseLanguage(Code(language)), language);
  EXPECT_EQ(ParseLanguage("NL"), std::nullopt);
  EXPECT_EQ(ParseLanguage("nl-BE"), std::nullopt);
  EXPECT_EQ(ParseLanguage(""), std::nullopt);
}

struct Wish {
  const char* name;
  std::string header;
  Language gets;
};

TEST(Negotiation, HighestWeightWins) {
  const Wish wishes[] = {
      {"nothing", "", Language::kEn},
      {"one", "fr", Language::kFr},
      {"a region", "nl-BE", Language::kNl},
      {"a script", "zh-Hant-TW", Language::kZh},
      {"capitals", "DE-de", Language::kDe},
      {"the first of equals", "it-IT, fr-CA, nl", Language::kFr},
      {"the heaviest", "en;q=0.5, nl;q=0.8, de;q=0.7", Language::kNl},
      {"no weight is one", "de;q=0.999, zh", Language::kZh},
      {"spaces and tabs", " fr ; q=0.2 ,\tde\t;\tq=0.3 ", Language::kDe},
      {"a refusal", "nl;q=0, fr;q=0.001", Language::kFr},
      {"only a refusal", "nl;q=0.000", Language::kEn},
      {"anything is English", "*, nl;q=0.9", Language::kEn},
      {"anything else, if nothing better", "nl;q=0.9, *;q=0.5", Language::kNl},
      {"not known", "it, es;q=0.5", Language::kEn},
      {"a longer word is not a language", "nld, frx;q=0.9", Language::kEn},
      {"too heavy counts for nothing", "nl;q=1.001, de;q=0.1", Language::kDe},
      {"too exact counts for nothing", "nl;q=0.1234, de;q=0.1", Language::kDe},
      {"a minus counts for nothing", "nl;q=-1, de;q=0.1", Language::kDe},
      {"what is no weight counts for nothing", "nl;level=1, de;q=0.1", Language::kDe},
      {"empty items", ",,;q=1, ,fr", Language::kFr},
  };
  for (const Wish& wish : wishes) {
    EXPECT_EQ(NegotiateLanguage(wish.header), wish.gets) << wish.name;
  }
}

TEST(Negotiation, ItemsAfterTheThirtySecondAreIgnored) {
  std::string header;
  for (int i = 0; i < 31; ++i) header += "it,";
  EXPECT_EQ(NegotiateLanguage(header + "fr"), Language::kFr);
  EXPECT_EQ(NegotiateLanguage(header + "it,fr"), Language::kEn);
}

}  // namespace
}  // namespace herlaad::messages
