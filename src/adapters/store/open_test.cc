// Opening, migrating, copying and checking an SQLite file, and its error messages.
#include "adapters/store/open.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "adapters/store/schema/migrations.h"
#include "adapters/store/sqlite/sqlite_driver.h"
#include "tests/support/forgetful_vfs.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::ReadSet;
using engine::StoreError;
using engine::WriteSet;
using ::testing::HasSubstr;

class OpenTest : public ::testing::Test {
 protected:
  OpenTest() { options_.folder = folder_.path(); }

  OpenedStore Open() {
    auto opened = OpenSqlite(options_);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  StoreError Refused() {
    const auto opened = OpenSqlite(options_);
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? StoreError{} : opened.error();
  }
  static CommitResult Commit(engine::Store& store, const WriteSet& writes) {
    ReadSet nothing;
    EXPECT_TRUE(store.Load({}, nothing).ok());
    const CommitResult result = store.Commit(writes);
    EXPECT_TRUE(store.MakeDurable());
    return result;
  }
  WriteSet SomeOrders(int count) {
    WriteSet writes;
    for (int i = 0; i < count; ++i) writes.inserted.Put(samples_.Record());
    return writes;
  }
  [[nodiscard]] std::string Path() const { return SqlitePath(folder_.path()); }

  // Runs SQL as the sqlite3 program would.
  void Sql(const std::string& script) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(Path().c_str(), &connection), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(connection, script.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(connection);
    sqlite3_close(connection);
  }
  void Overwrite(std::int64_t from, std::int64_t to) {
    std::fstream file(Path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(from);
    for (std::int64_t at = from; at < to; ++at) file.put('\x5a');
  }

  Folder folder_;
  SqliteOptions options_;
  Samples samples_{1};
};

TEST_F(OpenTest, NewFolderIsAccessibleToItsOwnerOnly) {
  options_.folder += "/new";
  Open();
  struct stat about {};
  ASSERT_EQ(stat(options_.folder.c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0700u);
  ASSERT_EQ(stat(SqlitePath(options_.folder).c_str(), &about), 0);
  EXPECT_EQ(about.st_mode & 0777, 0600u);
}

TEST_F(OpenTest, FolderThatCannotBeCreatedIsNamed) {
  options_.folder += "/not/there";
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("/not/there"));
}

TEST_F(OpenTest, ReopeningChangesNothing) {
  const WriteSet writes = SomeOrders(3);
  ASSERT_EQ(Commit(*Open().store, writes), CommitResult::kCommitted);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*Open().queries->FindOrder(NewOrders(writes)[1].order.id), NewOrders(writes)[1]);
  }
}

// Messages leased by the last process are due at once; scheduled ones stay scheduled.
TEST_F(OpenTest, ExclusiveStoreIgnoresLeasesOfDeadProcesses) {
  WriteSet writes = SomeOrders(2);
  constexpr Instant kLater{4'000'000'000'000};
  for (const auto& record : NewOrders(writes)) {
    writes.changed.Of<orders::OutboxMessage>().push_back(
        {record.order.id, orders::Purpose::kDeliver, 1, "telenet"});
    writes.changed.Of<orders::OutboxMessage>().back().next_at = kLater;
  }
  orders::OutboxMessage& leased = writes.changed.Of<orders::OutboxMessage>()[0];
  leased.state = orders::OutboxMessageState::kLeased;
  leased.leased_by = 7;
  EXPECT_EQ(Commit(*Open().store, writes), CommitResult::kCommitted);
  EXPECT_TRUE(Open().queries->DueOutboxMessages("telenet", kLater - Millis(1), 9)->empty());
  options_.alone = true;
  const OpenedStore opened = Open();
  EXPECT_EQ(opened.queries->DueOutboxMessages("telenet", kLater, 9)->size(), 2U);
  const auto due = *opened.queries->DueOutboxMessages("telenet", kLater - Millis(1), 9);
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due[0].order, leased.order);
  EXPECT_EQ(due[0].state, orders::OutboxMessageState::kLeased) << "so it is asked about, not sent";
}

