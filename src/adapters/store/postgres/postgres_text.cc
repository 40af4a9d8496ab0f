#include "adapters/store/postgres/postgres_text.h"

#include <span>

#include "base/core/check.h"

namespace herlaad::store::postgres {
namespace {

constexpr std::string_view kPostingsView =
    "CREATE VIEW postings AS SELECT e.shard AS shard, e.cause_kind AS cause_kind, "
    "e.cause_id AS cause_id, e.n + t.place - 1 AS n, e.at AS at, "
    "t.value ->> CASE s.sign WHEN -1 THEN 0 ELSE 1 END AS account, "
    "CAST(t.value ->> 2 AS bigint) AS asset, CAST(s.sign AS bigint) * CAST(t.value ->> 3 AS "
    "bigint) AS amount "
    "FROM entries e CROSS JOIN LATERAL jsonb_array_elements(CAST(e.transfers AS jsonb)) "
    "WITH ORDINALITY AS t(value, place) CROSS JOIN (VALUES (-1), (1)) AS s(sign)";

// The order of the list is that of adapters/store/schema/subscribers.h.
constexpr std::string_view kBucketsView =
    "CREATE VIEW buckets AS SELECT shard, msisdn, CAST(1 AS bigint) AS n, CAST(2 AS bigint) AS "
    "asset, CAST(1 AS bigint) AS kind, balance AS amount, reserved, valid_until, CAST(0 AS bigint) "
    "AS granted_at, '' AS source FROM subscribers WHERE operator IS NOT NULL UNION ALL SELECT "
    "shard, msisdn, 2, 2, 2, bonus, bonus_reserved, bonus_until, 0, '' FROM subscribers WHERE "
    "operator IS NOT NULL UNION ALL SELECT s.shard, s.msisdn, CAST(b ->> 0 AS bigint), CAST(b ->> "
    "1 "
    "AS bigint), CAST(b ->> 2 AS bigint), CAST(b ->> 3 AS bigint), CAST(b ->> 4 AS bigint), "
    "CAST(b ->> 5 AS bigint), CAST(b ->> 6 AS bigint), b ->> 7 FROM subscribers s CROSS JOIN "
    "LATERAL jsonb_array_elements(CAST(s.granted AS jsonb)) AS b";

std::string_view TypeName(ColumnType type) {
  switch (type) {
    case ColumnType::kInt:
      return "bigint";
    case ColumnType::kText:
      return "text";
    case ColumnType::kBlob:
      return "bytea";
  }
  CHECK(false, "a column has one of the listed types");
}

// "a, b, c", each after `prefix`.
std::string Names(std::span<const Column> columns, std::string_view prefix = {}) {
  std::string names;
  for (const Column& column : columns) {
    if (!names.empty()) names += ", ";
    names += prefix;
    names += column.name;
  }
  return names;
}

std::string Parameter(std::size_t at, const Column& column, bool is_array) {
  std::string sql = "$" + std::to_string(at + 1) + "::";
  sql += TypeName(column.type);
  if (is_array) sql += "[]";
  return sql;
}

// The rows of the parameters: "SELECT $1::bigint AS shard, u.id FROM unnest($2::bigint[]) AS
// u(id)"; with `place` also their order in a column of that name.
std::string Rows(std::span<const Column> columns, Plain plain, bool place = false) {
  CHECK((plain & 1) != 0, "the shard is a plain parameter");
  std::string list;
  std::string arrays;
  std::string names;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const bool is_plain = IsPlain(plain, i);
    const std::string name(columns[i].name);
    if (i > 0) list += ", ";
    list += is_plain ? Parameter(i, columns[i], false) + " AS " + name : "u." + name;
    if (is_plain) continue;
    if (!arrays.empty()) {
      arrays += ", ";
      names += ", ";
    }
    arrays += Parameter(i, columns[i], true);
    names += name;
  }
  if (arrays.empty()) return "SELECT " + list + (place ? ", 1 AS place" : "");
  return "SELECT " + list + (place ? ", u.place" : "") + " FROM unnest(" + arrays + ")" +
         (place ? " WITH ORDINALITY" : "") + " AS u(" + names + (place ? ", place)" : ")");
}

// "t.shard = $1::bigint AND t.b = k.b": the shard is never compared with another row's, so that a
// database distributed by it sees where the statement belongs.
std::string SameKey(std::span<const Column> key, std::string_view one, std::string_view other) {
  std::string sql(one);
  sql += ".shard = $1::bigint";
  for (const Column& column : key.subspan(1)) {
    sql += " AND ";
    sql += one;
    sql += ".";
    sql += column.name;
    sql += " = ";
    sql += other;
    sql += ".";
    sql += column.name;
  }
  return sql;
}

std::span<const Column> KeyOf(const Table& table) { return table.columns.subspan(0, table.key); }

// "shard = $1::bigint AND b = $2::text", for one row
std::string KeyIsGiven(const Table& table) {
  std::string sql;
  for (std::size_t i = 0; i < table.key; ++i) {
    if (i > 0) sql += " AND ";
    sql += table.columns[i].name;
    sql += " = " + Parameter(i, table.columns[i], false);
  }
  return sql;
}

// "a = k.a, b = k.b" for all columns outside the key
std::string Assignments(const Table& table, std::string_view from) {
  std::string sql;
  for (const Column& column : table.columns.subspan(table.key)) {
    if (!sql.empty()) sql += ", ";
    sql += column.name;
    sql += " = ";
    sql += from;
    sql += column.name;
  }
  return sql;
}

std::string Into(const Table& table) {
  return "INSERT INTO " + std::string(table.name) + " (" + Names(table.columns) + ") ";
}

}  // namespace

