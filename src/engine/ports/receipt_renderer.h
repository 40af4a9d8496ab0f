// ReceiptRenderer: renders and signs receipts, and verifies the signature in a receipt's link.
// domain/orders decides what is on a receipt.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.h"
#include "base/messages/language.h"
#include "base/messages/support_contact.h"
#include "domain/orders/receipts/signed_receipt.h"

namespace herlaad::engine {

// Black and white squares, row by row from the top.
struct QrCode {
  int width = 0;
  std::vector<bool> black;
  [[nodiscard]] bool At(int x, int y) const {
    return black[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                 static_cast<std::size_t>(x)];
  }
};

// Everything on a receipt, in the reader's language and in reading order. The page, the PDF and the
// image are made from it.
struct ReceiptView {
  struct Row {
    std::string label;
    std::string value;
    friend bool operator==(const Row&, const Row&) = default;
  };
  messages::Language language = messages::Language::kEn;
  bool refunded = false;
  std::string sandbox;   // label of a sandbox receipt; empty: real
  std::string title;     // "Receipt"
  std::string number;    // of the receipt
  std::string status;    // "Credited"
  std::string headline;  // the main amount: "€ 15,00"
  std::string subject;   // "0470 •• •• 56 · Proximus"
  std::vector<Row> amounts;
  Row total;
  std::vector<Row> below_total;
  std::vector<std::string> notes;
  std::vector<Row> seller;  // the seller; empty if none is configured
  std::vector<Row> times;
  std::vector<Row> references;
  messages::SupportContact support;  // contact for questions; may be empty
  std::string scan;                  // purpose of the code
  std::string link;                  // target of the code
  QrCode code;
};

// The seller, for receipts; empty fields are omitted.
struct Seller {
  std::string name;
  std::string address;            // on one line
  std::string enterprise_number;  // of the Crossroads Bank: "0123.456.749"
  std::string vat_number;         // "BE 0123.456.749"
};

// Shown on every receipt, including those of earlier top-ups.
struct Issuer {
  Seller seller;
  messages::SupportContact support;
};

// Sections of labelled lines, in reading order; engine/orders/evidence.h writes it.
struct EvidenceDocument {
  struct Section {
    std::string heading;
    std::vector<ReceiptView::Row> rows;
  };
  std::string title;
  bool sandbox = false;  // no real money moved
  std::vector<Section> sections;
  Instant made_at{};
};

enum class ReceiptForm { kPdf, kPng };

class ReceiptRenderer {
 public:
  virtual ~ReceiptRenderer() = default;

  // Takes microseconds. Thread-safe.
  virtual ReceiptView Write(const orders::Receipt& receipt, messages::Language language) = 0;
  // Takes some milliseconds. Thread-safe, but every thread keeps its own fonts, so use few. The
  // same receipt gives the same bytes. On failure the error is a sentence for the log.
  virtual Result<std::string, std::string> Draw(const orders::Receipt& receipt,
                                                messages::Language language, ReceiptForm form) = 0;
  // A PDF of as many A4 pages as it needs. As slow as Draw, and fails as it does.
  virtual Result<std::string, std::string> DrawEvidence(const EvidenceDocument& document) = 0;
  [[nodiscard]] virtual const Seller& SoldBy() const = 0;
  // The signed content of the last part of a receipt's link; nullopt if the signature is invalid.
  virtual std::optional<orders::SignedReceipt> Check(std::string_view seal) = 0;
  // Public keys for verifying receipts, in hexadecimal: the current one, then earlier ones.
  [[nodiscard]] virtual std::vector<std::string> PublicKeys() const = 0;
};

}  // namespace herlaad::engine
