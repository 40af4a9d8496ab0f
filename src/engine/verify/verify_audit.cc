#include "engine/verify/verify_audit.h"

namespace herlaad::engine {
namespace {

Result<std::vector<AuditTail>, StoreError> ReadTails(Queries& queries) {
  return queries.ReadRows(RowQuery<AuditTail>{});
}

}  // namespace

Status<StoreError> VerifyAudit(Queries& queries, const VerifyProgress& progress,
                               VerifyReport& report) {
  const auto before = ReadTails(queries);
  if (!before.ok()) return Failure{before.error()};
  AuditCheck check(*before);
  RowQuery<AuditRow> query;
  for (bool more = true; more;) {
    const auto rows = queries.ReadRows(query);
    if (!rows.ok()) return Failure{rows.error()};
    for (const AuditRow& row : *rows) {
      report.difference = check.OnRow(row);
      if (report.difference) return Nothing{};
      query.from = AuditId(row.id.value() + 1);
    }
    more = rows->size() == kRowsMax;
    if (progress) progress(report.counts);
  }
  const auto after = ReadTails(queries);
  if (!after.ok()) return Failure{after.error()};
  report.difference = check.Finish(*after);
  for (const auto& [node, tail] : check.found()) report.audit.push_back(tail);
  return Nothing{};
}

}  // namespace herlaad::engine
