#include "adapters/statements/camt/camt_payment.h"

#include "adapters/statements/camt/camt_values.h"
#include "domain/reconcile/account_number.h"
#include "domain/reconcile/creditor_reference.h"
#include "domain/reconcile/structured_communication.h"

namespace herlaad::statements {
namespace {

using reconcile::BankFieldKind;
using reconcile::CommunicationKind;
using enum CamtElement;

constexpr std::string_view kEuro = "EUR";

LineFault TooLarge(std::string_view what) {
  return {.kind = StatementErrorKind::kTooLarge,
          .text = std::string(what) + " is too long. Ask the bank for a correct file."};
}

LineFault Twice(std::string_view what) {
  return {.kind = StatementErrorKind::kOrder,
          .text = std::string(what) + " occurs twice. Fetch the file from the bank again."};
}

std::optional<LineFault> SetDate(std::string_view text, std::optional<calendar::Date>& date) {
  const auto read = CamtDate(text);
  if (!read.ok()) return read.error();
  date = *read;
  return std::nullopt;
}

std::optional<LineFault> SetFlag(std::string_view text, bool& flag) {
  const auto read = CamtFlag(text);
  if (!read.ok()) return read.error();
  flag = *read;
  return std::nullopt;
}

void AddLine(std::string_view text, std::string& lines) {
  if (!lines.empty() && !text.empty()) lines += '\n';
  lines += text;
}

bool IsBelgian(std::string_view issuer) { return issuer == "BBA" || issuer == "bba"; }

}  // namespace

void CamtPayment::Reset() { *this = CamtPayment(); }

std::optional<LineFault> CamtPayment::TakeText(CamtElement element, std::string_view text,
                                               std::string_view currency) {
  switch (element) {
    case kAmount:
    case kAmountDetail:
    case kInstructed:
    case kChargeAmount:
    case kChargeTotal:
      return TakeAmount(element, text, currency);
    case kUnstructured:
    case kReference:
    case kReferenceIssuer:
      return TakeRemittance(element, text);
    default:
      if (TakeParty(element, text) || TakeCode(element, text)) return std::nullopt;
      return TakeOrdinary(element, text);
  }
}

std::optional<LineFault> CamtPayment::TakeAmount(CamtElement element, std::string_view text,
                                                 std::string_view currency) {
  if (element == kAmount && !currency_.empty()) return Twice("An amount");
  if (element == kAmount) currency_ = currency.empty() ? std::string("?") : std::string(currency);
  if (currency != kEuro) {
    const std::string foreign = std::string(currency).append(" ").append(text);
    if (element == kAmount || element == kAmountDetail) foreign_ = foreign;
    if (element == kInstructed) AddField(BankFieldKind::kGrossAmount, foreign);
    return std::nullopt;
  }
  const auto cents = CamtCents(text);
  if (!cents.ok()) return cents.error();
  if (element == kAmount) cents_ = *cents;
  if (element == kAmountDetail) detail_cents_ = *cents;
  if (element == kChargeAmount) charge_ = *cents;
  if (element == kChargeTotal) charge_total_ = *cents;
  return std::nullopt;
}

std::optional<LineFault> CamtPayment::TakeRemittance(CamtElement element, std::string_view text) {
  if (element == kReference) reference_ = text;
  if (element == kReferenceIssuer) issuer_ = text;
  if (element != kUnstructured) return std::nullopt;
  if (!spaced_.empty()) spaced_ += ' ';
  spaced_ += text;
  dense_ += text;
  return spaced_.size() > kTextMax ? std::optional(TooLarge("The communication")) : std::nullopt;
}

bool CamtPayment::TakeParty(CamtElement element, std::string_view text) {
  const auto set = [text](std::string& field) {
    field = text;
    return true;
  };
  switch (element) {
    case kDebtorName:
      return set(debtor_.name);
    case kCreditorName:
      return set(creditor_.name);
    case kDebtorNumber:
      return set(debtor_.account);
    case kCreditorNumber:
      return set(creditor_.account);
    case kUltimateDebtorName:
      return set(debtor_.ultimate);
    case kUltimateCreditorName:
      return set(creditor_.ultimate);
    case kDebtorBic:
      return set(debtor_.bic);
    case kCreditorBic:
      return set(creditor_.bic);
    default:
      return false;
  }
}

bool CamtPayment::TakeCode(CamtElement element, std::string_view text) {
  switch (element) {
    case kDomainCode:
      domain_ = text;
      return true;
    case kFamilyCode:
      family_ = text;
      return true;
    case kSubFamilyCode:
      sub_family_ = text;
      return true;
    case kProprietaryCode:
      proprietary_ = text;
      return true;
    default:
      return false;
  }
}

std::optional<LineFault> CamtPayment::TakeOrdinary(CamtElement element, std::string_view text) {
  switch (element) {
    case kSign:
    case kChargeSign: {
      const auto credit = CamtIsCredit(text);
      if (!credit.ok()) return credit.error();
      if (element == kChargeSign) {
        charge_is_credit_ = *credit;
        return std::nullopt;
      }
      if (credit_) return Twice("A credit or debit indicator");
      credit_ = *credit;
      return std::nullopt;
    }
    case kReversal:
      return SetFlag(text, movement_.reversal);
    case kStatus:
      if (!text.empty()) status_ = text;
      return std::nullopt;
    case kBookingDay:
      return SetDate(text, movement_.date);
    case kValueDay:
      return SetDate(text, movement_.value_date);
    case kServicerReference:
      movement_.bank_reference = text;
      return std::nullopt;
    case kEndToEndId:
      if (text != "NOTPROVIDED") movement_.our_reference = text;
      return std::nullopt;
    case kBatchId:
      AddField(BankFieldKind::kBatch, text);
      return std::nullopt;
    case kMandateId:
      AddField(BankFieldKind::kMandate, text);
      return std::nullopt;
    case kPurposeCode:
      AddField(BankFieldKind::kPurpose, text);
      return std::nullopt;
    case kTerminal:
      AddField(BankFieldKind::kTerminal, text);
      return std::nullopt;
    case kReasonCode:
      movement_.return_reason = text;
      movement_.reversal = true;
      return std::nullopt;
    case kReturnNote:
    case kNote:
      AddLine(text, movement_.information);
      if (movement_.information.size() <= kTextMax) return std::nullopt;
      return TooLarge("The note of the bank");
    default:
      return std::nullopt;
  }
}

void CamtPayment::AddField(BankFieldKind kind, std::string_view text) {
  if (movement_.fields.size() >= kFieldsMax || text.empty()) return;
  movement_.fields.push_back({.kind = kind, .text = std::string(text)});
}

void CamtPayment::EndElement(CamtElement element) {
  if (element == kChargeRecord) EndCharge();
  if (element == kStructured) EndReference();
  if (element != kCharges) return;
  EndCharge();
  if (!has_charge_records_ && charge_total_) charges_cents_ += *charge_total_;
  has_charge_records_ = false;
  charge_total_.reset();
}

// Charges reduce what the account receives unless they say CRDT.
void CamtPayment::EndCharge() {
  if (!charge_) return;
  charges_cents_ += charge_is_credit_ ? -*charge_ : *charge_;
  has_charge_records_ = true;
  charge_.reset();
  charge_is_credit_ = false;
}

// A structured reference: Belgian if its issuer is BBA, ISO 11649 otherwise. The first one is the
// movement's.
void CamtPayment::EndReference() {
  const std::string reference = std::exchange(reference_, {});
  const std::string issuer = std::exchange(issuer_, {});
  if (reference.empty()) return;
  auto& communication = movement_.communication;
  const auto belgian = reconcile::ParseCommunication(reference);
  const auto rf = reconcile::ParseCreditorReference(reference);
  if (!belgian.ok() && !rf) {
    notice_ = "A structured reference has wrong check digits; it is kept as text.";
    (void)TakeRemittance(kUnstructured, reference);
    return;
  }
  const std::string plain = belgian.ok() ? belgian->value.Digits() : *rf;
  if (!communication.reference.empty()) {
    AddField(BankFieldKind::kFurtherReference, plain);
    return;
  }
  communication.reference = plain;
  const auto belgian_kind =
      IsBelgian(issuer) ? CommunicationKind::kStructured : CommunicationKind::kGuessed;
  communication.kind = belgian.ok() ? belgian_kind : CommunicationKind::kCreditorReference;
}

void CamtPayment::SetCode() {
  std::string& code = movement_.transaction_code;
  code = domain_;
  if (!family_.empty()) code.append("/").append(family_);
  if (!sub_family_.empty()) code.append("/").append(sub_family_);
  if (!proprietary_.empty()) code.append(code.empty() ? "" : " ").append(proprietary_);
}

// The payer of what comes in, the payee of what goes out; of a return the parties may be those of
// the first payment, so the account's own side never counts.
void CamtPayment::SetCounterparty(bool credit, std::string_view account) {
  const Party* party = credit ? &debtor_ : &creditor_;
  const Party* other = credit ? &creditor_ : &debtor_;
  if (reconcile::PlainAccount(party->account) == account &&
      reconcile::PlainAccount(other->account) != account) {
    std::swap(party, other);
  }
  movement_.counterparty_name = party->name;
  movement_.counterparty_account = reconcile::PlainAccount(party->account);
  movement_.counterparty_bic = party->bic;
  AddField(BankFieldKind::kUltimateParty, party->ultimate);
}

void CamtPayment::SetCommunication() {
  auto& communication = movement_.communication;
  communication.text = spaced_;
  if (communication.reference.empty()) {
    reconcile::GuessReference(communication);
    if (communication.reference.empty() && dense_ != spaced_) {
      communication.reference = reconcile::ReferenceIn(dense_);
    }
    if (!communication.reference.empty()) communication.kind = CommunicationKind::kGuessed;
  }
  if (communication.text.empty()) communication.text = communication.reference;
}

reconcile::Movement& CamtPayment::Finish(bool credit, std::string_view account) {
  if (finished_) return movement_;
  finished_ = true;
  const bool own_credit = credit_.value_or(credit);
  movement_.account = account;
  movement_.cents = own_credit ? cents().value_or(0) : -cents().value_or(0);
  movement_.charges_cents = charges_cents_;
  if (is_foreign()) AddField(BankFieldKind::kForeignAmount, foreign_);
  SetCode();
  SetCounterparty(own_credit, account);
  SetCommunication();
  return movement_;
}

}  // namespace herlaad::statements
