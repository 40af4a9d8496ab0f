#include "domain/orders/receipts/signed_receipt.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace herlaad::orders {
namespace {

SignedReceipt Sample() {
  SignedReceipt receipt;
  receipt.order = OrderId(123'456'789'012'345);
  receipt.issued_at_s = ParseRfc3339("2026-11-22T13:02:11Z")->ms / 1'000;
  receipt.paid_at_s = receipt.issued_at_s - 13;
  receipt.shown_digits = "047056";
  receipt.operator_id = "proximus";
  receipt.amount = receipt.received = 1'500;
  receipt.vat = 260;
  return receipt;
}

TEST(SignedReceiptTest, TextMatchesTheDocumentedFormat) {
  EXPECT_EQ(
      ToText(Sample()),
      "HR1.0003G9230VQVS2.C.20261122T130211Z.20261122T130158Z.047056.PROXIMUS.EUR.1500.0.260.S."
      "1500.0.CARD");
  SignedReceipt other = Sample();
  other.sandbox = true;
  other.kind = ReceiptKind::kRefunded;
  other.vat_treatment = catalogue::VatTreatment::kMultiPurpose;
  other.payment_method = PaymentMethod::kWechatPay;
  other.operator_id = "mobile-vikings";
  const std::string text = ToText(other);
  EXPECT_EQ(text.substr(0, 4), "HS1.");
  EXPECT_NE(text.find(".R."), std::string::npos);
  EXPECT_NE(text.find(".M."), std::string::npos);
  EXPECT_NE(text.find("MOBILE-VIKINGS"), std::string::npos);
  EXPECT_NE(text.find("WECHAT_PAY"), std::string::npos);
  EXPECT_EQ(ParseSignedReceipt(text), other);
}

TEST(SignedReceiptTest, NumberIsMaskedAsOnTheReceipt) {
  Receipt receipt;
  receipt.order = OrderId(1);
  receipt.masked = Msisdn::FromStored(32470123456).Masked();
  receipt.operator_id = "proximus";
  const SignedReceipt part = SignedPartOf(receipt);
  EXPECT_EQ(part.shown_digits, "047056");
  EXPECT_EQ(part.Masked(), receipt.masked);
  EXPECT_EQ(ToText(part).find("1234"), std::string::npos);
}

TEST(SignedReceiptTest, NonCanonicalTextsAreRejected) {
  const std::string text = ToText(Sample());
  ASSERT_TRUE(ParseSignedReceipt(text).has_value());
  const auto with = [&text](std::string_view what, std::string_view instead) {
    std::string other = text;
    return other.replace(other.find(what), what.size(), instead);
  };
  const std::string cases[] = {
      "",
      ".",
      std::string(14, '.'),
      std::string(5'000, '.'),
      text + ".",
      "." + text,
      text + "\n",
      with("HR1", "HR2"),
      with("HR1", "hr1"),
      with("PROXIMUS", "proximus"),
      with("PROXIMUS", ""),
      with("PROXIMUS", "PROXIMUSPROXIMUSPROXIMUS"),
      with("PROXIMUS", "PROXI+MUS"),
      with(".1500.", ".01500."),
      with(".1500.", ".-1500."),
      with(".1500.", ".1500.0."),
      with(".1500.", ".9999999999999999."),
      with("EUR", "USD"),
      with(".C.", ".X."),
      with(".S.", ".T."),
      with("CARD", "GOLD"),
      with("047056", "04705"),
      with("047056", "04705A"),
      with("20261122T130211Z", "20261322T130211Z"),
      with("20261122T130211Z", "20261122 130211Z"),
      with("0003G9230VQVS2", "0003G9230VQVS3"),
  };
  for (const std::string& wrong : cases) {
    SCOPED_TRACE(wrong.substr(0, 120));
    EXPECT_FALSE(ParseSignedReceipt(wrong).has_value());
  }
}

SignedReceipt Arbitrary() {
  using rc::gen::inRange;
  SignedReceipt receipt;
  receipt.sandbox = *rc::gen::arbitrary<bool>();
  receipt.order = OrderId(*inRange<std::int64_t>(0, INT64_MAX));
  receipt.kind = *rc::gen::element(ReceiptKind::kCredited, ReceiptKind::kRefunded);
  receipt.issued_at_s = *inRange<std::int64_t>(0, 253'402'300'799);
  receipt.paid_at_s = *inRange<std::int64_t>(0, 253'402'300'799);
  receipt.shown_digits = *rc::gen::container<std::string>(
      6,
      rc::gen::map(inRange<int>(0, 10), [](int digit) { return static_cast<char>('0' + digit); }));
  const std::string letters = "abcdefghijklmnopqrstuvwxyz0123456789_-";
  receipt.operator_id = *rc::gen::container<std::string>(
      *inRange<std::size_t>(1, catalogue::kOperatorIdMax + 1), rc::gen::elementOf(letters));
  for (auto* amount :
       {&receipt.amount, &receipt.fee, &receipt.vat, &receipt.received, &receipt.refunded}) {
    *amount = *inRange<std::int64_t>(0, 999'999'999'999'999);
  }
  receipt.vat_treatment = *rc::gen::element(catalogue::VatTreatment::kSinglePurpose,
                                            catalogue::VatTreatment::kMultiPurpose);
  receipt.payment_method = static_cast<PaymentMethod>(*inRange(1, 7));
  return receipt;
}

TEST(SignedReceiptTest, ChargeRowsTellWhereTheMoneyIs) {
  SignedReceipt receipt;
  receipt.amount = receipt.received = 1'500;
  EXPECT_TRUE(ChargeRows(receipt).empty()) << "the total says it";
  receipt.received = 3'000;
  EXPECT_EQ(ChargeRows(receipt), (std::vector<ChargeRow>{{"receipt.besides", 1'500},
                                                         {"receipt.received", 3'000},
                                                         {"receipt.going_back", 1'500}}));
  receipt.refunded = 1'500;
  EXPECT_EQ(ChargeRows(receipt), (std::vector<ChargeRow>{{"receipt.besides", 1'500},
                                                         {"receipt.received", 3'000},
                                                         {"receipt.refunded", 1'500}}));
  receipt.kind = ReceiptKind::kRefunded;
  receipt.refunded = 3'000;
  EXPECT_EQ(ChargeRows(receipt),
            (std::vector<ChargeRow>{{"receipt.received", 3'000}, {"receipt.refunded", 3'000}}));
}

TEST(SignedReceiptProperty, SignedTextRoundTrips) {
  EXPECT_TRUE(rc::check([] {
    const SignedReceipt receipt = Arbitrary();
    RC_ASSERT(ParseSignedReceipt(ToText(receipt)) == receipt);
  }));
}

TEST(SignedReceiptProperty, ChangedCharacterChangesOrInvalidatesTheReceipt) {
  EXPECT_TRUE(rc::check([] {
    const SignedReceipt receipt = Arbitrary();
    std::string text = ToText(receipt);
    const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
    const char other = *rc::gen::arbitrary<char>();
    RC_PRE(text[at] != other);
    text[at] = other;
    const auto read = ParseSignedReceipt(text);
    if (!read) return;
    RC_ASSERT(*read != receipt);
    RC_ASSERT(ToText(*read) == text);
  }));
}

}  // namespace
}  // namespace herlaad::orders
