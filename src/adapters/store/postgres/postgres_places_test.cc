// Proxies and poolers in front of PostgreSQL, and unsuitable databases.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/store/postgres/open_postgres.h"
#include "tests/support/poolers.h"
#include "tests/support/postgres_server.h"

namespace herlaad::store {
namespace {

using engine::StoreError;
using herlaad::testing::PgBouncer;
using herlaad::testing::PgPool;
using herlaad::testing::PostgresServer;
using herlaad::testing::PostgresStandby;
using herlaad::testing::PostgresTestDatabase;
using herlaad::testing::SharedPostgres;
using ::testing::HasSubstr;

PostgresOptions At(const std::string& conninfo) {
  static std::int64_t lives = 0;
  PostgresOptions options;
  options.conninfo = conninfo;
  options.life = ++lives;
  options.node_name = "node " + std::to_string(options.life);
  options.allow_unsafe = true;
  options.patience_ms = 2'000;
  return options;
}

StoreError RefusedAt(const std::string& conninfo) {
  const auto opened = OpenPostgres(At(conninfo));
  EXPECT_FALSE(opened.ok());
  return opened.ok() ? StoreError{} : opened.error();
}

bool WorksAt(const std::string& conninfo) {
  const auto opened = OpenPostgres(At(conninfo));
  if (!opened.ok()) ADD_FAILURE() << opened.error().message;
  return opened.ok() && opened->queries->FindSetting("any").ok();
}

constexpr const char* kNothingIsHeld =
    "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory') THEN RAISE "
    "EXCEPTION 'a lock is held'; END IF; IF to_regclass('orders') IS NOT NULL THEN RAISE "
    "EXCEPTION 'tables were made'; END IF; END $$";

class PoolerTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    HERLAAD_NEEDS(herlaad::testing::NoPgBouncer());
    server_ = std::make_unique<PostgresServer>();
  }

  std::unique_ptr<PostgresServer> server_;
};

// The lock used to stay with the pooled session, and every later start waited for ten minutes.
TEST_F(PoolerTest, TransactionPoolingIsRejectedBeforeAnythingIsLocked) {
  {
    const PgBouncer pooler(*server_, "transaction");
    for (int i = 0; i < 3; ++i) {
      const StoreError error = RefusedAt(pooler.url());
      EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
      EXPECT_THAT(error.message, HasSubstr("Set pool_mode = session"));
    }
    server_->Sql(kNothingIsHeld);
  }
  EXPECT_TRUE(WorksAt(server_->url()));
}

TEST_F(PoolerTest, StatementPoolingIsRejected) {
  const PgBouncer pooler(*server_, "statement");
  (void)RefusedAt(pooler.url());
  server_->Sql(kNothingIsHeld);
}

TEST_F(PoolerTest, SessionPoolingWorks) {
  const PgBouncer pooler(*server_, "session");
  EXPECT_TRUE(WorksAt(pooler.url()));
}

class ProxyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    server_ = std::make_unique<PostgresServer>();
    standby_ = std::make_unique<PostgresStandby>(*server_);
  }

  std::unique_ptr<PostgresServer> server_;
  std::unique_ptr<PostgresStandby> standby_;
};

// An acknowledged top-up was not found in 13 of 300 cases. pgpool chooses at random for each
// session: with enough checks, every start fails instead of every other one.
TEST_F(ProxyTest, ProxyThatReadsFromAStandbyIsRejectedWithARemedy) {
  HERLAAD_NEEDS(herlaad::testing::NoPgPool());
  {
    const PgPool spreads(*server_, *standby_);
    for (int i = 0; i < 5; ++i) {
      const StoreError error = RefusedAt(spreads.url());
      EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
      EXPECT_THAT(error.message, HasSubstr("load_balance_mode = off"));
      EXPECT_THAT(error.message, HasSubstr("database_redirect_preference_list"));
    }
  }
  {
    const PgPool still(*server_, *standby_, {"load_balance_mode = off"});
    EXPECT_TRUE(WorksAt(still.url()));
  }
  const PgPool redirected(*server_, *standby_,
                          {"database_redirect_preference_list = 'herlaad:primary'"});
  EXPECT_TRUE(WorksAt(redirected.url()));
}

