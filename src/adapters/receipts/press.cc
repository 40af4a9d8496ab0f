#include "adapters/receipts/press.h"

#include <algorithm>

#include "adapters/receipts/draw.h"
#include "adapters/receipts/seal.h"
#include "adapters/receipts/sheet.h"

namespace herlaad::receipts {
Press::Press(SigningKey key, std::vector<PublicKey> earlier, std::string public_url,
             engine::Issuer issuer)
    : key_(key), public_url_(std::move(public_url)), issuer_(std::move(issuer)) {
  Believe(std::move(earlier));
}

void Press::Believe(std::vector<PublicKey> others) {
  others.erase(std::remove(others.begin(), others.end(), key_.Public()), others.end());
  others.insert(others.begin(), key_.Public());
  const std::lock_guard lock(mutex_);
  keys_ = std::move(others);
}

std::vector<PublicKey> Press::Keys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

// Without a language: whoever scans it reads it in their own.
std::string Press::Link(std::string_view seal) const { return (public_url_ + "/r/").append(seal); }

engine::ReceiptSheet Press::Write(const orders::Receipt& receipt, messages::Language language) {
  return SheetOf(receipt, language, Link(SealOf(orders::SignedPartOf(receipt), key_)), issuer_);
}

Result<std::string, std::string> Press::Draw(const orders::Receipt& receipt,
                                             messages::Language language,
                                             engine::ReceiptForm form) {
  const std::string seal = SealOf(orders::SignedPartOf(receipt), key_);
  const engine::ReceiptSheet sheet = SheetOf(receipt, language, Link(seal), issuer_);
  const Painting painting = [&sheet](Canvas& canvas) { return DrawSheet(sheet, canvas); };
  const Paper paper{kPaperWidth, language};
  if (form == engine::ReceiptForm::kPng) {
    auto png = ToPng(painting, paper, kPixelsPerPoint);
    return png.ok() ? SealPng(*std::move(png), seal, key_) : png;
  }
  const PdfFacts facts{"Herlaad · " + sheet.title + " " + sheet.number, sheet.sandbox,
                       std::string(kSealMark) + ":" + seal, receipt.issued_at};
  auto pdf = ToPdf(painting, paper, facts);
  return pdf.ok() ? SealPdf(*std::move(pdf), seal, key_) : pdf;
}

std::optional<orders::SignedReceipt> Press::Check(std::string_view seal) {
  return Unseal(seal, Keys());
}

std::vector<std::string> Press::PublicKeys() const {
  std::vector<std::string> texts;
  for (const PublicKey& key : Keys()) texts.push_back(key.Text());
  return texts;
}

}  // namespace herlaad::receipts
