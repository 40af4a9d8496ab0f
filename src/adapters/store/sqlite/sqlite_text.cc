#include "adapters/store/sqlite/sqlite_text.h"

#include <utility>

namespace herlaad::store {
namespace {

// With the schema untrusted, as here, SQLite 3.40 lets a view use json_each but not json_extract.
constexpr std::string_view kPostingsView =
    "CREATE VIEW postings AS SELECT e.shard AS shard, e.cause_kind AS cause_kind, "
    "e.cause_id AS cause_id, e.n + t.key AS n, e.at AS at, account.value AS account, asset.value "
    "AS asset, "
    "s.sign * amount.value AS amount "
    "FROM entries e, json_each(e.transfers) t, (SELECT -1 AS sign UNION ALL SELECT 1) s, "
    "json_each(t.value) account, json_each(t.value) asset, json_each(t.value) amount "
    "WHERE account.key = CASE s.sign WHEN -1 THEN 0 ELSE 1 END AND asset.key = 2 AND amount.key = "
    "3";

// The order of the list is that of adapters/store/schema/subscribers.h.
constexpr std::string_view kBucketsView =
    "CREATE VIEW buckets AS SELECT shard, msisdn, 1 AS n, 2 AS asset, 1 AS kind, balance AS "
    "amount, "
    "reserved, valid_until, 0 AS granted_at, '' AS source FROM subscribers WHERE operator IS NOT "
    "NULL UNION ALL SELECT shard, msisdn, 2, 2, 2, bonus, bonus_reserved, bonus_until, 0, '' FROM "
    "subscribers WHERE operator IS NOT NULL UNION ALL SELECT s.shard, s.msisdn, n.value, "
    "asset.value, kind.value, amount.value, reserved.value, until.value, since.value, source.value "
    "FROM subscribers s, json_each(s.granted) b, json_each(b.value) n, json_each(b.value) asset, "
    "json_each(b.value) kind, json_each(b.value) amount, json_each(b.value) reserved, "
    "json_each(b.value) until, json_each(b.value) since, json_each(b.value) source WHERE n.key = 0 "
    "AND asset.key = 1 AND kind.key = 2 AND amount.key = 3 AND reserved.key = 4 AND until.key = 5 "
    "AND since.key = 6 AND source.key = 7";

void AppendParameter(std::size_t number, std::string& sql) {
  sql += '?';
  sql += std::to_string(number);
}

// "shard = ?1 AND id = ?2"
void AppendKeyIs(const Table& table, std::size_t width, std::string& sql) {
  for (std::size_t i = 0; i < width; ++i) {
    if (i > 0) sql += " AND ";
    sql += table.columns[i].name;
    sql += " = ";
    AppendParameter(i + 1, sql);
  }
}

void AppendNames(std::span<const Column> columns, std::string& sql) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) sql += ", ";
    sql += columns[i].name;
  }
}

void AppendSelect(const Table& table, std::string& sql) {
  sql += "SELECT ";
  AppendNames(table.columns, sql);
  sql += " FROM ";
  sql += table.name;
}

}  // namespace

std::string InsertSql(const Table& table) {
  std::string sql = "INSERT INTO ";
  sql += table.name;
  sql += " (";
  AppendNames(table.columns, sql);
  sql += ") VALUES (";
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (i > 0) sql += ", ";
    AppendParameter(i + 1, sql);
  }
  return sql += ")";
}

std::string UpsertSql(const Table& table) {
  std::string sql = InsertSql(table) + " ON CONFLICT (";
  const std::size_t first = table.is_by_id ? 1 : 0;
  AppendNames(table.columns.subspan(first, table.key - first), sql);
  sql += ") DO UPDATE SET ";
  for (std::size_t i = table.key; i < table.columns.size(); ++i) {
    if (i > table.key) sql += ", ";
    sql += table.columns[i].name;
    sql += " = excluded.";
    sql += table.columns[i].name;
  }
  return sql;
}

std::string DeleteSql(const Table& table) {
  std::string sql = "DELETE FROM ";
  sql += table.name;
  sql += " WHERE ";
  AppendKeyIs(table, table.key, sql);
  return sql;
}

std::string AddSql(const Table& table) {
  const std::string name(table.columns.back().name);
  std::string sql = "UPDATE ";
  sql += table.name;
  sql += " SET " + name + " = " + name + " + ";
  AppendParameter(table.columns.size(), sql);
  sql += " WHERE ";
  AppendKeyIs(table, table.key, sql);
  return sql;
}

std::string SelectSql(const Table& table, std::size_t width) {
  std::string sql;
  AppendSelect(table, sql);
  sql += " WHERE ";
  AppendKeyIs(table, width, sql);
  if (width == table.key) return sql;
  sql += " ORDER BY ";
  AppendNames(table.columns.subspan(width, table.key - width), sql);
  return sql;
}

std::string QuerySql(const Query& query) {
  std::string sql;
  if (query.rows_of != nullptr) {
    AppendSelect(*query.rows_of, sql);
    sql += ' ';
  }
  sql += query.sql;
  return sql;
}

std::string TranslateForSqlite(std::string_view script) {
  return FillIn(script, [](std::string_view word) -> std::optional<std::string> {
    if (word == "int") return "INTEGER";
    if (word == "blob") return "BLOB";
    if (word == "id") return "INTEGER PRIMARY KEY";
    if (word.starts_with("end id ") || word == "end idempotency_records") return ") STRICT";
    if (word == "postings view") return std::string(kPostingsView);
    if (word == "buckets view") return std::string(kBucketsView);
    if (!word.starts_with("end key ")) return std::nullopt;
    return ", PRIMARY KEY (shard, " + std::string(word.substr(8)) + ")) STRICT, WITHOUT ROWID";
  });
}

}  // namespace herlaad::store
