#include "adapters/statements/coda/coda_communication.h"

#include <algorithm>
#include <string>

#include "adapters/statements/coda/coda_line.h"
#include "domain/reconcile/ascii.h"
#include "domain/reconcile/creditor_reference.h"
#include "domain/reconcile/structured_communication.h"

namespace herlaad::statements {
namespace {

using reconcile::BankFieldKind;
using reconcile::CommunicationKind;
using reconcile::Movement;
using reconcile::Trimmed;

constexpr std::string_view kWrongReference =
    "A structured reference has wrong check digits; it is kept as text.";
constexpr std::string_view kUnknownType =
    "A structured communication has a type that is not known; it is kept as text.";

// Cuts fields off the front. Widths count characters, and only ASCII is one byte each: the text was
// decoded before, so that a character above ASCII has two or three.
class Cutter {
 public:
  explicit Cutter(std::string_view text) : rest_(text) {}

  std::string_view Cut(std::size_t width) {
    std::size_t bytes = 0;
    while (bytes < rest_.size() && width > 0) {
      ++bytes;
      while (bytes < rest_.size() && (rest_[bytes] & '\xC0') == '\x80') ++bytes;
      --width;
    }
    const std::string_view field = rest_.substr(0, bytes);
    rest_.remove_prefix(bytes);
    return Trimmed(field);
  }
  void Skip(std::size_t width) { (void)Cut(width); }
  std::string_view Rest() const { return Trimmed(rest_); }

 private:
  std::string_view rest_;
};

bool IsZeros(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c == '0'; });
}

void AddField(Movement& movement, BankFieldKind kind, std::string_view text) {
  if (!text.empty()) movement.fields.push_back({.kind = kind, .text = std::string(text)});
}

bool HasField(const Movement& movement, BankFieldKind kind) {
  return std::any_of(movement.fields.begin(), movement.fields.end(),
                     [kind](const reconcile::BankField& field) { return field.kind == kind; });
}

std::string_view SchemeName(std::string_view code) {
  if (code == "1") return "bancontact";
  if (code == "2") return "maestro";
  if (code == "3") return "private";
  if (code == "5") return "tina";
  if (code == "9") return "other";
  return {};
}

void AddTerminal(Movement& movement, std::string_view number, std::string_view place) {
  std::string text(number);
  if (!number.empty() && !place.empty()) text += ' ';
  AddField(movement, BankFieldKind::kTerminal, text.append(place));
}

void AddCard(Movement& movement, std::string_view number) {
  if (number.size() >= 4)
    AddField(movement, BankFieldKind::kCardLastFour, number.substr(number.size() - 4));
}

// 12 digits that the bank says are a structured communication.
std::string_view SetBelgian(Movement& movement, std::string_view digits, CommunicationKind kind) {
  const auto found = reconcile::ParseCommunication(digits);
  if (!found.ok()) return kWrongReference;
  movement.communication.kind = kind;
  movement.communication.reference = found->value.Digits();
  return {};
}

std::string_view ReadBelgian(std::string_view text, CommunicationKind kind, Movement& movement) {
  movement.communication.text = Trimmed(text);
  movement.communication.kind = CommunicationKind::kFree;
  return SetBelgian(movement, text.substr(0, 12), kind);
}

std::string_view ReadIso11649(std::string_view text, Movement& movement) {
  movement.communication.text = Trimmed(text);
  movement.communication.kind = CommunicationKind::kFree;
  auto reference = reconcile::ParseCreditorReference(text.substr(0, 25));
  if (!reference) return kWrongReference;
  movement.communication.kind = CommunicationKind::kCreditorReference;
  movement.communication.reference = *std::move(reference);
  return {};
}