TEST_F(OpenTest, FileOfANewerVersionIsRejected) {
  Open();
  Sql("INSERT INTO schema_version (version) VALUES (4711)");
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
  EXPECT_THAT(error.message, HasSubstr(Path()));
  EXPECT_THAT(error.message, HasSubstr("newer Herlaad"));
  EXPECT_THAT(error.message, HasSubstr("4711"));
}

TEST_F(OpenTest, DatabaseOfAnotherProgramIsRejectedAndUnchanged) {
  Sql("CREATE TABLE recipes (name TEXT)");
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
  EXPECT_THAT(error.message, HasSubstr("some other program"));
  Sql("DROP TABLE recipes");  // nothing else prevents creating the tables
  Open();
}

TEST_F(OpenTest, FileThatIsNotADatabaseIsRejected) {
  std::ofstream(Path()) << "Dear diary,\n" << std::string(5'000, '.');
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
  EXPECT_THAT(error.message, HasSubstr(Path()));
}

TEST_F(OpenTest, CheckFindsCorruption) {
  {
    const OpenedStore opened = Open();
    for (int i = 0; i < 20; ++i) {
      ASSERT_EQ(Commit(*opened.store, SomeOrders(50)), CommitResult::kCommitted);
    }
    ASSERT_TRUE(CheckSqlite(options_.folder).ok()) << "while it serves";
  }
  ASSERT_TRUE(CheckSqlite(options_.folder).ok());
  Overwrite(300'000, 340'000);
  const auto checked = CheckSqlite(options_.folder);
  ASSERT_FALSE(checked.ok());
  EXPECT_EQ(checked.error().kind, StoreError::Kind::kWrong);
  // Reading meets the corruption too and reports it.
  auto opened = OpenSqlite(options_);
  ASSERT_TRUE(opened.ok());
  const auto read = opened->queries->ReadAll({});
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, StoreError::Kind::kWrong);
}

TEST_F(OpenTest, ImpossibleRowIsAnErrorAndNeverAnInvalidEnum) {
  const WriteSet writes = SomeOrders(3);
  ASSERT_EQ(Commit(*Open().store, writes), CommitResult::kCommitted);
  const std::string id = std::to_string(NewOrders(writes)[1].order.id.value());
  for (const std::string wrong :
       {"UPDATE orders SET payment_reason = 99", "UPDATE orders SET attention = -1",
        "UPDATE orders SET msisdn = 5", "UPDATE orders SET valid_unit = 3",
        "UPDATE orders SET payments = payments + 1", "UPDATE orders SET state = state % 10 + 1",
        "UPDATE orders SET valid_count = 99999999999"}) {
    Sql("CREATE TABLE IF NOT EXISTS kept_orders AS SELECT * FROM orders;"
        "CREATE TABLE IF NOT EXISTS kept_payments AS SELECT * FROM payments;");
    Sql(wrong);
    const OpenedStore opened = Open();
    const auto found = opened.queries->FindOrder(NewOrders(writes)[1].order.id);
    ASSERT_FALSE(found.ok()) << wrong;
    EXPECT_EQ(found.error().kind, StoreError::Kind::kWrongRow);
    engine::Needs needs;
    needs.Of<engine::OrderRecord>() = {NewOrders(writes)[1].order.id};
    ReadSet read_set;
    EXPECT_FALSE(opened.store->Load(needs, read_set).ok());
    Sql("DELETE FROM orders; INSERT INTO orders SELECT * FROM kept_orders;"
        "DELETE FROM payments; INSERT INTO payments SELECT * FROM kept_payments;");
  }
  EXPECT_TRUE(Open().queries->FindOrder(NewOrders(writes)[1].order.id).ok());
}

TEST_F(OpenTest, ReadOnlyDiskIsReported) {
  herlaad::testing::ForgetfulDisk disk(1);
  options_.vfs = disk.vfs();
  Open();
  disk.SetReadOnly(true);
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr(Path()));
  EXPECT_THAT(error.message, HasSubstr("may not be written"));
}

