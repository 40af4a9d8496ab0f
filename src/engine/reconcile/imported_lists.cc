#include "engine/reconcile/imported_lists.h"

#include <map>
#include <string>
#include <utility>

#include "engine/commands/reconcile/import_list.h"
#include "engine/commands/reconcile/record_differences.h"

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

bool HasPayouts(const ImportedFile& file) {
  return file.kind == reconcile::SourceKind::kGateway && file.payouts != 0;
}

Result<std::vector<ImportedFile>, StoreError> OtherBankDays(Queries& queries,
                                                            const ImportedFile& file) {
  const std::string own = ImportTailKey(file.kind, file.account);
  std::map<std::string, ImportedFile> banks;
  const auto read = ForEachImport(queries, [&](const ImportedFile& each) {
    if (!IsCounted(each) || !reconcile::IsBank(each.kind)) return true;
    std::string key = ImportTailKey(each.kind, each.account);
    if (key != own) banks.insert_or_assign(std::move(key), each);
    return true;
  });
  if (!read.ok()) return Failure{read.error()};
  std::vector<ImportedFile> days;
  for (const auto& [key, list] : banks) {
    ImportedFile& each = days.emplace_back();
    each.kind = list.kind;
    each.account = list.account;
    each.totals.from = file.totals.from;
    each.totals.to = file.totals.to;
  }
  return days;
}

}  // namespace herlaad::engine
