#include "engine/reconcile/compared_lists.h"

#include <algorithm>

#include "engine/commands/reconcile/import_list.h"
#include "engine/reconcile/imported_lists.h"

namespace herlaad::engine {
namespace {

bool IsOf(const ImportedFile& a, const ImportedFile& b) {
  return ImportTailKey(a.kind, a.account) == ImportTailKey(b.kind, b.account);
}

}  // namespace

Status<StoreError> ComparedLists::Read(Queries& queries, const ImportedFile& file) {
  const bool is_bank = reconcile::IsBank(file.kind);
  auto read = ForEachImport(queries, [&](const ImportedFile& each) {
    if (!IsCounted(each)) return true;
    if (IsOf(each, file)) {
      own.push_back(each);
    } else if (is_bank && reconcile::IsBank(each.kind)) {
      others.push_back(each);
    }
    if (is_bank && each.kind == reconcile::SourceKind::kGateway && each.payouts != 0)
      gateways.push_back(each);
    return true;
  });
  to = file.totals.to;
  for (const ImportedFile& each : own) {
    to = std::max(to, std::min(each.totals.to, file.totals.to + kCompareMargin));
  }
  from = file.totals.from - kCompareMargin;
  low = from - kCompareMargin;
  high = to + kCompareMargin;
  return read;
}

bool ComparedLists::Overlaps(const ImportedFile& list) const {
  return list.totals.to >= low && list.totals.from <= high;
}

bool ComparedLists::Covers(reconcile::Day day) const {
  return std::any_of(own.begin(), own.end(), [day](const ImportedFile& each) {
    return day >= each.totals.from && day <= each.totals.to;
  });
}

}  // namespace herlaad::engine
