// The part of a receipt that is signed, and its canonical text: one receipt has exactly one text,
// and one text is of exactly one receipt. Everything a forger would want to change is in it; words
// and layout are not, so one signature serves every language.
//
//   HR1.0D3M9K2V7X8Q1R.C.20261122T130211Z.20261122T130158Z.047056.PROXIMUS.EUR.1500.0.260.S.1500.0.CARD
//
// Only characters that a QR code packs tightly and an address carries as they are.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "rules/orders/receipt.h"

namespace herlaad::orders {

struct SignedReceipt {
  bool sandbox = false;  // HS1 instead of HR1
  OrderId order;
  ReceiptKind kind = ReceiptKind::kCredited;
  std::int64_t issued_at_s = 0;  // seconds since 1970: shorter, and as much as a paper shows
  std::int64_t paid_at_s = 0;
  std::string shown_digits;  // of the number: the first four and the last two
  std::string operator_id;
  Currency currency = Currency::kEur;
  std::int64_t amount = 0;
  std::int64_t fee = 0;
  std::int64_t vat = 0;
  catalog::VatTreatment vat_treatment = catalog::VatTreatment::kSinglePurpose;
  std::int64_t received = 0;
  std::int64_t refunded = 0;
  Tender tender = Tender::kCard;

  [[nodiscard]] std::int64_t total() const { return amount + fee; }
  [[nodiscard]] std::string Masked() const;  // "0470 •• •• 56"

  friend bool operator==(const SignedReceipt&, const SignedReceipt&) = default;
};

inline constexpr std::size_t kSignedTextMax = 256;

SignedReceipt SignedPartOf(const Receipt& receipt);
std::string ToText(const SignedReceipt& receipt);

// Nothing for any text that ToText does not write.
std::optional<SignedReceipt> ParseSignedReceipt(std::string_view text);

}  // namespace herlaad::orders