TEST_F(OpenTest, FullDiskFailsTheBatchAndChangesNothing) {
  Open();
  options_.pages_max = 240;
  const OpenedStore opened = Open();
  std::vector<WriteSet> committed;
  WriteSet last;
  CommitResult result = CommitResult::kCommitted;
  while (result == CommitResult::kCommitted) {
    ASSERT_LT(committed.size(), 100u) << "the disk never filled";
    if (!last.empty()) committed.push_back(last);
    last = SomeOrders(20);
    result = Commit(*opened.store, last);
  }
  EXPECT_EQ(result, CommitResult::kFailed);
  ASSERT_FALSE(committed.empty());
  for (const auto& writes : committed) {
    EXPECT_EQ(*opened.queries->FindOrder(NewOrders(writes)[7].order.id), NewOrders(writes)[7]);
  }
  for (const auto& record : NewOrders(last)) {
    EXPECT_FALSE(opened.queries->FindOrder(record.order.id)->has_value());
  }
  EXPECT_EQ(Commit(*opened.store, {}), CommitResult::kCommitted) << "and goes on";
}

TEST_F(OpenTest, DiskErrorAtCommitIsUnknown) {
  herlaad::testing::ForgetfulDisk disk(1);
  options_.vfs = disk.vfs();
  options_.checkpoint_thread = false;
  OpenedStore opened = Open();
  ReadSet nothing;
  ASSERT_TRUE(opened.store->Load({}, nothing).ok());
  disk.CutAfter(1);
  EXPECT_EQ(opened.store->Commit(SomeOrders(1)), CommitResult::kUnknown);
  opened = {};
  disk.PowerOn();
}

TEST_F(OpenTest, OtherWriterIsWaitedForAndThenReported) {
  options_.busy_timeout_ms = 10;
  const OpenedStore one = Open();
  const OpenedStore two = Open();
  ReadSet nothing;
  ASSERT_TRUE(one.store->Load({}, nothing).ok());
  const auto loaded = two.store->Load({}, nothing);
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().kind, StoreError::Kind::kBusy);
  one.store->Abandon();
  EXPECT_TRUE(two.store->Load({}, nothing).ok());
}

TEST_F(OpenTest, TwoWritersSeeEachOthersIdempotencyRecords) {
  const OpenedStore stores[] = {Open(), Open()};
  std::vector<engine::IdempotencyRecord> idempotency_records;
  for (int round = 0; round < 60; ++round) {
    WriteSet writes;
    for (int i = 0; i < 40; ++i) writes.inserted.Put(samples_.IdempotencyRecord());
    ASSERT_EQ(Commit(*stores[round % 3 == 0].store, writes), CommitResult::kCommitted);
    idempotency_records.insert(idempotency_records.end(), NewIdempotencyRecords(writes).begin(),
                               NewIdempotencyRecords(writes).end());
    engine::Needs needs;
    for (const auto& idempotency_record : idempotency_records)
      needs.Put<engine::IdempotencyRecord>(idempotency_record.key);
    ReadSet read_set;
    const auto& other = *stores[round % 3 != 0].store;
    auto& reading = const_cast<engine::Store&>(other);
    ASSERT_TRUE(reading.Load(needs, read_set).ok());
    reading.Abandon();
    for (const auto& idempotency_record : idempotency_records)
      ASSERT_NE(read_set.Find<engine::IdempotencyRecord>(idempotency_record.key), nullptr) << round;
    if (round == 30) {
      samples_.Pass(engine::kIdempotencyLifetime + Millis(1));
      while (*stores[0].store->ForgetIdempotencyRecords(samples_.now())) {
      }
      idempotency_records = {idempotency_records.back()};
    }
  }
}

