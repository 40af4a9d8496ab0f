#include "base/messages/support_contact.h"

#include <gtest/gtest.h>

namespace herlaad::messages {
namespace {

TEST(SupportContact, HoursAreParsedFromTheSettings) {
  const auto hours = ParseSupportHours("Mo-Fr 09:00-17:00, Sa 10:00-14:30");
  ASSERT_TRUE(hours.has_value());
  EXPECT_EQ((*hours)[0], (SupportHours{0, 4, 540, 1'020}));
  EXPECT_EQ((*hours)[1], (SupportHours{5, 5, 600, 870}));
  EXPECT_TRUE(ParseSupportHours("Su 00:00-24:00").has_value());
  for (const char* const wrong :
       {"", "Mo", "mo-fr 09:00-17:00", "Mo-Fr 9:00-17:00", "Mo-Fr 09:00-25:00", "Mo-Fr 09:00",
        "Mo-Fr 17:00-09:00", "Mo-Fr 09:60-17:00", "Mo-Fr  09:00-17:00", "Mo_Fr 09:00-17:00",
        "Mo 09:00-17:00,Tu 09:00-17:00", "Mo 09:00-17:00, "}) {
    EXPECT_FALSE(ParseSupportHours(wrong).has_value()) << wrong;
  }
  std::string many = "Mo 09:00-10:00";
  for (std::size_t i = 0; i < kSupportHoursMax; ++i) many += ", Mo 09:00-10:00";
  EXPECT_FALSE(ParseSupportHours(many).has_value());
}

// Not even where a part is missing or the line is too long for its place.
TEST(SupportContact, NoLineBeginsWithADot) {
  SupportContact contact;
  contact.phone = "+32 2 555 01 23";
  EXPECT_EQ(SupportTimes(Language::kEn, contact), "");
  contact.languages = {Language::kNl, Language::kEn};
  EXPECT_EQ(SupportTimes(Language::kEn, contact), "Nederlands\u00a0· English");
  contact.hours = *ParseSupportHours("Mo-Fr 09:00-17:00");
  EXPECT_EQ(SupportTimes(Language::kEn, contact),
            "Mon-Fri 09:00-17:00\u00a0· Nederlands\u00a0· English");
  contact.languages.clear();
  EXPECT_EQ(SupportTimes(Language::kEn, contact), "Mon-Fri 09:00-17:00");
}

TEST(SupportContact, LineShowsContactHoursAndLanguages) {
  SupportContact contact;
  EXPECT_EQ(SupportLine(Language::kEn, contact), "");
  contact.phone = "+32 2 555 01 23";
  EXPECT_EQ(SupportLine(Language::kFr, contact), "Aide de Herlaad\u00a0: +32 2 555 01 23");
  contact.email = "help@herlaad.example";
  contact.hours = *ParseSupportHours("Mo-Fr 09:00-17:00, Sa 10:00-14:00");
  contact.languages = {Language::kNl, Language::kEn};
  EXPECT_EQ(SupportLine(Language::kNl, contact),
            "Hulp van Herlaad: +32 2 555 01 23, help@herlaad.example (ma-vr 09:00-17:00, za "
            "10:00-14:00; Nederlands, English)");
  contact.name = "Help desk";
  EXPECT_EQ(SupportLine(Language::kZh, contact),
            "Help desk：+32 2 555 01 23, help@herlaad.example（周一至周五 09:00-17:00, 周六 "
            "10:00-14:00; Nederlands, English）");
}

}  // namespace
}  // namespace herlaad::messages
