// LocalIdempotencyRecords: the idempotency records of a database with one writing node, and their
// index. Records are numbered in the order in which they are stored; 1,024 of them form a
// generation. When one is full, its fingerprints are stored in one row in the same commit, so that
// at start the index is rebuilt from few large rows and the records of the last, unfinished
// generation.
#pragma once

#include <vector>

#include "adapters/store/idempotency/idempotency_index.h"
#include "adapters/store/idempotency/idempotency_records.h"

namespace herlaad::store {

class LocalIdempotencyRecords final : public IdempotencyRecords {
 public:
  explicit LocalIdempotencyRecords(Shard shard) : shard_(shard) {}

  DbStatus Open(Database& database) override;
  DbStatus Begin(Database& database) override;
  DbStatus Load(Database& database, const std::vector<Digest>& keys,
                engine::ReadSet& read_set) override;
  DbStatus Write(Database& database,
                 const std::vector<engine::IdempotencyRecord>& idempotency_records) override;
  void Committed() override;
  void RolledBack() override { staged_.clear(); }
  void Uncertain() override;
  // Always keeps the newest record, so that numbers never repeat.
  Result<std::int64_t, DbError> Forget(Database& database, Instant before) override;
  void Forgotten() override { index_.ForgetBelow(forget_below_); }

 private:
  DbStatus CatchUp(Database& database);
  DbStatus ReadGenerations(Database& database);
  DbStatus ReadTail(Database& database);
  void Remember(Fingerprint fingerprint);
  void FillUpTo(std::int64_t idempotency_record);

  Shard shard_;
  IdempotencyIndex index_;
  std::int64_t next_ = 0;            // the number of the next record
  std::vector<Fingerprint> tail_;    // of the unfinished generation: next_ % kGenerationRecords
  std::vector<Fingerprint> staged_;  // written and not yet committed
  std::int64_t forget_below_ = 0;
  std::uint64_t others_version_ = 0;  // the state of the database that the index reflects
  bool is_stale_ = false;             // some of our own records may be missing from the index
  RowBatch rows_;
  RowBatch sealed_;
  std::vector<std::int64_t> candidates_;
};

}  // namespace herlaad::store
