#include "api/http/core/access/staff_access.h"
#include "api/http/core/json/read_json.h"
#include "api/http/reconciliation/problems.h"
#include "api/http/reconciliation/reconciliation.h"
#include "api/http/reconciliation/render_reconciliation.h"
#include "domain/access/roles.h"
#include "engine/reconcile/withdraw_list.h"

namespace herlaad::http {

using engine::ImportedFile;

void Reconciliation::Withdraw(ExchangePtr exchange) {
  if (!StaffMay(*exchange, access::kMayReconcile)) return;
  const auto id = ParseIdText(engine::kImportIdPrefix, exchange->argument);
  if (!id) return exchange->Refuse(Problem(Code::kReconcileUnknown));
  const auto body = ReadBody(exchange->request, {"reason"});
  if (!body.ok()) return exchange->Refuse(body.error());
  const auto reason = ReadLine(*body, "reason");
  if (!reason.ok()) return exchange->Refuse(reason.error());
  if (reason->empty() || reason->size() > engine::kMendReasonMax) {
    return exchange->Refuse(
        FieldProblem(Code::kFieldInvalid, "reason", "A reason has 1 to 500 bytes on one line."));
  }
  Soon(exchange, [this, exchange, file = engine::ImportId(*id), reason = *reason] {
    WithdrawNow(*exchange, file, reason);
  });
}

void Reconciliation::WithdrawNow(Exchange& exchange, engine::ImportId file,
                                 const std::string& reason) {
  engine::Queries& queries = shared_.services.queries;
  const auto known = queries.FindRow<ImportedFile>(file);
  if (!known.ok()) return exchange.Refuse(OfStoreError(known.error()));
  if (!*known) return exchange.Refuse(Problem(Code::kReconcileUnknown));
  const auto result =
      engine::WithdrawList(shared_.services.engine, queries, file, reason, exchange.client->name);
  if (!result.ok()) return exchange.Refuse(OfWithdrawFailure(result.error()));
  const auto row = queries.FindRow<ImportedFile>(file);
  if (!row.ok() || !*row) return exchange.Refuse(StoreUnavailable());
  exchange.Send({200, "application/json", RenderWithdrawn(**row, *result), {}});
}

}  // namespace herlaad::http
