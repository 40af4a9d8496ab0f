// PostgreSQL in exceptional conditions, and with several nodes. The contract suites test what every
// store promises.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "adapters/store/postgres/open_postgres.h"
#include "adapters/store/postgres/postgres_driver.h"
#include "adapters/store/schema/tables.h"
#include "tests/support/postgres_server.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::ReadSet;
using engine::StoreError;
using engine::WriteSet;
using herlaad::testing::PostgresTestDatabase;
using ::testing::HasSubstr;
using ::testing::Not;

// Rows and index entries of the table of settings that were read so far.
constexpr Query kLookedAt{
    "SELECT CAST(sum(s.seq_tup_read + s.idx_tup_fetch + (SELECT sum(i.idx_tup_read) FROM "
    "pg_stat_user_indexes i WHERE i.relid = s.relid)) AS bigint) FROM pg_stat_user_tables s WHERE "
    "s.relname = 'settings'"};
// What this session counted is passed on when this ends.
constexpr Query kPassOnCounts{"SELECT count(pg_stat_force_next_flush())"};

class PostgresTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    options_.conninfo = database_.conninfo();
    options_.allow_unsafe = true;
    options_.patience_ms = 2'000;
  }

  OpenedStore Open() {
    static std::atomic<std::int64_t> lives{0};
    PostgresOptions options = options_;
    options.life = ++lives;
    options.node_name = "node " + std::to_string(options.life);
    auto opened = OpenPostgres(options);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened.ok() ? std::move(opened).value() : OpenedStore{};
  }
  StoreError Refused() {
    const auto opened = OpenPostgres(options_);
    EXPECT_FALSE(opened.ok());
    return opened.ok() ? StoreError{} : opened.error();
  }
  static CommitResult Commit(engine::Store& store, const WriteSet& writes,
                             const Needs& needs = {}) {
    ReadSet read_set;
    EXPECT_TRUE(store.Load(needs, read_set).ok());
    return store.Commit(writes);
  }
  static ReadSet Loaded(engine::Store& store, const Needs& needs) {
    ReadSet read_set;
    EXPECT_TRUE(store.Load(needs, read_set).ok());
    store.Abandon();
    return read_set;
  }
  // Terminates all connections except the one that does it.
  void CutOff() {
    database_.Sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
        "current_database() AND pid <> pg_backend_pid()");
  }

  PostgresTestDatabase database_;
  PostgresOptions options_;
  Samples samples_{1};
};

TEST_F(PostgresTest, ReopeningChangesNothing) {
  WriteSet writes;
  writes.inserted.Put(samples_.Record());
  ASSERT_EQ(Commit(*Open().store, writes), CommitResult::kCommitted);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(*Open().queries->FindOrder(NewOrders(writes)[0].order.id), NewOrders(writes)[0]);
  }
}

TEST_F(PostgresTest, TablesAreCreatedOnceWhenManyNodesStartAtOnce) {
  const PostgresTestDatabase empty(PostgresTestDatabase::Content::kNothing);
  options_.conninfo = empty.conninfo();
  std::vector<std::thread> nodes;
  nodes.reserve(6);
  for (int i = 0; i < 6; ++i) {
    nodes.emplace_back([this] { EXPECT_NE(Open().store, nullptr); });
  }
  for (std::thread& node : nodes) node.join();
}

TEST_F(PostgresTest, DatabaseOfANewerVersionIsRejected) {
  database_.Sql("INSERT INTO schema_version (version) VALUES (4711)");
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
  EXPECT_THAT(error.message, HasSubstr("newer Herlaad"));
  EXPECT_THAT(error.message, HasSubstr("4711"));
  EXPECT_THAT(error.message, HasSubstr(database_.name()));
}

TEST_F(PostgresTest, DatabaseOfAnotherProgramIsRejectedAndUnchanged) {
  const PostgresTestDatabase other(PostgresTestDatabase::Content::kNothing);
  other.Sql("CREATE TABLE schema_version (version INT, recipe TEXT)");
  options_.conninfo = other.conninfo();
  EXPECT_THAT(Refused().message, HasSubstr("some other program"));
  other.Sql("DROP TABLE schema_version");
  Open();
}

TEST_F(PostgresTest, WrongPasswordIsReportedWithoutRepeatingIt) {
  database_.Sql(
      "DO $$ BEGIN CREATE ROLE with_password LOGIN PASSWORD 'right-horse'; EXCEPTION WHEN "
      "duplicate_object THEN NULL; END $$");
  options_.conninfo += " user=with_password password=wrong-battery";
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("password authentication failed"));
  EXPECT_THAT(error.message, Not(HasSubstr("battery")));
}

