// SQL for PostgreSQL, generated from the declaration of a table. A batch of rows is one statement
// whose parameters are arrays, one for each column; a column with the same value in all rows is a
// plain parameter, which costs the server much less. Parameter n is column n.
//
// The shard, the first column of every table, always is one: a batch belongs to one shard, and a
// database whose tables are distributed by shard takes only statements that say so. See
// shard_rule.h.
#pragma once

#include <cstdint>
#include <string>

#include "adapters/store/driver.h"

namespace herlaad::store::postgres {

// The columns that are plain parameters: bit n for column n, among them bit 0. Further columns of a
// wide table are always arrays.
using Plain = std::uint64_t;
inline constexpr std::size_t kPlainMax = 64;
constexpr bool IsPlain(Plain plain, std::size_t column) {
  return column < kPlainMax && (plain >> column & 1) != 0;
}
// All of a table's columns that can be.
constexpr Plain AllPlain(std::size_t columns) {
  return columns >= kPlainMax ? ~Plain{0} : (Plain{1} << columns) - 1;
}

std::string InsertSql(const Table& table, Plain plain);
std::string UpsertSql(const Table& table, Plain plain);
// For one row, all parameters plain: adds the last column to that of the row with the key, and
// inserts the row if there is none.
std::string AddSql(const Table& table);
// For one row, by its key, all parameters plain.
std::string DeleteSql(const Table& table);
// Selects by the first `width` columns of the key, in the order of the given keys; with `hold` the
// rows are locked in that order until the transaction ends.
std::string SelectSql(const Table& table, std::size_t width, bool hold, Plain plain);

std::string QuerySql(const Query& query);

// Fills in the placeholders of migrations.h.
std::string Translate(std::string_view script);

}  // namespace herlaad::store::postgres
