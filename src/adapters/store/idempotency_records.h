// IdempotencyRecords: who decided what under which key, found again for as long as was promised.
// How a repeat is recognised depends on who writes: see docs/adr/0003 for one node, docs/adr/0006
// for several.
#pragma once

#include <memory>
#include <vector>

#include "adapters/store/driver.h"
#include "base/core/id.h"
#include "base/core/instant.h"
#include "engine/ports/read_set.h"

namespace herlaad::store {

class IdempotencyRecords {
 public:
  virtual ~IdempotencyRecords() = default;

  // Reads everything anew. Within a transaction.
  virtual DbStatus Open(Database& database) = 0;

  // Between two transactions: what has to be done now and then.
  virtual DbStatus Prepare(Database& /*database*/) { return Nothing{}; }
  // In a transaction for writing that just began: learns what others stored since.
  virtual DbStatus Begin(Database& database) = 0;

  // Puts into `read set` the claims there are under `keys`.
  virtual DbStatus Load(Database& database, const std::vector<Digest>& keys,
                        engine::ReadSet& read_set) = 0;

  // Writes new idempotency records; they count from Committed() on, and never after RolledBack(). A
  // key that somebody else has written meanwhile is kBusy, here or when it is committed.
  virtual DbStatus Write(Database& database,
                         const std::vector<engine::IdempotencyRecord>& idempotency_records) = 0;
  virtual void Committed() = 0;
  virtual void RolledBack() = 0;
  // The answer to the commit was lost: they may be stored.
  virtual void Uncertain() = 0;

  // Deletes the oldest idempotency records, those before `before`, at most kForgottenMax, in the
  // transaction that is open. How many were deleted. They are forgotten from Forgotten() on.
  virtual Result<std::int64_t, DbError> Forget(Database& database, Instant before) = 0;
  virtual void Forgotten() = 0;
};
inline constexpr std::int64_t kForgottenMax = 1'024;

// The one number that `query` gives for the shard, or `otherwise`.
Result<std::int64_t, DbError> OneNumberOf(Database& database, const Query& query, Shard shard,
                                          std::int64_t otherwise);

// As the database asks for.
std::unique_ptr<IdempotencyRecords> MakeIdempotencyRecords(const Database& database, Shard shard);

}  // namespace herlaad::store
