#include "adapters/receipts/receipt_signature.h"

#include <gtest/gtest.h>

#include "adapters/receipts/pango_renderer.h"
#include "adapters/receipts/samples.h"

namespace herlaad::receipts {
namespace {

using engine::ReceiptForm;
using messages::Language;

std::vector<PublicKey> Keys() { return {samples::Key().Public()}; }

std::string ReceiptSignature(const orders::Receipt& receipt = samples::Credited()) {
  return TokenOf(orders::SignedPartOf(receipt), samples::Key());
}

std::string File(ReceiptForm form, const orders::Receipt& receipt = samples::Credited()) {
  PangoRenderer renderer(samples::Key(), {}, "https://herlaad.example");
  auto file = renderer.Draw(receipt, Language::kNl, form);
  EXPECT_TRUE(file.ok()) << file.error();
  return *std::move(file);
}

FileVerdict Verdict(std::string_view bytes) { return CheckFile(bytes, Keys()).verdict; }

TEST(ReceiptSignatureTest, TokenContainsTheSignedReceipt) {
  const auto receipt = VerifiedReceipt(ReceiptSignature(), Keys());
  ASSERT_TRUE(receipt.has_value());
  EXPECT_EQ(*receipt, orders::SignedPartOf(samples::Credited()));
  EXPECT_FALSE(VerifiedReceipt(ReceiptSignature(), {}).has_value());
}

TEST(ReceiptSignatureTest, AnyChangedCharacterInvalidatesIt) {
  const std::string signature = ReceiptSignature();
  for (std::size_t i = 0; i < signature.size(); ++i) {
    for (const char c : std::string("019AZaz.-_ ")) {
      std::string other = signature;
      other[i] = c;
      if (other != signature) {
        EXPECT_FALSE(VerifiedReceipt(other, Keys()).has_value()) << i << " " << c;
      }
    }
    EXPECT_FALSE(VerifiedReceipt(signature.substr(0, i), Keys()).has_value());
  }
  EXPECT_FALSE(VerifiedReceipt(signature + "0", Keys()).has_value());
  EXPECT_FALSE(VerifiedReceipt(std::string(100'000, '.'), Keys()).has_value());
}

TEST(ReceiptSignatureTest, EarlierKeyIsStillValid) {
  const SigningKey now = SigningKey::New();
  PangoRenderer renderer(now, {samples::Key().Public(), now.Public()}, "https://herlaad.example");
  EXPECT_TRUE(renderer.Check(ReceiptSignature()).has_value());
  EXPECT_EQ(renderer.PublicKeys(),
            (std::vector{now.Public().Text(), samples::Key().Public().Text()}));
  PangoRenderer without(now, {}, "https://herlaad.example");
  EXPECT_FALSE(without.Check(ReceiptSignature()).has_value());
  without.Believe({samples::Key().Public()});
  EXPECT_TRUE(without.Check(ReceiptSignature()).has_value()) << "another node's, once it is known";
}

class FileSignature : public ::testing::TestWithParam<ReceiptForm> {};
INSTANTIATE_TEST_SUITE_P(Forms, FileSignature,
                         ::testing::Values(ReceiptForm::kPdf, ReceiptForm::kPng),
                         [](const auto& test) {
                           return test.param == ReceiptForm::kPdf ? "pdf" : "png";
                         });

TEST_P(FileSignature, UnchangedFileIsGenuine) {
  const FileCheck check = CheckFile(File(GetParam()), Keys());
  EXPECT_EQ(check.verdict, FileVerdict::kGenuine);
  EXPECT_EQ(check.receipt, orders::SignedPartOf(samples::Credited()));
}

// All of the beginning and the end, and samples in between.
TEST_P(FileSignature, ChangedByteIsNoticed) {
  const std::string file = File(GetParam());
  std::string other = file;
  for (std::size_t i = 0; i < file.size(); i += i < 300 || i + 900 > file.size() ? 1 : 211) {
    other[i] = static_cast<char>(file[i] ^ 1);
    EXPECT_NE(Verdict(other), FileVerdict::kGenuine) << "byte " << i;
    other[i] = file[i];
  }
  EXPECT_EQ(Verdict(other), FileVerdict::kGenuine);
}

TEST_P(FileSignature, AddedOrRemovedBytesAreNoticed) {
  const std::string file = File(GetParam());
  EXPECT_NE(Verdict(file + "\n"), FileVerdict::kGenuine);
  EXPECT_NE(Verdict(file + std::string(1'000, ' ')), FileVerdict::kGenuine);
  EXPECT_NE(Verdict(file.substr(1)), FileVerdict::kGenuine);
  for (std::size_t cut = 1; cut < 400; ++cut) {
    EXPECT_NE(Verdict(std::string_view(file).substr(0, file.size() - cut)), FileVerdict::kGenuine)
        << cut;
  }
}

TEST_P(FileSignature, TokenOfAnotherReceiptIsNotGenuine) {
  orders::Receipt dear = samples::Credited();
  dear.amount = 5'000;
  std::string file = File(GetParam(), dear);
  const std::string dear_seal = ReceiptSignature(dear);
  const std::string cheap_seal = ReceiptSignature();
  ASSERT_EQ(dear_seal.size(), cheap_seal.size());
  file.replace(file.rfind(dear_seal), dear_seal.size(), cheap_seal);
  const FileCheck check = CheckFile(file, Keys());
  EXPECT_EQ(check.verdict, FileVerdict::kChanged);
  EXPECT_EQ(check.receipt->amount, 1'500) << "shows what was signed";
}

TEST_P(FileSignature, ForgersKeyIsRejected) {
  PangoRenderer forger(SigningKey::New(), {}, "https://herlaad.example");
  const auto file = forger.Draw(samples::Credited(), Language::kNl, GetParam());
  EXPECT_EQ(Verdict(*file), FileVerdict::kForged);
  EXPECT_FALSE(CheckFile(*file, Keys()).receipt.has_value());
}

TEST(FileSignatureTest, ResavedPdfIsChangedAndStillNamesItsReceipt) {
  std::string pdf = File(ReceiptForm::kPdf);
  pdf.resize(pdf.rfind('%'));  // programs drop what follows the end
  const FileCheck check = CheckFile(pdf, Keys());
  EXPECT_EQ(check.verdict, FileVerdict::kChanged);
  EXPECT_TRUE(check.receipt.has_value());
}

TEST(FileSignatureTest, LinkIsCheckedByItself) {
  const std::string link = "https://herlaad.example/r/" + ReceiptSignature();
  EXPECT_EQ(Verdict(link), FileVerdict::kGenuine);
  EXPECT_EQ(Verdict(" " + link + "\n"), FileVerdict::kGenuine);
  EXPECT_EQ(Verdict(ReceiptSignature()), FileVerdict::kGenuine);
  EXPECT_EQ(Verdict("https://herlaad-receipt.example/nl/r/" + ReceiptSignature()),
            FileVerdict::kGenuine);
  EXPECT_EQ(Verdict(link.substr(0, link.size() - 1)), FileVerdict::kForged);
}

// PDF viewers accept content before the first line.
TEST(FileSignatureTest, GenuineTokenMakesNothingElseGenuine) {
  const std::string link = "https://herlaad.example/r/" + ReceiptSignature();
  const std::string pdf = File(ReceiptForm::kPdf);
  for (const std::string& other :
       {"%/" + ReceiptSignature() + "\n%PDF-1.5\nEUR 5,000.00\n%%EOF\n", "\n" + pdf, "%" + pdf,
        " " + link + " " + pdf, "EUR 5,000.00 " + link, link + "\nEUR 5,000.00",
        R"({"total":99900,"check":")" + link + "\"}",
        std::string(2'000, 'x') + "/r/" + ReceiptSignature(), link + "/EUR-5000",
        ReceiptSignature() + " EUR 5,000.00"}) {
    const FileCheck check = CheckFile(other, Keys());
    EXPECT_NE(check.verdict, FileVerdict::kGenuine) << other.substr(0, 60);
  }
  EXPECT_EQ(CheckFile("EUR 5,000.00 " + link, Keys()).verdict, FileVerdict::kChanged);
  EXPECT_EQ(CheckFile("EUR 5,000.00 " + link, Keys()).receipt->amount, 1'500) << "what was signed";
}

TEST(FileSignatureTest, FileWithoutATokenIsNotAReceipt) {
  EXPECT_EQ(Verdict(""), FileVerdict::kNoReceipt);
  EXPECT_EQ(Verdict("%PDF-1.5\n%%EOF\n"), FileVerdict::kNoReceipt);
  EXPECT_EQ(Verdict("https://herlaad.example/orders/tu_1"), FileVerdict::kNoReceipt);
  EXPECT_EQ(Verdict("%PDF-1.5 herlaad-receipt"), FileVerdict::kForged);
}

}  // namespace
}  // namespace herlaad::receipts
