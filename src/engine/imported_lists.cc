#include "engine/imported_lists.h"

#include "engine/commands/record_differences.h"

namespace herlaad::engine {

Status<StoreError> ForEachImport(Queries& queries,
                                 const std::function<bool(const ImportedFile&)>& tell) {
  RowQuery<ImportedFile> query;
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ImportedFile& file : *rows) {
      if (!tell(file)) return Nothing{};
    }
    if (rows->size() < query.limit) return Nothing{};
    query.from = ImportId(rows->back().id.value() + 1);
  }
}

Status<StoreError> ForEachMovement(Queries& queries, ImportId file,
                                   const std::function<void(const ExternalMovement&)>& tell) {
  RowQuery<ExternalMovement> query;
  query.from = {file, 1};
  query.below = {ImportId(file.value() + 1), 0};
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const ExternalMovement& movement : *rows) tell(movement);
    if (rows->size() < query.limit) return Nothing{};
    query.from = {file, rows->back().n + 1};
  }
}

Status<StoreError> ForEachDifference(Queries& queries, reconcile::Day from, reconcile::Day to,
                                     const std::function<void(const Difference&)>& tell) {
  RowQuery<Difference> query;
  query.from = FirstDifferenceOf(from);
  query.below = FirstDifferenceOf(to + 1);
  for (;;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const Difference& each : *rows) tell(each);
    if (rows->size() < query.limit) return Nothing{};
    query.from = DifferenceId(rows->back().id.value() + 1);
  }
}

Result<std::vector<Difference>, StoreError> DifferencesOf(Queries& queries, reconcile::Day from,
                                                          reconcile::Day to) {
  std::vector<Difference> found;
  const auto read = ForEachDifference(queries, from, to,
                                      [&found](const Difference& each) { found.push_back(each); });
  if (!read.ok()) return Failure{read.error()};
  return found;
}

}  // namespace herlaad::engine
