// Problems of reconciliation.
#pragma once

#include <string_view>

#include "api/http/core/problem.h"
#include "engine/ports/reconciliation.h"
#include "engine/reconcile/reconcile.h"

namespace herlaad::http {

Problem MayNotReconcile();
// import_refused, with the reason.
Problem ImportRefused(std::string_view sentence);
// import_known, naming the list.
Problem ImportKnown(const engine::ImportedFile& file);
Problem OfFailure(const engine::ReconcileFailure& failure);
// Of a list that cannot be withdrawn.
Problem OfWithdrawFailure(const engine::ReconcileFailure& failure);

}  // namespace herlaad::http
