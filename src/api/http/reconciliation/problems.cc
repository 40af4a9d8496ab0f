#include "api/http/reconciliation/problems.h"

#include "api/http/core/access/staff_access.h"
#include "api/http/core/exchange.h"
#include "domain/access/roles.h"

namespace herlaad::http {

Problem MayNotReconcile() { return ActorMayNot(access::kMayReconcile); }

Problem ImportRefused(std::string_view sentence) {
  return Problem(Code::kImportRefused).Detail(std::string(sentence));
}

Problem ImportKnown(const engine::ImportedFile& file) {
  return Problem(Code::kImportKnown)
      .With("list", ToText(file.id))
      .Say(file.is_fetched ? messages::Key("problem.import_known.fetched")
                           : messages::Key("problem.import_known.named"),
           {{"reference", ToText(file.id)},
            {"date", reconcile::DayText(reconcile::DayOf(file.completed_at))},
            {"by", file.actor}});
}

Problem OfFailure(const engine::ReconcileFailure& failure) {
  if (failure.may_not) return MayNotReconcile();
  return failure.is_unavailable ? StoreUnavailable().Detail(failure.text)
                                : ImportRefused(failure.text);
}

Problem OfWithdrawFailure(const engine::ReconcileFailure& failure) {
  if (failure.may_not || failure.is_unavailable) return OfFailure(failure);
  return Problem(Code::kWithdrawRefused).Detail(failure.text);
}

}  // namespace herlaad::http
