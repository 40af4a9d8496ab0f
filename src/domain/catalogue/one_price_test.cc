#include "domain/catalogue/one_price.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/catalogue/catalogue.h"

namespace herlaad::catalogue {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

struct KeyRow {
  const char* name;
  std::string_view key;
  bool other;  // is refused as a price by method in a table of each subject
  bool product;
  bool payment;
  bool costs;
};

TEST(OnePrice, KeysThatWouldSetAPriceByMethod) {
  const KeyRow rows[] = {
      {"a surcharge by its name", "surcharge", true, true, true, true},
      {"a surcharge for cards", "card_surcharge", true, true, true, true},
      {"in Dutch", "toeslag", true, true, true, true},
      {"a discount is one for the others", "cash_discount", true, true, true, true},
      {"capitals do not hide it", "Card_Surcharge", true, true, true, true},
      {"a fee for a method", "card_fee", true, true, true, false},
      {"a price for a method", "price_bancontact", true, true, true, false},
      {"a share for a brand", "visa_percent", true, true, true, false},
      {"a fee for no method", "handling_fee", false, false, true, false},
      {"a method without a price", "paypal", false, true, false, false},
      {"what payments cost", "costs", false, false, false, false},
      {"what payments cost, misspelt", "cost", false, false, false, false},
      {"what cards cost", "card_cost", true, true, true, false},
      {"a misspelt key", "amuont", false, false, false, false},
      {"a limit", "per_payment", false, true, false, false},
      {"nothing", "", false, false, false, false},
  };
  for (const KeyRow& row : rows) {
    EXPECT_EQ(IsPriceByMethod(row.key, TableSubject::kOther), row.other) << row.name;
    EXPECT_EQ(IsPriceByMethod(row.key, TableSubject::kProduct), row.product) << row.name;
    EXPECT_EQ(IsPriceByMethod(row.key, TableSubject::kPayment), row.payment) << row.name;
    EXPECT_EQ(IsPriceByMethod(row.key, TableSubject::kCosts), row.costs) << row.name;
  }
}

TEST(OnePrice, RefusalSaysWhyAndWhatToDo) {
  const std::string text = PriceByMethodText("\"card_fee\"", "the product");
  EXPECT_THAT(text, HasSubstr("\"card_fee\" in the product is forbidden"));
  EXPECT_THAT(text, HasSubstr("the same for every payment method"));
  EXPECT_THAT(text, HasSubstr("Remove it"));
  EXPECT_THAT(text, HasSubstr("\"fee\" of a product"));
  EXPECT_THAT(text, HasSubstr("[gateway.costs]"));
}

std::string CatalogueWith(const std::string& in_header, const std::string& in_operator,
                          const std::string& fee) {
  return "[catalogue]\nsample = true\ndate = 2026-11-22\ncurrency = \"EUR\"\n" + in_header +
         "[[operator]]\nid = \"alpha\"\nname = \"Alpha\"\nconnection = \"hosted\"\n"
         "limits = { per_payment = 5000, per_month = 25000, seconds_between_topups = 0 }\n"
         "support = { phone = \"0800\", url = \"https://alpha.example\", text = \"Ask.\" }\n" +
         in_operator + "[[operator.product]]\namount = 1500\ncredited_eur6 = 15_000_000\n" + fee +
         "validity = { months = 12 }\n"
         "vat = { treatment = \"single_purpose\", basis_points = 2100 }\n";
}

std::string MistakesOf(const std::string& text) {
  const auto parsed = ParseCatalogue(text, "c");
  return parsed.ok() ? "" : Text(parsed.error());
}

TEST(OnePrice, CatalogueHasOneFeeForAProduct) {
  EXPECT_EQ(MistakesOf(CatalogueWith("", "", "fee = 50\n")), "");
  struct {
    const char* name;
    std::string text;
    const char* place;
  } const rows[] = {
      {"a second fee", CatalogueWith("", "", "fee = 50\ncard_fee = 75\n"),
       "c:15:1: \"card_fee\" in the product is forbidden"},
      {"a fee by method", CatalogueWith("", "", "fee = { card = 75, cash = 0 }\n"),
       "c:14:7: more than one \"fee\" in the product is forbidden"},
      {"a list of fees", CatalogueWith("", "", "fee = [50, 75]\n"),
       "c:14:7: more than one \"fee\" in the product is forbidden"},
      {"a surcharge on all", CatalogueWith("surcharge = 25\n", "", "fee = 50\n"),
       "c:5:1: \"surcharge\" in the header is forbidden"},
      {"a surcharge of an operator", CatalogueWith("", "paypal_surcharge = 35\n", "fee = 50\n"),
       "c:11:1: \"paypal_surcharge\" in the operator is forbidden"},
      {"a table of surcharges", CatalogueWith("[surcharges]\ncard = 1\n", "", "fee = 50\n"),
       "c:5:2: \"surcharges\" in the catalogue is forbidden"},
  };
  for (const auto& row : rows) {
    const std::string mistakes = MistakesOf(row.text);
    EXPECT_THAT(mistakes, HasSubstr(row.place)) << row.name;
    EXPECT_THAT(mistakes, HasSubstr("Remove it")) << row.name;
    EXPECT_THAT(mistakes, Not(HasSubstr("unknown key"))) << row.name;
  }
}

TEST(OnePrice, MisspeltKeysAreNotTakenForSurcharges) {
  EXPECT_THAT(MistakesOf(CatalogueWith("", "", "fee = 50\nfees = 50\n")),
              HasSubstr("unknown key \"fees\" in the product"));
}

TEST(OnePrice, CurrencyOfTheCatalogueIsTakenInEitherCase) {
  const auto with = [](const std::string& currency) {
    std::string text = CatalogueWith("", "", "fee = 50\n");
    return MistakesOf(text.replace(text.find("EUR"), 3, currency));
  };
  EXPECT_EQ(with("EUR"), "");
  EXPECT_EQ(with("eur"), "");
  for (const char* currency : {"USD", "Eur", "usd", ""})
    EXPECT_THAT(with(currency), HasSubstr("c:4:12: currency must be \"EUR\" or \"eur\", not \""))
        << currency;
}

}  // namespace
}  // namespace herlaad::catalogue
