#include "adapters/store/sqlite/page_cache.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <map>
#include <memory>
#include <random>
#include <string>

#include "adapters/store/sqlite/sqlite_driver.h"
#include "tests/support/process.h"

namespace herlaad::store {
namespace {

class PageCacheTest : public ::testing::Test {
 protected:
  PageCacheTest() {
    SqliteSettings settings;
    settings.path = directory_.path() + "/pages.db";
    settings.writer = true;
    settings.synchronous = false;
    settings.cache_kib = 64'000;
    database_ = SqliteDatabase::Open(settings).value();
  }

  void Run(const std::string& sql) {
    const auto done = database_->Execute(sql);
    ASSERT_TRUE(done.ok()) << sql << ": " << done.error().message;
  }

  std::string Text(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    std::string text;
    EXPECT_EQ(sqlite3_prepare_v2(database_->connection(), sql.c_str(), -1, &statement, nullptr),
              SQLITE_OK);
    if (sqlite3_step(statement) == SQLITE_ROW) {
      text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
    }
    sqlite3_finalize(statement);
    return text;
  }

  testing::TemporaryFolder directory_;
  std::unique_ptr<SqliteDatabase> database_;
};

// Keys in random order split pages in the middle, which gives pages numbers beyond the end.
TEST_F(PageCacheTest, CommitsDoNotWalkOverTheCache) {
  Run("CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB)");
  const PageCacheCounts before = PageCacheCountsSoFar();
  std::mt19937_64 random(7);
  for (int i = 0; i < 500; ++i) {
    Run("INSERT OR REPLACE INTO t VALUES (" + std::to_string(random() % 1'000'000) +
        ", zeroblob(700))");
  }
  const PageCacheCounts after = PageCacheCountsSoFar();
  EXPECT_GE(after.asked - before.asked, 500) << "SQLite does not ask at each commit any more";
  EXPECT_EQ(after.walked - before.walked, 0);
}

TEST_F(PageCacheTest, PagesBeyondAFileThatShrankAreForgotten) {
  Run("PRAGMA auto_vacuum=INCREMENTAL");
  Run("VACUUM");
  Run("CREATE TABLE t (k INTEGER PRIMARY KEY, v BLOB)");
  std::mt19937_64 random(11);
  std::map<std::int64_t, int> expected;
  for (int round = 0; round < 60; ++round) {
    Run("BEGIN");
    auto changed = expected;
    for (int i = 0; i < 60; ++i) {
      const auto key = static_cast<std::int64_t>(random() % 5'000);
      const int size = static_cast<int>(random() % 3'000);
      changed[key] = size;
      Run("INSERT OR REPLACE INTO t VALUES (" + std::to_string(key) + ", zeroblob(" +
          std::to_string(size) + "))");
    }
    const auto from = static_cast<std::int64_t>(random() % 5'000);
    changed.erase(changed.lower_bound(from), changed.lower_bound(from + 600));
    Run("DELETE FROM t WHERE k >= " + std::to_string(from) + " AND k < " +
        std::to_string(from + 600));
    if (random() % 4 == 0) {
      Run("ROLLBACK");
    } else {
      Run("COMMIT");
      expected = std::move(changed);
    }
    if (random() % 3 == 0) Run("PRAGMA incremental_vacuum");
    std::int64_t sum = 0;
    for (const auto& [key, size] : expected) sum += size + key;
    ASSERT_EQ(Text("SELECT count(*) || ' ' || coalesce(sum(k + length(v)), 0) FROM t"),
              std::to_string(expected.size()) + " " + std::to_string(sum));
    ASSERT_EQ(Text("PRAGMA integrity_check"), "ok");
  }
  EXPECT_GT(PageCacheCountsSoFar().walked, 0) << "the file never shrank";
}

}  // namespace
}  // namespace herlaad::store
