// Reads the lists of others as they were imported, and the differences: a thousand rows at once.
#pragma once

#include <functional>
#include <vector>

#include "engine/ports/queries.h"

namespace herlaad::engine {

// Every list, in the order of their ids; stops when `tell` returns false.
Status<StoreError> ForEachImport(Queries& queries,
                                 const std::function<bool(const ImportedFile&)>& tell);
// Every line of one.
Status<StoreError> ForEachMovement(Queries& queries, ImportId file,
                                   const std::function<void(const ExternalMovement&)>& tell);
// Every difference of the days from `from` to `to`, day by day.
Status<StoreError> ForEachDifference(Queries& queries, reconcile::Day from, reconcile::Day to,
                                     const std::function<void(const Difference&)>& tell);
// The differences of the days from `from` to `to`.
Result<std::vector<Difference>, StoreError> DifferencesOf(Queries& queries, reconcile::Day from,
                                                          reconcile::Day to);

// Whether the gateway paid something out, which a bank account may have.
bool HasPayouts(const ImportedFile& file);
// The days of the list at every bank account that is not its own: a payment of a float or a payout
// may be that of a line of any of them. To be compared.
Result<std::vector<ImportedFile>, StoreError> OtherBankDays(Queries& queries,
                                                            const ImportedFile& file);

}  // namespace herlaad::engine
