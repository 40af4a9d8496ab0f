#include "base/money/money.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <string>

#include "base/money/asset.h"
#include "base/money/rounding.h"

namespace herlaad::money {
namespace {

constexpr std::int64_t kMax = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kMin = std::numeric_limits<std::int64_t>::min();
constexpr auto kOtherCurrency = static_cast<Currency>(99);

TEST(Money, OverflowAndOtherCurrenciesAreRejected) {
  EXPECT_EQ(Add(Euros(1500), Euros(-1)), Euros(1499));
  EXPECT_EQ(Subtract(Euros(1500), Euros(1501)), Euros(-1));
  EXPECT_EQ(Add(Euros(kMax), Euros(0)), Euros(kMax));
  EXPECT_EQ(Add(Euros(kMax), Euros(1)), std::nullopt) << "one cent more than fits";
  EXPECT_EQ(Subtract(Euros(kMin), Euros(1)), std::nullopt);
  EXPECT_EQ(Subtract(Euros(0), Euros(kMin)), std::nullopt) << "has no positive twin";
  EXPECT_EQ(Add(Euros(1), Money{1, kOtherCurrency}), std::nullopt);
  EXPECT_EQ(Subtract(Euros(1), Money{1, kOtherCurrency}), std::nullopt);
}

TEST(Money, SubtractionReversesAddition) {
  EXPECT_TRUE(
      rc::check("a sum that fits, less one part, is the other", [](std::int64_t a, std::int64_t b) {
        const auto sum = Add(Euros(a), Euros(b));
        RC_PRE(sum.has_value());
        RC_ASSERT(Subtract(*sum, Euros(b)) == Euros(a));
      }));
}

TEST(Money, AmountsAreFormattedWithAndWithoutCurrencySign) {
  EXPECT_EQ(Human(Euros(1500)), "€15.00");
  EXPECT_EQ(Plain(Euros(1500)), "15.00");
  EXPECT_EQ(Human(Euros(-5)), "-€0.05");
  EXPECT_EQ(Plain(Euros(-5)), "-0.05");
  EXPECT_EQ(Plain(Euros(0)), "0.00");
  EXPECT_EQ(Plain(Euros(kMin)), "-92233720368547758.08");
  EXPECT_EQ(Plain(Euros(kMax)), "92233720368547758.07");
}

struct TypedRow {
  const char* name;
  const char* typed;
  std::int64_t cents;
};

TEST(ParseEuros, TypedAmountsAreAccepted) {
  const TypedRow rows[] = {
      {"whole euros", "15", 1500},
      {"two decimals", "15.00", 1500},
      {"a comma, as in Belgium", "15,50", 1550},
      {"one decimal", "15.5", 1550},
      {"less than a euro", "0.05", 5},
      {"leading zeros", "0015", 1500},
      {"spaces around", "  15 ", 1500},
      {"the currency's sign", "€15", 1500},
      {"the currency's sign and a space", "€ 15,00", 1500},
      {"the most that may be typed", "1000000.00", kTypedCentsMax},
  };
  for (const TypedRow& row : rows) {
    const auto parsed = ParseEuros(row.typed);
    ASSERT_TRUE(parsed.ok()) << row.name;
    EXPECT_EQ(parsed.value(), Euros(row.cents)) << row.name;
  }
}

struct RefusedRow {
  const char* name;
  const char* typed;
  EurosError error;
};

TEST(ParseEuros, InvalidAmountsAreRejectedWithTheReason) {
  const RefusedRow rows[] = {
      {"nothing", "", EurosError::kEmpty},
      {"only spaces", "   ", EurosError::kEmpty},
      {"negative", "-15", EurosError::kNegative},
      {"negative after the sign of the euro", "€-15", EurosError::kNegative},
      {"negative before the sign of the euro", "-€15", EurosError::kNegative},
      {"negative zero", "-0", EurosError::kNegative},
      {"only a minus", "-", EurosError::kNotAnAmount},
      {"a word", "fifteen", EurosError::kNotAnAmount},
      {"another currency's sign", "$15", EurosError::kNotAnAmount},
      {"an exponent", "1e3", EurosError::kNotAnAmount},
      {"hexadecimal", "0x10", EurosError::kNotAnAmount},
      {"a plus", "+15", EurosError::kNotAnAmount},
      {"a point without decimals", "15.", EurosError::kNotAnAmount},
      {"decimals without euros", ".50", EurosError::kNotAnAmount},
      {"two points", "1.5.0", EurosError::kNotAnAmount},
      {"a space inside", "1 500", EurosError::kNotAnAmount},
      {"three decimals", "15.001", EurosError::kTooManyDecimals},
      {"a thousands separator", "1.000", EurosError::kTooManyDecimals},
      {"zero", "0", EurosError::kZero},
      {"zero with decimals", "0,00", EurosError::kZero},
      {"a cent too much", "1000000.01", EurosError::kTooLarge},
      {"more than 64 bits", "99999999999999999999999999", EurosError::kTooLarge},
  };
  for (const RefusedRow& row : rows) {
    const auto parsed = ParseEuros(row.typed);
    ASSERT_FALSE(parsed.ok()) << row.name;
    EXPECT_EQ(parsed.error(), row.error) << row.name << ": " << Code(parsed.error());
  }
}

TEST(ParseEuros, FormattedAmountsRoundTrip) {
  EXPECT_TRUE(rc::check("typed as written, an amount is itself", [] {
    const auto cents = *rc::gen::inRange<std::int64_t>(1, kTypedCentsMax + 1);
    RC_ASSERT(ParseEuros(Plain(Euros(cents))).value() == Euros(cents));
    RC_ASSERT(ParseEuros(Human(Euros(cents))).value() == Euros(cents));
  }));
  EXPECT_TRUE(rc::check("any text is an amount or has a reason", [](const std::string& text) {
    const auto parsed = ParseEuros(text);
    const std::string why = parsed.ok() ? "" : std::string(Text(parsed.error()));
    RC_ASSERT(parsed.ok() != !why.empty());
  }));
}

TEST(Currency, CodesRoundTrip) {
  EXPECT_EQ(ParseCurrency(Text(Currency::kEur)), Currency::kEur);
  EXPECT_EQ(ParseCurrency("eur"), Currency::kEur);
  for (const char* text : {"", "USD", "usd", "Eur", "EUr", "EUR ", " EUR", "EURO", "EU", "€"})
    EXPECT_EQ(ParseCurrency(text), std::nullopt) << text;
}

TEST(Asset, CodesRoundTrip) {
  EXPECT_EQ(Text(Asset::kEur2), "EUR/2");
  EXPECT_EQ(Text(Asset::kEur6), "EUR/6");
  for (const Asset asset : {Asset::kEur2, Asset::kEur6}) {
    EXPECT_EQ(ParseAsset(Text(asset)), asset);
    EXPECT_EQ(std::string(CodeOf(asset)) + "/" + std::to_string(ScaleOf(asset)), Text(asset));
  }
  for (const char* text : {"", "EUR", "EUR/", "EUR/3", "eur/2", "EUR/2 "}) {
    EXPECT_EQ(ParseAsset(text), std::nullopt) << text;
  }
  EXPECT_EQ(PaymentAsset(Currency::kEur), Asset::kEur2);
}

TEST(Asset, CentsConvertToBucketUnitsExactly) {
  EXPECT_EQ(Eur6FromMoney(Euros(1500)), 15'000'000);
  EXPECT_EQ(Eur6FromMoney(Euros(-1)), -10'000);
  EXPECT_EQ(Eur6FromMoney(Euros(kMax / 10'000)), kMax / 10'000 * 10'000);
  EXPECT_EQ(Eur6FromMoney(Euros(kMax / 10'000 + 1)), std::nullopt);
  EXPECT_TRUE(rc::check("there and back loses nothing", [] {
    const auto cents = *rc::gen::inRange<std::int64_t>(kMin / 10'000, kMax / 10'000);
    const RoundedMoney back = MoneyFromEur6(*Eur6FromMoney(Euros(cents)));
    RC_ASSERT(back.amount == Euros(cents));
    RC_ASSERT(back.remainder_eur6 == 0);
  }));
  EXPECT_TRUE(rc::check("what rounding to cents took is in the remainder", [](std::int64_t eur6) {
    const RoundedMoney rounded = MoneyFromEur6(eur6);
    RC_ASSERT(rounded.remainder_eur6 >= -5'000 && rounded.remainder_eur6 <= 5'000);
    RC_ASSERT(rounded.amount.minor == (eur6 - rounded.remainder_eur6) / 10'000);
    RC_ASSERT((eur6 - rounded.remainder_eur6) % 10'000 == 0);
  }));
}

struct RoundingRow {
  const char* name;
  std::int64_t amount, numerator, denominator;
  std::optional<Rounded> expected;
};

TEST(MulDivRound, HalvesRoundAwayFromZero) {
  const RoundingRow rows[] = {
      {"exact", 6, 1, 3, Rounded{2, 0, 3}},
      {"just below a half", 14, 1, 10, Rounded{1, 4, 10}},
      {"a half", 15, 1, 10, Rounded{2, -5, 10}},
      {"another half, not to even", 25, 1, 10, Rounded{3, -5, 10}},
      {"just above a half", 16, 1, 10, Rounded{2, -4, 10}},
      {"a negative half", -25, 1, 10, Rounded{-3, 5, 10}},
      {"half of an odd denominator does not exist", 3, 1, 7, Rounded{0, 3, 7}},
      {"nothing", 0, 5, 7, Rounded{0, 0, 7}},
      {"through more than 64 bits", kMax, kMax, kMax, Rounded{kMax, 0, kMax}},
      {"the most negative", kMin, 1, 1, Rounded{kMin, 0, 1}},
      {"one too many", kMin, -1, 1, std::nullopt},
      {"rounded out of 64 bits", kMax, 3, 2, std::nullopt},
      {"far too much", kMin, kMin, 1, std::nullopt},
      {"division by zero", 1, 1, 0, std::nullopt},
      {"a negative denominator", 1, 1, -2, std::nullopt},
  };
  for (const RoundingRow& row : rows) {
    EXPECT_EQ(MulDivRound(row.amount, row.numerator, row.denominator), row.expected) << row.name;
  }
}

TEST(MulDivRound, ResultIsExactWithItsRemainder) {
  EXPECT_TRUE(rc::check(
      "value and remainder are the whole product", [](std::int64_t amount, int numerator) {
        const auto denominator = *rc::gen::inRange<std::int64_t>(1, kMax);
        const auto rounded = MulDivRound(amount, numerator, denominator);
        if (!rounded) return;
        __extension__ using Wide = __int128;
        RC_ASSERT(static_cast<Wide>(amount) * numerator ==
                  static_cast<Wide>(rounded->value) * denominator + rounded->remainder_numerator);
        const Wide twice = static_cast<Wide>(rounded->remainder_numerator) * 2;
        RC_ASSERT(twice <= denominator && -twice <= denominator);
      }));
  EXPECT_TRUE(rc::check("a refund rounds as its payment did", [] {
    const auto amount = *rc::gen::inRange<std::int64_t>(0, kMax);
    const auto denominator = *rc::gen::inRange<std::int64_t>(1, 1'000'000);
    const auto there = MulDivRound(amount, 1, denominator);
    const auto back = MulDivRound(-amount, 1, denominator);
    RC_ASSERT(there->value == -back->value);
    RC_ASSERT(there->remainder_numerator == -back->remainder_numerator);
  }));
}

TEST(VatIncluded, PriceIsSplitIntoNetAndVat) {
  EXPECT_EQ(VatIncluded(Euros(1500), {2100}).vat, Euros(260)) << "2.6033 rounds down";
  EXPECT_EQ(VatIncluded(Euros(1500), {2100}).net, Euros(1240));
  EXPECT_EQ(VatIncluded(Euros(121), {2100}).vat, Euros(21)) << "exact";
  EXPECT_EQ(VatIncluded(Euros(5), {2100}).vat, Euros(1)) << "0.868 rounds up";
  EXPECT_EQ(VatIncluded(Euros(1), {10'000}).vat, Euros(1)) << "a half goes up";
  EXPECT_EQ(VatIncluded(Euros(-1500), {2100}).vat, Euros(-260)) << "a refund";
  EXPECT_EQ(VatIncluded(Euros(1500), {0}).vat, Euros(0));
  EXPECT_EQ(VatIncluded(Euros(0), {2100}).net, Euros(0));
}

TEST(VatIncluded, NetPlusVatEqualsThePrice) {
  EXPECT_TRUE(rc::check("net and VAT are the price", [](std::int64_t cents) {
    const auto rate = *rc::gen::inRange<std::int32_t>(0, kBasisPointsMax + 1);
    const VatSplit split = VatIncluded(Euros(cents), {rate});
    RC_ASSERT(Add(split.net, split.vat) == Euros(cents));
    RC_ASSERT(split.vat.minor == 0 || (split.vat.minor < 0) == (cents < 0));
  }));
  EXPECT_EQ(Add(VatIncluded(Euros(kMin), {2100}).net, VatIncluded(Euros(kMin), {2100}).vat),
            Euros(kMin));
}

TEST(VatIncludedDeathTest, InvalidRateAborts) {
  EXPECT_DEATH((void)VatIncluded(Euros(1500), {-1}), "VAT rate");
  EXPECT_DEATH((void)VatIncluded(Euros(1500), {10'001}), "VAT rate");
}

}  // namespace
}  // namespace herlaad::money
