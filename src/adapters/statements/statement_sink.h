// Receives what a reader finds in a file of bank statements.
#pragma once

#include <optional>

#include "domain/reconcile/movement.h"
#include "domain/reconcile/statement.h"
#include "domain/reconcile/statement_checks.h"

namespace herlaad::statements {

// The calls for one statement: OnStatement; then for each booked movement OnMovement and OnDetail
// for its details; then OnStatementEnd. OnStatementEnd is called only for a statement that is whole
// and adds up, so a sink that commits there and drops the rest never has half a statement. After an
// error nothing more is called.
//
// References are valid during the call.
class StatementSink {
 public:
  virtual ~StatementSink() = default;

  // A fault stops reading: another account, a statement that was read before.
  virtual std::optional<reconcile::StatementFault> OnStatement(
      const reconcile::StatementHead& head) = 0;
  // Its cents count for the balance. With exactly one detail in the file, its counterparty and
  // communication are already those of the movement.
  virtual void OnMovement(const reconcile::Movement& movement) = 0;
  // Explains the last movement and never counts. In a statement of a separate application all
  // lines are details, of movements in another statement.
  virtual void OnDetail(const reconcile::Movement& detail, reconcile::DetailKind kind) = 0;
  virtual void OnStatementEnd(const reconcile::StatementEnd& end) = 0;
};

}  // namespace herlaad::statements
