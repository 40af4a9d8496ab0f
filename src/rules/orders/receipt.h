// Receipt: what a payer keeps of an order. Derived from the order and never stored: the same order
// gives the same receipt.
//
// There is one once the money has come to rest: the credit is on the number, or everything that was
// taken is back. Before, the order's page says where the money is, and a paper that says "paid"
// would be out of date while it is being read; where nothing was taken there is nothing to receipt.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/core/result.h"
#include "base/money/rounding.h"
#include "rules/catalog/catalog.h"
#include "rules/orders/order.h"
#include "rules/orders/phrase.h"

namespace herlaad::orders {

// Written into signed texts; never reused.
enum class ReceiptKind : std::uint8_t {
  kCredited = 1,  // the credit is on the number
  kRefunded = 2,  // nothing was credited, and the payer has everything back
};

// Why there is none, in order of precedence.
enum class NoReceipt : std::uint8_t {
  kNothingPaid = 1,
  kNotYet = 2,  // paid, and the money has not come to rest
};

// Amounts are minor units, VAT included. Never holds the whole number.
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
  Instant refunded_at{};  // the last refund that arrived; 0: none
  Instant issued_at{};    // the last thing that the receipt tells

  Currency currency = Currency::kEur;
  std::int64_t amount = 0;  // the top-up's face value
  std::int64_t fee = 0;
  std::int64_t vat = 0;       // inside the total; 0 when all of it was given back
  std::int64_t received = 0;  // of all charges, uninvited ones too
  std::int64_t refunded = 0;  // of that, what the payer has back
  catalog::VatTreatment vat_treatment = catalog::VatTreatment::kSinglePurpose;
  std::optional<money::BasisPoints> vat_rate;  // where it is known for certain

  Money credit;  // what the number got
  Money bonus;   // on top; 0: none
  Instant valid_until{};
  Instant bonus_until{};  // 0: no bonus
  Tender tender = Tender::kCard;
  std::string operator_reference;              // empty: none
  std::string bank_reference;                  // empty: none, as with cash
  std::vector<std::string> refund_references;  // the bank's, of what is back
  // Why all of it is back, or what was charged beyond the total and what became of it.
  std::vector<Phrase> why;

  [[nodiscard]] std::int64_t total() const { return amount + fee; }
  // Taken beyond the total, for instance by a second charge, and not back yet.
  [[nodiscard]] std::int64_t GoingBack() const;

  friend bool operator==(const Receipt&, const Receipt&) = default;
};

// "re_0d3m9k2v7x8q1r". Unique and stable without a counter of its own: it is the order's id, which
// exists once, under another prefix. Speakable, with the id's check character.
std::string ReceiptNumber(OrderId order);
std::optional<OrderId> ParseReceiptNumber(std::string_view number);

// Cheap: for a link to it.
bool HasReceipt(const Order& order);

// `catalog` gives the operator's name, and confirms the rate of VAT: the order keeps the VAT
// itself.
Result<Receipt, NoReceipt> ReceiptOf(const Order& order, const catalog::Catalog& catalog,
                                     bool sandbox);

}  // namespace herlaad::orders
