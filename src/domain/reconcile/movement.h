// A booked movement of a bank account, as a statement reports it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar/calendar.h"
#include "domain/reconcile/communication.h"

namespace herlaad::reconcile {

// What else a bank may say about a movement. Stored, never reused.
enum class BankFieldKind : std::uint8_t {
  kTerminal = 1,           // where a card was used: number, name, place
  kTerminalPeriod = 2,     // the terminal's period of takings
  kFirstSequence = 3,      // of the terminal's transactions in a total
  kLastSequence = 4,       // likewise, or of the only one
  kCardScheme = 5,         // "bancontact", "maestro", …
  kCardLastFour = 6,       // never more of a card's number
  kMandate = 7,            // of a direct debit
  kCreditorId = 8,         // of a direct debit
  kGrossAmount = 9,        // before charges or exchange: "USD 12.00"
  kForeignAmount = 10,     // of a detail that is not in the account's currency
  kReturnType = 11,        // "reject", "return", "refund", "reversal", "cancellation"
  kUltimateParty = 12,     // on whose behalf the counterparty pays or is paid
  kBatch = 13,             // the id of the payer's or our own batch
  kFurtherReference = 14,  // one more structured reference
  kPurpose = 15,           // ISO purpose code
  kOriginalReference = 16  // the bank's reference of the movement that is returned
};
std::string_view Name(BankFieldKind kind);  // "terminal", "card_scheme", …

struct BankField {
  BankFieldKind kind = BankFieldKind::kTerminal;
  std::string text;

  friend bool operator==(const BankField&, const BankField&) = default;
};

struct Movement {
  std::string account;  // whose movement it is: an IBAN in plain form
  // In the statement, from 1. A detail has the number of its movement.
  std::uint32_t number = 0;
  std::optional<calendar::Date> date;        // of the booking
  std::optional<calendar::Date> value_date;  // since when it bears interest
  std::int64_t cents = 0;                    // EUR minor units; above zero the account received it
  std::string counterparty_name;
  std::string counterparty_account;  // plain form; not always an IBAN
  std::string counterparty_bic;
  Communication communication;
  std::string bank_reference;
  std::string our_reference;  // given by whoever ordered the payment: end-to-end id
  // "01/50/000" of CODA, "PMNT/RCDT/ESCT" of ISO 20022.
  std::string transaction_code;
  bool reversal = false;      // undoes an earlier movement; cents has its own sign nevertheless
  std::string return_reason;  // ISO code: "AC04"
  std::int64_t charges_cents = 0;  // taken by the bank and already inside cents
  std::string information;         // what the bank adds, one piece on each line
  std::vector<BankField> fields;

  friend bool operator==(const Movement&, const Movement&) = default;
};

// What a detail is. Details explain a movement and are never added to a balance.
enum class DetailKind : std::uint8_t {
  kPart = 1,      // one payment of a movement that is a total
  kSubtotal = 2,  // a total inside a total: its own details follow
  kRest = 3,      // what the details leave of the movement; communication.text names it
  kNote = 4,      // a text that follows the details; cents is 0
};
std::string_view Name(DetailKind kind);  // "part", "subtotal", "rest", "note"

}  // namespace herlaad::reconcile
