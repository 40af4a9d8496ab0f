#include "domain/reconcile/communication.h"

#include "domain/reconcile/creditor_reference.h"
#include "domain/reconcile/structured_communication.h"

namespace herlaad::reconcile {

std::string_view Name(CommunicationKind kind) {
  switch (kind) {
    case CommunicationKind::kFree:
      return "free";
    case CommunicationKind::kStructured:
      return "structured";
    case CommunicationKind::kCreditorReference:
      return "creditor_reference";
    case CommunicationKind::kGuessed:
      return "guessed";
    case CommunicationKind::kBankFields:
      return "bank_fields";
  }
  return {};
}

std::string ReferenceIn(std::string_view text) {
  const auto belgian = FindCommunication(text);
  if (belgian) return belgian->value.Digits();
  return FindCreditorReference(text).value_or(std::string());
}

void GuessReference(Communication& communication) {
  communication.reference = ReferenceIn(communication.text);
  communication.kind =
      communication.reference.empty() ? CommunicationKind::kFree : CommunicationKind::kGuessed;
}

}  // namespace herlaad::reconcile
