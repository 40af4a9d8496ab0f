// Opening a store in a PostgreSQL database.
#pragma once

#include <string>

#include "adapters/store/migration_lock.h"
#include "adapters/store/node_lease.h"
#include "adapters/store/open.h"
#include "adapters/store/postgres_driver.h"

namespace herlaad::store {

struct PostgresOptions {
  std::string conninfo;  // as libpq takes it; several hosts and target_session_attrs work
  Shard shard;
  std::size_t readers_max = 4;            // connections for queries
  std::size_t quick_max = kQuickReaders;  // and for those that are answered quickly
  std::string node_name;                  // for people: where this process is
  std::int64_t life = 0;                  // of this process; no two are the same
  // Settings that are there from the first start on, whoever starts first: names and values.
  std::vector<std::pair<std::string, std::string>> first_settings = {};
  LockWait wait = {};           // while another process makes or changes the tables
  ReadPool::Told on_read = {};  // told how each reading went

  // For tests only.
  bool allow_unsafe = false;  // a server that does not sync
  int answer_timeout_ms = 15'000;
  int lock_timeout_ms = 5'000;
  int patience_ms = 5'000;
};

// Makes the tables when they are not there and brings older ones up to date; of several nodes that
// start at once, one does it. Takes a number among the nodes: OpenedStore::lease has it. The
// reasons it gives name the database, without its password, and say what to do.
Result<OpenedStore, engine::StoreError> OpenPostgres(const PostgresOptions& options);

// The first half of it: the tables, and nothing is opened.
Status<engine::StoreError> PreparePostgres(const PostgresOptions& options);
PostgresSettings PostgresSettingsOf(const PostgresOptions& options, bool writer);

// Whether our tables are there, of whatever version.
Result<bool, engine::StoreError> HasBooks(const PostgresOptions& options);

// Only for reading, and whatever state the books are in.
std::unique_ptr<engine::Queries> OpenQueries(const PostgresOptions& options);

// The nodes that were ever at work on the database.
Result<std::vector<NodeRow>, engine::StoreError> ListNodes(const PostgresOptions& options);

}  // namespace herlaad::store
