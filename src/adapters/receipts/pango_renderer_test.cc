// Compares the drawn receipt with its view: texts are extracted from the PDF, QR codes are read
// from the rendered page and the PNG, with the independent programs of poppler and zbar.
#include "adapters/receipts/pango_renderer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "adapters/receipts/samples.h"

namespace herlaad::receipts {
namespace {

using engine::ReceiptForm;
using engine::ReceiptView;
using messages::Language;

class PangoRendererTest : public ::testing::Test {
 protected:
  PangoRendererTest() : folder_(::testing::TempDir() + "/press-" + RandomSecret(8).Reveal()) {
    std::filesystem::create_directories(folder_);
  }
  ~PangoRendererTest() override { std::filesystem::remove_all(folder_); }

  std::string Draw(const orders::Receipt& receipt, Language language, ReceiptForm form) {
    auto drawn = renderer_.Draw(receipt, language, form);
    EXPECT_TRUE(drawn.ok()) << drawn.error();
    return drawn.ok() ? *std::move(drawn) : std::string();
  }

  std::string Keep(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_ + "/" + name, std::ios::binary) << bytes;
    return folder_ + "/" + name;
  }

  std::string folder_;
  PangoRenderer renderer_{samples::Key(), {}, "https://herlaad.example", samples::Issuer()};
};

std::string OutputOf(const std::string& command) {
  std::string output;
  FILE* const pipe = popen((command + " 2>/dev/null").c_str(), "r");
  if (pipe == nullptr) return output;
  std::array<char, 4'096> piece{};
  while (const std::size_t size = std::fread(piece.data(), 1, piece.size(), pipe))
    output.append(piece.data(), size);
  pclose(pipe);
  return output;
}

// Ignores line breaks; the words are the same.
std::string WithoutSpace(std::string text) {
  for (const std::string space : {" ", "\n", "\f", "\r", "\u00a0", "\u202f"}) {
    for (auto at = text.find(space); at != std::string::npos; at = text.find(space, at))
      text.erase(at, space.size());
  }
  return text;
}

std::string CodeIn(const std::string& picture) {
  std::string text = OutputOf("zbarimg -q --raw -Sdisable -Sqrcode.enable " + picture);
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

std::vector<std::string> AllTexts(const ReceiptView& view) {
  std::vector<std::string> texts = {view.title,   view.status,      view.headline,
                                    view.subject, view.total.label, view.total.value,
                                    view.scan,    view.number,      view.sandbox};
  for (const auto* rows :
       {&view.amounts, &view.below_total, &view.times, &view.references, &view.seller}) {
    for (const ReceiptView::Row& row : *rows) {
      texts.push_back(row.label);
      texts.push_back(row.value);
    }
  }
  texts.insert(texts.end(), view.notes.begin(), view.notes.end());
  texts.push_back(messages::SupportName(view.language, view.support));
  texts.push_back(view.support.phone);
  texts.push_back(view.support.email);
  texts.push_back(messages::SupportTimes(view.language, view.support));
  return texts;
}

TEST_F(PangoRendererTest, PdfHasAllTextsInEveryLanguage) {
  for (const Language language : messages::kLanguages) {
    for (const auto& receipt : {samples::Credited(), samples::Refunded()}) {
      SCOPED_TRACE(messages::Code(language));
      const std::string file = Keep("a.pdf", Draw(receipt, language, ReceiptForm::kPdf));
      const std::string text = WithoutSpace(OutputOf("pdftotext -raw " + file + " -"));
      for (const std::string& wanted : AllTexts(renderer_.Write(receipt, language))) {
        EXPECT_NE(text.find(WithoutSpace(wanted)), std::string::npos) << wanted << "\n" << text;
      }
      EXPECT_EQ(text.find("0470123456"), std::string::npos);
    }
  }
}

// A value of several lines is extracted with its label between them, and so is a long label.
TEST_F(PangoRendererTest, LongReceiptIsNotCutOff) {
  const orders::Receipt receipt = samples::Longest();
  for (const Language language : messages::kLanguages) {
    SCOPED_TRACE(messages::Code(language));
    const std::string file = Keep("a.pdf", Draw(receipt, language, ReceiptForm::kPdf));
    const std::string text = WithoutSpace(OutputOf("pdftotext -raw " + file + " -"));
    EXPECT_NE(text.find(WithoutSpace(receipt.operator_name)), std::string::npos) << text;
    EXPECT_EQ(std::count(text.begin(), text.end(), 'w') >= 64, true) << "all of the reference";
    EXPECT_NE(text.find("2026/4711"), std::string::npos);
    EXPECT_NE(text.find(WithoutSpace(renderer_.Write(receipt, language).sandbox)),
              std::string::npos);
    EXPECT_EQ(text.find("ww-"), std::string::npos) << "no hyphen is added to a reference";
    EXPECT_EQ(OutputOf("pdfinfo " + file).find("Pages:           1\n") != std::string::npos, true);
  }
}

TEST_F(PangoRendererTest, ReferencesStayOnOneLine) {
  orders::Receipt receipt = samples::Credited();
  receipt.bank_reference = "pi_3PqXv2LkdIwHu7ix0fQnGz8B";
  receipt.received = 2 * receipt.total();
  receipt.refunded = receipt.total();
  receipt.charges = {{receipt.total(), receipt.bank_reference},
                     {receipt.total(), "pi_3PqXwALkdIwHu7ix1hTmKy2D"}};
  receipt.refunds = {{receipt.total(), "re_3PqXwALkdIwHu7ix1WuZcR5e"}};
  for (const Language language : messages::kLanguages) {
    SCOPED_TRACE(messages::Code(language));
    const std::string file = Keep("lines.pdf", Draw(receipt, language, ReceiptForm::kPdf));
    const std::string text = OutputOf("pdftotext -raw " + file + " -");
    for (const orders::ReceiptPart& part : receipt.charges)
      EXPECT_NE(text.find(part.reference), std::string::npos) << text;
    EXPECT_NE(text.find(receipt.refunds[0].reference), std::string::npos) << text;
    EXPECT_NE(text.find(receipt.operator_reference), std::string::npos) << text;
  }
}

// Ligatures would replace parts of German "floss" and French "effectif".
TEST_F(PangoRendererTest, WordsCanBeSearched) {
  orders::Receipt receipt = samples::Credited();
  receipt.operator_name = "floss effectif office";
  for (const Language language : messages::kLanguages) {
    const std::string file = Keep("words.pdf", Draw(receipt, language, ReceiptForm::kPdf));
    EXPECT_NE(OutputOf("pdftotext -raw " + file + " -").find("floss effectif office"),
              std::string::npos)
        << messages::Code(language);
  }
}

TEST_F(PangoRendererTest, PdfIsTaggedForScreenReaders) {
  const std::string file =
      Keep("tagged.pdf", Draw(samples::Credited(), Language::kEn, ReceiptForm::kPdf));
  EXPECT_NE(OutputOf("pdfinfo " + file).find("Tagged:          yes"), std::string::npos);
  const std::string structure = OutputOf("pdfinfo -struct-text " + file);
  EXPECT_NE(structure.find("Document"), std::string::npos) << structure;
  EXPECT_LT(structure.find("Receipt"), structure.find("Total")) << "in the order of reading";
}

TEST_F(PangoRendererTest, QrCodeInThePdfIsTheLink) {
  for (const Language language : messages::kLanguages) {
    SCOPED_TRACE(messages::Code(language));
    const std::string file = Keep("a.pdf", Draw(samples::Longest(), language, ReceiptForm::kPdf));
    OutputOf("pdftoppm -r 150 -singlefile -png " + file + " " + folder_ + "/page");
    const std::string link = CodeIn(folder_ + "/page.png");
    EXPECT_EQ(link, renderer_.Write(samples::Longest(), language).link);
    EXPECT_EQ(renderer_.Check(link.substr(link.rfind('/') + 1)),
              orders::SignedPartOf(samples::Longest()));
  }
}

TEST_F(PangoRendererTest, QrCodeInThePngIsTheLink) {
  for (const auto& receipt : {samples::Credited(), samples::Refunded(), samples::Longest()}) {
    for (const Language language : messages::kLanguages) {
      const std::string file = Keep("a.png", Draw(receipt, language, ReceiptForm::kPng));
      EXPECT_EQ(CodeIn(file), renderer_.Write(receipt, language).link) << messages::Code(language);
    }
  }
}

TEST_F(PangoRendererTest, SameReceiptGivesTheSameFile) {
  for (const ReceiptForm form : {ReceiptForm::kPdf, ReceiptForm::kPng}) {
    const std::string first = Draw(samples::Credited(), Language::kFr, form);
    EXPECT_EQ(first, Draw(samples::Credited(), Language::kFr, form));
    PangoRenderer other(samples::Key(), {}, "https://herlaad.example", samples::Issuer());
    EXPECT_EQ(first, *other.Draw(samples::Credited(), Language::kFr, form));
  }
}

TEST_F(PangoRendererTest, MetadataDescribesTheReceipt) {
  const std::string file =
      Keep("a.pdf", Draw(samples::Credited(), Language::kEn, ReceiptForm::kPdf));
  const std::string facts = OutputOf("TZ=UTC pdfinfo -isodates " + file);
  const std::string link = renderer_.Write(samples::Credited(), Language::kEn).link;
  EXPECT_NE(facts.find("herlaad-receipt:" + link.substr(link.rfind('/') + 1)), std::string::npos);
  EXPECT_NE(facts.find("2026-11-22T13:02:11"), std::string::npos) << facts;
  EXPECT_NE(facts.find(orders::ReceiptNumber(samples::Credited().order)), std::string::npos);
}

TEST_F(PangoRendererTest, CharacterWithoutAFontIsAnError) {
  orders::Receipt receipt = samples::Credited();
  receipt.operator_name = "\U0001F5FF\U00013000";
  const auto drawn = renderer_.Draw(receipt, Language::kEn, ReceiptForm::kPdf);
  ASSERT_FALSE(drawn.ok());
  EXPECT_NE(drawn.error().find("font"), std::string::npos);
}

TEST_F(PangoRendererTest, LinkContainsNothingThatThePaperDoesNot) {
  const std::string link = renderer_.Write(samples::Credited(), Language::kEn).link;
  EXPECT_EQ(link.find("ch_3"), std::string::npos);
  const std::string start = "https://herlaad.example/r/";
  ASSERT_EQ(link.substr(0, start.size()), start);
  EXPECT_EQ(link.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-", start.size()),
            std::string::npos);
}

}  // namespace
}  // namespace herlaad::receipts
