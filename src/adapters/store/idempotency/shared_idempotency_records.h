// SharedIdempotencyRecords: the idempotency records of a database to which several nodes write at
// once. The database decides who was first: a key is unique within its generation, and one
// generation at a time is open. A node that has added many records to it closes it: it waits until
// nobody is writing to it and stores all its fingerprints in one row, which opens the next. Keys
// are looked up in memory for the closed generations; for the open one the database reports a
// duplicate that the node does not know of, and the node then reads it there. docs/adr/0006.
#pragma once

#include <unordered_set>

#include "adapters/store/idempotency/idempotency_index.h"
#include "adapters/store/idempotency/idempotency_records.h"

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
  IdempotencyIndex index_;                 // fingerprint to closed generation
  std::int64_t open_ = 0;                  // the open generation
  std::unordered_set<Fingerprint> known_;  // known records of the open generation
  std::int64_t ours_ = 0;                  // of them, stored by this node
  std::vector<Fingerprint> staged_;        // written and not yet committed
  bool look_closely_ = false;              // another node may have stored the same key
  std::int64_t oldest_ = 0;                // generation
  RowBatch rows_;
};

}  // namespace herlaad::store
