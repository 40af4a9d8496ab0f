// Migrates all data from an SQLite file to an empty PostgreSQL database and compares the result.
#pragma once

#include <functional>
#include <string>

#include "adapters/store/postgres/open_postgres.h"

namespace herlaad::store {

// Called with the number of rows copied or compared so far and in total; returning false aborts.
using MoveProgress = std::function<bool(std::int64_t done, std::int64_t all)>;

struct Moved {
  std::int64_t rows = 0;
};

// Copies everything from the file in `folder`, which no server may have open, then compares every
// row. Fails if the target holds any data, except that of an unfinished migration: that is deleted
// and the copy starts again. Until FinishMove the target is marked as unfinished and cannot be
// opened.
Result<Moved, engine::StoreError> MigrateStore(const std::string& folder, const PostgresOptions& to,
                                               const MoveProgress& progress = {});

// Point of no return: marks the file as moved, so that OpenSqlite rejects it, and lets the target
// be opened.
Status<engine::StoreError> FinishMove(const std::string& folder, const PostgresOptions& to);

// Settings of a migration: in the target until it is finished, in the file afterwards.
inline constexpr std::string_view kMovingSetting = "moving";
inline constexpr std::string_view kMovedSetting = "moved_to";

}  // namespace herlaad::store
