// The signed part of a receipt and its canonical text. Receipt and text correspond one to one. It
// covers everything worth forging; words and layout are not signed, so one signature serves every
// language.
//
//   HR1.0D3M9K2V7X8Q1R.C.20261122T130211Z.20261122T130158Z.047056.PROXIMUS.EUR.1500.0.260.S.1500.0.CARD
//
// Only characters that are compact in a QR code and need no escaping in a URL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/messages/messages.h"
#include "domain/orders/receipts/receipt.h"

namespace herlaad::orders {

struct SignedReceipt {
  bool sandbox = false;  // HS1 instead of HR1
  OrderId order;
  ReceiptKind kind = ReceiptKind::kCredited;
  std::int64_t issued_at_s = 0;  // seconds since 1970, the precision shown on a receipt
  std::int64_t paid_at_s = 0;
  std::string shown_digits;  // of the number: the first four and the last two
  std::string operator_id;
  Currency currency = Currency::kEur;
  std::int64_t amount = 0;
  std::int64_t fee = 0;
  std::int64_t vat = 0;
  catalogue::VatTreatment vat_treatment = catalogue::VatTreatment::kSinglePurpose;
  std::int64_t received = 0;
  std::int64_t refunded = 0;
  PaymentMethod payment_method = PaymentMethod::kCard;

  [[nodiscard]] std::int64_t total() const { return amount + fee; }
  // Charged beyond the total, for instance by a second charge; 0 if everything was refunded.
  [[nodiscard]] std::int64_t Extra() const;
  [[nodiscard]] std::int64_t GoingBack() const;  // of Extra(), not refunded yet
  [[nodiscard]] std::string Masked() const;      // "0470 •• •• 56"

  friend bool operator==(const SignedReceipt&, const SignedReceipt&) = default;
};

inline constexpr std::size_t kSignedTextMax = 256;

// What was charged and refunded, where that is not simply the total. The receipt and its
// verification show the same rows, so that they can be compared.
struct ChargeRow {
  messages::Key label;
  std::int64_t amount = 0;

  friend bool operator==(const ChargeRow&, const ChargeRow&) = default;
};
std::vector<ChargeRow> ChargeRows(const SignedReceipt& receipt);

SignedReceipt SignedPartOf(const Receipt& receipt);
std::string ToText(const SignedReceipt& receipt);

// nullopt for any text that ToText does not write.
std::optional<SignedReceipt> ParseSignedReceipt(std::string_view text);

}  // namespace herlaad::orders
