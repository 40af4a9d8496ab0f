#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <chrono>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_set>

#include "base/core/random.h"
#include "base/numbers/msisdn.h"
#include "base/numbers/phone_library.h"
#include "base/numbers/typed_digits.h"
#include "base/numbers/unicode.h"

namespace herlaad::numbers {
namespace {

constexpr std::int64_t kNumber = 32'470'123'456;
constexpr std::int64_t kFirst = 32'450'000'000;
constexpr std::int64_t kLast = 32'499'999'999;

struct WrittenRow {
  const char* name;
  std::string_view text;
};

TEST(Msisdn, EveryBelgianNotationIsAccepted) {
  const WrittenRow rows[] = {
      {"E.164", "+32470123456"},
      {"national, in one", "0470123456"},
      {"national, in pairs", "0470 12 34 56"},
      {"national, in threes", "0470 123 456"},
      {"with dots", "0470.12.34.56"},
      {"with a slash and dots", "0470/12.34.56"},
      {"with a slash and spaces", "0470 / 12 34 56"},
      {"with dashes", "0470-12-34-56"},
      {"with a word processor's dashes", "0470–12–34–56"},
      {"with spaces that do not break", "0470\u00A012\u00A034\u00A056"},
      {"with narrow spaces that do not break", "+32\u202F470\u202F12\u202F34\u202F56"},
      {"international, in pairs", "+32 470 12 34 56"},
      {"international, in one with a space", "+32 470123456"},
      {"with the zero in parentheses", "+32 (0)470 12 34 56"},
      {"with the zero in parentheses and no space", "+32(0)470123456"},
      {"with the zero left in", "+320470123456"},
      {"with the country in parentheses", "(+32) 470 12 34 56"},
      {"with the prefix in parentheses", "(0470) 12 34 56"},
      {"with two zeros for the plus", "0032470123456"},
      {"with two zeros, spaces and the zero", "00 32 (0)470 12 34 56"},
      {"without the plus", "32470123456"},
      {"without the plus, with the zero", "320470123456"},
      {"without the zero", "470 12 34 56"},
      {"with spaces around", "  0470123456 "},
      {"with a tab", "0470\t123456"},
      {"copied from a telephone's contacts", "\u202A+32 470 12 34 56\u202C"},
      {"dialled the old way", "0470123456----"},
  };
  for (const WrittenRow& row : rows) {
    const auto parsed = Msisdn::Parse(row.text);
    ASSERT_TRUE(parsed.ok()) << row.name << ": " << Code(parsed.error());
    EXPECT_EQ(parsed->value(), kNumber) << row.name;
  }
}

struct RefusedRow {
  const char* name;
  std::string_view text;
  MsisdnError error;
};

TEST(Msisdn, InvalidNumbersAreRejectedWithTheReason) {
  using namespace std::string_view_literals;
  const RefusedRow rows[] = {
      {"nothing", "", MsisdnError::kEmpty},
      {"spaces", "   ", MsisdnError::kEmpty},
      {"only separators", " (/) -", MsisdnError::kEmpty},
      {"only a plus", "+", MsisdnError::kEmpty},

      {"a letter O for a zero", "0470O12345", MsisdnError::kCharacters},
      {"letters of a keypad", "0470 CREDIT", MsisdnError::kCharacters},
      {"an extension", "0470123456 ext 5", MsisdnError::kCharacters},
      {"an extension behind a hash", "0470123456#5", MsisdnError::kCharacters},
      {"a URI", "tel:+32470123456", MsisdnError::kCharacters},
      {"two pluses", "++32470123456", MsisdnError::kCharacters},
      {"a plus in the middle", "0470+123456", MsisdnError::kCharacters},
      {"two numbers", "0470123456, 0485123456", MsisdnError::kCharacters},
      {"a NUL inside",
       "0470\0"
       "123456"sv,
       MsisdnError::kCharacters},
      {"broken UTF-8", "0470123456\xE2\x80", MsisdnError::kCharacters},
      {"E.164 with a letter", "+3247012345O", MsisdnError::kCharacters},

      {"Dutch mobile", "+31 6 12345678", MsisdnError::kForeign},
      {"French mobile with two zeros", "0033 6 12 34 56 78", MsisdnError::kForeign},
      {"a country that does not exist", "+999 123456", MsisdnError::kForeign},
      {"Luxembourg, one digit from Belgium", "+352 621 123 456", MsisdnError::kForeign},

      {"a digit missing", "0470 12 34 5", MsisdnError::kTooShort},
      {"a digit missing in E.164", "+3247012345", MsisdnError::kTooShort},
      {"only the country", "+32", MsisdnError::kTooShort},
      {"half the country", "003", MsisdnError::kTooShort},
      {"only the country and a zero", "+32 0", MsisdnError::kTooShort},
      {"only the international prefix", "00", MsisdnError::kTooShort},
      {"one digit", "0", MsisdnError::kTooShort},
      {"an emergency number", "112", MsisdnError::kTooShort},
      {"a short code", "1914", MsisdnError::kTooShort},

      {"a digit too many", "0470 12 34 56 7", MsisdnError::kTooLong},
      {"a digit too many in E.164", "+324701234567", MsisdnError::kTooLong},
      {"two numbers run together", "04701234560485123456", MsisdnError::kTooLong},
      {"a card number", "4111 1111 1111 1111", MsisdnError::kTooLong},
      {"longer than is looked at",
       "0470123456                                                            "
       "                                                                      ",
       MsisdnError::kTooLong},

      {"Brussels", "02 226 12 34", MsisdnError::kFixedLine},
      {"Liege, which begins with 04 too", "04 222 33 44", MsisdnError::kFixedLine},
      {"Charleroi in E.164", "+32 71 12 34 56", MsisdnError::kFixedLine},

      {"040", "0401 23 45 67", MsisdnError::kUnassigned},
      {"044", "0441 23 45 67", MsisdnError::kUnassigned},
      {"044 in E.164", "+32449999999", MsisdnError::kUnassigned},
      {"a French mobile as the French write it", "06 12 34 56 78", MsisdnError::kUnassigned},
      {"zeros", "0000000000", MsisdnError::kUnassigned},

      {"free of charge", "0800 12 345", MsisdnError::kSpecial},
      {"premium", "0900 12 345", MsisdnError::kSpecial},
      {"premium, the other range", "0903 12 345", MsisdnError::kSpecial},
      {"shared cost", "078 12 34 56", MsisdnError::kSpecial},
      {"national service", "070 12 34 56", MsisdnError::kSpecial},
      {"machine to machine", "077 123 45 67", MsisdnError::kSpecial},
      {"machine to machine, full length", "0772 123 456 789", MsisdnError::kSpecial},

      // Not ranked: equal in precedence with kCharacters.
      {"Arabic digits", "٠٤٧٠١٢٣٤٥٦", MsisdnError::kOtherDigits},
  };
  MsisdnError last = MsisdnError::kEmpty;
  for (const RefusedRow& row : rows) {
    const auto parsed = Msisdn::Parse(row.text);
    ASSERT_FALSE(parsed.ok()) << row.name;
    EXPECT_EQ(Code(parsed.error()), Code(row.error)) << row.name;
    EXPECT_GE(row.error, last) << "rows stand in order of precedence: " << row.name;
    last = row.error;
  }
}

// The web pages do the same: web/tests/unit/number.test.ts reads this file too.
const nlohmann::json& TypedRows() {
  static const nlohmann::json rows = [] {
    std::ifstream in(HERLAAD_SOURCE_DIR "/tests/numbers/typed.json");
    return nlohmann::json::parse(in);
  }();
  return rows;
}

TEST(Msisdn, PastedNumbersAreReadAndWrongCharactersShown) {
  ASSERT_GT(TypedRows().size(), 60U);
  for (const nlohmann::json& row : TypedRows()) {
    SCOPED_TRACE(row.at("name").get<std::string>());
    const std::string typed = row.at("typed");
    const auto parsed = Msisdn::Parse(typed);
    if (row.contains("msisdn")) {
      ASSERT_TRUE(parsed.ok()) << Code(parsed.error());
      EXPECT_EQ(parsed->ToE164(), row.at("msisdn"));
      continue;
    }
    ASSERT_FALSE(parsed.ok());
    EXPECT_EQ(Code(parsed.error()), row.at("error"));
    const auto digits = ReadTypedDigits(typed);
    if (!row.contains("shown")) continue;
    ASSERT_FALSE(digits.ok());
    EXPECT_EQ(digits.error().shown, row.at("shown"));
    EXPECT_EQ(digits.error().position, row.at("position"));
  }
}

TEST(TypedText, TypedTextIsMadePlain) {
  const std::pair<const char*, const char*> rows[] = {
      {"１５", "15"},
      {"１５，５０", "15,50"},
      {"１５．００", "15.00"},
      {"\u202d15\u202c", "15"},
      {"\u00a015\u202f", " 15 "},
      {"\u221215", "-15"},
      {"€ 15", "€ 15"},
      {"15²", "15²"},
      {"½", "½"},
      {"15\xE2", "15\xE2"},
      {"", ""},
  };
  for (const auto& [typed, plain] : rows) {
    const auto read = ReadTypedText(typed);
    ASSERT_TRUE(read.ok()) << typed;
    EXPECT_EQ(*read, plain) << typed;
  }
  const auto other = ReadTypedText("\u202d€١٥,5");
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().shown, "١٥");
  EXPECT_EQ(other.error().position, 2U);
}

TEST(TypedDigits, InvalidUtf8IsShownAsReplacementCharacter) {
  const auto read = ReadTypedDigits("0470123456\xE2\x80");
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().position, 11U);
  EXPECT_EQ(read.error().shown, "U+FFFDU+FFFD");
}

