// Migration from SQLite to PostgreSQL: everything arrives unchanged and is found.
#include "adapters/store/migrate_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/ports/client_list.h"
#include "tests/support/postgres_server.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::ReadSet;
using engine::WriteSet;
using herlaad::testing::PostgresTestDatabase;
using ::testing::HasSubstr;

class MigrateStoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    to_.conninfo = database_.conninfo();
    to_.allow_unsafe = true;
    to_.life = 1;
  }

  OpenedStore File() {
    SqliteOptions options;
    options.folder = folder_.path();
    auto opened = OpenSqlite(options);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  }
  static void Commit(engine::Store& store, const WriteSet& writes) {
    ReadSet nothing;
    ASSERT_TRUE(store.Load({}, nothing).ok());
    ASSERT_EQ(store.Commit(writes), CommitResult::kCommitted);
  }
  WriteSet Some(int idempotency_records) {
    WriteSet writes;
    for (int i = 0; i < 40; ++i) {
      writes.inserted.Put(samples_.Record());
      const OrderId id = NewOrders(writes).back().order.id;
      if (i % 3 == 0) {
        writes.changed.Put(samples_.OutboxMessage(id));
        NewOrders(writes).back().outbox_message = writes.changed.Of<orders::OutboxMessage>().back();
      }
      writes.changed.Put(samples_.Event(id, kSampleNow));
      writes.inserted.Of<ledger::Entry>().push_back(
          {ledger::CauseOf(id),
           1,
           kSampleNow,
           {ledger::Move(1 + i, ledger::Of(ledger::AccountKind::kFees),
                         ledger::Of(ledger::AccountKind::kVat))}});
      writes.balances[ledger::Of(ledger::AccountKind::kFees)] -= 1 + i;
      writes.balances[ledger::Of(ledger::AccountKind::kVat)] += 1 + i;
    }
    for (int i = 0; i < idempotency_records; ++i) writes.inserted.Put(samples_.IdempotencyRecord());
    writes.changed.Put(samples_.Client());
    writes.changed.Of<engine::ApiKey>().push_back(samples_.Key());
    writes.changed.Of<engine::Setting>() = {{"link_key", "secret"}, {"empty", ""}};
    writes.changed.Put(
        samples_.Act({kSampleNow, "cli:root", "key.create", "key_1", std::string(40'000, 'x')}));
    writes.changed.Put(samples_.audit_tail());
    return writes;
  }

  PostgresTestDatabase database_;
  PostgresOptions to_;
  Folder folder_;
  Samples samples_{1};
};

// Values that the target changes are noticed, row by row.
TEST_F(MigrateStoreTest, ChangedValueIsReportedAndTheTargetStaysUnfinished) {
  WriteSet writes;
  {
    const OpenedStore file = File();
    writes = Some(10);
    Commit(*file.store, writes);
  }
  ASSERT_TRUE(PreparePostgres(to_).ok());
  const std::string changed = std::to_string(NewOrders(writes)[3].order.id.value());
  const std::string lost = std::to_string(NewOrders(writes)[4].order.id.value());
  database_.Sql(
      "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.cause_id = " +
      lost + " THEN RETURN NULL; END IF; IF NEW.cause_id = " + changed +
      " THEN NEW.at = NEW.at + 1; END IF; RETURN NEW; END $$;"
      "CREATE TRIGGER spoil BEFORE INSERT ON entries FOR EACH ROW EXECUTE FUNCTION spoil()");
  const auto moved = MigrateStore(folder_.path(), to_);
  ASSERT_FALSE(moved.ok());
  EXPECT_THAT(moved.error().message, HasSubstr("entries: 3 rows differ"));
  EXPECT_THAT(moved.error().message,
              HasSubstr("cause_id " + changed + ", cause_kind 1, n 1 is not what was sent"));
  EXPECT_THAT(moved.error().message,
              HasSubstr("cause_id " + changed + ", cause_kind 1, n 1 did not arrive"));
  EXPECT_THAT(moved.error().message,
              HasSubstr("cause_id " + lost + ", cause_kind 1, n 1 did not arrive"));
  EXPECT_FALSE(OpenPostgres(to_).ok());
  EXPECT_TRUE(File().store != nullptr) << "the file is what it was";
}

TEST_F(MigrateStoreTest, AllRowsArrive) {
  WriteSet writes;
  std::vector<engine::IdempotencyRecord> idempotency_records;
  {
    const OpenedStore file = File();
    Commit(*file.store, Some(3'000));
    // The oldest idempotency records are deleted, up to the middle of a generation.
    samples_.Pass(engine::kIdempotencyLifetime + Millis(1));
    writes = Some(2'500);
    Commit(*file.store, writes);
    while (*file.store->ForgetIdempotencyRecords(samples_.now())) {
    }
  }
  std::int64_t told = 0;
  const auto moved =
      MigrateStore(folder_.path(), to_, [&told](std::int64_t done, std::int64_t all) {
        EXPECT_LE(done, all);
        EXPECT_GE(done, told);
        told = done;
        return true;
      });
  ASSERT_TRUE(moved.ok()) << moved.error().message;
  EXPECT_GT(moved->rows, 2'700);
  EXPECT_THAT(OpenPostgres(to_).error().message, HasSubstr("was interrupted"));
  ASSERT_TRUE(FinishMove(folder_.path(), to_).ok());

  const auto opened = OpenPostgres(to_);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  for (const auto& record : NewOrders(writes)) {
    const auto found = opened->queries->FindOrder(record.order.id);
    ASSERT_TRUE(found.ok() && *found);
    EXPECT_EQ((*found)->order, record.order);
    const auto trail = opened->queries->FindTrail(record.order.id);
    ASSERT_TRUE(trail.ok() && *trail);
    EXPECT_EQ((*trail)->events.size(), 1U) << "what happened to it came along";
  }
  EXPECT_EQ(*opened->queries->FindSetting("link_key"), "secret");
  EXPECT_EQ(engine::ListKeys(*opened->queries)->size(), 2u);
  Needs needs;
  for (const auto& idempotency_record : NewIdempotencyRecords(writes))
    needs.Put<engine::IdempotencyRecord>(idempotency_record.key);
  ReadSet read_set;
  ASSERT_TRUE(opened->store->Load(needs, read_set).ok());
  opened->store->Abandon();
  for (const auto& idempotency_record : NewIdempotencyRecords(writes)) {
    ASSERT_NE(read_set.Find<engine::IdempotencyRecord>(idempotency_record.key), nullptr);
    EXPECT_EQ(*read_set.Find<engine::IdempotencyRecord>(idempotency_record.key),
              idempotency_record);
  }
  // The target can be written to.
  Commit(*opened->store, Some(20'000));
  Commit(*opened->store, Some(100));
}

TEST_F(MigrateStoreTest, NonEmptyTargetIsRejectedAndTheFileStaysUsable) {
  const WriteSet writes = Some(10);
  Commit(*File().store, writes);
  {
    const auto there = OpenPostgres(to_);
    ASSERT_TRUE(there.ok());
    Commit(*there->store, Some(10));
  }
  const auto moved = MigrateStore(folder_.path(), to_);
  ASSERT_FALSE(moved.ok());
  EXPECT_THAT(moved.error().message, HasSubstr("overwrites nothing"));
  EXPECT_TRUE(OpenPostgres(to_).ok());
  EXPECT_TRUE(File().queries->FindOrder(NewOrders(writes)[0].order.id)->has_value());
}

TEST_F(MigrateStoreTest, InterruptedMigrationStartsAgainAndTheFileIsClosedOnlyAtTheEnd) {
  Commit(*File().store, Some(5'000));
  int calls = 0;
  const auto broken = MigrateStore(folder_.path(), to_,
                                   [&calls](std::int64_t, std::int64_t) { return ++calls < 4; });
  ASSERT_FALSE(broken.ok());
  EXPECT_THAT(broken.error().message, HasSubstr("broken off"));
  EXPECT_FALSE(OpenPostgres(to_).ok());
  File();  // still opens
  ASSERT_TRUE(MigrateStore(folder_.path(), to_).ok());
  ASSERT_TRUE(FinishMove(folder_.path(), to_).ok());
  EXPECT_TRUE(OpenPostgres(to_).ok());
  SqliteOptions options;
  options.folder = folder_.path();
  const auto old = OpenSqlite(options);
  ASSERT_FALSE(old.ok());
  EXPECT_THAT(old.error().message, HasSubstr("migrated to postgresql://"));
}

TEST_F(MigrateStoreTest, ChangedRowIsNoticed) {
  Commit(*File().store, Some(10));
  for (int i = 0; i < 5; ++i) Commit(*File().store, Some(1));
  const std::string id = std::to_string(samples_.audit_tail().last.value());
  database_.Sql(
      "CREATE FUNCTION spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.id = " + id +
      " THEN NEW.detail := 'other'; END IF; RETURN NEW; END $$; CREATE TRIGGER spoil "
      "BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION spoil()");
  const auto moved = MigrateStore(folder_.path(), to_);
  ASSERT_FALSE(moved.ok());
  EXPECT_THAT(moved.error().message,
              HasSubstr("audit: 2 rows differ: id " + id + " is not what was sent; id " + id +
                        " did not arrive"));
}

}  // namespace
}  // namespace herlaad::store
