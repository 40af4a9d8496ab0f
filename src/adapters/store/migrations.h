// Migrations: the steps from an empty database to today's tables, numbered from kFirstVersion, each
// applied once and in a transaction of its own. What was released is never changed: a new step is
// added.
//
// Their text is SQL for both databases with placeholders that the driver fills in; first SQLite's
// words for them, then PostgreSQL's:
//
//   {int}         a whole number of 64 bits: INTEGER; BIGINT
//   {blob}        bytes: BLOB; BYTEA
//   {id}          the column that, with shard, is the key: INTEGER PRIMARY KEY; BIGINT NOT NULL
//   {end id ID}   ends such a table: STRICT; PRIMARY KEY (shard, ID)
//   {end key K}   ends a table with another key: PRIMARY KEY (shard, K); the same
//   {end idempotency records}  ends the table of idempotency records: as {id}; PRIMARY KEY (shard,
//   n, key_high, key_low)
//
// An SQLite file holds one shard, so its keys of one column may do without it: rows by rowid are
// appended and found faster.
#pragma once

#include <span>
#include <string_view>

#include "adapters/store/driver.h"

namespace herlaad::store {

// Databases of versions before the first release have lower numbers and are refused.
inline constexpr std::int64_t kFirstVersion = 100;

// The steps there are, from kFirstVersion on: the first makes every table of tables.h.
std::span<const std::string_view> Migrations();

// Brings `database` up to the last of `migrations`. kMisused when it was made by a newer program,
// or holds something that is not ours: nothing was changed then.
DbStatus Migrate(Database& database, std::span<const std::string_view> migrations = Migrations());

// Up to which migration the database is; 0 when it is empty.
Result<std::int64_t, DbError> SchemaVersion(Database& database);

}  // namespace herlaad::store