// 105: what the payer ordered, in its currency, with the reference of the payment.
std::string_view ReadGross(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  cutter.Skip(15);
  const std::string original = CodaDecimal(cutter.Cut(15));
  cutter.Skip(12);
  const std::string_view currency = cutter.Cut(3);
  const std::string_view digits = cutter.Cut(12);
  if (!currency.empty() && !original.empty()) {
    AddField(movement, BankFieldKind::kGrossAmount, std::string(currency) + ' ' + original);
  }
  if (digits.empty() || IsZeros(digits)) return {};
  movement.communication.text = digits;
  return SetBelgian(movement, digits, CommunicationKind::kStructured);
}

// 111: the takings of a terminal.
std::string_view ReadTerminalTotal(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  const std::string_view scheme = cutter.Cut(1);
  const std::string_view number = cutter.Cut(6);
  const std::string_view period = cutter.Cut(3);
  const std::string_view first = cutter.Cut(6);
  cutter.Skip(6);
  const std::string_view last = cutter.Cut(6);
  cutter.Skip(7);
  AddField(movement, BankFieldKind::kCardScheme, SchemeName(scheme));
  AddTerminal(movement, number, cutter.Cut(26));
  AddField(movement, BankFieldKind::kTerminalPeriod, period);
  AddField(movement, BankFieldKind::kFirstSequence, first);
  AddField(movement, BankFieldKind::kLastSequence, last);
  return {};
}

// 113: what a card of ours paid.
std::string_view ReadCardDebit(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  AddCard(movement, cutter.Cut(16));
  AddField(movement, BankFieldKind::kCardScheme, SchemeName(cutter.Cut(1)));
  const std::string_view number = cutter.Cut(6);
  const std::string_view sequence = cutter.Cut(6);
  cutter.Skip(11);
  AddTerminal(movement, number, cutter.Cut(26));
  AddField(movement, BankFieldKind::kLastSequence, sequence);
  const std::string original = CodaDecimal(cutter.Cut(15));
  cutter.Skip(12);
  const std::string_view currency = cutter.Cut(3);
  if (!currency.empty() && !original.empty()) {
    AddField(movement, BankFieldKind::kGrossAmount, std::string(currency) + ' ' + original);
  }
  return {};
}

// 114: one payment at a terminal.
std::string_view ReadTerminalCredit(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  AddField(movement, BankFieldKind::kCardScheme, SchemeName(cutter.Cut(1)));
  const std::string_view number = cutter.Cut(6);
  AddField(movement, BankFieldKind::kTerminalPeriod, cutter.Cut(3));
  AddField(movement, BankFieldKind::kLastSequence, cutter.Cut(6));
  cutter.Skip(11);
  AddTerminal(movement, number, cutter.Cut(26));
  movement.communication.text = cutter.Cut(16);
  auto reference = reconcile::ReferenceIn(movement.communication.text);
  if (reference.empty()) return {};
  movement.communication.kind = CommunicationKind::kGuessed;
  movement.communication.reference = std::move(reference);
  return {};
}

// 115: cash paid in at a terminal.
std::string_view ReadCashDeposit(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  AddCard(movement, cutter.Cut(16));
  AddField(movement, BankFieldKind::kCardScheme, SchemeName(cutter.Cut(1)));
  const std::string_view number = cutter.Cut(6);
  AddField(movement, BankFieldKind::kLastSequence, cutter.Cut(6));
  cutter.Skip(10 + 12 + 15 + 1);
  AddTerminal(movement, number, cutter.Cut(26));
  const std::string_view digits = cutter.Cut(12);
  movement.communication.text = digits;
  if (digits.empty() || IsZeros(digits)) return {};
  return SetBelgian(movement, digits, CommunicationKind::kStructured);
}

// 124: the bill of a credit card.
std::string_view ReadCardBill(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  AddCard(movement, cutter.Cut(20));
  cutter.Skip(1);
  movement.communication.text = cutter.Cut(12);
  return {};
}