TEST_F(PostgresTest, InvalidConnectionStringIsReportedWithoutRepeatingIt) {
  options_.conninfo = "postgresql://me:pass word@[host/herlaad";
  const StoreError error = Refused();
  EXPECT_THAT(error.message, HasSubstr("not how a database is named"));
  EXPECT_THAT(error.message, Not(HasSubstr("pass ")));
}

TEST_F(PostgresTest, PasswordWithASlashIsNotRepeated) {
  options_.conninfo = "postgresql://herlaad:battery/horse@localhost/herlaad";
  const StoreError error = Refused();
  EXPECT_THAT(error.message, HasSubstr("written as %2F"));
  EXPECT_THAT(error.message, Not(HasSubstr("battery")));
  EXPECT_THAT(error.message, Not(HasSubstr("horse")));
}

TEST_F(PostgresTest, UnreachableServerIsNamed) {
  options_.conninfo = "host=127.0.0.1 port=1 dbname=herlaad";
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("port 1"));
}

TEST_F(PostgresTest, ReadOnlyDatabaseIsRejected) {
  database_.Sql("ALTER DATABASE " + database_.name() + " SET default_transaction_read_only = on");
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("name the primary"));
}

TEST_F(PostgresTest, ServerWithoutSyncIsRejected) {
  options_.allow_unsafe = false;  // the tests' own server does not sync
  const StoreError error = Refused();
  EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
  EXPECT_THAT(error.message, HasSubstr("fsync = off"));
}

TEST_F(PostgresTest, ServerErrorsAreClassified) {
  const OpenedStore opened = Open();
  const std::pair<const char*, CommitResult> kRows[] = {
      {"53100", CommitResult::kFailed},    // disk full
      {"25006", CommitResult::kFailed},    // became a standby
      {"40001", CommitResult::kConflict},  // serialization failure
      {"40P01", CommitResult::kConflict},  // deadlock
      {"55P03", CommitResult::kConflict},  // lock time-out
      {"23514", CommitResult::kPoisoned},  // constraint
      {"22003", CommitResult::kPoisoned},  // number out of range
      {"XX001", CommitResult::kFailed},    // corrupt
      {"42703", CommitResult::kFailed},    // programming error
  };
  for (const auto& [state, result] : kRows) {
    database_.Sql(
        "CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE "
        "EXCEPTION 'no' USING ERRCODE = '" +
        std::string(state) +
        "'; END $$; DROP TRIGGER IF EXISTS refuse ON settings; CREATE TRIGGER refuse BEFORE INSERT "
        "ON settings FOR EACH ROW EXECUTE FUNCTION refuse()");
    WriteSet writes;
    writes.inserted.Put(samples_.Record());
    writes.changed.Of<engine::Setting>() = {{"a", "b"}};
    EXPECT_EQ(Commit(*opened.store, writes), result) << state;
    EXPECT_FALSE(opened.queries->FindOrder(NewOrders(writes)[0].order.id)->has_value()) << state;
    writes.changed.Of<engine::Setting>().clear();
    EXPECT_EQ(Commit(*opened.store, writes), CommitResult::kCommitted) << "goes on after " << state;
  }
}

