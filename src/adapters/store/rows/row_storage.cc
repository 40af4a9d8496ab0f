#include "adapters/store/rows/row_storage.h"

#include "adapters/store/rows/ledger_table.h"
#include "base/core/check.h"

namespace herlaad::store {
namespace {

using engine::IdempotencyRecord;
using engine::OrderRecord;
using engine::ReadSet;
using engine::WriteSet;

// Loaded before the others: whether a command is a repeat, and the orders, because they say what
// else is needed.
using LoadedFirst = engine::RowTypes<IdempotencyRecord, OrderRecord>;
using LoadedThen = engine::Except<engine::Rows, IdempotencyRecord, OrderRecord>;

template <class... Rows>
DbStatus LoadEach(engine::RowTypes<Rows...>, WriteSession& session, ReadSet& read_set) {
  DbStatus done = Nothing{};
  ((done = done ? RowStorage<Rows>::Load(session, read_set) : done), ...);
  return done;
}

template <class... Rows>
DbStatus WriteEach(engine::RowTypes<Rows...>, WriteSession& session, const WriteSet& writes) {
  DbStatus done = Nothing{};
  ((done = done ? RowStorage<Rows>::Write(session, writes) : done), ...);
  return done;
}

DbStatus WriteOrders(WriteSession& session, Verb verb, const std::vector<OrderRecord>& records) {
  session.order_rows.Clear();
  for (const OrderRecord& record : records) session.order_rows.Append(session.shard, record);
  return WriteOrders(session.database, verb, session.order_rows);
}

}  // namespace

DbStatus RowStorage<OrderRecord>::Load(WriteSession& session, ReadSet& read_set) {
  const std::vector<OrderId>& ids = session.needs.Of<OrderRecord>();
  if (ids.empty()) return Nothing{};
  if (auto read = session.loader.Load(session.database, session.shard, ids); !read) return read;
  for (OrderRecord& record : session.loader.orders()) {
    engine::AddWith(record.order, session.needs);
    read_set.Put(std::move(record));
  }
  return Nothing{};
}

DbStatus RowStorage<OrderRecord>::Write(WriteSession& session, const WriteSet& writes) {
  CHECK(writes.deleted.Of<OrderRecord>().empty(), "an order is never deleted");
  auto done = WriteOrders(session, Verb::kInsert, writes.inserted.Of<OrderRecord>());
  if (done) done = WriteOrders(session, Verb::kUpsert, writes.changed.Of<OrderRecord>());
  return done;
}

DbStatus RowStorage<ledger::Entry>::Write(WriteSession& session, const WriteSet& writes) {
  for (const ledger::Entry& entry : writes.inserted.Of<ledger::Entry>()) {
    if (ledger::Problem(entry.transfers))
      return Failure{DbError{DbError::Kind::kConstraint, "a transfer that may not be posted"}};
  }
  if (auto done = TableStorage<ledger::Entry>::Write(session, writes); !done) return done;
  session.rows.Clear();
  AppendChanges(session.shard, session.slice, writes.balances, session.rows);
  return session.database.Write(Verb::kAdd, kAccounts, session.rows);
}

DbStatus RowStorage<IdempotencyRecord>::Load(WriteSession& session, ReadSet& read_set) {
  return session.idempotency_records.Load(session.database, session.needs.Of<IdempotencyRecord>(),
                                          read_set);
}

DbStatus RowStorage<IdempotencyRecord>::Write(WriteSession& session, const WriteSet& writes) {
  CHECK(writes.deleted.Of<IdempotencyRecord>().empty() &&
            writes.changed.Of<IdempotencyRecord>().empty(),
        "idempotency records are only added");
  return session.idempotency_records.Write(session.database,
                                           writes.inserted.Of<IdempotencyRecord>());
}

DbStatus LoadRows(WriteSession& session, const engine::Needs& needs, ReadSet& read_set) {
  session.needs = needs;
  if (auto read = LoadEach(LoadedFirst{}, session, read_set); !read) return read;
  engine::AddCompanions(session.needs);
  session.needs.SortUnique();
  return LoadEach(LoadedThen{}, session, read_set);
}

DbStatus WriteRows(WriteSession& session, const WriteSet& writes) {
  return WriteEach(engine::Rows{}, session, writes);
}

}  // namespace herlaad::store
