#include "domain/reconcile/epc_qr.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace herlaad::reconcile {
namespace {

EpcQr Sample() {
  EpcQr payment;
  payment.name = "Herlaad BV";
  payment.iban = "BE68 5390 0754 7034";
  payment.cents = 1234;
  payment.remittance = "+++123/4567/89002+++";
  return payment;
}

TEST(EpcQr, IsWrittenWithNothingInvented) {
  EXPECT_EQ(*WriteEpcQr(Sample()),
            "BCD\n002\n1\nSCT\n\nHerlaad BV\nBE68539007547034\nEUR12.34\n\n\n+++123/4567/89002+++");
  EpcQr bare = Sample();
  bare.cents.reset();
  bare.remittance.clear();
  EXPECT_EQ(*WriteEpcQr(bare), "BCD\n002\n1\nSCT\n\nHerlaad BV\nBE68539007547034");
}

TEST(EpcQr, AmountHasTwoDecimals) {
  for (const auto& [cents, text] : {std::pair<std::int64_t, std::string>{1, "EUR0.01"},
                                    {10, "EUR0.10"},
                                    {1200, "EUR12.00"},
                                    {29, "EUR0.29"},
                                    {99'999'999'999, "EUR999999999.99"}}) {
    EpcQr payment = Sample();
    payment.cents = cents;
    EXPECT_NE(WriteEpcQr(payment)->find('\n' + text + '\n'), std::string::npos) << text;
  }
}

TEST(EpcQr, StructuredReferenceHasItsOwnLine) {
  EpcQr payment = Sample();
  payment.remittance.clear();
  payment.reference = "RF18 5390 0754 7034";
  EXPECT_EQ(*WriteEpcQr(payment),
            "BCD\n002\n1\nSCT\n\nHerlaad BV\nBE68539007547034\nEUR12.34\n\nRF18539007547034");
}

struct Bad {
  const char* name;
  void (*change)(EpcQr&);
  EpcQrError error;
};

TEST(EpcQr, WrongFieldsAreNotWritten) {
  for (const Bad& row : {
           Bad{"no name", [](EpcQr& p) { p.name = " "; }, EpcQrError::kName},
           {"name of 71", [](EpcQr& p) { p.name.assign(71, 'x'); }, EpcQrError::kName},
           {"line end", [](EpcQr& p) { p.name = "a\nb"; }, EpcQrError::kText},
           {"not UTF-8", [](EpcQr& p) { p.remittance = "\xff"; }, EpcQrError::kText},
           {"wrong IBAN", [](EpcQr& p) { p.iban = "BE68539007547043"; }, EpcQrError::kIban},
           {"zero", [](EpcQr& p) { p.cents = 0; }, EpcQrError::kAmount},
           {"a cent too much", [](EpcQr& p) { p.cents = 100'000'000'000; }, EpcQrError::kAmount},
           {"short BIC", [](EpcQr& p) { p.bic = "KREDBE"; }, EpcQrError::kBic},
           {"purpose", [](EpcQr& p) { p.purpose = "GDSVX"; }, EpcQrError::kPurpose},
           {"both", [](EpcQr& p) { p.reference = "RF18539007547034"; }, EpcQrError::kReference},
           {"Belgian digits as reference",
            [](EpcQr& p) {
              p.remittance.clear();
              p.reference = "123456789002";
            },
            EpcQrError::kReference},
           {"text of 141", [](EpcQr& p) { p.remittance.assign(141, 'x'); }, EpcQrError::kTooLong},
           {"332 bytes",
            [](EpcQr& p) {
              for (int i = 0; i < 140; ++i) p.information += i < 70 ? "é" : "";
              p.remittance.assign(140, 'x');
              p.purpose = "GDSV";
            },
            EpcQrError::kTooLong},
       }) {
    EpcQr payment = Sample();
    row.change(payment);
    const auto written = WriteEpcQr(payment);
    ASSERT_FALSE(written.ok()) << row.name;
    EXPECT_EQ(written.error(), row.error) << row.name;
    EXPECT_FALSE(Text(written.error()).empty());
  }
}

TEST(EpcQr, IsReadKindly) {
  const auto old = ReadEpcQr(
      "BCD\r\n001\r\n1\r\nSCT\r\nKREDBEBB\r\nHerlaad BV\r\nbe68 5390 0754 7034\r\nEUR12.3\r\n\r\n"
      "123456789002\r\n");
  ASSERT_TRUE(old.ok());
  EXPECT_EQ(old->bic, "KREDBEBB");
  EXPECT_EQ(old->iban, "BE68539007547034");
  EXPECT_EQ(old->cents, 1230);
  EXPECT_EQ(old->reference, "123456789002");
  EXPECT_EQ(ReadEpcQr("BCD\n002\n1\nSCT\n\nA\nBE68539007547034\nEUR12\n\n\n\n\n\n\n")->cents, 1200);
  EXPECT_EQ(ReadEpcQr("BCD\n002\n1\nSCT\n\nA\nBE68539007547034")->cents, std::nullopt);
  EXPECT_EQ(ReadEpcQr("BCD\n002\n2\nSCT\n\nCaf\xe9\nBE68539007547034")->name, "Café");
}

TEST(EpcQr, OtherTextsSayWhatIsWrong) {
  const std::string head = "BCD\n002\n1\nSCT\n\nA\nBE68539007547034\n";
  for (const auto& [text, error] : {
           std::pair<std::string, EpcQrError>{"", EpcQrError::kNotEpc},
           {"https://example.be", EpcQrError::kNotEpc},
           {"BCD\n002\n1\nXXX\n\nA\nBE68539007547034", EpcQrError::kNotEpc},
           {head + "EUR1\n\n\n\n\nmore", EpcQrError::kNotEpc},
           {"BCD\n003\n1\nSCT\n\nA\nBE68539007547034", EpcQrError::kVersion},
           {"BCD\n001\n1\nSCT\n\nA\nBE68539007547034", EpcQrError::kBic},
           {"BCD\n002\n9\nSCT\n\nA\nBE68539007547034", EpcQrError::kCharset},
           {"BCD\n002\n5\nSCT\n\nCaf\xe9\nBE68539007547034", EpcQrError::kCharset},
           {"BCD\n002\n1\nSCT\n\nCaf\xe9\nBE68539007547034", EpcQrError::kText},
           {head + "12.34", EpcQrError::kAmount},
           {head + "EUR12,34", EpcQrError::kAmount},
           {head + "EUR12.345", EpcQrError::kAmount},
           {head + "EUR12.", EpcQrError::kAmount},
           {head + "EUR0.00", EpcQrError::kAmount},
           {head + "EUR1234567890", EpcQrError::kAmount},
           {head + "USD12.34", EpcQrError::kAmount},
           {head + "EUR1\n\nRF18539007547034\ntext", EpcQrError::kReference},
           {head + std::string(2000, 'x'), EpcQrError::kTooLong},
       }) {
    const auto read = ReadEpcQr(text);
    ASSERT_FALSE(read.ok()) << text;
    EXPECT_EQ(read.error(), error) << text;
  }
}

TEST(EpcQr, WhatIsWrittenReadsBack) {
  EXPECT_TRUE(rc::check("what is written reads back", [] {
    EpcQr payment = Sample();
    payment.iban = "BE68539007547034";
    payment.cents = *rc::gen::inRange<std::int64_t>(1, 100'000'000'000);
    payment.remittance = *rc::gen::container<std::string>(rc::gen::inRange(' ', '~'));
    payment.remittance.resize(std::min<std::size_t>(payment.remittance.size(), 140));
    const auto written = WriteEpcQr(payment);
    RC_ASSERT(written.ok());
    RC_ASSERT(*ReadEpcQr(*written) == payment);
  }));
}

}  // namespace
}  // namespace herlaad::reconcile
