// SharedIdempotencyRecords: the idempotency records of a database in which several nodes write at
// once. The database itself decides who was first: an idempotency record's key is unique within its
// generation, and there is one open generation at a time. When a node has put many idempotency
// records into it, it closes it: it waits until nobody is writing into it, stores all its
// fingerprints in one row, and with that the next one is open. So a key is looked for in memory in
// the generations that are closed, and a node that has not heard of an idempotency record in the
// open one is told by the database, and then looks there too. docs/adr/0006.
#pragma once

#include <unordered_set>

#include "adapters/store/idempotency_index.h"
#include "adapters/store/idempotency_records.h"

namespace herlaad::store {

class SharedIdempotencyRecords final : public IdempotencyRecords {
 public:
  explicit SharedIdempotencyRecords(Shard shard) : shard_(shard) {}

  DbStatus Open(Database& database) override;
  DbStatus Prepare(Database& database) override;
  DbStatus Begin(Database& database) override;
  DbStatus Load(Database& database, const std::vector<Digest>& keys,
                engine::ReadSet& read_set) override;
  DbStatus Write(Database& database,
                 const std::vector<engine::IdempotencyRecord>& idempotency_records) override;
  void Committed() override;
  void RolledBack() override;
  void Uncertain() override { RolledBack(); }
  Result<std::int64_t, DbError> Forget(Database& database, Instant before) override;
  void Forgotten() override;

 private:
  DbStatus Close(Database& database);
  DbStatus CatchUp(Database& database, std::int64_t open);
  Result<std::vector<Fingerprint>, DbError> ReadGeneration(Database& database,
                                                           std::int64_t generation);

  Shard shard_;
  IdempotencyIndex index_;                 // fingerprint to generation, of those that are closed
  std::int64_t open_ = 0;                  // the generation that is open
  std::unordered_set<Fingerprint> known_;  // those we know of in the open one
  std::int64_t ours_ = 0;                  // of them stored by us
  std::vector<Fingerprint> staged_;        // written and not yet committed
  bool look_closely_ = false;              // somebody else may have been faster
  std::int64_t oldest_ = 0;                // generation
  RowBatch rows_;
};

}  // namespace herlaad::store
