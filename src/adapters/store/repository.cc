#include "adapters/store/repository.h"

#include <algorithm>

#include "adapters/store/access_table.h"
#include "adapters/store/ledger_table.h"
#include "adapters/store/numbers_table.h"
#include "adapters/store/order_trail.h"
#include "adapters/store/tables.h"
#include "adapters/store/things.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::StoreError;
using engine::Workspace;
using engine::WriteSet;

constexpr Query kLastAudit{"SELECT n FROM audit WHERE home = $1 ORDER BY n DESC LIMIT 1"};

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

// A transaction that failed before its COMMIT was rolled back for certain.
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

// What readers look for one by one. An order's effect and its history are read with it.
std::vector<Durability::Thing> ThingsOf(const WriteSet& writes) {
  std::vector<Durability::Thing> things;
  for (const auto& record : writes.new_orders) things.push_back(ThingOf(record.order.id));
  for (const auto& record : writes.changed_orders) things.push_back(ThingOf(record.order.id));
  for (const auto& effect : writes.effects) things.push_back(ThingOf(effect.order));
  for (const auto& effect : writes.effects_done) things.push_back(ThingOf(effect.order));
  for (const engine::OrderEvent& event : writes.events) things.push_back(ThingOf(event.order));
  for (const engine::AuditEntry& entry : writes.audit) {
    if (const auto order = ParseOrderId(entry.subject)) things.push_back(ThingOf(*order));
  }
  for (const orders::Number& number : writes.numbers) things.push_back(ThingOf(number.msisdn));
  for (const engine::ApiKey& key : writes.keys) things.push_back(ThingOf(key.secret));
  return things;
}

}  // namespace

StoreError StoreErrorOf(const DbError& error) { return {KindOf(error.kind), error.message}; }

Repository::Repository(std::unique_ptr<Database> database, Home home, std::int32_t stripe)
    : database_(std::move(database)),
      home_(home),
      stripe_(stripe),
      claims_(MakeClaims(*database_, home)) {}

Result<std::unique_ptr<Repository>, StoreError> Repository::Open(std::unique_ptr<Database> database,
                                                                 Home home, std::int32_t stripe) {
  std::unique_ptr<Repository> repository(new Repository(std::move(database), home, stripe));
  Database& db = *repository->database_;
  if (auto begun = db.Begin(Access::kRead); !begun) return Failure{StoreErrorOf(begun.error())};
  const auto read = repository->claims_->Open(db);
  db.Rollback();
  if (!read) return Failure{StoreErrorOf(read.error())};
  return repository;
}

Repository::~Repository() {
  if (begun_) database_->Rollback();
}

DbStatus Repository::Begin() {
  CHECK(!begun_, "a batch is committed or abandoned before the next is loaded");
  if (auto prepared = claims_->Prepare(*database_); !prepared) return prepared;
  if (auto begun = database_->Begin(Access::kWrite); !begun) return begun;
  begun_ = true;
  return claims_->Begin(*database_);
}

Status<StoreError> Repository::Load(const Needs& needs, Workspace& workspace) {
  auto done = Begin();
  if (done) done = LoadAll(needs, workspace);
  if (done) return Nothing{};
  Abandon();
  return Failure{StoreErrorOf(done.error())};
}

DbStatus Repository::LoadAll(const Needs& needs, Workspace& workspace) {
  if (auto read = claims_->Load(*database_, needs.claims, workspace); !read) return read;
  if (auto read = LoadOrders(needs, workspace); !read) return read;
  return LoadKeys(needs, workspace);
}

// Orders, their numbers, and the numbers that were asked for.
DbStatus Repository::LoadOrders(const Needs& needs, Workspace& workspace) {
  msisdns_ = needs.numbers;
  if (!needs.orders.empty()) {
    if (auto read = loader_.Load(*database_, home_, needs.orders); !read) return read;
    for (engine::OrderRecord& record : loader_.orders()) {
      msisdns_.push_back(record.order.msisdn);
      workspace.Put(std::move(record));
    }
  }
  std::sort(msisdns_.begin(), msisdns_.end());
  msisdns_.erase(std::unique(msisdns_.begin(), msisdns_.end()), msisdns_.end());
  numbers_.clear();
  if (auto read = LoadNumbers(*database_, home_, msisdns_, rows_, numbers_); !read) return read;
  for (orders::Number& number : numbers_) workspace.Put(std::move(number));
  return Nothing{};
}

DbStatus Repository::LoadKeys(const Needs& needs, Workspace& workspace) {
  rows_.Clear();
  for (const engine::KeyId id : needs.keys) rows_.Int(home_.number).Int(id.value());
  std::vector<engine::ApiKey> keys;
  bool right = true;
  auto sink = [&](Row row) { return right = ReadKey(row, keys); };
  if (auto read = database_->Read(kApiKeys, rows_, kApiKeys.key, sink); !read) return read;
  if (!right) return Failure{Damaged(kApiKeys)};
  for (engine::ApiKey& key : keys) workspace.Put(std::move(key));
  return Nothing{};
}