TEST(Msisdn, EveryErrorHasItsOwnCode) {
  std::unordered_set<std::string_view> codes;
  for (int i = 1; i <= 9; ++i) {
    codes.insert(Code(static_cast<MsisdnError>(i)));
  }
  EXPECT_EQ(codes.size(), 9U);
}

TEST(Msisdn, FormatsForProgramsPeopleAndLogs) {
  const Msisdn msisdn = Msisdn::FromStored(kNumber);
  EXPECT_EQ(msisdn.ToE164(), "+32470123456");
  EXPECT_EQ(msisdn.National(), "0470 12 34 56");
  EXPECT_EQ(msisdn.International(), "+32 470 12 34 56");
  EXPECT_EQ(msisdn.Masked(), "0470 •• •• 56");
}

Msisdn AnyMsisdn() {
  return Msisdn::FromStored(*rc::gen::inRange<std::int64_t>(kFirst, kLast + 1));
}

TEST(Msisdn, FormattedNumbersRoundTrip) {
  EXPECT_TRUE(rc::check("written in any way, a number is itself", [] {
    const Msisdn msisdn = AnyMsisdn();
    RC_ASSERT(Msisdn::Parse(msisdn.ToE164()).value() == msisdn);
    RC_ASSERT(Msisdn::Parse(msisdn.National()).value() == msisdn);
    RC_ASSERT(Msisdn::Parse(msisdn.International()).value() == msisdn);
    RC_ASSERT(Msisdn::FromStored(msisdn.value()) == msisdn);
  }));
  EXPECT_TRUE(rc::check("separators change nothing", [] {
    const Msisdn msisdn = AnyMsisdn();
    const auto separator = *rc::gen::element<std::string>(" ", ".", "/", "-", "\u00A0", "(", ")");
    std::string text = msisdn.National();
    text.insert(*rc::gen::inRange<std::size_t>(0, text.size() + 1), separator);
    RC_ASSERT(Msisdn::Parse(text).value() == msisdn);
  }));
  EXPECT_TRUE(rc::check("any text is a number or has a reason", [](const std::string& text) {
    const auto parsed = Msisdn::Parse(text);
    const std::string why = parsed.ok() ? "" : std::string(Code(parsed.error()));
    RC_ASSERT(parsed.ok() != !why.empty());
  }));
}