TEST_F(ProxyTest, StandbyIsNeverRead) {
  EXPECT_TRUE(WorksAt(server_->url()));
  PostgresSettings reader;
  reader.conninfo = standby_->url() + "?target_session_attrs=any";
  const auto opened = PostgresDatabase::Open(reader);
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("reads are answered by a standby"));
  const auto queries = OpenQueries(At(reader.conninfo));
  EXPECT_FALSE(queries->FindSetting("any").ok());
}

// The commands in the message work as printed.
TEST(EncodingTest, DatabaseWithAnUnsuitableEncodingIsRejectedWithTheCommandsToFixIt) {
  HERLAAD_NEEDS_POSTGRES();
  const PostgresTestDatabase model(PostgresTestDatabase::Content::kNothing);
  const SharedPostgres& server = *SharedPostgres::Get();
  for (const std::string encoding : {"LATIN1", "SQL_ASCII"}) {
    const std::string name = model.name() + "_" + encoding;
    server.Sql("postgres", "CREATE DATABASE \"" + name + "\" ENCODING '" + encoding +
                               "' LOCALE 'C' TEMPLATE template0");
    EXPECT_FALSE(HasDatabase(At(server.Named(name))).ok())
        << "nobody shall say that it creates a database";
    const StoreError error = RefusedAt(server.Named(name));
    EXPECT_EQ(error.kind, StoreError::Kind::kWrong);
    EXPECT_THAT(error.message, HasSubstr("its encoding is " + encoding));
    const auto at = error.message.find("DROP DATABASE");
    const auto next = error.message.find("CREATE DATABASE");
    ASSERT_NE(next, std::string::npos);
    server.Sql("postgres", error.message.substr(at, next - at));
    server.Sql("postgres", error.message.substr(next));
    EXPECT_TRUE(WorksAt(server.Named(name)));
    server.Sql("postgres", "DROP DATABASE \"" + name + "\" WITH (FORCE)");
  }
}

class MigrationLockTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    PostgresSettings settings;
    settings.conninfo = database_.conninfo() + " application_name=somebody";
    settings.writer = true;
    settings.allow_unsafe = true;
    auto opened = PostgresDatabase::Open(settings);
    ASSERT_TRUE(opened.ok());
    holder_ = std::move(opened).value();
    ASSERT_TRUE(TakeMigrationLock(*holder_, {}).ok());
  }

  PostgresTestDatabase database_;
  std::unique_ptr<PostgresDatabase> holder_;
};

TEST_F(MigrationLockTest, WaitingNamesTheHolderAndContinuesOnceTheLockIsFree) {
  PostgresOptions options = At(database_.conninfo());
  std::vector<std::string> said;
  int pauses = 0;
  options.wait.say = [&said](const std::string& for_whom) { said.push_back(for_whom); };
  options.wait.pause = [&](Millis) {
    if (++pauses == 3) holder_.reset();
    return false;
  };
  const auto opened = OpenPostgres(options);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  ASSERT_EQ(said.size(), 1U) << "now and then, not every time";
  EXPECT_THAT(said[0], HasSubstr("of somebody"));
}

TEST_F(MigrationLockTest, WaitingEndsWhenStopped) {
  PostgresOptions options = At(database_.conninfo());
  options.wait.pause = [](Millis) { return true; };
  const auto opened = OpenPostgres(options);
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("stopped while session"));
}

TEST_F(MigrationLockTest, WaitingIsBounded) {
  PostgresOptions options = At(database_.conninfo());
  options.wait.pause = [](Millis) { return false; };
  options.wait.at_most = Millis(0);
  const auto opened = OpenPostgres(options);
  ASSERT_FALSE(opened.ok());
  EXPECT_THAT(opened.error().message, HasSubstr("too long"));
}

}  // namespace
}  // namespace herlaad::store