// The planner believes the table to be as small as it was; a nested-loop join would take minutes,
// and every node would time out again and again.
TEST_F(PostgresTest, DeletingIdempotencyRecordsIsFastWhateverThePlannerAssumes) {
  const OpenedStore opened = Open();
  database_.Sql("ALTER TABLE idempotency_records SET (autovacuum_enabled = false)");
  const auto write = [&](int count) {
    WriteSet writes;
    for (int i = 0; i < count; ++i) writes.inserted.Put(samples_.IdempotencyRecord());
    ASSERT_EQ(Commit(*opened.store, writes), CommitResult::kCommitted);
  };
  write(1);
  database_.Sql("ANALYZE idempotency_records");
  for (int i = 0; i < 30; ++i) write(1'000);
  const auto none = opened.store->ForgetIdempotencyRecords(samples_.now());
  ASSERT_TRUE(none.ok()) << none.error().message;
  EXPECT_FALSE(*none);
  samples_.Pass(engine::kIdempotencyLifetime + Millis(1));
  const auto some = opened.store->ForgetIdempotencyRecords(samples_.now());
  ASSERT_TRUE(some.ok()) << some.error().message;
  EXPECT_TRUE(*some) << "there is more";
}

// A plan is made once, when a table may still be empty, and must be right for a full one.
TEST_F(PostgresTest, RowsAreFoundByTheirKeysInTablesThatGrew) {
  (void)Open();
  database_.Sql("ALTER TABLE settings SET (autovacuum_enabled = false)");
  PostgresSettings settings;
  settings.conninfo = options_.conninfo;
  settings.writer = settings.allow_unsafe = true;
  const auto database = PostgresDatabase::Open(settings).value();
  const auto rows = [](int first, int count, int step, std::size_t width) {
    RowBatch batch;
    for (int i = 0; i < count; ++i) {
      batch.Int(0).KeptText("s" + std::to_string(first + step * i));
      if (width > 2) batch.KeptText(std::to_string(i));
    }
    return batch;
  };
  const auto write = [&database](Verb verb, const RowBatch& batch) {
    ASSERT_TRUE(database->Begin(Access::kWrite).ok());
    const auto written = database->Write(verb, kSettings, batch);
    ASSERT_TRUE(written.ok()) << written.error().message;
    const auto done = database->Commit();
    ASSERT_TRUE(done.ok()) << done.error().message;
  };
  write(Verb::kInsert, rows(0, 1, 1, 3));
  database_.Sql("ANALYZE settings");
  write(Verb::kUpsert, rows(0, 2, 1, 3));
  write(Verb::kDelete, rows(0, 2, 1, 2));
  for (int i = 0; i < 20; ++i) write(Verb::kInsert, rows(1'000 * i, 1'000, 1, 3));
  const auto looked_at = [&database] {
    EXPECT_TRUE(OneNumber(*database, kPassOnCounts).ok());
    const auto count = OneNumber(*database, kLookedAt);
    EXPECT_TRUE(count.ok());
    return count.ok() ? *count : 0;
  };
  const std::int64_t before = looked_at();
  write(Verb::kUpsert, rows(0, 100, 150, 3));
  write(Verb::kDelete, rows(50, 100, 150, 2));
  EXPECT_LE(looked_at() - before, 1'000);
}

TEST_F(PostgresTest, StatementThatDoesNotNameItsShardIsRejected) {
  (void)Open();
  PostgresSettings settings;
  settings.conninfo = options_.conninfo;
  const auto database = PostgresDatabase::Open(settings).value();
  constexpr static Query kEverything{"SELECT count(*) FROM orders"};
  const auto counted = OneNumber(*database, kEverything);
  ASSERT_FALSE(counted.ok());
  EXPECT_EQ(counted.error().kind, DbError::Kind::kMisused);
  EXPECT_THAT(counted.error().message, HasSubstr("does not name its shard for the table orders"));
}

TEST_F(PostgresTest, LostConnectionIsReopened) {
  const OpenedStore opened = Open();
  for (int i = 0; i < 3; ++i) {
    WriteSet writes;
    writes.inserted.Put(samples_.Record());
    ASSERT_EQ(Commit(*opened.store, writes), CommitResult::kCommitted);
    ASSERT_TRUE(opened.queries->FindOrder(NewOrders(writes)[0].order.id)->has_value());
    CutOff();
    EXPECT_TRUE(opened.queries->FindOrder(NewOrders(writes)[0].order.id)->has_value());
  }
}

TEST_F(PostgresTest, InterruptedCommitIsUnknownAndDecidedAgainByItsKey) {
  const OpenedStore opened = Open();
  WriteSet writes;
  writes.inserted.Put(samples_.Record());
  writes.inserted.Put(samples_.IdempotencyRecord());
  ReadSet nothing;
  ASSERT_TRUE(opened.store->Load({}, nothing).ok());
  CutOff();
  EXPECT_EQ(opened.store->Commit(writes), CommitResult::kUnknown);
  Needs needs;
  needs.Of<engine::IdempotencyRecord>() = {NewIdempotencyRecords(writes)[0].key};
  EXPECT_EQ(Loaded(*opened.store, needs)
                .Find<engine::IdempotencyRecord>(NewIdempotencyRecords(writes)[0].key),
            nullptr);
  EXPECT_EQ(Commit(*opened.store, writes), CommitResult::kCommitted);
  EXPECT_NE(Loaded(*opened.store, needs)
                .Find<engine::IdempotencyRecord>(NewIdempotencyRecords(writes)[0].key),
            nullptr);
}

TEST_F(PostgresTest, MissingAnswerTimesOut) {
  options_.answer_timeout_ms = 300;
  options_.lock_timeout_ms = 60'000;
  const OpenedStore opened = Open();
  const OpenedStore holder = Open();
  WriteSet writes;
  writes.changed.Put(samples_.NumberRow());
  ASSERT_EQ(Commit(*opened.store, writes), CommitResult::kCommitted);
  Needs needs;
  needs.Of<orders::Subscriber>() = {writes.changed.Of<orders::Subscriber>()[0].msisdn};
  ReadSet held;
  ASSERT_TRUE(holder.store->Load(needs, held).ok());
  ReadSet waiting;
  const auto loaded = opened.store->Load(needs, waiting);
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().kind, StoreError::Kind::kUnavailable);
  holder.store->Abandon();
  EXPECT_TRUE(opened.store->Load(needs, waiting).ok());
}

// --- Several nodes

class NodesTest : public PostgresTest {
 protected:
  void SetUp() override {
    PostgresTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    options_.lock_timeout_ms = 200;
    one_ = Open();
    two_ = Open();
  }

  OpenedStore one_;
  OpenedStore two_;
};

TEST_F(NodesTest, ConcurrentInsertOfASubscriberConflicts) {
  const Msisdn msisdn = Samples::Number(1);
  Needs needs;
  needs.Of<orders::Subscriber>() = {msisdn};
  WriteSet first;
  first.changed.Put(samples_.NumberRow(msisdn));
  WriteSet second;
  second.changed.Put(samples_.NumberRow(msisdn));
  ReadSet nobody;
  ASSERT_TRUE(one_.store->Load(needs, nobody).ok());
  ASSERT_TRUE(two_.store->Load(needs, nobody).ok());
  EXPECT_EQ(one_.store->Commit(first), CommitResult::kCommitted);
  EXPECT_EQ(two_.store->Commit(second), CommitResult::kConflict);
  EXPECT_EQ(*two_.queries->FindSubscriber(msisdn), first.changed.Of<orders::Subscriber>()[0]);
  EXPECT_EQ(Commit(*two_.store, second, needs), CommitResult::kCommitted);
  EXPECT_EQ(*one_.queries->FindSubscriber(msisdn), second.changed.Of<orders::Subscriber>()[0]);
}

TEST_F(NodesTest, LoadedRowsAreLockedForOtherNodes) {
  WriteSet made;
  made.inserted.Put(samples_.Record());
  const orders::Order& order = NewOrders(made)[0].order;
  made.changed.Put(samples_.NumberRow(order.msisdn()));
  made.changed.Of<engine::ApiKey>().push_back(samples_.Key());
  ASSERT_EQ(Commit(*one_.store, made), CommitResult::kCommitted);
  Needs by_order;
  by_order.Put<engine::OrderRecord>(order.id);
  Needs by_number;
  by_number.Put<orders::Subscriber>(order.msisdn());
  Needs by_key;
  by_key.Of<engine::ApiKey>() = {made.changed.Of<engine::ApiKey>()[0].id};
  for (const Needs& needs : {by_order, by_number, by_key}) {
    ReadSet held;
    ASSERT_TRUE(one_.store->Load(needs, held).ok());
    ReadSet waiting;
    const auto loaded = two_.store->Load(needs, waiting);
    ASSERT_FALSE(loaded.ok()) << "nobody decides over what another is deciding over";
    EXPECT_EQ(loaded.error().kind, StoreError::Kind::kBusy);
    one_.store->Abandon();
    EXPECT_TRUE(two_.store->Load(needs, waiting).ok());
    two_.store->Abandon();
  }
}

TEST_F(NodesTest, ConcurrentUseOfAKeyConflictsAndThenFindsTheRecord) {
  WriteSet first;
  first.inserted.Put(samples_.IdempotencyRecord());
  Needs needs;
  needs.Of<engine::IdempotencyRecord>() = {NewIdempotencyRecords(first)[0].key};
  WriteSet second;
  second.inserted.Put(samples_.IdempotencyRecord());
  NewIdempotencyRecords(second)[0].key = NewIdempotencyRecords(first)[0].key;
  ReadSet nothing;
  ASSERT_TRUE(one_.store->Load(needs, nothing).ok());
  ASSERT_TRUE(two_.store->Load(needs, nothing).ok());
  EXPECT_EQ(one_.store->Commit(first), CommitResult::kCommitted);
  EXPECT_EQ(two_.store->Commit(second), CommitResult::kConflict);
  const ReadSet seen = Loaded(*two_.store, needs);
  ASSERT_NE(seen.Find<engine::IdempotencyRecord>(NewIdempotencyRecords(first)[0].key), nullptr);
  EXPECT_EQ(*seen.Find<engine::IdempotencyRecord>(NewIdempotencyRecords(first)[0].key),
            NewIdempotencyRecords(first)[0]);
}

TEST_F(NodesTest, IdempotencyRecordsAreFoundOnEveryNodeAfterManyMore) {
  std::vector<engine::IdempotencyRecord> idempotency_records;
  for (int round = 0; round < 30; ++round) {
    WriteSet writes;
    for (int i = 0; i < 2'000; ++i) writes.inserted.Put(samples_.IdempotencyRecord());
    ASSERT_EQ(Commit(*(round % 3 == 0 ? one_ : two_).store, writes), CommitResult::kCommitted);
    idempotency_records.push_back(NewIdempotencyRecords(writes)[7]);
    // A repeat at the node that does not know the record: rejected by the database, then found.
    for (const engine::IdempotencyRecord& idempotency_record : idempotency_records) {
      for (OpenedStore* node : {&one_, &two_}) {
        WriteSet repeat;
        repeat.inserted.Put(idempotency_record);
        Needs needs;
        needs.Of<engine::IdempotencyRecord>() = {idempotency_record.key};
        if (Loaded(*node->store, needs).Find<engine::IdempotencyRecord>(idempotency_record.key) !=
            nullptr)
          continue;
        EXPECT_EQ(Commit(*node->store, repeat), CommitResult::kConflict);
        const ReadSet seen = Loaded(*node->store, needs);
        ASSERT_NE(seen.Find<engine::IdempotencyRecord>(idempotency_record.key), nullptr) << round;
      }
    }
  }
  const OpenedStore late = Open();
  for (const engine::IdempotencyRecord& idempotency_record : idempotency_records) {
    Needs needs;
    needs.Of<engine::IdempotencyRecord>() = {idempotency_record.key};
    EXPECT_NE(Loaded(*late.store, needs).Find<engine::IdempotencyRecord>(idempotency_record.key),
              nullptr);
  }
}

// Two nodes that keep loading overlapping sets never deadlock, because both lock rows in the same
// order.
TEST_F(NodesTest, ConcurrentLoadsNeverDeadlock) {
  WriteSet made;
  for (int i = 0; i < 40; ++i) {
    made.changed.Put(orders::Subscriber(Samples::Number(i)));
    made.inserted.Put(
        samples_.Record(samples_.Order(OrderId(samples_.NextId()), Samples::Number(i))));
  }
  std::vector<std::string> floats;
  for (const char* const owner : {"b", "a", "c"}) {
    const ledger::Account account = ledger::Of(ledger::AccountKind::kFloat, owner);
    made.changed.Put(ledger::AccountBalance{account, {}});
    floats.push_back(ledger::Name(account));
  }
  ASSERT_EQ(Commit(*one_.store, made), CommitResult::kCommitted);
  options_.lock_timeout_ms = 10'000;
  std::atomic<int> conflicts = 0;
  const auto work = [&](std::uint64_t seed) {
    const OpenedStore node = Open();
    Random random(seed);
    for (int round = 0; round < 150; ++round) {
      Needs needs;
      for (int i = 0; i < 12; ++i) {
        needs.Put<orders::Subscriber>(Samples::Number(random.Between(0, 39)));
        needs.Put<engine::OrderRecord>(NewOrders(made)[random.Below(40)].order.id);
      }
      auto& numbers = needs.Of<orders::Subscriber>();
      std::sort(numbers.begin(), numbers.end());
      needs.Of<ledger::AccountBalance>() = floats;
      ReadSet read_set;
      if (!node.store->Load(needs, read_set).ok()) {
        ++conflicts;
        continue;
      }
      WriteSet writes;
      for (const auto& number : made.changed.Of<orders::Subscriber>()) {
        const auto* const loaded = read_set.Find<orders::Subscriber>(number.msisdn);
        if (loaded == nullptr) continue;
        writes.changed.Put(*loaded);
        writes.changed.Of<orders::Subscriber>().back().usage.months[0].taken += 1;
      }
      writes.balances[ledger::Of(ledger::AccountKind::kLoss, "telenet")] = 1;
      for (const std::string& name : floats) {
        ledger::AccountBalance row = *read_set.Find<ledger::AccountBalance>(name);
        row.balance.amount += 1;
        writes.changed.Put(row);
      }
      if (node.store->Commit(writes) != CommitResult::kCommitted) ++conflicts;
    }
  };
  std::vector<std::thread> nodes;
  nodes.reserve(3);
  for (std::uint64_t seed = 1; seed <= 3; ++seed) nodes.emplace_back(work, seed);
  for (std::thread& node : nodes) node.join();
  EXPECT_EQ(conflicts, 0);
  engine::Queries::Reader reader;
  reader.balance = [&](const ledger::Account&, std::int64_t balance) {
    EXPECT_EQ(balance, 450) << "nothing was added twice or lost";
    return true;
  };
  EXPECT_TRUE(one_.queries->ReadAll(reader).ok());
}

}  // namespace
}  // namespace herlaad::store
