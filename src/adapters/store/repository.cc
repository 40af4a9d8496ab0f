#include "adapters/store/repository.h"

#include <tuple>
#include <utility>

#include "adapters/store/changed_keys.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::ReadSet;
using engine::StoreError;
using engine::WriteSet;

StoreError::Kind KindOf(DbError::Kind kind) {
  switch (kind) {
    case DbError::Kind::kBusy:
      return StoreError::Kind::kBusy;
    case DbError::Kind::kFull:
    case DbError::Kind::kReadOnly:
    case DbError::Kind::kUnavailable:
      return StoreError::Kind::kUnavailable;
    case DbError::Kind::kConstraint:
    case DbError::Kind::kDamaged:
    case DbError::Kind::kMisused:
      return StoreError::Kind::kWrong;
    case DbError::Kind::kDamagedRow:
      return StoreError::Kind::kWrongRow;
  }
  CHECK(false, "a database error is one of the listed kinds");
}

// A transaction that failed before its COMMIT was certainly rolled back.
CommitResult ResultOf(DbError::Kind kind) {
  switch (kind) {
    case DbError::Kind::kBusy:
      return CommitResult::kConflict;
    case DbError::Kind::kConstraint:
      return CommitResult::kPoisoned;
    case DbError::Kind::kFull:
    case DbError::Kind::kReadOnly:
    case DbError::Kind::kDamaged:
    case DbError::Kind::kDamagedRow:
    case DbError::Kind::kUnavailable:
    case DbError::Kind::kMisused:
      return CommitResult::kFailed;
  }
  CHECK(false, "a database error is one of the listed kinds");
}

// The objects that readers look up one by one. An order's outbox message and history are read with
// the order.
std::vector<Durability::Thing> ThingsOf(const WriteSet& writes) {
  std::vector<Durability::Thing> things;
  for (const auto* const lists : {&writes.inserted, &writes.changed}) {
    for (const auto& record : lists->Of<engine::OrderRecord>())
      things.push_back(ThingOf(record.order.id));
  }
  for (const auto& message : writes.changed.Of<orders::OutboxMessage>())
    things.push_back(ThingOf(message.order));
  for (const auto& key : writes.deleted.Of<orders::OutboxMessage>())
    things.push_back(ThingOf(std::get<OrderId>(key)));
  for (const auto& event : writes.changed.Of<engine::OrderEvent>())
    things.push_back(ThingOf(event.order));
  for (const auto& row : writes.changed.Of<engine::AuditRow>()) {
    if (const auto order = ParseOrderId(row.entry.subject)) things.push_back(ThingOf(*order));
  }
  for (const auto& number : writes.changed.Of<orders::Subscriber>())
    things.push_back(ThingOf(number.msisdn));
  for (const auto& key : writes.changed.Of<engine::ApiKey>()) things.push_back(ThingOf(key.secret));
  for (const auto& voucher : writes.changed.Of<vouchers::Voucher>())
    things.push_back(ThingOf(voucher.pin));
  return things;
}

}  // namespace

StoreError StoreErrorOf(const DbError& error) { return {KindOf(error.kind), error.message}; }

Repository::Repository(std::unique_ptr<Database> database, Shard shard, std::int32_t slice)
    : database_(std::move(database)),
      idempotency_records_(MakeIdempotencyRecords(*database_, shard)),
      session_{*database_, shard, slice, *idempotency_records_} {}

Result<std::unique_ptr<Repository>, StoreError> Repository::Open(std::unique_ptr<Database> database,
                                                                 Shard shard, std::int32_t slice) {
  std::unique_ptr<Repository> repository(new Repository(std::move(database), shard, slice));
  Database& db = *repository->database_;
  if (auto begun = db.Begin(Access::kRead); !begun) return Failure{StoreErrorOf(begun.error())};
  const auto read = repository->idempotency_records_->Open(db);
  db.Rollback();
  if (!read) return Failure{StoreErrorOf(read.error())};
  return repository;
}

Repository::~Repository() {
  if (begun_) database_->Rollback();
}

DbStatus Repository::Begin() {
  CHECK(!begun_, "a batch is committed or abandoned before the next is loaded");
  if (auto prepared = idempotency_records_->Prepare(*database_); !prepared) return prepared;
  if (auto begun = database_->Begin(Access::kWrite); !begun) return begun;
  begun_ = true;
  return idempotency_records_->Begin(*database_);
}

Status<StoreError> Repository::Load(const Needs& needs, ReadSet& read_set) {
  auto done = Begin();
  if (done) done = LoadRows(session_, needs, read_set);
  if (done) return Nothing{};
  Abandon();
  return Failure{StoreErrorOf(done.error())};
}

CommitResult Repository::Commit(const WriteSet& writes) {
  CHECK(begun_, "a batch is loaded before it is committed");
  last_problem_.clear();
  auto done = WriteRows(session_, writes);
  if (!done) {
    last_problem_ = done.error().message;
    const CommitResult result = ResultOf(done.error().kind);
    Abandon();
    return result;
  }
  database_->Changes(ThingsOf(writes));
  done = database_->CommitSoon();
  begun_ = false;
  if (done) {
    idempotency_records_->Committed();
    return CommitResult::kCommitted;
  }
  // From here on the outcome may be unknown: an I/O error of a commit may have come after it took
  // effect.
  last_problem_ = done.error().message;
  idempotency_records_->Uncertain();
  if (done.error().kind == DbError::Kind::kUnavailable) return CommitResult::kUnknown;
  return ResultOf(done.error().kind);
}

CommitResult Repository::ConfirmReads() {
  CHECK(begun_, "what is confirmed was loaded");
  last_problem_.clear();
  const auto done = database_->ConfirmReads();
  begun_ = false;
  idempotency_records_->RolledBack();
  if (done) return CommitResult::kCommitted;
  last_problem_ = done.error().message;
  if (done.error().kind == DbError::Kind::kUnavailable) return CommitResult::kUnknown;
  return ResultOf(done.error().kind);
}

void Repository::Abandon() {
  if (begun_) database_->Rollback();
  begun_ = false;
  idempotency_records_->RolledBack();
}

Result<bool, StoreError> Repository::ForgetIdempotencyRecords(Instant now) {
  const auto forgotten = ForgetSome(now);
  if (!forgotten) {
    Abandon();
    return Failure{StoreErrorOf(forgotten.error())};
  }
  return *forgotten == kForgottenMax;
}

Result<std::int64_t, DbError> Repository::ForgetSome(Instant now) {
  if (auto begun = Begin(); !begun) return Failure{begun.error()};
  auto forgotten = idempotency_records_->Forget(*database_, now - engine::kIdempotencyLifetime);
  if (!forgotten) return forgotten;
  if (*forgotten == 0) {
    Abandon();
    return forgotten;
  }
  auto done = database_->Commit();
  begun_ = false;
  if (!done) return Failure{done.error()};
  idempotency_records_->Forgotten();
  return forgotten;
}

}  // namespace herlaad::store
