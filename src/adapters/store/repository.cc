#include "adapters/store/repository.h"

#include <algorithm>

#include "adapters/store/changed_keys.h"
#include "adapters/store/ledger_table.h"
#include "adapters/store/load_subscribers.h"
#include "adapters/store/order_trail.h"
#include "adapters/store/tables.h"

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
  for (const auto& record : writes.new_orders) things.push_back(ThingOf(record.order.id));
  for (const auto& record : writes.changed_orders) things.push_back(ThingOf(record.order.id));
  for (const auto& outbox_message : writes.outbox_messages)
    things.push_back(ThingOf(outbox_message.order));
  for (const auto& outbox_message : writes.outbox_messages_done)
    things.push_back(ThingOf(outbox_message.order));
  for (const engine::OrderEvent& event : writes.events) things.push_back(ThingOf(event.order));
  for (const engine::AuditRow& row : writes.plain.Of<engine::AuditRow>()) {
    if (const auto order = ParseOrderId(row.entry.subject)) things.push_back(ThingOf(*order));
  }
  for (const orders::Subscriber& number : writes.subscribers)
    things.push_back(ThingOf(number.msisdn));
  for (const engine::ApiKey& key : writes.plain.Of<engine::ApiKey>())
    things.push_back(ThingOf(key.secret));
  for (const vouchers::Voucher& voucher : writes.plain.Of<vouchers::Voucher>())
    things.push_back(ThingOf(voucher.pin));
  return things;
}

}  // namespace

StoreError StoreErrorOf(const DbError& error) { return {KindOf(error.kind), error.message}; }

Repository::Repository(std::unique_ptr<Database> database, Shard shard, std::int32_t slice)
    : database_(std::move(database)),
      shard_(shard),
      slice_(slice),
      idempotency_records_(MakeIdempotencyRecords(*database_, shard)) {}

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
  if (done) done = LoadAll(needs, read_set);
  if (done) return Nothing{};
  Abandon();
  return Failure{StoreErrorOf(done.error())};
}

DbStatus Repository::LoadAll(const Needs& needs, ReadSet& read_set) {
  if (auto read = idempotency_records_->Load(*database_, needs.idempotency_records, read_set);
      !read)
    return read;
  engine::KeyLists<engine::PlainRows> plain = needs.plain;
  if (auto read = LoadOrders(needs, plain, read_set); !read) return read;
  engine::AddCompanions(plain);
  plain.SortUnique();
  return LoadPlain(engine::PlainRows{}, plain, read_set);
}

// Orders, their subscribers, and the subscribers requested by number. What else comes with the
// orders is added to `plain`.
DbStatus Repository::LoadOrders(const Needs& needs, engine::KeyLists<engine::PlainRows>& plain,
                                ReadSet& read_set) {
  msisdns_ = needs.subscribers;
  if (!needs.orders.empty()) {
    if (auto read = loader_.Load(*database_, shard_, needs.orders); !read) return read;
    for (engine::OrderRecord& record : loader_.orders()) {
      if (const auto number = record.order.subscriber()) msisdns_.push_back(*number);
      engine::AddWith(record.order, plain);
      read_set.Put(std::move(record));
    }
  }
  std::sort(msisdns_.begin(), msisdns_.end());
  msisdns_.erase(std::unique(msisdns_.begin(), msisdns_.end()), msisdns_.end());
  numbers_.clear();
  if (auto read = LoadSubscribers(*database_, shard_, msisdns_, rows_, numbers_); !read)
    return read;
  for (orders::Subscriber& number : numbers_) read_set.Put(std::move(number));
  return Nothing{};
}

template <class Row>
DbStatus Repository::LoadPlainRows(const std::vector<engine::Key<Row>>& keys, ReadSet& read_set) {
  if (keys.empty()) return Nothing{};
  const Table& table = schema::kTableOf<Row>;
  rows_.Clear();
  for (const engine::Key<Row>& key : keys) schema::AppendKey(shard_, key, rows_);
  bool right = true;
  auto sink = [&](store::Row stored) {
    auto row = schema::ReadRow<Row>(stored);
    right = row.has_value();
    if (right) read_set.Put(*std::move(row));
    return right;
  };
  if (auto read = database_->Read(table, rows_, table.key, sink); !read) return read;
  if (!right) return Failure{Damaged(table)};
  return Nothing{};
}

