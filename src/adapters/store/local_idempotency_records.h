// LocalIdempotencyRecords: the idempotency records of a database in which one node writes, and the
// index over them. Idempotency records are numbered in the order in which they are stored; about
// 1,024 of them are a generation, and when one is full its fingerprints are stored in one row, in
// the same commit. So the index is rebuilt at start from few large rows and the idempotency records
// of the last, unfinished generation.
#pragma once

#include <vector>

#include "adapters/store/idempotency_index.h"
#include "adapters/store/idempotency_records.h"

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
  // The newest idempotency record always stays, so that numbers never repeat.
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
  std::int64_t next_ = 0;            // the number of the next idempotency record
  std::vector<Fingerprint> tail_;    // of the unfinished generation: next_ % kGenerationClaims
  std::vector<Fingerprint> staged_;  // written and not yet committed
  std::int64_t forget_below_ = 0;
  std::uint64_t others_version_ = 0;  // up to which the index knows what is stored
  bool is_stale_ = false;             // and it may miss some of ours
  RowBatch rows_;
  RowBatch sealed_;
  std::vector<std::int64_t> candidates_;
};

}  // namespace herlaad::store
