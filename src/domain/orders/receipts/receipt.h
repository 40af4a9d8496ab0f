// Receipt: the payer's record of an order. Derived from the order and never stored: the same order
// gives the same receipt.
//
// There is a receipt once the money is settled: the credit is on the number, or everything charged
// is refunded. Before that a receipt would soon be outdated, and the order's page shows where the
// money is. If nothing was charged there is no receipt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/result.h"
#include "base/money/rounding.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/order.h"
#include "domain/orders/status/phrase.h"

namespace herlaad::orders {

// Part of signed texts; never reused.
enum class ReceiptKind : std::uint8_t {
  kCredited = 1,  // the credit is on the number
  kRefunded = 2,  // nothing was credited and everything was refunded
};

// Why there is no receipt, in order of precedence.
enum class NoReceipt : std::uint8_t {
  kNothingPaid = 1,
  kNotYet = 2,  // paid but not settled
};

// A completed charge or refund.
struct ReceiptPart {
  std::int64_t amount = 0;
  std::string reference;  // the bank's; empty: none, as with cash

  friend bool operator==(const ReceiptPart&, const ReceiptPart&) = default;
};

// Amounts are in minor units, VAT included. Never contains the full number.
struct Receipt {
  OrderId order;
  ReceiptKind kind = ReceiptKind::kCredited;
  bool sandbox = false;  // no real money moved
  std::string masked;    // "0470 •• •• 56"
  std::string operator_id;
  std::string operator_name;

  Instant ordered_at{};
  Instant paid_at{};
  Instant credited_at{};  // 0: not credited
  Instant refunded_at{};  // the last completed refund; 0: none
  Instant issued_at{};    // time of the last event on the receipt

  Currency currency = Currency::kEur;
  std::int64_t amount = 0;  // face value of the top-up
  std::int64_t fee = 0;
  std::int64_t vat = 0;       // included in the total; 0 if everything was refunded
  std::int64_t received = 0;  // of all charges, including unexpected ones
  std::int64_t refunded = 0;  // the part of it that was refunded
  catalogue::VatTreatment vat_treatment = catalogue::VatTreatment::kSinglePurpose;
  std::optional<money::BasisPoints> vat_rate;  // if it is known for certain

  Money credit;  // credited to the number
  Money bonus;   // in addition; 0: none
  Instant valid_until{};
  Instant bonus_until{};  // 0: no bonus
  PaymentMethod payment_method = PaymentMethod::kCard;
  std::string operator_reference;    // empty: none
  std::string bank_reference;        // of the paying charge; empty: none, as with cash
  std::vector<ReceiptPart> charges;  // all, in the order of their arrival
  std::vector<ReceiptPart> refunds;  // the completed ones
  // Why everything was refunded, or what was charged beyond the total and the state of its refund.
  std::vector<Phrase> why;

  [[nodiscard]] std::int64_t total() const { return amount + fee; }
  // Charged beyond the total, for instance by a second charge, and not refunded yet.
  [[nodiscard]] std::int64_t GoingBack() const;

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// "re_0d3m9k2v7x8q1r": the order's id under another prefix, so it is unique and stable without a
// counter, and has the id's check character.
std::string ReceiptNumber(OrderId order);
std::optional<OrderId> ParseReceiptNumber(std::string_view number);

// Cheaper than ReceiptOf, for deciding whether to show a link.
bool HasReceipt(const Order& order);

// `catalogue` provides the operator's name and confirms the VAT rate; the VAT amount is stored with
// the order.
Result<Receipt, NoReceipt> ReceiptOf(const Order& order, const catalogue::Catalogue& catalogue,
                                     bool sandbox);

}  // namespace herlaad::orders
