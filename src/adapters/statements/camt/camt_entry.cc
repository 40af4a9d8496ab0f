#include "adapters/statements/camt/camt_entry.h"

#include <cstdlib>

namespace herlaad::statements {
namespace {

using reconcile::DetailKind;
using reconcile::Movement;

LineFault Fault(StatementErrorKind kind, std::string text) {
  return {.kind = kind, .text = text.append(" Fetch the file from the bank again.")};
}

void Prefer(std::string& field, std::string& other) {
  if (field.empty()) field = std::move(other);
}

}  // namespace

void CamtEntry::Begin(std::string_view account, std::uint32_t number) {
  entry_.Reset();
  account_ = account;
  number_ = number;
  bank_reference_.clear();
  transactions_ = 0;
  cents_ = explained_cents_ = charges_cents_ = 0;
  in_transaction_ = has_foreign_ = has_unknown_ = false;
  notice_ = {};
}

std::optional<LineFault> CamtEntry::BeginElement(CamtElement element) {
  if (element != CamtElement::kTransaction) return std::nullopt;
  if (++transactions_ == 1) {
    if (auto fault = CheckEntry()) return fault;
    first_.Reset();
  } else {
    if (transactions_ == 2) {
      if (auto fault = HandOnEntry()) return fault;
      HandOnDetail(first_);
    }
    later_.Reset();
  }
  in_transaction_ = true;
  return std::nullopt;
}

std::optional<LineFault> CamtEntry::TakeText(CamtElement element, std::string_view text,
                                             std::string_view currency) {
  CamtPayment& current = transactions_ == 1 ? first_ : later_;
  return (in_transaction_ ? current : entry_).TakeText(element, text, currency);
}

std::optional<LineFault> CamtEntry::EndElement(CamtElement element) {
  CamtPayment& current = transactions_ == 1 ? first_ : later_;
  (in_transaction_ ? current : entry_).EndElement(element);
  if (element != CamtElement::kTransaction) return std::nullopt;
  in_transaction_ = false;
  if (transactions_ > 1) HandOnDetail(later_);
  return std::nullopt;
}

// Amount, direction and status stand before the transactions.
std::optional<LineFault> CamtEntry::CheckEntry() {
  if (entry_.currency().empty() || !entry_.credit() || entry_.status().empty()) {
    return Fault(StatementErrorKind::kOrder, "The entry has no amount, no direction or no status.");
  }
  if (!entry_.cents()) {
    return LineFault{.kind = StatementErrorKind::kCurrency,
                     .text = "The entry is in \"" + entry_.currency() +
                             "\", and only entries in EUR are read. Leave this file out."};
  }
  cents_ = *entry_.credit() ? *entry_.cents() : -*entry_.cents();
  return std::nullopt;
}

std::optional<LineFault> CamtEntry::HandOnEntry() {
  if (auto fault = CheckEntry()) return fault;
  Movement& movement = entry_.Finish(true, account_);
  movement.number = number_;
  movement.cents = cents_;
  if (transactions_ == 1) {
    Complete(movement, first_.Finish(*entry_.credit(), account_));
    notice_ = first_.notice();
  }
  bank_reference_ = movement.bank_reference;
  charges_cents_ = entry_.charges_cents();
  if (is_booked()) sink_.OnMovement(movement);
  return std::nullopt;
}

// What the entry does not say is said by its only transaction.
void CamtEntry::Complete(Movement& movement, Movement& only) {
  Movement part = only;
  Prefer(movement.counterparty_name, part.counterparty_name);
  Prefer(movement.counterparty_account, part.counterparty_account);
  Prefer(movement.counterparty_bic, part.counterparty_bic);
  Prefer(movement.our_reference, part.our_reference);
  Prefer(movement.bank_reference, part.bank_reference);
  Prefer(movement.return_reason, part.return_reason);
  if (!entry_.has_code()) Prefer(movement.transaction_code, part.transaction_code);
  movement.communication = std::move(part.communication);
  movement.reversal = movement.reversal || part.reversal;
  if (movement.charges_cents == 0) movement.charges_cents = part.charges_cents;
  for (reconcile::BankField& field : part.fields) movement.fields.push_back(std::move(field));
  if (part.information.empty()) return;
  if (!movement.information.empty()) part.information += '\n' + movement.information;
  movement.information = std::move(part.information);
}

void CamtEntry::HandOnDetail(CamtPayment& payment) {
  Movement& detail = payment.Finish(*entry_.credit(), account_);
  detail.number = number_;
  if (!payment.notice().empty()) notice_ = payment.notice();
  has_foreign_ = has_foreign_ || payment.is_foreign();
  has_unknown_ = has_unknown_ || (!payment.is_foreign() && !payment.cents());
  explained_cents_ += detail.cents;
  if (entry_.charges_cents() == 0) charges_cents_ += detail.charges_cents;
  if (is_booked()) sink_.OnDetail(detail, DetailKind::kPart);
}

std::string_view CamtEntry::RestName(std::int64_t rest) const {
  if (charges_cents_ != 0 && std::abs(rest) == std::abs(charges_cents_)) {
    return "charges of the bank";
  }
  if (has_foreign_) return "details in other currencies";
  if (has_unknown_) return "details without an amount";
  return "not explained by the details";
}

void CamtEntry::HandOnRest() {
  const std::int64_t rest = cents_ - explained_cents_;
  if (rest == 0 || !is_booked()) return;
  Movement line;
  line.account = account_;
  line.number = number_;
  line.cents = rest;
  line.communication.text = RestName(rest);
  sink_.OnDetail(line, DetailKind::kRest);
}

// The bank's note on the entry follows its transactions in the file.
void CamtEntry::HandOnNotes() {
  Movement note;
  note.communication.text = entry_.TakeNotes();
  if (note.communication.text.empty() || !is_booked()) return;
  note.account = account_;
  note.number = number_;
  sink_.OnDetail(note, DetailKind::kNote);
}

std::optional<LineFault> CamtEntry::End() {
  if (transactions_ > 1) {
    HandOnRest();
    HandOnNotes();
    return std::nullopt;
  }
  if (auto fault = HandOnEntry()) return fault;
  if (transactions_ == 0) return std::nullopt;
  // The only transaction is the entry, unless it has another amount in euros.
  if (!first_.cents() || first_.Finish(*entry_.credit(), account_).cents == cents_) {
    return std::nullopt;
  }
  HandOnDetail(first_);
  HandOnRest();
  return std::nullopt;
}

}  // namespace herlaad::statements