template <class... Rows>
DbStatus Repository::LoadPlain(engine::RowTypes<Rows...>,
                               const engine::KeyLists<engine::PlainRows>& keys, ReadSet& read_set) {
  DbStatus done = Nothing{};
  ((done = done ? LoadPlainRows<Rows>(keys.template Of<Rows>(), read_set) : done), ...);
  return done;
}

template <class Row>
DbStatus Repository::WritePlainRows(const std::vector<Row>& rows) {
  rows_.Clear();
  for (const Row& row : rows) schema::AppendRow(shard_, row, rows_);
  return database_->Write(Verb::kUpsert, schema::kTableOf<Row>, rows_);
}

template <class Row>
DbStatus Repository::DeletePlainRows(const std::vector<engine::Key<Row>>& keys) {
  if (keys.empty()) return Nothing{};
  rows_.Clear();
  for (const engine::Key<Row>& key : keys) schema::AppendKey(shard_, key, rows_);
  return database_->Write(Verb::kDelete, schema::kTableOf<Row>, rows_);
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

DbStatus Repository::WriteAll(const WriteSet& writes) {
  if (auto done = WriteOrderRows(writes); !done) return done;
  if (auto done = WriteMoney(writes); !done) return done;
  if (auto done = idempotency_records_->Write(*database_, writes.idempotency_records); !done)
    return done;
  if (auto done = WriteOutboxMessages(writes); !done) return done;
  return WriteRest(writes);
}

DbStatus Repository::WriteOrderRows(const WriteSet& writes) {
  order_rows_.Clear();
  for (const auto& record : writes.new_orders) order_rows_.Append(shard_, record);
  if (auto done = WriteOrders(*database_, Verb::kInsert, order_rows_); !done) return done;
  order_rows_.Clear();
  for (const auto& record : writes.changed_orders) order_rows_.Append(shard_, record);
  if (auto done = WriteOrders(*database_, Verb::kUpsert, order_rows_); !done) return done;
  rows_.Clear();
  for (const orders::Subscriber& number : writes.subscribers)
    schema::AppendRow(shard_, number, rows_);
  return database_->Write(Verb::kUpsert, kSubscribers, rows_);
}

DbStatus Repository::WriteMoney(const WriteSet& writes) {
  rows_.Clear();
  for (const ledger::Entry& entry : writes.entries) {
    if (ledger::Problem(entry.transfers))
      return Failure{DbError{DbError::Kind::kConstraint, "a transfer that may not be posted"}};
    schema::AppendRow(shard_, entry, rows_);
  }
  if (auto done = database_->Write(Verb::kInsert, kEntries, rows_); !done) return done;
  rows_.Clear();
  AppendChanges(shard_, slice_, writes.balances, rows_);
  return database_->Write(Verb::kAdd, kAccounts, rows_);
}

DbStatus Repository::WriteOutboxMessages(const WriteSet& writes) {
  rows_.Clear();
  for (const auto& outbox_message : writes.outbox_messages_done)
    AppendOutboxMessageKey(shard_, outbox_message, rows_);
  if (auto done = database_->Write(Verb::kDelete, kOutboxMessages, rows_); !done) return done;
  rows_.Clear();
  for (const auto& outbox_message : writes.outbox_messages)
    schema::AppendRow(shard_, outbox_message, rows_);
  return database_->Write(Verb::kUpsert, kOutboxMessages, rows_);
}

DbStatus Repository::WriteRest(const WriteSet& writes) {
  DbStatus done = Nothing{};
  writes.plain.ForEach([&](const auto& rows) {
    if (done) done = WritePlainRows(rows);
  });
  writes.plain_done.ForEach([&]<class Row>(const std::vector<engine::Key<Row>>& keys) {
    if (done) done = DeletePlainRows<Row>(keys);
  });
  if (!done) return done;
  return WriteEvents(writes);
}

DbStatus Repository::WriteEvents(const WriteSet& writes) {
  rows_.Clear();
  for (const engine::OrderEvent& event : writes.events) schema::AppendRow(shard_, event, rows_);
  return database_->Write(Verb::kUpsert, kOrderEvents, rows_);
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
