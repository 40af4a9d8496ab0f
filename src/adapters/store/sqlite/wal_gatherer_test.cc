// What a commit does not get into the WAL is never taken for committed.
#include "adapters/store/sqlite/wal_gatherer.h"

#include <gtest/gtest.h>

#include "adapters/store/sqlite/sqlite_driver.h"
#include "tests/support/forgetful_vfs.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {
namespace {

using testing::ForgetfulDisk;

constexpr Query kInsert{"INSERT INTO words (word) VALUES ('herlaad')"};

DbStatus CommitOne(SqliteDatabase& database) {
  if (auto begun = database.Begin(Access::kWrite); !begun) return begun;
  auto sink = [](Row) { return true; };
  if (auto run = database.Run(kInsert, {}, sink); !run) {
    database.Rollback();
    return run;
  }
  return database.Commit();
}

class WalGathererTest : public ::testing::TestWithParam<bool> {
 protected:
  // Without syncs, SQLite takes no answer when the last bytes of a commit are handed on.
  std::unique_ptr<SqliteDatabase> Open() {
    SqliteSettings settings;
    settings.path = folder_.path() + "/words.db";
    settings.vfs = disk_.vfs();
    settings.writer = true;
    settings.synchronous = GetParam();
    auto opened = SqliteDatabase::Open(settings);
    EXPECT_TRUE(opened.ok());
    EXPECT_TRUE((*opened)->Execute("CREATE TABLE words (word TEXT)").ok());
    return std::move(opened).value();
  }

  Folder folder_;
  ForgetfulDisk disk_{1};
};

INSTANTIATE_TEST_SUITE_P(WithAndWithoutSyncs, WalGathererTest, ::testing::Bool());

TEST_P(WalGathererTest, SmallCommitsFailOnceTheDiskIsGone) {
  const auto database = Open();
  ASSERT_TRUE(CommitOne(*database).ok());
  disk_.CutAfter(1);
  // At the latest the commit after the one whose bytes were lost.
  (void)CommitOne(*database);
  ASSERT_TRUE(disk_.is_off());
  EXPECT_FALSE(CommitOne(*database).ok());
  EXPECT_FALSE(CommitOne(*database).ok());
}

}  // namespace
}  // namespace herlaad::store
