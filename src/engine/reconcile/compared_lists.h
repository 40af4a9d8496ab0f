// ComparedLists: the imported lists that are looked at when one is compared, and the days.
#pragma once

#include <vector>

#include "engine/ports/queries.h"
#include "engine/reconcile/compare_lists.h"

namespace herlaad::engine {

struct ComparedLists {
  // Of lists that count. `file` is the one that is compared, or says whose lists of which days are.
  Status<StoreError> Read(Queries& queries, const ImportedFile& file);

  // Whether it has days that are read.
  [[nodiscard]] bool Overlaps(const ImportedFile& list) const;
  // Whether lists of the account have that day.
  [[nodiscard]] bool Covers(reconcile::Day day) const;

  std::vector<ImportedFile> own;       // of the account, `file` too if it counts
  std::vector<ImportedFile> others;    // of our other bank accounts, if it is one
  std::vector<ImportedFile> gateways;  // with payouts that a bank account may have
  reconcile::Day from = 0;             // differences of these days are reported
  reconcile::Day to = 0;
  reconcile::Day low = 0;  // lines of these days are read
  reconcile::Day high = 0;
};

}  // namespace herlaad::engine
