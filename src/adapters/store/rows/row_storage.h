// How the registered rows are stored within the transaction of a batch: each type by its table, as
// declared in schema/. What is different for some of them is said here and nowhere else:
//
//   orders               with their parts, in several tables; what comes with them is loaded too;
//   entries              checked, and followed by the balances to which they add up;
//   idempotency records  found through an index, which depends on the number of writing nodes.
//
// The order of writing is that of engine::Rows.
#pragma once

#include <vector>

#include "adapters/store/driver.h"
#include "adapters/store/idempotency/idempotency_records.h"
#include "adapters/store/rows/orders_table.h"
#include "adapters/store/schema/tables.h"
#include "base/core/id.h"
#include "engine/ports/read_set.h"

namespace herlaad::store {

// Where a batch is loaded from and written to.
struct WriteSession {
  Database& database;
  Shard shard;
  std::int32_t slice;
  IdempotencyRecords& idempotency_records;
  // Reused by batches to keep their memory.
  engine::Needs needs = {};  // of the batch, with what comes with its rows
  OrderLoader loader = {};
  OrderRows order_rows = {};
  RowBatch rows = {};
};

// By a table. Of no rows or keys a database makes no statement.
template <class Row>
struct TableStorage {
  static constexpr const Table& kTable = schema::kTableOf<Row>;

  static DbStatus Load(WriteSession& session, engine::ReadSet& read_set) {
    AppendKeys(session, session.needs.Of<Row>());
    bool right = true;
    auto sink = [&](store::Row stored) {
      auto row = schema::ReadRow<Row>(stored);
      right = row.has_value();
      if (right) read_set.Put(*std::move(row));
      return right;
    };
    auto read = session.database.Read(kTable, session.rows, kTable.key, sink);
    if (read && !right) return Failure{Damaged(kTable)};
    return read;
  }

  static DbStatus Write(WriteSession& session, const engine::WriteSet& writes) {
    AppendKeys(session, writes.deleted.Of<Row>());
    auto done = session.database.Write(Verb::kDelete, kTable, session.rows);
    if (done) done = Write(session, Verb::kInsert, writes.inserted.Of<Row>());
    if (done) done = Write(session, Verb::kUpsert, writes.changed.Of<Row>());
    return done;
  }

 private:
  static void AppendKeys(WriteSession& session, const std::vector<engine::Key<Row>>& keys) {
    session.rows.Clear();
    for (const engine::Key<Row>& key : keys) schema::AppendKey(session.shard, key, session.rows);
  }
  static DbStatus Write(WriteSession& session, Verb verb, const std::vector<Row>& rows) {
    session.rows.Clear();
    for (const Row& row : rows) schema::AppendRow(session.shard, row, session.rows);
    return session.database.Write(verb, kTable, session.rows);
  }
};

template <class Row>
struct RowStorage : TableStorage<Row> {};

template <>
struct RowStorage<engine::OrderRecord> {
  // Adds what comes with the orders to the session's needs.
  static DbStatus Load(WriteSession& session, engine::ReadSet& read_set);
  static DbStatus Write(WriteSession& session, const engine::WriteSet& writes);
};

template <>
struct RowStorage<ledger::Entry> : TableStorage<ledger::Entry> {
  static DbStatus Write(WriteSession& session, const engine::WriteSet& writes);
};

template <>
struct RowStorage<engine::IdempotencyRecord> {
  static DbStatus Load(WriteSession& session, engine::ReadSet& read_set);
  static DbStatus Write(WriteSession& session, const engine::WriteSet& writes);
};

// Adds the rows of `needs` to `read_set`.
DbStatus LoadRows(WriteSession& session, const engine::Needs& needs, engine::ReadSet& read_set);
DbStatus WriteRows(WriteSession& session, const engine::WriteSet& writes);

}  // namespace herlaad::store
