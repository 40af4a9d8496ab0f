// Migrations: the steps from an empty database to the current tables, numbered from
// kFirstVersion, each applied once in its own transaction. A released step is never changed: new
// ones are appended.
//
// The text is SQL for both databases with placeholders that the driver fills in; SQLite's text
// comes first, then PostgreSQL's:
//
//   {int}         a 64-bit integer: INTEGER; BIGINT
//   {blob}        bytes: BLOB; BYTEA
//   {id}          the column that, with shard, is the key: INTEGER PRIMARY KEY; BIGINT NOT NULL
//   {end id ID}   ends such a table: STRICT; PRIMARY KEY (shard, ID)
//   {end key K}   ends a table with another key: PRIMARY KEY (shard, K) for both
//   {postings view}  the view `postings`, which reads each database's JSON; also {buckets view}
//   {end idempotency_records}
//                 ends the table of idempotency records: as {id};
//                 PRIMARY KEY (shard, n, key_high, key_low)
//
// An SQLite file holds one shard, so its single-column keys leave the shard out: rows addressed by
// rowid are appended and found faster.
#pragma once

#include <span>
#include <string_view>

#include "adapters/store/driver.h"

namespace herlaad::store {

// Databases of versions before the first release have lower numbers and are refused.
// Until the first release it grows whenever the declared tables change, so that a database made
// before is refused by name instead of failing on a table that it lacks.
inline constexpr std::int64_t kFirstVersion = 115;

// The steps there are, from kFirstVersion on: the first makes every table of tables.h.
std::span<const std::string_view> Migrations();

// Brings `database` up to the last of `migrations`. kMisused, with nothing changed, if a newer
// program or a development version made it, or it holds something else.
DbStatus Migrate(Database& database, std::span<const std::string_view> migrations = Migrations());

// The last migration applied; 0 if the database is empty.
Result<std::int64_t, DbError> SchemaVersion(Database& database);

}  // namespace herlaad::store