TEST_F(OpenTest, CopyIsOneSnapshotWhileOthersWrite) {
  const OpenedStore opened = Open();
  WriteSet before = SomeOrders(400);
  ASSERT_EQ(Commit(*opened.store, before), CommitResult::kCommitted);
  const std::string copies = folder_.path() + "/copies";
  ASSERT_EQ(mkdir(copies.c_str(), 0700), 0);
  WriteSet meanwhile;
  std::int64_t told = 0;
  const auto copied =
      BackupSqlite(options_.folder, SqlitePath(copies), [&](std::int64_t done, std::int64_t all) {
        EXPECT_GT(all, 0);
        EXPECT_LE(done, all);
        told = done;
        meanwhile = SomeOrders(5);
        EXPECT_EQ(Commit(*opened.store, meanwhile), CommitResult::kCommitted);
        return true;
      });
  ASSERT_TRUE(copied.ok()) << copied.error().message;
  EXPECT_GT(told, 0);
  ASSERT_TRUE(CheckSqlite(copies).ok());
  SqliteOptions options = options_;
  options.folder = copies;
  auto copy = OpenSqlite(options);
  ASSERT_TRUE(copy.ok());
  for (const auto& record : NewOrders(before)) {
    EXPECT_EQ(*copy->queries->FindOrder(record.order.id), record);
  }
  EXPECT_FALSE(copy->queries->FindOrder(NewOrders(meanwhile)[0].order.id)->has_value());
  EXPECT_TRUE(opened.queries->FindOrder(NewOrders(meanwhile)[0].order.id)->has_value());

  const auto again = BackupSqlite(options_.folder, SqlitePath(copies));
  ASSERT_FALSE(again.ok()) << "a copy that is there is never written over";
  EXPECT_THAT(again.error().message, HasSubstr("is there already"));
}

TEST_F(OpenTest, InterruptedCopyLeavesNothing) {
  Open();
  const std::string to = folder_.path() + "/copy.db";
  const auto copied =
      BackupSqlite(options_.folder, to, [](std::int64_t, std::int64_t) { return false; });
  EXPECT_FALSE(copied.ok());
  EXPECT_FALSE(std::filesystem::exists(to));
  EXPECT_FALSE(std::filesystem::exists(to + ".partial"));
  EXPECT_FALSE(BackupSqlite(folder_.path() + "/nowhere", to).ok());
  EXPECT_FALSE(BackupSqlite(options_.folder, folder_.path() + "/no/folder.db").ok());
}

TEST_F(OpenTest, FailedMigrationLeavesThePreviousVersion) {
  SqliteSettings settings;
  settings.path = folder_.path() + "/migrated.db";
  settings.writer = true;
  auto database = SqliteDatabase::Open(settings);
  ASSERT_TRUE(database.ok());
  const std::string_view two[] = {
      "CREATE TABLE one (n {int}) STRICT;",
      "CREATE TABLE two (n {int}) STRICT; INSERT INTO three VALUES (1);"};
  EXPECT_FALSE(Migrate(**database, two).ok());
  EXPECT_EQ(*SchemaVersion(**database), kFirstVersion);
  const std::string_view right[] = {two[0], "CREATE TABLE two (n {int}) STRICT;"};
  EXPECT_TRUE(Migrate(**database, right).ok()) << "nothing of the failed one is in the way";
  EXPECT_TRUE(Migrate(**database, right).ok());
  EXPECT_EQ(*SchemaVersion(**database), kFirstVersion + 1);
}

TEST_F(OpenTest, DatabasesOfDevelopmentVersionsAreRefusedAndLeftAlone) {
  SqliteSettings settings;
  settings.path = folder_.path() + "/old.db";
  settings.writer = true;
  auto database = SqliteDatabase::Open(settings);
  ASSERT_TRUE(database.ok());
  ASSERT_TRUE((*database)
                  ->Execute("CREATE TABLE schema_version (version INTEGER NOT NULL PRIMARY KEY); "
                            "INSERT INTO schema_version VALUES (9)")
                  .ok());
  const auto refused = Migrate(**database);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.error().message, HasSubstr("development version of Herlaad (schema 9)"));
  EXPECT_EQ(*SchemaVersion(**database), 9);
}

TEST_F(OpenTest, WalStaysSmallWithReaders) {
  options_.checkpoint_frames = 800;
  const OpenedStore opened = Open();
  OrderId last;
  for (int i = 0; i < 300; ++i) {
    const WriteSet writes = SomeOrders(40);
    ASSERT_EQ(Commit(*opened.store, writes), CommitResult::kCommitted);
    last = NewOrders(writes).back().order.id;
    ASSERT_TRUE(opened.queries->FindOrder(last)->has_value());
  }
  EXPECT_LT(std::filesystem::file_size(Path() + "-wal"), 800u * 1'024 * 20);
  EXPECT_GT(std::filesystem::file_size(Path()), 1'000'000u);
}

}  // namespace
}  // namespace herlaad::store
