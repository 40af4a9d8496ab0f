// What the lines of a list are as a whole. A list comes in pieces, perhaps from two versions of a
// file: before it is completed its lines are read again, and must be those that its head announces.
#pragma once

#include <optional>
#include <string>

#include "engine/commands/reconcile/import_list.h"
#include "engine/ports/queries.h"

namespace herlaad::engine {

// A digest of lines, whatever file they come from: each field that a list gives changes it.
class LinesDigest {
 public:
  void Add(const ExternalMovement& line);
  // Of the lines so far.
  [[nodiscard]] const Digest& so_far() const { return digest_; }
  // Of all lines, with what the list says as a whole; without its name.
  [[nodiscard]] Digest OfList(const ImportedFile& file) const;

 private:
  Digest digest_;
};

struct ListContent {
  CheckedLines lines;
  std::optional<std::string> problem = {};  // why it cannot be completed, and what to do
};

// Of a list whose lines are all there. Reads each of them, and those of the gateway's other lists:
// a fee or a payout is booked once, whatever lists it stands in. It is recognised by its own id, a
// payout by its reference and amount; one that has neither is taken to be in every list of its day.
// Refused are lines outside the days of the list, except of statements, and amounts of gateways
// beyond kGatewayCentsMax; and of a gateway a given list beside a fetched one: see list_origin.h.
//
// Sums that the head gives as 0 and 0 are not announced: of a statement they follow from its
// balances.
Result<ListContent, StoreError> ReadListContent(Queries& queries, const ImportedFile& file);

}  // namespace herlaad::engine
