// What a payer or a bank wrote with a payment, and the reference in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace herlaad::reconcile {

// How sure the reference is. Stored, never reused.
enum class CommunicationKind : std::uint8_t {
  kFree = 1,               // no reference
  kStructured = 2,         // the bank's file marks it as a Belgian structured communication
  kCreditorReference = 3,  // the bank's file marks it as an ISO 11649 reference
  kGuessed = 4,     // found in free text, or reconstituted by the bank: a person may be right
                    // to doubt it
  kBankFields = 5,  // fields of the bank (a terminal, a mandate) and no reference
};
std::string_view Name(CommunicationKind kind);  // "free", "structured", "creditor_reference", …

struct Communication {
  CommunicationKind kind = CommunicationKind::kFree;
  std::string text;       // UTF-8, all that the payer wrote, its parts joined
  std::string reference;  // 12 digits, or "RF…" in plain form; empty if there is none

  friend bool operator==(const Communication&, const Communication&) = default;
};

// Sets kind and reference by what is in `communication.text`: kGuessed or kFree. A Belgian
// structured communication goes before an ISO 11649 reference.
void GuessReference(Communication& communication);

// The reference in `text` or an empty string, as GuessReference finds it.
std::string ReferenceIn(std::string_view text);

}  // namespace herlaad::reconcile