TEST(Msisdn, ValuesOutsideTheRangeAreRejected) {
  EXPECT_TRUE(Msisdn::FromValue(kFirst).has_value());
  EXPECT_TRUE(Msisdn::FromValue(kLast).has_value());
  for (const std::int64_t value :
       {kFirst - 1, kLast + 1, std::int64_t{0}, -kNumber, kNumber * 10, std::int64_t{470123456}}) {
    EXPECT_EQ(Msisdn::FromValue(value), std::nullopt) << value;
  }
}

TEST(MsisdnDeathTest, InvalidStoredValueAborts) {
  EXPECT_DEATH((void)Msisdn::FromStored(31612345678), "Belgian mobile number");
}

// The results of the strict parser and of the library for the same digits.
void ExpectAgreement(std::int64_t value) {
  const std::string text = "+" + std::to_string(value);
  const auto strict = Msisdn::Parse(text);
  const auto library = ReadNational(std::string_view(text).substr(3));
  ASSERT_EQ(strict.ok(), library.ok()) << text;
  if (strict.ok()) {
    ASSERT_EQ(strict->value(), library.value()) << text;
  }
}

TEST(FastPath, FastPathMatchesTheLibraryAtEveryBoundary) {
  for (std::int64_t block = kFirst; block <= kLast; block += 100'000) {
    ExpectAgreement(block);
    ExpectAgreement(block + 99'999);
  }
  for (std::int64_t outside = 1; outside <= 200; ++outside) {
    ExpectAgreement(kFirst - outside);
    ExpectAgreement(kLast + outside);
  }
}

TEST(FastPath, FastPathMatchesTheLibraryOnALargeSample) {
  constexpr std::uint64_t kSeed = 20'261'122;
  Random random(kSeed);
  for (int i = 0; i < 30'000; ++i) {
    ExpectAgreement(random.Between(32'400'000'000, 32'999'999'999));
    ASSERT_FALSE(HasFatalFailure()) << "seed " << kSeed << ", draw " << i;
    ExpectAgreement(random.Between(kFirst, kLast));
    ASSERT_FALSE(HasFatalFailure()) << "seed " << kSeed << ", draw " << i;
  }
}

// Loose enough for sanitizers and a busy machine; the library takes 10 us and more.
TEST(FastPath, FastPathIsFastEnoughForEveryTopup) {
  constexpr int kRounds = 100'000;
  std::string text = "+32470123456";
  std::int64_t sum = 0;
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < kRounds; ++i) {
    text.back() = static_cast<char>('0' + i % 10);
    sum += Msisdn::Parse(text)->value() % 10;
  }
  const auto spent = std::chrono::steady_clock::now() - begin;
  const auto ns = std::chrono::duration_cast<std::chrono::nanoseconds>(spent).count() / kRounds;
  EXPECT_EQ(sum, kRounds / 10 * 45);
  std::cout << "a number in E.164: " << ns << " ns\n";
  EXPECT_LT(ns, 2'000);
}

struct HintRow {
  const char* name;
  std::int64_t first;
  std::int64_t last;
  std::optional<std::string_view> operator_id;
};

TEST(SuggestOperator, OnlyAssignedBlocksSuggestAnOperator) {
  const HintRow rows[] = {
      {"450 to 454 are free", 450, 454, std::nullopt},
      {"VOO and Mobile Vikings are not sold here", 455, 456, std::nullopt},
      {"457 to 459 are free", 457, 459, std::nullopt},
      {"Proximus", 460, 460, "proximus"},
      {"461 has no single owner, Lycamobile is not sold here", 461, 467, std::nullopt},
      {"Telenet", 468, 468, "telenet"},
      {"469", 469, 469, std::nullopt},
      {"Proximus, the old block", 470, 479, "proximus"},
      {"480 has no single owner", 480, 482, std::nullopt},
      {"Telenet, once BASE", 483, 489, "telenet"},
      {"Orange", 490, 499, "orange"},
  };
  for (const HintRow& row : rows) {
    for (std::int64_t block = row.first; block <= row.last; ++block) {
      const std::int64_t first = 32'000'000'000 + block * 1'000'000;
      EXPECT_EQ(SuggestOperator(Msisdn::FromStored(first)), row.operator_id) << row.name;
      EXPECT_EQ(SuggestOperator(Msisdn::FromStored(first + 999'999)), row.operator_id) << row.name;
    }
  }
}

TEST(Visible, InvisibleCharactersAreReplaced) {
  EXPECT_EQ(unicode::Visible("Café 中文 €"), "Café 中文 €");
  EXPECT_EQ(unicode::Visible("a\x1b[31mb\rc\nd\te"), "a\uFFFD[31mb\uFFFDc\uFFFDd\uFFFDe");
  EXPECT_EQ(unicode::Visible("x\u202ey\u200bz\u2060"), "x\uFFFDy\uFFFDz\uFFFD");
  EXPECT_EQ(unicode::Visible("\xff!"), "\uFFFD!");
  EXPECT_EQ(unicode::Visible(""), "");
}

}  // namespace
}  // namespace herlaad::numbers
