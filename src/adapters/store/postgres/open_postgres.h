// Opens a store in a PostgreSQL database.
#pragma once

#include <string>

#include "adapters/store/open.h"
#include "adapters/store/postgres/migration_lock.h"
#include "adapters/store/postgres/node_lease.h"
#include "adapters/store/postgres/postgres_driver.h"

namespace herlaad::store {

struct PostgresOptions {
  std::string conninfo;  // in libpq's format; several hosts and target_session_attrs are supported
  Shard shard;
  std::size_t readers_max = 4;            // connections for queries
  std::size_t quick_max = kQuickReaders;  // and for quick queries
  std::string node_name;                  // shown to people: where this process runs
  std::int64_t life = 0;                  // identifies this process uniquely
  // Settings that exist from the first start on, whichever node starts first: names and values.
  std::vector<std::pair<std::string, std::string>> first_settings = {};
  LockWait wait = {};           // while another process creates or changes the tables
  ReadPool::Done on_read = {};  // called with the result of each read

  // For tests only.
  bool allow_unsafe = false;  // accept a server that does not sync
  int answer_timeout_ms = 15'000;
  int lock_timeout_ms = 5'000;
  int patience_ms = 5'000;
};

// Creates the tables if missing and migrates older ones; of several nodes starting at once, one
// does it. Takes a node number, held by OpenedStore::lease. Error messages name the database,
// without its password, and say what to do.
Result<OpenedStore, engine::StoreError> OpenPostgres(const PostgresOptions& options);

// The first half of OpenPostgres: creates or migrates the tables, opens nothing.
Status<engine::StoreError> PreparePostgres(const PostgresOptions& options);
PostgresSettings PostgresSettingsOf(const PostgresOptions& options, bool writer);

// Whether the program's tables exist, in any version.
Result<bool, engine::StoreError> HasDatabase(const PostgresOptions& options);

// Read-only, whatever state the data is in.
std::unique_ptr<engine::Queries> OpenQueries(const PostgresOptions& options);

// All nodes that ever used the database.
Result<std::vector<NodeRow>, engine::StoreError> ListNodes(const PostgresOptions& options);

}  // namespace herlaad::store
