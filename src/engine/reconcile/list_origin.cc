#include "engine/reconcile/list_origin.h"

#include "engine/reconcile/imported_lists.h"

namespace herlaad::engine {
namespace {

std::string DaysOf(const ImportedFile& file) {
  const std::string from = reconcile::DayText(file.totals.from);
  return file.totals.from == file.totals.to ? from
                                            : from + " to " + reconcile::DayText(file.totals.to);
}

std::string Sentence(const ImportedFile& other) {
  const std::string id = ToText(other.id);
  if (other.is_fetched) {
    return "The gateway's own list of " + DaysOf(other) + " was fetched as " + id + " by " +
           other.actor +
           " and has everything of that day. Leave that day out. Nothing of this list counts.";
  }
  return "A list of " + DaysOf(other) + " was imported as " + id + " by " + other.actor +
         ", and its fees and payouts are booked. To have the gateway's own list instead, withdraw "
         "that one first: `herlaad reconcile withdraw " +
         id + " --reason …`. Nothing that was fetched counts.";
}

}  // namespace

Result<std::optional<std::string>, StoreError> WhyNotBeside(Queries& queries,
                                                            const ImportedFile& file) {
  std::optional<std::string> why;
  if (file.kind != reconcile::SourceKind::kGateway) return why;
  const auto read = ForEachImport(queries, [&](const ImportedFile& each) {
    const bool is_other = each.kind == file.kind && each.account == file.account &&
                          each.id != file.id && each.is_fetched != file.is_fetched;
    const bool overlaps = each.totals.from <= file.totals.to && file.totals.from <= each.totals.to;
    if (is_other && IsCounted(each) && overlaps) why = Sentence(each);
    return !why;
  });
  if (!read.ok()) return Failure{read.error()};
  return why;
}

}  // namespace herlaad::engine
