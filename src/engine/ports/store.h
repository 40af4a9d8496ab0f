// Store: batches are loaded from it and committed to it. Used by the engine's thread only, except
// that another thread may wait in MakeDurable. All other reads use engine/ports/queries.h.
#pragma once

#include <string>

#include "base/core/result.h"
#include "engine/ports/read_set.h"
#include "engine/ports/store_error.h"

namespace herlaad::engine {

enum class CommitResult {
  kCommitted,  // visible to later batches; durable after MakeDurable
  kConflict,   // nothing was changed because of another transaction: load and decide again
  kUnknown,    // no answer, or a standby may lack it: load and decide again (keys make it safe)
  kPoisoned,   // a row was refused (constraint): nothing was changed; a retry fails again
  kFailed,     // nothing was changed: disk full, connection gone
};

class Store {
 public:
  virtual ~Store() = default;

  // Begins the batch's transaction and puts the rows of `needs` that exist into `read_set`.
  virtual Status<StoreError> Load(const Needs& needs, ReadSet& read_set) = 0;

  // Writes and commits, or rolls back.
  virtual CommitResult Commit(const WriteSet& writes) = 0;

  // True: everything committed before the call survives a loss of power, and no later commit
  // survives without the earlier ones. False: it is unknown what survives, and asking again does
  // not help. Nothing decided since may be answered, and the process must restart.
  [[nodiscard]] virtual bool MakeDurable() { return true; }

  // Ends the transaction without a change.
  virtual void Abandon() = 0;

  // Ends a batch without changes whose answers depend on what it read: kCommitted once all of that
  // is as durable as a commit of its own would be. Otherwise nothing of it may be answered.
  virtual CommitResult ConfirmReads() {
    Abandon();
    return CommitResult::kCommitted;
  }

  // The database's message about the last Commit or ConfirmReads that was not kCommitted, for a
  // log; it contains no values of rows.
  [[nodiscard]] virtual std::string LastProblem() const { return {}; }

  // Deletes a small chunk of the idempotency records older than kIdempotencyLifetime; true if more
  // remain.
  virtual Result<bool, StoreError> ForgetIdempotencyRecords(Instant now) = 0;
};

}  // namespace herlaad::engine
