#include "adapters/receipts/draw_evidence.h"

#include <gtest/gtest.h>

#include <cmath>

namespace herlaad::receipts {
namespace {

engine::EvidenceDocument Document(int lines) {
  engine::EvidenceDocument document;
  document.title = "Evidence for top-up tu_1";
  document.made_at = Instant{1'795'352'531'000};
  engine::EvidenceDocument::Section log{"What was done, and by whom", {}};
  for (int i = 0; i < lines; ++i)
    log.rows.push_back(
        {"2026-11-22 13:02:11 UTC", "delivery asked (worker), line " + std::to_string(i)});
  document.sections = {{"Order", {{"Total", "€15.50"}}}, std::move(log)};
  return document;
}

Result<std::string, std::string> Draw(const engine::EvidenceDocument& document,
                                      double* height = nullptr) {
  const Painting painting = [&](DrawingPage& page) {
    const double used = DrawDocument(document, {}, page);
    if (height != nullptr) *height = used;
    return used;
  };
  const Paper a4{kDocumentWidth, messages::Language::kEn, kDocumentHeight};
  return ToPdf(painting, a4, {document.title, {}, {}, document.made_at});
}

std::size_t PagesOf(const std::string& pdf) {
  const auto at = pdf.find("/Count ");
  return at == std::string::npos ? 0 : std::stoul(pdf.substr(at + 7));
}

TEST(DrawEvidence, ShortEvidenceIsOnePage) {
  const auto pdf = Draw(Document(5));
  ASSERT_TRUE(pdf.ok()) << pdf.error();
  EXPECT_EQ(pdf->substr(0, 5), "%PDF-");
  EXPECT_EQ(PagesOf(*pdf), 1U);
}

TEST(DrawEvidence, LongEvidenceGoesOnOverleaf) {
  double height = 0;
  const auto pdf = Draw(Document(200), &height);
  ASSERT_TRUE(pdf.ok()) << pdf.error();
  EXPECT_EQ(PagesOf(*pdf), static_cast<std::size_t>(std::ceil(height / kDocumentHeight)));
  EXPECT_GE(PagesOf(*pdf), 3U);
}

engine::EvidenceDocument WithAddress(int lines, const std::string& address) {
  auto document = Document(lines);
  document.sections.push_back({"Signed receipt", {{"Anybody can verify it at", address}}});
  return document;
}

// It was broken over lines, so that nobody could follow it.
TEST(DrawEvidence, AddressCanBeOpenedWholeAndIsOnOneLine) {
  const std::string address = "https://shop.example/r/" + std::string(150, 'X');
  for (const int lines : {1, 200}) {
    const auto pdf = Draw(WithAddress(lines, address));
    ASSERT_TRUE(pdf.ok()) << pdf.error();
    EXPECT_NE(pdf->find("/URI (" + address + ")"), std::string::npos);
  }
  double one = 0;
  double half = 0;
  (void)Draw(WithAddress(1, address), &one);
  (void)Draw(WithAddress(1, address.substr(0, 60)), &half);
  EXPECT_LT(one, half + 5) << "it is smaller, and has no second line";
}

TEST(DrawEvidence, SameEvidenceGivesTheSameBytes) {
  EXPECT_EQ(*Draw(Document(60)), *Draw(Document(60)));
}

}  // namespace
}  // namespace herlaad::receipts
