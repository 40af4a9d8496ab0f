#include "domain/reconcile/movement.h"

namespace herlaad::reconcile {

std::string_view Name(BankFieldKind kind) {
  switch (kind) {
    case BankFieldKind::kTerminal:
      return "terminal";
    case BankFieldKind::kTerminalPeriod:
      return "terminal_period";
    case BankFieldKind::kFirstSequence:
      return "first_sequence";
    case BankFieldKind::kLastSequence:
      return "last_sequence";
    case BankFieldKind::kCardScheme:
      return "card_scheme";
    case BankFieldKind::kCardLastFour:
      return "card_last_four";
    case BankFieldKind::kMandate:
      return "mandate";
    case BankFieldKind::kCreditorId:
      return "creditor_id";
    case BankFieldKind::kGrossAmount:
      return "gross_amount";
    case BankFieldKind::kForeignAmount:
      return "foreign_amount";
    case BankFieldKind::kReturnType:
      return "return_type";
    case BankFieldKind::kUltimateParty:
      return "ultimate_party";
    case BankFieldKind::kBatch:
      return "batch";
    case BankFieldKind::kFurtherReference:
      return "further_reference";
    case BankFieldKind::kPurpose:
      return "purpose";
    case BankFieldKind::kOriginalReference:
      return "original_reference";
  }
  return {};
}

std::string_view Name(DetailKind kind) {
  switch (kind) {
    case DetailKind::kPart:
      return "part";
    case DetailKind::kSubtotal:
      return "subtotal";
    case DetailKind::kRest:
      return "rest";
    case DetailKind::kNote:
      return "note";
  }
  return {};
}

}  // namespace herlaad::reconcile
