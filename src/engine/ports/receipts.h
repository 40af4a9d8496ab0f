// ReceiptPress: puts a receipt into words, draws it and signs it; and says of a link whether it
// wrote it. What is on a receipt is decided in rules/orders.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/core/result.h"
#include "base/messages/language.h"
#include "base/messages/support_contact.h"
#include "rules/orders/signed_receipt.h"

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

// All that is on the paper, in the reader's words, in the order of reading. The page, the PDF and
// the picture are made from it and say the same.
struct ReceiptSheet {
  struct Row {
    std::string label;
    std::string value;
    friend bool operator==(const Row&, const Row&) = default;
  };
  messages::Language language = messages::Language::kEn;
  bool refunded = false;
  std::string sandbox;   // the words that say so; empty: real
  std::string title;     // "Receipt"
  std::string number;    // of the receipt
  std::string status;    // "Credited"
  std::string headline;  // the sum that matters: "€ 15,00"
  std::string subject;   // "0470 •• •• 56 · Proximus"
  std::vector<Row> amounts;
  Row total;
  std::vector<Row> below_total;
  std::vector<std::string> notes;
  std::vector<Row> seller;  // who sold it; nothing where nobody was named
  std::vector<Row> times;
  std::vector<Row> references;
  messages::SupportContact support;  // whom to ask about it; may be empty
  std::string scan;                  // what the code is for
  std::string link;                  // what it leads to
  QrCode code;
};

// Who sells here, for receipts; what is empty is left out.
struct Seller {
  std::string name;
  std::string address;            // on one line
  std::string enterprise_number;  // of the Crossroads Bank: "0123.456.749"
  std::string vat_number;         // "BE 0123.456.749"
};

// Who stands on every receipt, those of earlier top-ups too.
struct Issuer {
  Seller seller;
  messages::SupportContact support;
};

enum class ReceiptForm { kPdf, kPng };

class ReceiptPress {
 public:
  virtual ~ReceiptPress() = default;

  // Microseconds. Any thread.
  virtual ReceiptSheet Write(const orders::Receipt& receipt, messages::Language language) = 0;
  // Some milliseconds. Any thread, but each keeps fonts of its own: give it few. The same receipt
  // gives the same bytes. A sentence for the log when it cannot be drawn.
  virtual Result<std::string, std::string> Draw(const orders::Receipt& receipt,
                                                messages::Language language, ReceiptForm form) = 0;
  [[nodiscard]] virtual const Seller& SoldBy() const = 0;
  // What was signed, of the last part of a receipt's link; nothing for everything that was not.
  virtual std::optional<orders::SignedReceipt> Check(std::string_view seal) = 0;
  // The key that receipts are checked with, in hexadecimal; then those of earlier days.
  [[nodiscard]] virtual std::vector<std::string> PublicKeys() const = 0;
};

}  // namespace herlaad::engine