std::string InsertSql(const Table& table, Plain plain) {
  return Into(table) + Rows(table.columns, plain);
}

std::string UpsertSql(const Table& table, Plain plain) {
  return InsertSql(table, plain) + " ON CONFLICT (" + Names(KeyOf(table)) + ") DO UPDATE SET " +
         Assignments(table, "excluded.");
}

// INSERT … ON CONFLICT alone does not work: constraints are checked before the conflict, and a
// change of -5 is not a valid balance.
std::string AddSql(const Table& table) {
  const std::string name(table.name);
  const std::string sum(table.columns.back().name);
  const std::size_t last = table.columns.size() - 1;
  const Plain all = AllPlain(table.columns.size());
  return "WITH changed AS (UPDATE " + name + " SET " + sum + " = " + sum + " + " +
         Parameter(last, table.columns[last], false) + " WHERE " + KeyIsGiven(table) +
         " RETURNING 1) " + InsertSql(table, all) +
         " WHERE NOT EXISTS (SELECT 1 FROM changed) ON CONFLICT (" + Names(KeyOf(table)) +
         ") DO UPDATE SET " + sum + " = " + name + "." + sum + " + excluded." + sum;
}

std::string DeleteSql(const Table& table) {
  return "DELETE FROM " + std::string(table.name) + " WHERE " + KeyIsGiven(table);
}

// Each key is looked up separately by all its columns; OFFSET keeps the planner from rewriting
// that. A join could be executed by the shard alone, reading all rows again and again: the plan is
// made once, perhaps while the table is empty.
std::string SelectSql(const Table& table, std::size_t width, bool hold, Plain plain) {
  const auto by = table.columns.subspan(0, width);
  std::string order;
  for (const Column& column : table.columns.subspan(width, table.key - width)) {
    order += ", t.";
    order += column.name;
    if (column.type == ColumnType::kText) order += " COLLATE \"C\"";
  }
  return "SELECT " + Names(table.columns, "t.") + " FROM (" + Rows(by, plain, true) +
         ") AS k CROSS JOIN LATERAL (SELECT * FROM " + std::string(table.name) + " AS r WHERE " +
         SameKey(by, "r", "k") + " OFFSET 0" + (hold ? " FOR NO KEY UPDATE" : "") +
         ") AS t ORDER BY k.place" + order;
}

std::string QuerySql(const Query& query) {
  std::string sql;
  if (query.rows_of != nullptr) {
    sql = "SELECT " + Names(query.rows_of->columns) + " FROM " + std::string(query.rows_of->name) +
          " ";
  }
  return sql += query.sql;
}

std::string Translate(std::string_view script) {
  return FillIn(script, [](std::string_view word) -> std::optional<std::string> {
    const auto key = [](std::string_view columns) {
      return ", PRIMARY KEY (shard, " + std::string(columns) + "))";
    };
    if (word == "int") return "BIGINT";
    if (word == "blob") return "BYTEA";
    if (word == "id") return "BIGINT NOT NULL";
    if (word == "postings view") return std::string(kPostingsView);
    if (word == "buckets view") return std::string(kBucketsView);
    if (word.starts_with("end id ")) return key(word.substr(7));
    if (word.starts_with("end key ")) return key(word.substr(8));
    if (word == "end idempotency_records") return key("n, key_high, key_low");
    return std::nullopt;
  });
}

}  // namespace herlaad::store::postgres
