// IdempotencyRecords: the outcome stored for each client and key, kept for the promised time. How a
// repeat is recognised depends on the number of writing nodes: docs/adr/0003 for one node,
// docs/adr/0006 for several.
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

  // Rebuilds the index from the database. Call within a transaction.
  virtual DbStatus Open(Database& database) = 0;

  // Periodic work; call between two transactions.
  virtual DbStatus Prepare(Database& /*database*/) { return Nothing{}; }
  // At the start of a write transaction: reads what other nodes have stored since.
  virtual DbStatus Begin(Database& database) = 0;

  // Adds the existing records of `keys` to `read_set`.
  virtual DbStatus Load(Database& database, const std::vector<Digest>& keys,
                        engine::ReadSet& read_set) = 0;

  // Writes new records; they are found after Committed() and discarded by RolledBack(). A key that
  // another node has written in the meantime is kBusy, here or on commit.
  virtual DbStatus Write(Database& database,
                         const std::vector<engine::IdempotencyRecord>& idempotency_records) = 0;
  virtual void Committed() = 0;
  virtual void RolledBack() = 0;
  // The commit was not answered: the records may be stored.
  virtual void Uncertain() = 0;

  // Deletes the oldest records, those before `before`, at most kForgottenMax, in the current
  // transaction. Returns how many. The index drops them on Forgotten().
  virtual Result<std::int64_t, DbError> Forget(Database& database, Instant before) = 0;
  virtual void Forgotten() = 0;
};
inline constexpr std::int64_t kForgottenMax = 1'024;

// The one number that `query` gives for the shard, or `otherwise`.
Result<std::int64_t, DbError> OneNumberOf(Database& database, const Query& query, Shard shard,
                                          std::int64_t otherwise);

// The implementation for one or for several writing nodes, depending on `database`.
std::unique_ptr<IdempotencyRecords> MakeIdempotencyRecords(const Database& database, Shard shard);

}  // namespace herlaad::store
