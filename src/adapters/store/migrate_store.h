// Moving all books from an SQLite file into an empty PostgreSQL database, and making sure that they
// are the same there.
#pragma once

#include <functional>
#include <string>

#include "adapters/store/open_postgres.h"

namespace herlaad::store {

// Told how many rows of how many were copied, or compared; false ends it.
using MoveProgress = std::function<bool(std::int64_t done, std::int64_t all)>;

struct Moved {
  std::int64_t rows = 0;
};

// Copies everything from the file in `folder`, whose books nobody may be working on, and compares
// every row afterwards. A target that holds anything is refused, unless it holds what an earlier
// move left unfinished: that is thrown away and begun anew. Until FinishMove the target is marked
// as unfinished and cannot be opened.
Result<Moved, engine::StoreError> MigrateStore(const std::string& folder, const PostgresOptions& to,
                                               const MoveProgress& progress = {});

// The point of no return: the file says from now on where its books are, and is not opened any more
// (OpenSqlite); the target can be.
Status<engine::StoreError> FinishMove(const std::string& folder, const PostgresOptions& to);

// Settings that only this is about: in the target while it is not finished, in the file afterwards.
inline constexpr std::string_view kMovingSetting = "moving";
inline constexpr std::string_view kMovedSetting = "moved_to";

}  // namespace herlaad::store
