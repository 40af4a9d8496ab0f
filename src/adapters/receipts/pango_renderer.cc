#include "adapters/receipts/pango_renderer.h"

#include <algorithm>

#include "adapters/receipts/draw.h"
#include "adapters/receipts/draw_evidence.h"
#include "adapters/receipts/receipt_signature.h"
#include "adapters/receipts/receipt_view.h"

namespace herlaad::receipts {
PangoRenderer::PangoRenderer(SigningKey key, std::vector<PublicKey> earlier, std::string public_url,
                             engine::Issuer issuer)
    : key_(key), public_url_(std::move(public_url)), issuer_(std::move(issuer)) {
  Believe(std::move(earlier));
}

void PangoRenderer::Believe(std::vector<PublicKey> others) {
  others.erase(std::remove(others.begin(), others.end(), key_.Public()), others.end());
  others.insert(others.begin(), key_.Public());
  const std::lock_guard lock(mutex_);
  keys_ = std::move(others);
}

std::vector<PublicKey> PangoRenderer::Keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

// Without a language: each reader sees the page in their own.
std::string PangoRenderer::Link(std::string_view signature) const {
  return (public_url_ + "/r/").append(signature);
}

engine::ReceiptView PangoRenderer::Write(const orders::Receipt& receipt,
                                         messages::Language language) {
  return ViewOf(receipt, language, Link(TokenOf(orders::SignedPartOf(receipt), key_)), issuer_);
}

Result<std::string, std::string> PangoRenderer::Draw(const orders::Receipt& receipt,
                                                     messages::Language language,
                                                     engine::ReceiptForm form) {
  const std::string signature = TokenOf(orders::SignedPartOf(receipt), key_);
  const engine::ReceiptView view = ViewOf(receipt, language, Link(signature), issuer_);
  const Painting painting = [&view](DrawingPage& page) { return DrawView(view, page); };
  const Paper paper{kPaperWidth, language};
  if (form == engine::ReceiptForm::kPng) {
    auto png = ToPng(painting, paper, kPixelsPerPoint);
    return png.ok() ? SignPng(*std::move(png), signature, key_) : png;
  }
  const PdfFacts facts{"Herlaad · " + view.title + " " + view.number, view.sandbox,
                       std::string(kSignatureMark) + ":" + signature, receipt.issued_at};
  auto pdf = ToPdf(painting, paper, facts);
  return pdf.ok() ? SignPdf(*std::move(pdf), signature, key_) : pdf;
}

Result<std::string, std::string> PangoRenderer::DrawEvidence(
    const engine::EvidenceDocument& document) {
  const Painting painting = [&](DrawingPage& page) {
    return DrawDocument(document, issuer_, page);
  };
  const Paper a4{kDocumentWidth, messages::Language::kEn, kDocumentHeight};
  return ToPdf(painting, a4, {document.title, {}, {}, document.made_at});
}

std::optional<orders::SignedReceipt> PangoRenderer::Check(std::string_view signature) {
  return VerifiedReceipt(signature, Keys());
}

std::vector<std::string> PangoRenderer::PublicKeys() const {
  std::vector<std::string> texts;
  for (const PublicKey& key : Keys()) texts.push_back(key.Text());
  return texts;
}

}  // namespace herlaad::receipts
