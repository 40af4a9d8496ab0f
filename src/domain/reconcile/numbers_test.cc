#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "domain/reconcile/account_number.h"
#include "domain/reconcile/communication.h"
#include "domain/reconcile/creditor_reference.h"
#include "domain/reconcile/structured_communication.h"

namespace herlaad::reconcile {
namespace {

TEST(AccountNumber, IbanNeedsFittingCheckDigits) {
  EXPECT_TRUE(IsIban("BE68539007547034"));
  EXPECT_TRUE(IsIban("NL91ABNA0417164300"));
  EXPECT_TRUE(IsIban("NO9386011117947"));
  for (const char* text : {"", "BE68", "BE68539007547043", "BE68 5390 0754 7034",
                           "be68539007547034", "68BE539007547034", "BE6853900754703x"}) {
    EXPECT_FALSE(IsIban(text)) << text;
  }
}

TEST(AccountNumber, IsComparedWithoutBlanksInCapitals) {
  EXPECT_EQ(PlainAccount(" be68 5390 0754 7034 "), "BE68539007547034");
}

TEST(AccountNumber, BelgianNumberHasItsIban) {
  EXPECT_EQ(BelgianIban("539007547034"), "BE68539007547034");
  EXPECT_EQ(BelgianIban("510007547061"), "BE62510007547061");
  EXPECT_EQ(BelgianIban("096123456769"), "BE71096123456769");
  for (const char* text :
       {"539007547043", "53900754703", "5390075470345", "53900754703x", "000000000000"}) {
    EXPECT_EQ(BelgianIban(text), std::nullopt) << text;
  }
  EXPECT_TRUE(BelgianIban("000000000097").has_value());
}

TEST(AccountNumber, EveryBelgianIbanIsAnIban) {
  EXPECT_TRUE(rc::check("12 digits give an IBAN", [] {
    const auto number = *rc::gen::inRange<std::uint64_t>(0, 10'000'000'000);
    const auto iban = BelgianIban(StructuredCommunication::Make(number)->Digits());
    RC_ASSERT(iban.has_value());
    RC_ASSERT(IsIban(*iban));
  }));
}

TEST(StructuredCommunication, CheckDigitsAreTheRemainder) {
  EXPECT_EQ(StructuredCommunication::Make(1'234'567'890)->Format(), "+++123/4567/89002+++");
  EXPECT_EQ(StructuredCommunication::Make(97)->Digits(), "000000009797");
  EXPECT_EQ(StructuredCommunication::Make(0)->Digits(), "000000000097");
  EXPECT_EQ(StructuredCommunication::Make(9'999'999'999)->Digits().size(), 12U);
  EXPECT_EQ(StructuredCommunication::Make(10'000'000'000), std::nullopt);
}

struct Written {
  const char* name;
  const char* text;
  Notation notation;
};

TEST(StructuredCommunication, IsReadInEveryNotation) {
  for (const Written& row : {
           Written{"as on paper", "+++123/4567/89002+++", Notation::kMarked},
           {"with stars", "***123/4567/89002***", Notation::kMarked},
           {"with blanks inside", " +++ 123 / 4567 / 89002 +++ ", Notation::kMarked},
           {"marked digits", "+++123456789002+++", Notation::kMarked},
           {"slashes only", "123/4567/89002", Notation::kGrouped},
           {"dots", "123.4567.89002", Notation::kGrouped},
           {"dashes", "123-4567-89002", Notation::kGrouped},
           {"blanks", "123 4567 89002", Notation::kGrouped},
           {"bare digits", "123456789002", Notation::kDigits},
       }) {
    const auto found = ParseCommunication(row.text);
    ASSERT_TRUE(found.ok()) << row.name;
    EXPECT_EQ(found->value.number(), 1'234'567'890U) << row.name;
    EXPECT_EQ(found->notation, row.notation) << row.name;
    const std::string sentence = "invoice " + std::string(row.text) + ", thank you";
    const auto inside = FindCommunication(sentence);
    ASSERT_TRUE(inside.has_value()) << row.name;
    EXPECT_EQ(inside->value, found->value) << row.name;
    EXPECT_EQ(inside->notation, row.notation) << row.name;
    const std::string part = sentence.substr(inside->at, inside->length);
    EXPECT_EQ(ParseCommunication(part)->value, found->value) << row.name;
  }
}

TEST(StructuredCommunication, OtherTextsSayWhatIsWrong) {
  using enum CommunicationError;
  for (const auto& [text, error] : {
           std::pair{"+++123/4567/89003+++", kCheckDigits},
           {"123456789000", kCheckDigits},
           {"000000000000", kCheckDigits},
           {"", kNotTwelveDigits},
           {"123/4567/8900", kNotTwelveDigits},
           {"123/4567/890022", kNotTwelveDigits},
           {"123/456789002", kNotTwelveDigits},
           {"+++123/4567/89002", kNotTwelveDigits},
           {"x 123/4567/89002", kNotTwelveDigits},
       }) {
    const auto found = ParseCommunication(text);
    ASSERT_FALSE(found.ok()) << text;
    EXPECT_EQ(found.error(), error) << text;
    EXPECT_FALSE(Text(found.error()).empty());
  }
}

TEST(StructuredCommunication, OtherNumbersInATextAreNone) {
  for (const char* text :
       {"BE68539007547034", "5390075470341", "A123456789002", "123456789002B", "12345678900",
        "my 123456789003", "BE68 5390 0754 7034", "0470 12 34 56"}) {
    EXPECT_EQ(FindCommunication(text), std::nullopt) << text;
  }
}

TEST(StructuredCommunication, AMarkedOneGoesBeforeBareDigits) {
  const auto found = FindCommunication("123456789002 and +++000/0000/09797+++");
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->value.number(), 97U);
}

TEST(StructuredCommunication, EveryNumberReadsBackAndNoChangedDigitDoes) {
  EXPECT_TRUE(rc::check("what is written reads back", [] {
    const auto number = *rc::gen::inRange<std::uint64_t>(0, 10'000'000'000);
    const auto made = *StructuredCommunication::Make(number);
    RC_ASSERT(ParseCommunication(made.Format())->value == made);
    std::string digits = made.Digits();
    const auto at = *rc::gen::inRange<std::size_t>(0, 12);
    const auto other = static_cast<char>('0' + *rc::gen::inRange(0, 10));
    RC_PRE(other != digits[at]);
    digits[at] = other;
    RC_ASSERT(!ParseCommunication(digits).ok());
  }));
}

TEST(CreditorReference, IsReadInGroupsAndSmallLetters) {
  for (const char* text : {"RF18539007547034", "RF18 5390 0754 7034", "rf18 5390 0754 7034"}) {
    EXPECT_EQ(ParseCreditorReference(text), "RF18539007547034") << text;
    EXPECT_EQ(FindCreditorReference("for " + std::string(text) + ", thanks"), "RF18539007547034");
  }
  EXPECT_EQ(FindCreditorReference("RF18 5390 0754 7034 thanks a lot"), "RF18539007547034");
}

TEST(CreditorReference, OtherTextsAreNone) {
  for (const char* text : {"", "RF", "RF18", "RF19539007547034", "XRF18539007547034",
                           "RF18539007547034567890123456", "RFA8539007547034"}) {
    EXPECT_EQ(ParseCreditorReference(text), std::nullopt) << text;
    EXPECT_EQ(FindCreditorReference(text), std::nullopt) << text;
  }
}

TEST(Communication, ReferenceInAFreeTextIsAGuess) {
  Communication communication;
  communication.text = "float 123/4567/89002";
  GuessReference(communication);
  EXPECT_EQ(communication.kind, CommunicationKind::kGuessed);
  EXPECT_EQ(communication.reference, "123456789002");
  communication.text = "RF18 5390 0754 7034";
  GuessReference(communication);
  EXPECT_EQ(communication.reference, "RF18539007547034");
  communication.text = "thank you";
  GuessReference(communication);
  EXPECT_EQ(communication.kind, CommunicationKind::kFree);
  EXPECT_EQ(communication.reference, "");
}

}  // namespace
}  // namespace herlaad::reconcile
