#include "domain/catalogue/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "domain/catalogue/quote.h"

namespace herlaad::catalogue {
namespace {

// Short, because the rows below refer to its lines.
constexpr std::string_view kText = R"([catalogue]
sample = true
date = 2026-11-22
currency = "EUR"

[[operator]]
id = "alpha"
name = "Alpha"
connection = "hosted"
limits = { per_payment = 5000, per_month = 25000, seconds_between_topups = 120 }
support = { phone = "0800", url = "https://alpha.example", text = "Ask Alpha." }

[[operator.product]]
amount = 2500
fee = 50
credited_eur6 = 25_000_000
validity = { months = 12 }
vat = { treatment = "single_purpose", basis_points = 2100 }
bonus = { eur6 = 1_500_000, days = 31 }

[[operator.product]]
amount = 1500
fee = 50
credited_eur6 = 15_000_000
validity = { days = 30 }
vat = { treatment = "multi_purpose", basis_points = 2100 }
)";

std::string Changed(std::string_view from, std::string_view to) {
  std::string text(kText);
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

Catalogue Parsed(std::string_view text) {
  const auto parsed = ParseCatalogue(text, "catalogue.toml");
  EXPECT_TRUE(parsed.ok()) << Text(parsed.error());
  return parsed.ok() ? *parsed : Catalogue{};
}

TEST(Catalogue, EveryFieldIsRead) {
  const Catalogue catalogue = Parsed(kText);
  EXPECT_TRUE(catalogue.sample);
  EXPECT_EQ(catalogue.date, "2026-11-22");
  const Operator* op = catalogue.Find("alpha");
  ASSERT_NE(op, nullptr);
  EXPECT_EQ(op->name, "Alpha");
  EXPECT_EQ(op->connection, Connection::kHosted);
  EXPECT_EQ(op->limits.per_payment, Euros(5000));
  EXPECT_EQ(op->limits.per_month, Euros(25000));
  EXPECT_EQ(op->limits.seconds_between_topups, 120);
  EXPECT_EQ(op->support.phone, "0800");
  EXPECT_EQ(op->support.url, "https://alpha.example");
  EXPECT_EQ(op->support.text, "Ask Alpha.");
  ASSERT_EQ(op->products.size(), 2U);
  EXPECT_EQ(op->products[0].amount, Euros(1500)) << "products stand by rising amount";
  EXPECT_EQ(op->products[0].validity, (Validity{Validity::Unit::kDays, 30}));
  EXPECT_EQ(op->products[0].vat_treatment, VatTreatment::kMultiPurpose);
  EXPECT_EQ(op->products[0].bonus.eur6, 0);
  const Product& product = op->products[1];
  EXPECT_EQ(product.amount, Euros(2500));
  EXPECT_EQ(product.fee, Euros(50));
  EXPECT_EQ(product.Total(), Euros(2550));
  EXPECT_EQ(product.credited_eur6, 25'000'000);
  EXPECT_EQ(product.validity, (Validity{Validity::Unit::kMonths, 12}));
  EXPECT_EQ(product.vat_treatment, VatTreatment::kSinglePurpose);
  EXPECT_EQ(product.vat_rate.value, 2100);
  EXPECT_EQ(product.bonus.eur6, 1'500'000);
  EXPECT_EQ(product.bonus.validity, (Validity{Validity::Unit::kDays, 31}));
  EXPECT_EQ(catalogue.Find("beta"), nullptr);
}

TEST(Catalogue, GraceIsOptional) {
  EXPECT_EQ(Parsed(kText).Find("alpha")->grace_days, 0);
  for (const std::int32_t days : {0, 1, 30, 3660}) {
    const std::string grace = "\"hosted\"\ngrace_days = " + std::to_string(days);
    EXPECT_EQ(Parsed(Changed("\"hosted\"", grace)).Find("alpha")->grace_days, days);
  }
}

struct MistakeRow {
  const char* name;
  std::string_view from;
  std::string_view to;
  std::string_view text;  // of the error, without the file's name
};

TEST(Catalogue, MistakesAreReportedWithPlaceAndReason) {
  const MistakeRow rows[] = {
      {"not TOML", "sample = true",
       "sample = ", "2:10: a value is a text in quotes, a number, true or false"},
      {"a key that nobody knows", "fee = 50", "fees = 50",
       "13:1: missing key \"fee\" in the product\nc:15:1: unknown key \"fees\" in the product"},
      {"an unknown key at the top", "[catalogue]", "[catalog]\na = 1\n[catalogue]",
       "1:2: unknown key \"catalog\" in the catalogue"},
      {"an unknown key in limits", "seconds_between_topups = 120",
       "seconds_between_topups = 120, per_week = 1",
       "10:81: unknown key \"per_week\" in the limits"},
      {"a missing key", "name = \"Alpha\"\n", "", "6:1: missing key \"name\" in the operator"},
      {"a text for a number", "fee = 50", "fee = \"50\"",
       "15:7: fee must be a whole number, not a text"},
      {"decimals", "fee = 50", "fee = 0.5",
       "15:7: fee must be a whole number, not a number with decimals or a time"},
      {"a number for a text", "name = \"Alpha\"", "name = 5",
       "8:8: name must be a text, not a whole number"},
      {"a text for a date", "date = 2026-11-22", "date = \"today\"",
       "3:8: date must be a date, not a text"},
      {"a number for true", "sample = true", "sample = 1",
       "2:10: sample must be true or false, not a whole number"},
      {"another currency", "\"EUR\"", "\"USD\"",
       "4:12: currency must be \"EUR\" or \"eur\", not \"USD\": everything is sold in euros"},
      {"a negative fee", "fee = 50", "fee = -1", "15:7: fee must be 0 to 1000000, not -1"},
      {"a fee beyond all bounds", "fee = 50", "fee = 9223372036854775807",
       "15:7: fee must be 0 to 1000000, not 9223372036854775807"},
      {"an amount of nothing", "amount = 2500", "amount = 0",
       "14:10: amount must be 1 to 1000000, not 0"},
      {"an amount twice", "amount = 2500", "amount = 1500", "22:10: amount 1500 is there twice"},
      {"an amount above the limit", "amount = 2500", "amount = 5001",
       "14:10: amount 5001 is above per_payment, 5000"},
      {"a month below a payment", "per_month = 25000", "per_month = 4999",
       "10:44: per_month must not be below per_payment"},
      {"VAT above all of it", "basis_points = 2100", "basis_points = 10001",
       "18:54: basis_points must be 0 to 10000, not 10001"},
      {"VAT treated as nobody does", "single_purpose", "no_purpose",
       "18:21: treatment must be \"single_purpose\" or \"multi_purpose\", not \"no_purpose\""},
      {"a validity in both", "{ months = 12 }", "{ months = 1, days = 1 }",
       "17:33: a validity has either months or days"},
      {"a validity in neither", "{ months = 12 }", "{}",
       "17:12: a validity has either months or days"},
      {"a validity of nothing", "{ months = 12 }", "{ months = 0 }",
       "17:23: months must be 1 to 120, not 0"},
      {"a bonus of nothing", "eur6 = 1_500_000", "eur6 = 0",
       "19:18: eur6 must be 1 to 10000000000, not 0"},
      {"a connection of another kind", "\"hosted\"", "\"boat\"",
       "9:14: connection must be \"hosted\" or \"remote\", not \"boat\""},
      {"grace of less than nothing", "\"hosted\"", "\"hosted\"\ngrace_days = -1",
       "10:14: grace_days must be 0 to 3660, not -1"},
      {"grace for ever", "\"hosted\"", "\"hosted\"\ngrace_days = 3661",
       "10:14: grace_days must be 0 to 3660, not 3661"},
      {"half a day of grace", "\"hosted\"", "\"hosted\"\ngrace_days = 0.5",
       "10:14: grace_days must be a whole number, not a number with decimals or a time"},
      {"grace as a validity", "\"hosted\"", "\"hosted\"\ngrace_days = { days = 30 }",
       "10:14: grace_days must be a whole number, not a table"},
      {"grace at a remote operator", "\"hosted\"", "\"remote\"\ngrace_days = 30",
       "10:14: grace_days is for a hosted operator; a remote one has its own"},
      {"an id that is too long", "\"alpha\"", "\"sixteen_letters_\"",
       "7:6: id must have 1 to 15 bytes, not 16"},
      {"an id that is no slug", "\"alpha\"", "\"Alpha\"",
       "7:6: id must begin with a to z and hold only a to z, 0 to 9, - and _"},
      {"no name", "\"Alpha\"", "\"\"", "8:8: name must have 1 to 60 bytes, not 0"},
      {"a line break in a name", "\"Alpha\"", "\"Al\\npha\"",
       "8:8: name must not hold control characters"},
      {"support without TLS", "https://alpha", "http://alpha",
       "11:35: url must begin with https://"},
      {"a single operator, not a list", "[[operator]]", "[operator]",
       "6:1: write [[operator]], with two brackets: there can be several of operator"},
      {"no header", "[catalogue]\nsample = true\ndate = 2026-11-22\ncurrency = \"EUR\"\n", "",
       "1:1: missing key \"catalogue\" in the catalogue"},
  };
  for (const MistakeRow& row : rows) {
    const auto parsed = ParseCatalogue(Changed(row.from, row.to), "c");
    ASSERT_FALSE(parsed.ok()) << row.name;
    EXPECT_EQ(Text(parsed.error()), "c:" + std::string(row.text) + "\n") << row.name;
  }
}

TEST(Catalogue, SeveralMistakesAreReportedInOrderOfLine) {
  std::string text = Changed("amount = 2500", "amount = -1");
  text.replace(text.find("\"hosted\""), 8, "\"boat\"");
  text += "surprise = 1\n";
  const auto parsed = ParseCatalogue(text, "c");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(Text(parsed.error()),
            "c:9:14: connection must be \"hosted\" or \"remote\", not \"boat\"\n"
            "c:14:10: amount must be 1 to 1000000, not -1\n"
            "c:27:1: unknown key \"surprise\" in the product\n");
}

TEST(Catalogue, NumberOfReportedMistakesIsBounded) {
  std::string text(kText);
  for (std::size_t i = 0; i < 10 * kMistakesMax; ++i) {
    text += "surprise_" + std::to_string(i) + " = 1\n";
  }
  const auto parsed = ParseCatalogue(text, "c");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().mistakes.size(), kMistakesMax);
  EXPECT_TRUE(parsed.error().more);
  EXPECT_THAT(Text(parsed.error()), testing::EndsWith("c: there are more mistakes after these\n"));
}

TEST(Catalogue, OperatorIdsAreUnique) {
  const std::string text(kText);
  const std::string twice = text + text.substr(text.find("[[operator]]"));
  const auto parsed = ParseCatalogue(twice, "c");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(Text(parsed.error()), "c:28:6: operator alpha is there twice\n");
}

TEST(Catalogue, FileSizeIsBounded) {
  const std::string product = std::string(kText).substr(kText.rfind("[[operator.product]]"));
  std::string many(kText);
  for (std::size_t i = 0; i < kProductsMax; ++i) many += product;
  EXPECT_THAT(Text(ParseCatalogue(many, "c").error()),
              testing::HasSubstr("must have 1 to 64 of \"product\", not 66"));
  EXPECT_EQ(Text(ParseCatalogue(std::string(kCatalogueBytesMax + 1, ' '), "c").error()),
            "c:1:1: a catalogue has at most 1048576 bytes\n");
  EXPECT_FALSE(ParseCatalogue("a = " + std::string(100'000, '['), "c").ok()) << "deeply nested";
  EXPECT_FALSE(ParseCatalogue("", "c").ok());
  EXPECT_FALSE(ParseCatalogue("\xFF\xFE", "c").ok()) << "not UTF-8";
}

TEST(Catalogue, LongKeyIsTruncatedAtACharacterBoundary) {
  std::string key = "x";
  for (int i = 0; i < 100; ++i) key += "é";
  const auto parsed = ParseCatalogue(std::string(kText) + "\"" + key + "\" = 1\n", "c");
  ASSERT_FALSE(parsed.ok());
  EXPECT_EQ(parsed.error().mistakes[0].reason,
            "unknown key \"" + key.substr(0, 39) + "...\" in the product");
}

TEST(Catalogue, LineBreakInAKeyDoesNotBreakTheMessage) {
  const auto parsed = ParseCatalogue("\"a\\nb\" = 1\n", "c");
  ASSERT_FALSE(parsed.ok());
  EXPECT_THAT(Text(parsed.error()), testing::HasSubstr("unknown key \"a?b\" in the catalogue\n"));
}

std::string FileText(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

TEST(Catalogue, SampleFileIsMarkedAndHasThreeOperators) {
  const Catalogue catalogue = Parsed(FileText(HERLAAD_SOURCE_DIR "/config/catalogue.toml"));
  EXPECT_TRUE(catalogue.sample);
  EXPECT_EQ(catalogue.date, "2026-11-22");
  ASSERT_EQ(catalogue.operators.size(), 3U);
  ASSERT_TRUE(catalogue.Find("proximus") && catalogue.Find("telenet") && catalogue.Find("orange"));
  EXPECT_EQ(catalogue.Find("telenet")->connection, Connection::kRemote);
  EXPECT_EQ(catalogue.Find("telenet")->limits.seconds_between_topups, 120);
  EXPECT_EQ(catalogue.Find("proximus")->grace_days, 30);
  EXPECT_EQ(catalogue.Find("telenet")->grace_days, 0);
  EXPECT_EQ(catalogue.Find("orange")->grace_days, 30);
  EXPECT_EQ(catalogue.Find("proximus")->limits.per_month, Euros(25000));
  EXPECT_TRUE(QuoteFor(catalogue, "orange", Euros(2000)).ok());
  EXPECT_TRUE(QuoteFor(catalogue, "telenet", Euros(1000)).ok());
}

struct QuoteRow {
  const char* name;
  std::string_view operator_id;
  Money amount;
  QuoteRefusalReason reason;
  std::vector<Money> on_sale;
};

TEST(Quote, RefusalListsTheAmountsOnSale) {
  constexpr Money kOther{1500, static_cast<Currency>(99)};
  const std::vector<Money> on_sale = {Euros(1500), Euros(2500)};
  const QuoteRow rows[] = {
      {"nobody's operator", "beta", Euros(1500), QuoteRefusalReason::kUnknownOperator, {}},
      {"no operator", "", kOther, QuoteRefusalReason::kUnknownOperator, {}},
      {"another currency", "alpha", kOther, QuoteRefusalReason::kOtherCurrency, on_sale},
      {"a cent more", "alpha", Euros(1501), QuoteRefusalReason::kAmountNotOnSale, on_sale},
      {"nothing", "alpha", Euros(0), QuoteRefusalReason::kAmountNotOnSale, on_sale},
      {"negative", "alpha", Euros(-1500), QuoteRefusalReason::kAmountNotOnSale, on_sale},
      {"amount and fee", "alpha", Euros(2550), QuoteRefusalReason::kAmountNotOnSale, on_sale},
  };
  const Catalogue catalogue = Parsed(kText);
  for (const QuoteRow& row : rows) {
    const auto quote = QuoteFor(catalogue, row.operator_id, row.amount);
    ASSERT_FALSE(quote.ok()) << row.name;
    EXPECT_EQ(Code(quote.error().reason), Code(row.reason)) << row.name;
    EXPECT_EQ(quote.error().on_sale, row.on_sale) << row.name;
  }
}

TEST(Quote, VatIsOnThePriceOrOnTheFee) {
  const Catalogue catalogue = Parsed(kText);
  const auto single = QuoteFor(catalogue, "alpha", Euros(2500));
  ASSERT_TRUE(single.ok());
  EXPECT_EQ(single->total, Euros(2550));
  EXPECT_EQ(single->fee, Euros(50));
  EXPECT_EQ(single->vat, Euros(443)) << "21/121 of 25.50 is 4.4256";
  EXPECT_EQ(single->fee_vat, Euros(9));
  EXPECT_EQ(single->credited_eur6, 25'000'000);
  EXPECT_EQ(single->bonus_eur6, 1'500'000);
  const auto multi = QuoteFor(catalogue, "alpha", Euros(1500));
  ASSERT_TRUE(multi.ok());
  EXPECT_EQ(multi->total, Euros(1550));
  EXPECT_EQ(multi->vat, Euros(9)) << "21/121 of 0.50 is 0.0868";
  EXPECT_EQ(multi->op, catalogue.Find("alpha"));
}

TEST(Quote, WithoutItsFeeOnlyTheAmountIsPaidAndTaxed) {
  const Catalogue catalogue = Parsed(kText);
  const Quote single = WithoutFee(*QuoteFor(catalogue, "alpha", Euros(2500)));
  EXPECT_EQ(single.amount, Euros(2500));
  EXPECT_EQ(single.fee, Euros(0));
  EXPECT_EQ(single.total, Euros(2500));
  EXPECT_EQ(single.vat, Euros(434)) << "21/121 of 25.00 is 4.3388";
  EXPECT_EQ(single.fee_vat, Euros(0));
  EXPECT_EQ(single.credited_eur6, 25'000'000);
  const Quote multi = WithoutFee(*QuoteFor(catalogue, "alpha", Euros(1500)));
  EXPECT_EQ(multi.total, Euros(1500));
  EXPECT_EQ(multi.vat, Euros(0));
}

TEST(Quote, TotalIsConsistentForEveryFeeAndRate) {
  EXPECT_TRUE(rc::check("total is amount and fee, VAT is within what is taxed", [] {
    const auto fee = *rc::gen::inRange<std::int64_t>(0, 1'000'001);
    const auto rate = *rc::gen::inRange(0, 10'001);
    std::string text(kText);
    for (const auto& [from, to] : {std::pair("fee = 50", "fee = " + std::to_string(fee)),
                                   std::pair("= 2100 }", "= " + std::to_string(rate) + " }")}) {
      for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
        text.replace(at, std::string_view(from).size(), to);
      }
    }
    const auto catalogue = ParseCatalogue(text, "c");
    RC_ASSERT(catalogue.ok());
    const auto single = QuoteFor(*catalogue, "alpha", Euros(2500));
    const auto multi = QuoteFor(*catalogue, "alpha", Euros(1500));
    RC_ASSERT(single->total == Euros(2500 + fee) && multi->total == Euros(1500 + fee));
    RC_ASSERT(single->vat.minor >= 0 && single->vat.minor <= (2500 + fee) / 2 + 1);
    RC_ASSERT(multi->vat.minor >= 0 && multi->vat.minor <= fee / 2 + 1);
    RC_ASSERT(single->fee_vat == multi->vat && multi->fee_vat == multi->vat);
    RC_ASSERT(single->fee_vat.minor <= single->vat.minor);
  }));
}

TEST(ValidUntil, ProductValidityIsApplied) {
  const Catalogue catalogue = Parsed(kText);
  const Instant now = *ParseRfc3339("2026-11-22T13:02:11.042Z");
  const auto until = [&](std::int64_t cents) {
    return ToRfc3339(ValidUntil(*catalogue.Find("alpha")->Find(Euros(cents)), now));
  };
  EXPECT_EQ(until(1500), "2026-12-22T22:59:59.999Z") << "30 days";
  EXPECT_EQ(until(2500), "2027-11-22T22:59:59.999Z") << "12 months";
  const Bonus& bonus = catalogue.Find("alpha")->Find(Euros(2500))->bonus;
  EXPECT_EQ(ToRfc3339(ValidUntil(bonus.validity, now)), "2026-12-23T22:59:59.999Z") << "31 days";
}

}  // namespace
}  // namespace herlaad::catalogue
