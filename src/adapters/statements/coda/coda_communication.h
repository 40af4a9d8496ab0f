// Communications of CODA: free text, and the structured types, which are fields of fixed widths.
#pragma once

#include <string_view>

#include "domain/reconcile/movement.h"

namespace herlaad::statements {

// Reads the joined communication of a movement (2.1, 2.2 and 2.3) into its communication, fields,
// reversal and return reason. A structured text begins with its type of 3 digits. Fields are cut
// from the joined text, so that none ends at the border of a record. Types that are not known, and
// structured references whose check digits are wrong, are kept as text; then the answer is a
// notice, otherwise empty.
std::string_view ReadCommunication(bool structured, std::string_view utf8,
                                   reconcile::Movement& movement);

// Reads what a record 3 says: completes the counterparty's name, sets fields, or adds to
// movement.information.
void ReadInformation(bool structured, std::string_view utf8, reconcile::Movement& movement);

// Of R-type 1 to 5: "reject", "return", "refund", "reversal", "cancellation"; empty otherwise.
std::string_view ReturnTypeName(char type);

}  // namespace herlaad::statements