// 127: a SEPA direct debit, collected or returned.
std::string_view ReadDirectDebit(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  cutter.Skip(9);
  AddField(movement, BankFieldKind::kCreditorId, cutter.Cut(35));
  AddField(movement, BankFieldKind::kMandate, cutter.Cut(35));
  movement.communication.text = cutter.Cut(62);
  const std::string_view type = cutter.Cut(1);
  const std::string_view reason = cutter.Cut(4);
  if (const auto name = ReturnTypeName(type.empty() ? ' ' : type[0]); !name.empty()) {
    movement.reversal = true;
    // The record 2.2 mostly said it already.
    if (!HasField(movement, BankFieldKind::kReturnType)) {
      AddField(movement, BankFieldKind::kReturnType, name);
    }
    if (movement.return_reason.empty()) movement.return_reason = reason;
  }
  auto reference = reconcile::ReferenceIn(movement.communication.text);
  if (reference.empty()) return {};
  movement.communication.kind = CommunicationKind::kGuessed;
  movement.communication.reference = std::move(reference);
  return {};
}

void AddInformation(std::string_view text, Movement& movement) {
  if (text.empty()) return;
  if (!movement.information.empty()) movement.information += '\n';
  movement.information += text;
}

// The counterparty with its whole name and address; the name of a record 2.3 is cut after 35
// characters.
void ReadCounterparty(std::string_view text, Movement& movement) {
  Cutter cutter(text);
  const std::string_view name = cutter.Cut(70);
  if (name.substr(0, movement.counterparty_name.size()) == movement.counterparty_name) {
    movement.counterparty_name = name;
  }
  std::string address;
  for (int part = 0; part < 3; ++part) {
    const std::string_view line = cutter.Cut(35);
    if (!address.empty() && !line.empty()) address += ", ";
    address += line;
  }
  AddInformation(address, movement);
}

}  // namespace

std::string_view ReturnTypeName(char type) {
  switch (type) {
    case '1':
      return "reject";
    case '2':
      return "return";
    case '3':
      return "refund";
    case '4':
      return "reversal";
    case '5':
      return "cancellation";
    default:
      return {};
  }
}

std::string_view ReadCommunication(bool structured, std::string_view utf8, Movement& movement) {
  if (!structured) {
    movement.communication.text = Trimmed(utf8);
    reconcile::GuessReference(movement.communication);
    return {};
  }
  const std::string_view type = utf8.substr(0, 3);
  const std::string_view text = utf8.substr(type.size());
  movement.communication.kind = CommunicationKind::kBankFields;
  if (type == "100") return ReadIso11649(text, movement);
  if (type == "101") return ReadBelgian(text, CommunicationKind::kStructured, movement);
  // The bank put the digits together itself.
  if (type == "102") return ReadBelgian(text, CommunicationKind::kGuessed, movement);
  if (type == "105") return ReadGross(text, movement);
  if (type == "111") return ReadTerminalTotal(text, movement);
  if (type == "113") return ReadCardDebit(text, movement);
  if (type == "114") return ReadTerminalCredit(text, movement);
  if (type == "115") return ReadCashDeposit(text, movement);
  if (type == "124") return ReadCardBill(text, movement);
  if (type == "127") return ReadDirectDebit(text, movement);
  movement.communication.text = Trimmed(utf8);
  const bool known = type >= "100" && type <= "126" && type.size() == 3;
  return known ? std::string_view() : kUnknownType;
}

void ReadInformation(bool structured, std::string_view utf8, Movement& movement) {
  // Without a type of three digits the first three bytes may be a part of a character.
  if (!structured || !CodaNumber(utf8.substr(0, 3))) {
    AddInformation(Trimmed(utf8), movement);
    return;
  }
  const std::string_view type = utf8.substr(0, 3);
  const std::string_view text = utf8.substr(type.size());
  if (type == "001") {
    ReadCounterparty(text, movement);
    return;
  }
  if (type == "008" || type == "009") {
    Cutter cutter(text);
    AddField(movement, BankFieldKind::kUltimateParty, cutter.Cut(70));
    return;
  }
  AddInformation(Trimmed(text), movement);
}

}  // namespace herlaad::statements
