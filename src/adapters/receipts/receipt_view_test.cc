#include "adapters/receipts/receipt_view.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "adapters/receipts/samples.h"

namespace herlaad::receipts {
namespace {

using engine::ReceiptView;
using messages::Language;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kLink = "https://herlaad.example/r/HR1";
const std::string kSpace = "\u00a0";

std::string ValueOf(const std::vector<ReceiptView::Row>& rows, std::string_view label) {
  for (const ReceiptView::Row& row : rows) {
    if (row.label == label) return row.value;
  }
  return "(no such row)";
}

std::vector<std::string> LabelsOf(const std::vector<ReceiptView::Row>& rows) {
  std::vector<std::string> labels;
  for (const ReceiptView::Row& row : rows) labels.push_back(row.label);
  return labels;
}

TEST(ReceiptViewTest, CreditedTopupInEnglish) {
  const ReceiptView view = ViewOf(samples::Credited(), Language::kEn, kLink);
  EXPECT_EQ(view.title, "Receipt");
  EXPECT_EQ(view.status, "Credited");
  EXPECT_EQ(view.headline, "€15.50");
  EXPECT_EQ(view.subject, "0470 •• •• 56\u00a0· Proximus");
  EXPECT_EQ(view.sandbox, "");
  EXPECT_EQ(ValueOf(view.amounts, "Credit"), "€15.00");
  EXPECT_EQ(ValueOf(view.amounts, "Fee"), "€0.50");
  EXPECT_EQ(view.total, (ReceiptView::Row{"Total", "€15.50"}));
  EXPECT_EQ(ValueOf(view.below_total, "Of which VAT (21%)"), "€2.69");
  EXPECT_EQ(ValueOf(view.times, "Paid"), "22\u00a0Nov\u00a02026, 14:02:09") << "in Belgium";
  EXPECT_EQ(ValueOf(view.times, "Valid until"), "22\u00a0Nov\u00a02027");
  EXPECT_EQ(ValueOf(view.references, "Payment reference"), "ch_3PqXv2LkdIwHu7ix0fQnGz8B");
  EXPECT_EQ(ValueOf(view.references, "Order reference"), ToText(samples::Credited().order));
  EXPECT_THAT(view.notes, IsEmpty());
}

TEST(ReceiptViewTest, AmountsAndDatesAreFormattedForTheLanguage) {
  const auto headline = [](Language language) {
    return ViewOf(samples::Credited(), language, kLink).headline;
  };
  EXPECT_EQ(headline(Language::kNl), "€" + kSpace + "15,50");
  EXPECT_EQ(headline(Language::kFr), "15,50" + kSpace + "€");
  EXPECT_EQ(headline(Language::kDe), "15,50" + kSpace + "€");
  EXPECT_EQ(ValueOf(ViewOf(samples::Credited(), Language::kZh, kLink).times, "有效期至"),
            "2027年11月22日");
}

TEST(ReceiptViewTest, VatOfAMultiPurposeProductIsThatOfTheFee) {
  orders::Receipt receipt = samples::Credited();
  receipt.vat_treatment = catalogue::VatTreatment::kMultiPurpose;
  receipt.vat = 9;
  const ReceiptView view = ViewOf(receipt, Language::kEn, kLink);
  EXPECT_EQ(ValueOf(view.below_total, "Of which VAT (21%)"), "€0.09");
  EXPECT_THAT(view.notes, ElementsAre("VAT on the credit is due when it is used"));
  receipt.vat = receipt.fee = 0;
  receipt.received = receipt.total();
  EXPECT_THAT(LabelsOf(ViewOf(receipt, Language::kEn, kLink).below_total),
              ElementsAre("Free bonus"));
}

TEST(ReceiptViewTest, UnknownVatRateIsNotPrinted) {
  orders::Receipt receipt = samples::Credited();
  receipt.vat_rate.reset();
  EXPECT_EQ(ValueOf(ViewOf(receipt, Language::kEn, kLink).below_total, "Of which VAT"), "€2.69");
}

TEST(ReceiptViewTest, RefundedReceiptShowsTheRefund) {
  const ReceiptView view = ViewOf(samples::Refunded(), Language::kEn, kLink);
  EXPECT_EQ(view.status, "Refunded");
  EXPECT_THAT(LabelsOf(view.amounts), ElementsAre("Amount paid")) << "not its credit";
  EXPECT_EQ(view.total, (ReceiptView::Row{"Amount refunded", "€15.50"}));
  EXPECT_THAT(LabelsOf(view.below_total), ElementsAre("Credit", "Fee", "Total"));
  EXPECT_THAT(LabelsOf(view.times), ElementsAre("Ordered", "Paid", "Refunded"));
  EXPECT_THAT(view.notes, ElementsAre("Everything that was paid has been refunded."));
}

TEST(ReceiptViewTest, ExtraChargeIsShownUntilItIsRefunded) {
  orders::Receipt receipt = samples::Credited();
  receipt.received = 2 * receipt.total();
  ReceiptView view = ViewOf(receipt, Language::kEn, kLink);
  EXPECT_EQ(ValueOf(view.below_total, "Extra charge"), "€15.50");
  EXPECT_EQ(ValueOf(view.below_total, "Refund on its way"), "€15.50");
  receipt.refunded = receipt.total();
  view = ViewOf(receipt, Language::kEn, kLink);
  EXPECT_EQ(ValueOf(view.below_total, "Amount paid"), "€31.00") << "as its verification says";
  EXPECT_EQ(ValueOf(view.below_total, "Amount refunded"), "€15.50");
  EXPECT_EQ(ValueOf(view.below_total, "Refund on its way"), "(no such row)");
}

TEST(ReceiptViewTest, EachOfSeveralChargesHasItsReference) {
  orders::Receipt receipt = samples::Credited();
  receipt.received = 2 * receipt.total();
  receipt.refunded = receipt.total();
  receipt.charges = {{1'550, "ch_1"}, {1'550, "ch_2"}};
  receipt.refunds = {{1'550, "rf_1"}};
  receipt.bank_reference = "ch_1";
  ReceiptView view = ViewOf(receipt, Language::kEn, kLink);
  EXPECT_EQ(ValueOf(view.references, "Payment reference"), "€15.50\u00a0· ch_1");
  EXPECT_EQ(ValueOf(view.references, "Extra charge reference"), "€15.50\u00a0· ch_2");
  EXPECT_EQ(ValueOf(view.references, "Refund of the extra charge"), "€15.50\u00a0· rf_1");
  EXPECT_EQ(ValueOf(view.references, "Refund reference"), "(no such row)");

  orders::Receipt all_back = samples::Refunded();
  all_back.charges = receipt.charges;
  all_back.refunds = {{1'550, "rf_1"}, {1'550, "rf_2"}};
  view = ViewOf(all_back, Language::kEn, kLink);
  const auto& rows = view.references;
  for (const char* const reference : {"ch_1", "ch_2"}) {
    const ReceiptView::Row row{"Payment reference", "€15.50\u00a0· " + std::string(reference)};
    EXPECT_EQ(std::count(rows.begin(), rows.end(), row), 1) << reference;
  }
  EXPECT_EQ(ValueOf(rows, "Refund reference"), "€15.50\u00a0· rf_1");
}

TEST(ReceiptViewTest, MissingValuesHaveNoRow) {
  orders::Receipt receipt = samples::Credited();
  receipt.bank_reference.clear();
  receipt.operator_reference.clear();
  receipt.bonus = {};
  const ReceiptView view = ViewOf(receipt, Language::kEn, kLink);
  EXPECT_THAT(LabelsOf(view.references),
              ElementsAre("Paid with", "Receipt number", "Order reference", "Issued"));
  EXPECT_THAT(LabelsOf(view.below_total), ElementsAre("Of which VAT (21%)"));
}

TEST(ReceiptViewTest, SandboxNoticeIsShownInEveryLanguage) {
  orders::Receipt receipt = samples::Credited();
  receipt.sandbox = true;
  std::set<std::string> words;
  for (const Language language : messages::kLanguages)
    words.insert(ViewOf(receipt, language, kLink).sandbox);
  EXPECT_EQ(words.size(), messages::kLanguages.size());
  EXPECT_EQ(words.count(""), 0U);
}

TEST(ReceiptViewTest, SellerIsNamed) {
  const ReceiptView view =
      ViewOf(samples::Credited(), Language::kEn, "https://h.example", samples::Issuer());
  EXPECT_EQ(ValueOf(view.seller, "Sold by"), "Voorbeeld BV");
  EXPECT_EQ(ValueOf(view.seller, "Address"), "Voorbeeldstraat 1, 1000 Brussel");
  EXPECT_EQ(ValueOf(view.seller, "Enterprise number"), "0123.456.749");
  EXPECT_EQ(ValueOf(view.seller, "VAT number"), "BE 0123.456.749");
  EXPECT_TRUE(ViewOf(samples::Credited(), Language::kEn, "https://h.example").seller.empty());
}

TEST(ReceiptViewTest, SupportContactIsNamed) {
  const ReceiptView view =
      ViewOf(samples::Credited(), Language::kEn, "https://h.example", samples::Issuer());
  EXPECT_EQ(view.support, samples::Issuer().support);
  EXPECT_TRUE(ViewOf(samples::Credited(), Language::kEn, "https://h.example").support.IsEmpty());
}

TEST(ReceiptViewTest, RefundShowsItsReasonAndReference) {
  orders::Receipt receipt = samples::Refunded();
  receipt.received = receipt.refunded = 1'450;
  receipt.charges = {{1'450, "ch_1"}};
  receipt.refunds = {{1'450, "re_77"}};
  receipt.why = {{"order.why.other_amount", {{"charged", Euros(1'450)}, {"total", Euros(1'550)}}}};
  const ReceiptView view = ViewOf(receipt, Language::kEn, "https://h.example");
  EXPECT_EQ(view.headline, "€14.50");
  EXPECT_EQ(view.notes.front(), "€14.50 was charged instead of €15.50.");
  EXPECT_EQ(ValueOf(view.references, "Refund reference"), "re_77");
}

TEST(ReceiptViewTest, BonusHasItsOwnExpiry) {
  orders::Receipt receipt = samples::Credited();
  receipt.bonus_until = *ParseRfc3339("2026-12-23T22:59:59.999Z");
  const ReceiptView view = ViewOf(receipt, Language::kEn, "https://h.example");
  EXPECT_EQ(ValueOf(view.times, "Bonus valid until"), "23\u00a0Dec\u00a02026");
}

}  // namespace
}  // namespace herlaad::receipts
