#include "adapters/receipts/sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/receipts/samples.h"

namespace herlaad::receipts {
namespace {

using engine::ReceiptSheet;
using messages::Language;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kLink = "https://herlaad.example/r/HR1";
const std::string kSpace = "\u00a0";

std::string ValueOf(const std::vector<ReceiptSheet::Row>& rows, std::string_view label) {
  for (const ReceiptSheet::Row& row : rows) {
    if (row.label == label) return row.value;
  }
  return "(no such row)";
}

std::vector<std::string> LabelsOf(const std::vector<ReceiptSheet::Row>& rows) {
  std::vector<std::string> labels;
  for (const ReceiptSheet::Row& row : rows) labels.push_back(row.label);
  return labels;
}

TEST(SheetTest, ACreditedTopUpInEnglish) {
  const ReceiptSheet sheet = SheetOf(samples::Credited(), Language::kEn, kLink);
  EXPECT_EQ(sheet.title, "Receipt");
  EXPECT_EQ(sheet.status, "Credited");
  EXPECT_EQ(sheet.headline, "€15.50");
  EXPECT_EQ(sheet.subject, "0470 •• •• 56 · Proximus");
  EXPECT_EQ(sheet.sandbox, "");
  EXPECT_EQ(ValueOf(sheet.amounts, "Credit"), "€15.00");
  EXPECT_EQ(ValueOf(sheet.amounts, "Fee"), "€0.50");
  EXPECT_EQ(sheet.total, (ReceiptSheet::Row{"Total", "€15.50"}));
  EXPECT_EQ(ValueOf(sheet.below_total, "Of which VAT (21%)"), "€2.69");
  EXPECT_EQ(ValueOf(sheet.times, "Paid"), "22 Nov 2026, 14:02:09") << "in Belgium";
  EXPECT_EQ(ValueOf(sheet.times, "Valid until"), "22 Nov 2027");
  EXPECT_EQ(ValueOf(sheet.references, "Bank's reference"), "ch_3PqXv2LkdIwHu7ix0fQnGz8B");
  EXPECT_EQ(ValueOf(sheet.references, "Order"), ToText(samples::Credited().order));
  EXPECT_THAT(sheet.notes, IsEmpty());
}

TEST(SheetTest, AmountsAndDatesAreInTheLanguagesForm) {
  const auto headline = [](Language language) {
    return SheetOf(samples::Credited(), language, kLink).headline;
  };
  EXPECT_EQ(headline(Language::kNl), "€" + kSpace + "15,50");
  EXPECT_EQ(headline(Language::kFr), "15,50" + kSpace + "€");
  EXPECT_EQ(headline(Language::kDe), "15,50" + kSpace + "€");
  EXPECT_EQ(ValueOf(SheetOf(samples::Credited(), Language::kZh, kLink).times, "有效期至"),
            "2027年11月22日");
}

TEST(SheetTest, VatOfAMultiPurposeProductIsThatOfTheFee) {
  orders::Receipt receipt = samples::Credited();
  receipt.vat_treatment = catalog::VatTreatment::kMultiPurpose;
  receipt.vat = 9;
  const ReceiptSheet sheet = SheetOf(receipt, Language::kEn, kLink);
  EXPECT_EQ(ValueOf(sheet.below_total, "Of which VAT (21%)"), "€0.09");
  EXPECT_THAT(sheet.notes, ElementsAre("VAT on the credit is due when it is used"));
  receipt.vat = receipt.fee = 0;
  receipt.received = receipt.total();
  EXPECT_THAT(LabelsOf(SheetOf(receipt, Language::kEn, kLink).below_total),
              ElementsAre("Free bonus"));
}

TEST(SheetTest, ARateThatIsNotKnownIsNotPrinted) {
  orders::Receipt receipt = samples::Credited();
  receipt.vat_rate.reset();
  EXPECT_EQ(ValueOf(SheetOf(receipt, Language::kEn, kLink).below_total, "Of which VAT"), "€2.69");
}

TEST(SheetTest, ARefundedOneSaysWhatCameBack) {
  const ReceiptSheet sheet = SheetOf(samples::Refunded(), Language::kEn, kLink);
  EXPECT_EQ(sheet.status, "Refunded");
  EXPECT_THAT(LabelsOf(sheet.below_total), ElementsAre("Amount paid", "Amount refunded"));
  EXPECT_EQ(ValueOf(sheet.below_total, "Amount refunded"), "€15.50");
  EXPECT_THAT(LabelsOf(sheet.times), ElementsAre("Ordered", "Paid", "Refunded"));
  EXPECT_THAT(
      sheet.notes,
      ElementsAre("The number was not credited. Everything that was paid has been refunded."));
}

TEST(SheetTest, ASecondChargeIsNamedUntilItIsBack) {
  orders::Receipt receipt = samples::Credited();
  receipt.received = 2 * receipt.total();
  ReceiptSheet sheet = SheetOf(receipt, Language::kEn, kLink);
  EXPECT_EQ(ValueOf(sheet.below_total, "Extra charge"), "€15.50");
  EXPECT_EQ(ValueOf(sheet.below_total, "Refund on its way"), "€15.50");
  receipt.refunded = receipt.total();
  sheet = SheetOf(receipt, Language::kEn, kLink);
  EXPECT_EQ(ValueOf(sheet.below_total, "Amount refunded"), "€15.50");
  EXPECT_EQ(ValueOf(sheet.below_total, "Refund on its way"), "(no such row)");
}

TEST(SheetTest, WhatIsNotThereHasNoRow) {
  orders::Receipt receipt = samples::Credited();
  receipt.bank_reference.clear();
  receipt.operator_reference.clear();
  receipt.bonus = {};
  const ReceiptSheet sheet = SheetOf(receipt, Language::kEn, kLink);
  EXPECT_THAT(LabelsOf(sheet.references),
              ElementsAre("Paid with", "Receipt number", "Order", "Issued"));
  EXPECT_THAT(LabelsOf(sheet.below_total), ElementsAre("Of which VAT (21%)"));
}

TEST(SheetTest, ASandboxSaysSoInEveryLanguage) {
  orders::Receipt receipt = samples::Credited();
  receipt.sandbox = true;
  std::set<std::string> words;
  for (const Language language : messages::kLanguages)
    words.insert(SheetOf(receipt, language, kLink).sandbox);
  EXPECT_EQ(words.size(), messages::kLanguages.size());
  EXPECT_EQ(words.count(""), 0U);
}

TEST(SheetTest, NamesWhoSellsHere) {
  const ReceiptSheet sheet =
      SheetOf(samples::Credited(), Language::kEn, "https://h.example", samples::Issuer());
  EXPECT_EQ(ValueOf(sheet.seller, "Sold by"), "Voorbeeld BV");
  EXPECT_EQ(ValueOf(sheet.seller, "Address"), "Voorbeeldstraat 1, 1000 Brussel");
  EXPECT_EQ(ValueOf(sheet.seller, "Enterprise number"), "0123.456.749");
  EXPECT_EQ(ValueOf(sheet.seller, "VAT number"), "BE 0123.456.749");
  EXPECT_TRUE(SheetOf(samples::Credited(), Language::kEn, "https://h.example").seller.empty());
}

TEST(SheetTest, NamesWhomToAsk) {
  const ReceiptSheet sheet =
      SheetOf(samples::Credited(), Language::kEn, "https://h.example", samples::Issuer());
  EXPECT_EQ(sheet.support, samples::Issuer().support);
  EXPECT_TRUE(SheetOf(samples::Credited(), Language::kEn, "https://h.example").support.IsEmpty());
}

TEST(SheetTest, SaysWhyTheMoneyIsBackAndByWhichRefund) {
  orders::Receipt receipt = samples::Refunded();
  receipt.received = receipt.refunded = 1'450;
  receipt.refund_references = {"re_77"};
  receipt.why = {{"order.why.other_amount", {{"charged", Euros(1'450)}, {"total", Euros(1'550)}}}};
  const ReceiptSheet sheet = SheetOf(receipt, Language::kEn, "https://h.example");
  EXPECT_EQ(sheet.headline, "€14.50");
  EXPECT_EQ(sheet.notes.front(), "Your bank charged €14.50 instead of €15.50.");
  EXPECT_EQ(ValueOf(sheet.references, "Refund reference"), "re_77");
}

TEST(SheetTest, ABonusHasItsOwnEnd) {
  orders::Receipt receipt = samples::Credited();
  receipt.bonus_until = *ParseRfc3339("2026-12-23T22:59:59.999Z");
  const ReceiptSheet sheet = SheetOf(receipt, Language::kEn, "https://h.example");
  EXPECT_EQ(ValueOf(sheet.times, "Bonus valid until"), "23 Dec 2026");
}

}  // namespace
}  // namespace herlaad::receipts
