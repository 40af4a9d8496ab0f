// Shared by the contract tests: the kinds of stores, and a fixture that opens one. A further kind
// of store is a further type in Stores.
#pragma once

#include <gtest/gtest.h>

#include "adapters/store/memory_store.h"
#include "adapters/store/open.h"
#include "adapters/store/postgres/open_postgres.h"
#include "adapters/store/sqlite/sqlite_driver.h"
#include "tests/support/postgres_server.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {

// SQLite in a temporary folder.
class SqliteInFolder {
 public:
  static constexpr const char* kName = "Sqlite";
  void SetUp() { Open(); }

  void Reopen() {
    opened_ = {};
    Open();
  }
  engine::Store& store() { return *opened_.store; }
  engine::Queries& queries() { return *opened_.queries; }
  // Another connection, for SQL.
  std::unique_ptr<Database> Connect() {
    SqliteSettings settings;
    settings.path = SqlitePath(folder_.path());
    auto database = SqliteDatabase::Open(settings);
    CHECK(database.ok(), "a test can open its database");
    return std::move(database).value();
  }

 private:
  void Open() {
    SqliteOptions options;
    options.folder = folder_.path();
    auto opened = OpenSqlite(options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    opened_ = std::move(opened).value();
  }

  Folder folder_;
  OpenedStore opened_;
};

// PostgreSQL with a database of its own.
class PostgresOfItsOwn {
 public:
  static constexpr const char* kName = "Postgres";
  void SetUp() {
    HERLAAD_NEEDS_POSTGRES();
    Open();
  }

  void Reopen() {
    opened_ = {};
    Open();
  }
  engine::Store& store() { return *opened_.store; }
  engine::Queries& queries() { return *opened_.queries; }
  std::unique_ptr<Database> Connect() {
    auto database = PostgresDatabase::Open(PostgresSettingsOf(Options(), false));
    CHECK(database.ok(), "a test can open its database");
    return std::move(database).value();
  }

 private:
  PostgresOptions Options() const {
    PostgresOptions options;
    options.conninfo = database_.conninfo();
    options.allow_unsafe = true;
    options.node_name = "contract";
    options.life = lives_;
    return options;
  }
  void Open() {
    ++lives_;
    const PostgresOptions options = Options();
    auto opened = OpenPostgres(options);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    opened_ = std::move(opened).value();
  }

  herlaad::testing::PostgresTestDatabase database_;
  OpenedStore opened_;
  std::int64_t lives_ = 0;
};

// The one of tests and the simulation.
class InMemory {
 public:
  static constexpr const char* kName = "Memory";
  void SetUp() {}
  void Reopen() {}
  engine::Store& store() { return store_; }
  engine::Queries& queries() { return store_; }

 private:
  MemoryStore store_;
};

template <class Kind>
class StoreFixture : public ::testing::Test {
 protected:
  void SetUp() override { kind_.SetUp(); }

  engine::Store& store() { return kind_.store(); }
  engine::Queries& queries() { return kind_.queries(); }
  void Reopen() { kind_.Reopen(); }

  engine::CommitResult Commit(const engine::WriteSet& writes) {
    engine::ReadSet nothing;
    EXPECT_TRUE(store().Load({}, nothing).ok());
    const auto result = store().Commit(writes);
    EXPECT_TRUE(store().MakeDurable());
    return result;
  }
  void Committed(const engine::WriteSet& writes) {
    ASSERT_EQ(Commit(writes), engine::CommitResult::kCommitted);
  }

  // The read set of a batch with these needs.
  engine::ReadSet Loaded(const engine::Needs& needs) {
    engine::ReadSet read_set;
    const auto loaded = store().Load(needs, read_set);
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().message);
    store().Abandon();
    return read_set;
  }

  Kind kind_;
  Samples samples_{1};
};

using Stores = ::testing::Types<SqliteInFolder, PostgresOfItsOwn, InMemory>;
// Those that answer SQL too.
using Databases = ::testing::Types<SqliteInFolder, PostgresOfItsOwn>;

struct StoreNames {
  template <class Kind>
  static std::string GetName(int) {
    return Kind::kName;
  }
};

}  // namespace herlaad::store
