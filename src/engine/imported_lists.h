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

}  // namespace herlaad::engine