CommitResult Repository::Commit(const WriteSet& writes) {
  CHECK(begun_, "a batch is loaded before it is committed");
  last_problem_.clear();
  auto done = WriteAll(writes);
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
    claims_->Committed();
    return CommitResult::kCommitted;
  }
  // Point of no knowledge: an I/O error while committing may have come after the deed.
  last_problem_ = done.error().message;
  claims_->Uncertain();
  if (done.error().kind == DbError::Kind::kUnavailable) return CommitResult::kUnknown;
  return ResultOf(done.error().kind);
}

CommitResult Repository::ConfirmReads() {
  CHECK(begun_, "what is confirmed was loaded");
  last_problem_.clear();
  const auto done = database_->ConfirmReads();
  begun_ = false;
  claims_->RolledBack();
  if (done) return CommitResult::kCommitted;
  last_problem_ = done.error().message;
  if (done.error().kind == DbError::Kind::kUnavailable) return CommitResult::kUnknown;
  return ResultOf(done.error().kind);
}

void Repository::Abandon() {
  if (begun_) database_->Rollback();
  begun_ = false;
  claims_->RolledBack();
}

DbStatus Repository::WriteAll(const WriteSet& writes) {
  if (auto done = WriteOrderRows(writes); !done) return done;
  if (auto done = WriteMoney(writes); !done) return done;
  if (auto done = claims_->Write(*database_, writes.claims); !done) return done;
  if (auto done = WriteEffects(writes); !done) return done;
  return WriteRest(writes);
}

DbStatus Repository::WriteOrderRows(const WriteSet& writes) {
  order_rows_.Clear();
  for (const auto& record : writes.new_orders) order_rows_.Append(home_, record);
  if (auto done = WriteOrders(*database_, Verb::kInsert, order_rows_); !done) return done;
  order_rows_.Clear();
  for (const auto& record : writes.changed_orders) order_rows_.Append(home_, record);
  if (auto done = WriteOrders(*database_, Verb::kUpsert, order_rows_); !done) return done;
  rows_.Clear();
  for (const orders::Number& number : writes.numbers) AppendNumber(home_, number, rows_);
  return database_->Write(Verb::kUpsert, kNumbers, rows_);
}

DbStatus Repository::WriteMoney(const WriteSet& writes) {
  rows_.Clear();
  for (const auto& posted : writes.transfers) AppendTransfer(home_, posted, rows_);
  if (auto done = database_->Write(Verb::kInsert, kTransfers, rows_); !done) return done;
  rows_.Clear();
  AppendChanges(home_, stripe_, writes.balances, rows_);
  return database_->Write(Verb::kAdd, kAccounts, rows_);
}

DbStatus Repository::WriteEffects(const WriteSet& writes) {
  rows_.Clear();
  for (const auto& effect : writes.effects_done) AppendEffectKey(home_, effect, rows_);
  if (auto done = database_->Write(Verb::kDelete, kEffects, rows_); !done) return done;
  rows_.Clear();
  for (const auto& effect : writes.effects) AppendEffect(home_, effect, rows_);
  return database_->Write(Verb::kUpsert, kEffects, rows_);
}

DbStatus Repository::WriteRest(const WriteSet& writes) {
  rows_.Clear();
  for (const engine::ApiKey& key : writes.keys) AppendKey(home_, key, rows_);
  if (auto done = database_->Write(Verb::kUpsert, kApiKeys, rows_); !done) return done;
  rows_.Clear();
  for (const auto& [name, value] : writes.settings) {
    rows_.Int(home_.number).Text(name).Text(value);
  }
  if (auto done = database_->Write(Verb::kUpsert, kSettings, rows_); !done) return done;
  if (auto done = WriteEvents(writes); !done) return done;
  return writes.audit.empty() ? Nothing{} : WriteAudit(writes.audit);
}

DbStatus Repository::WriteEvents(const WriteSet& writes) {
  rows_.Clear();
  for (const engine::OrderEvent& event : writes.events) AppendOrderEvent(home_, event, rows_);
  return database_->Write(Verb::kUpsert, kOrderEvents, rows_);
}

DbStatus Repository::WriteAudit(const std::vector<engine::AuditEntry>& entries) {
  std::int64_t n = 0;
  auto sink = [&](Row row) {
    n = Fields(row).Int();
    return true;
  };
  const Value parameters[] = {Value::Int(home_.number)};
  if (auto read = database_->Run(kLastAudit, parameters, sink); !read) return read;
  rows_.Clear();
  for (const engine::AuditEntry& entry : entries) AppendAudit(home_, ++n, entry, rows_);
  return database_->Write(Verb::kInsert, kAudit, rows_);
}

Result<bool, StoreError> Repository::ForgetClaims(Instant now) {
  const auto forgotten = ForgetSome(now);
  if (!forgotten) {
    Abandon();
    return Failure{StoreErrorOf(forgotten.error())};
  }
  return *forgotten == kForgottenMax;
}

Result<std::int64_t, DbError> Repository::ForgetSome(Instant now) {
  if (auto begun = Begin(); !begun) return Failure{begun.error()};
  auto forgotten = claims_->Forget(*database_, now - engine::kClaimLifetime);
  if (!forgotten) return forgotten;
  if (*forgotten == 0) {
    Abandon();
    return forgotten;
  }
  auto done = database_->Commit();
  begun_ = false;
  if (!done) return Failure{done.error()};
  claims_->Forgotten();
  return forgotten;
}

}  // namespace herlaad::store
