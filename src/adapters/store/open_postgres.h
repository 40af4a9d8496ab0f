// Opening a store in a PostgreSQL database.
#pragma once

#include <string>

#include "adapters/store/open.h"
#include "adapters/store/postgres_driver.h"

namespace herlaad::store {

struct PostgresOptions {
  std::string conninfo;  // as libpq takes it; several hosts and target_session_attrs work
  Home home;
  std::size_t readers_max = 4;  // connections for queries

  // For tests only.
  bool allow_unsafe = false;  // a server that does not sync
  int answer_timeout_ms = 15'000;
  int lock_timeout_ms = 5'000;
  int patience_ms = 5'000;
};

// Makes the tables when they are not there and brings older ones up to date; of several nodes that
// start at once, one does it. The reasons it gives name the database, without its password, and say
// what to do.
Result<OpenedStore, engine::StoreError> OpenPostgres(const PostgresOptions& options);

}  // namespace herlaad::store
