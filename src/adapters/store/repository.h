// Repository: the engine's Store over a SQL database.
#pragma once

#include <memory>
#include <string>

#include "adapters/store/driver.h"
#include "adapters/store/idempotency/idempotency_records.h"
#include "adapters/store/rows/row_storage.h"
#include "base/core/id.h"
#include "engine/ports/store.h"

namespace herlaad::store {

engine::StoreError StoreErrorOf(const DbError& error);

class Repository final : public engine::Store {
 public:
  // `database` must have been migrated. Builds the index of idempotency records. `slice` is this
  // node's part of accounts without a lower bound: no two nodes writing at once may have the same.
  static Result<std::unique_ptr<Repository>, engine::StoreError> Open(
      std::unique_ptr<Database> database, Shard shard, std::int32_t slice = 0);
  ~Repository() override;

  Status<engine::StoreError> Load(const engine::Needs& needs, engine::ReadSet& read_set) override;
  engine::CommitResult Commit(const engine::WriteSet& writes) override;
  [[nodiscard]] bool MakeDurable() override { return database_->MakeDurable().ok(); }
  void Abandon() override;
  engine::CommitResult ConfirmReads() override;
  Result<bool, engine::StoreError> ForgetIdempotencyRecords(Instant now) override;

  [[nodiscard]] std::string LastProblem() const override { return last_problem_; }

 private:
  Repository(std::unique_ptr<Database> database, Shard shard, std::int32_t slice);

  DbStatus Begin();
  Result<std::int64_t, DbError> ForgetSome(Instant now);

  std::unique_ptr<Database> database_;
  std::unique_ptr<IdempotencyRecords> idempotency_records_;
  WriteSession session_;
  bool begun_ = false;
  std::string last_problem_;
};

}  // namespace herlaad::store
