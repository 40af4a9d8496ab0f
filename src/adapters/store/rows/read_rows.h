// Reads rows (engine/ports/rows.h) in order of their keys.
#pragma once

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "adapters/store/rows/orders_table.h"
#include "adapters/store/schema/tables.h"
#include "engine/ports/rows.h"

namespace herlaad::store {

// "WHERE shard = $1 AND (a, b) >= ($2, $3) AND (a, b) < ($4, $5) ORDER BY a, b LIMIT $6", with
// either bound or without; "ORDER BY a DESC, b DESC" for `newest_first`.
std::string RowsSql(const Table& table, bool has_from, bool has_below, bool newest_first);

// The statements of one table. They live as long as the program: drivers remember them by address.
template <class Row>
const Query& RowsQuery(const engine::RowQuery<Row>& query) {
  static const std::array<std::string, 8> texts = [] {
    std::array<std::string, 8> all;
    for (std::size_t i = 0; i < all.size(); ++i) {
      all.at(i) = RowsSql(schema::kTableOf<Row>, (i & 1) != 0, (i & 2) != 0, (i & 4) != 0);
    }
    return all;
  }();
  static const std::array<Query, 8> queries = [] {
    std::array<Query, 8> all;
    for (std::size_t i = 0; i < all.size(); ++i) all.at(i) = {texts.at(i), &schema::kTableOf<Row>};
    return all;
  }();
  return queries.at((query.from ? 1U : 0U) + (query.below ? 2U : 0U) +
                    (query.newest_first ? 4U : 0U));
}

// `parameters` is used for its memory.
template <class Row>
DbStatus ReadRows(Database& database, Shard shard, const engine::RowQuery<Row>& query,
                  RowBatch& parameters, std::vector<Row>& rows) {
  using KeyCodec = schema::Codec<engine::Key<Row>>;
  parameters.Clear();
  parameters.Int(shard.number);
  if (query.from) KeyCodec::Append(*query.from, parameters);
  if (query.below) KeyCodec::Append(*query.below, parameters);
  parameters.Int(static_cast<std::int64_t>(std::min(query.limit, engine::kRowsMax)));
  bool right = true;
  auto sink = [&](store::Row row) { return right = schema::ReadRowInto(row, rows); };
  const std::size_t width = 2 + (query.from ? KeyCodec::kColumns.size() : 0) +
                            (query.below ? KeyCodec::kColumns.size() : 0);
  const Query& sql = RowsQuery<Row>(query);
  if (auto read = database.Run(sql, parameters.At(0, width), sink); !read) return read;
  if (!right) return Failure{Damaged(schema::kTableOf<Row>)};
  return Nothing{};
}

}  // namespace herlaad::store
