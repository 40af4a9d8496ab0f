#include "adapters/store/postgres/shard_rule.h"

#include <gtest/gtest.h>

#include "adapters/store/postgres/postgres_text.h"
#include "adapters/store/schema/tables.h"

namespace herlaad::store::postgres {
namespace {

TEST(ShardRuleTest, StatementsThatNameTheirShardPass) {
  for (const std::string_view sql : {
           "BEGIN",
           "SELECT version FROM schema_version",
           "SELECT id FROM orders WHERE shard = $1 ORDER BY id",
           "SELECT o.id FROM orders o WHERE o.shard = $1::bigint",
           "SELECT 1 FROM orders WHERE shard = $1 AND (SELECT n FROM nodes m WHERE m.shard = $1)",
           "SELECT id FROM orders WHERE shard = $1 UNION SELECT n FROM refunds WHERE shard = $1",
           "INSERT INTO settings (shard, name) VALUES ($1, $2)",
           "UPDATE nodes SET seen_at = CAST(statement_timestamp() AS bigint) WHERE shard = $1",
           "DELETE FROM orders WHERE shard = $1 AND id < $2",
       }) {
    EXPECT_EQ(ShardRuleProblem(sql), std::nullopt) << sql;
  }
}

TEST(ShardRuleTest, StatementsThatLeaveTheirShardOpenAreFound) {
  for (const std::string_view sql : {
           "SELECT count(*) FROM orders",
           "SELECT id FROM orders WHERE state = $1",
           "SELECT id FROM orders WHERE shard = ANY ($1::bigint[])",
           "SELECT id FROM orders WHERE shard = $1::bigint[]",
           "SELECT id FROM orders WHERE shard = $1 UNION SELECT order_id FROM refunds",
           "SELECT o.id FROM orders o JOIN refunds r ON r.shard = o.shard WHERE o.shard = $1",
           "SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM nodes WHERE shard = $1)",
           "INSERT INTO settings (name, value) VALUES ($1, $2)",
           "INSERT INTO settings (shard, name) SELECT u.s, u.n FROM unnest($1, $2) AS u(s, n)",
           "UPDATE orders AS t SET state = 1 FROM (SELECT $1 AS s) AS k WHERE t.shard = k.s",
           "DELETE FROM orders",
           "UPDATE nodes SET seen_at = CAST(clock_timestamp() AS bigint) WHERE shard = $1",
           "INSERT INTO settings (shard, name, value) VALUES ($1, $2, gen_random_uuid())",
       }) {
    EXPECT_NE(ShardRuleProblem(sql), std::nullopt) << sql;
  }
}

TEST(ShardRuleTest, EveryGeneratedStatementNamesItsShard) {
  for (const Table* const table : kAllTables) {
    EXPECT_EQ(table->columns[0].name, "shard") << table->name;
    const Plain all = AllPlain(table->columns.size());
    for (const Plain plain : {Plain{1}, all}) {
      for (const std::string& sql :
           {InsertSql(*table, plain), UpsertSql(*table, plain), AddSql(*table), DeleteSql(*table),
            SelectSql(*table, table->key, true, plain), SelectSql(*table, 1, false, 1)}) {
        EXPECT_EQ(ShardRuleProblem(sql), std::nullopt) << sql;
      }
    }
  }
}

}  // namespace
}  // namespace herlaad::store::postgres
