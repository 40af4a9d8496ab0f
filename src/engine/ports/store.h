// Store: where a batch is loaded from and committed to. One thread uses it: the engine's; another
// may wait in MakeDurable beside it. Reads of everybody else go through engine/ports/queries.h.
#pragma once

#include <string>

#include "base/core/result.h"
#include "engine/ports/workspace.h"

namespace herlaad::engine {

struct StoreError {
  enum class Kind {
    kBusy,         // somebody else holds it now: try again
    kUnavailable,  // gone, full, read-only: nothing was changed
    kWrong,        // the database is not what it should be: damaged, newer schema
    kWrongRow,     // one of the rows asked for cannot be what was written; the others can be had
  };
  Kind kind = Kind::kUnavailable;
  std::string message;  // for a log and an operator; no secret in it
};

enum class CommitResult {
  kCommitted,  // later batches see it; durable when MakeDurable says so
  kConflict,   // nothing was changed, another transaction was in the way: load and decide again
  kUnknown,    // the answer was lost, or says that a standby may not have it: load and decide
               // again, keys make that safe
  kPoisoned,   // a row was refused (a constraint): nothing was changed, the same batch will fail
               // again
  kFailed,     // nothing was changed: disk full, connection gone
};

class Store {
 public:
  virtual ~Store() = default;

  // Begins the batch's transaction and puts into `workspace` what there is of `needs`.
  virtual Status<StoreError> Load(const Needs& needs, Workspace& workspace) = 0;

  // Writes and commits, or rolls back.
  virtual CommitResult Commit(const WriteSet& writes) = 0;

  // True: all that was committed before the call survives a loss of power, and a later commit never
  // does without the earlier ones. False: nobody knows, not even by asking again; nothing that was
  // decided since may be answered, and the process has to begin anew.
  [[nodiscard]] virtual bool MakeDurable() { return true; }

  // Ends the transaction without a change.
  virtual void Abandon() = 0;

  // The same for a batch that changes nothing and is to be answered from what it has read:
  // kCommitted once all of that is as durable as a commit of its own would be. Otherwise nobody may
  // be told of it.
  virtual CommitResult ConfirmReads() {
    Abandon();
    return CommitResult::kCommitted;
  }

  // Why the last Commit or ConfirmReads was not kCommitted, in the database's own words, for a log;
  // no value of any row in it.
  [[nodiscard]] virtual std::string LastProblem() const { return {}; }

  // Deletes claims older than kClaimLifetime, at most a small chunk a call; true when more remain.
  virtual Result<bool, StoreError> ForgetClaims(Instant now) = 0;
};

}  // namespace herlaad::engine
