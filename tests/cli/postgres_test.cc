// The real program on PostgreSQL: migration, several nodes, and error messages for an unsuitable
// database.
#include <filesystem>

#include "base/core/id.h"
#include "tests/cli/installation.h"
#include "tests/support/postgres_server.h"
#include "tests/support/postgres_tools.h"

namespace herlaad::testing {
namespace {

class OnPostgres : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    server_ = std::make_unique<PostgresServer>();
  }

  static Finished Migrate(const std::string& folder, const std::string& url) {
    return testing::Run({{Program(), "migrate", "--from", "sqlite:" + folder, "--to", url}});
  }
  static std::string PlaceCash(Installation& here, const std::string& key,
                               const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {"topup",    "place", "0470123456", "--amount", "15",
                                          "--tender", "cash",  "--key",      key};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return here.Json(arguments)["id"];
  }

  std::unique_ptr<PostgresServer> server_;
};

TEST_F(OnPostgres, MigratedDatabaseContinuesWhereItWas) {
  Installation here;
  here.StartDemo();
  const std::string first = PlaceCash(here, "first");
  ASSERT_EQ(here.Run({"topup", "place", "0485123456", "--amount", "15", "--tender", "cash"}).code,
            0);
  const Finished busy = Migrate(here.data(), server_->url());
  EXPECT_EQ(busy.code, 4) << "not while somebody works on them";
  EXPECT_NE(busy.err.find("another Herlaad process is using"), std::string::npos) << busy.err;
  here.StopServer();

  const Finished moved = Migrate(here.data(), server_->url());
  ASSERT_EQ(moved.code, 0) << moved.err;
  EXPECT_NE(moved.out.find("2 orders"), std::string::npos) << moved.out;

  // The old database is closed, and the new one is not migrated to again.
  const Finished old = here.Run({"verify"});
  EXPECT_EQ(old.code, 4);
  EXPECT_NE(old.err.find("migrated to postgresql://"), std::string::npos) << old.err;
  const Finished again = Migrate(here.data(), server_->url());
  EXPECT_EQ(again.code, 4);
  EXPECT_NE(again.err.find("overwrites nothing"), std::string::npos) << again.err;

  here.StartServer({"demo", "--database", server_->url()});
  EXPECT_EQ(here.Run({"verify"}).code, 0);
  EXPECT_EQ(PlaceCash(here, "first"), first) << "the same key leads to the same order";
  EXPECT_NE(PlaceCash(here, "second"), first);
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST_F(OnPostgres, HistoryIsShownAndMigrated) {
  Installation here;
  here.StartDemo();
  const auto card = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  const std::string id = card["reference"];
  ASSERT_EQ(here.Run({"topup", "cancel", id}).code, 0);
  ASSERT_EQ(here.Run({"topup", "watch", id}).code, 1);
  ASSERT_EQ(here.StopServer(), 0);
  const auto before = here.Json({"topup", "show", id})["history"];
  ASSERT_GE(before.size(), 3U) << before;
  ASSERT_EQ(Migrate(here.data(), server_->url()).code, 0);
  const auto after = here.Json({"topup", "show", id, "--database", server_->url()})["history"];
  EXPECT_EQ(after, before);
}

TEST_F(OnPostgres, InterruptedMigrationStartsAgain) {
  Installation here;
  here.StartDemo();
  for (int i = 0; i < 5; ++i) PlaceCash(here, "key " + std::to_string(i));
  here.StopServer();
  // The state of a migration that ended in the middle: its setting, and some rows.
  ASSERT_EQ(Migrate(here.data(), server_->url()).code, 0);
  server_->Sql("INSERT INTO settings (shard, name, value) VALUES (0, 'moving', '')");
  server_->Sql("DELETE FROM orders; DELETE FROM idempotency_records WHERE key_high > 0");

  const Finished early = here.Run({"verify", "--database", server_->url()});
  EXPECT_EQ(early.code, 4);
  EXPECT_NE(early.err.find("was interrupted"), std::string::npos) << early.err;

  const Finished moved = Migrate(here.data() + "/herlaad.db", server_->url());
  ASSERT_EQ(moved.code, 0) << moved.err;
  EXPECT_EQ(here.Run({"verify", "--database", server_->url()}).code, 0);
}

TEST_F(OnPostgres, ClockFarBehindTheDatabaseIsRejected) {
  Installation here;
  here.StartServer({"serve", "--database", server_->url()});
  EXPECT_EQ(here.StopServer(), 0);
  const Instant later = SystemClock().Now() + Millis(2LL * 3'600'000);
  server_->Sql(
      "INSERT INTO api_keys (shard, id, secret_high, secret_low, client, name, scopes, till, "
      "created_at, valid_until, revoked_at, caps_of, cash_per_topup, cash_per_day) VALUES (0, " +
      std::to_string(FirstIdAt(Shard{}, later)) + ", 1, 2, 3, 'later', '', '', 0, 0, 0, 4, 0, 0)");
  const Finished refused = here.Run({"serve", "--port", "0", "--database", server_->url()});
  EXPECT_EQ(refused.code, 4);
  EXPECT_NE(refused.err.find("the database server's clock says "), std::string::npos)
      << refused.err;
  here.StartServer({"serve", "--accept-clock", "--database", server_->url()});
  EXPECT_EQ(here.StopServer(), 0);
}

// As in docs/operations.md.
TEST_F(OnPostgres, RestoredDatabaseSendsNothingUntilResumed) {
  Installation here;
  here.StartServer({"demo", "--database", server_->url()});
  const std::string paid = PlaceCash(here, "paid");
  const std::string dump = here.folder() + "/database.sql";
  const Finished dumped =
      testing::Run({{PostgresProgram("pg_dump"), "-f", dump, "-d", server_->url()}});
  ASSERT_EQ(dumped.code, 0) << dumped.err;
  PlaceCash(here, "after the copy");

  const std::string admin = server_->url();
  ASSERT_EQ(testing::Run({{PostgresProgram("psql"), "-qc", "CREATE DATABASE copy", admin}}).code,
            0);
  const std::string copy = admin.substr(0, admin.rfind('/')) + "/copy";
  const Finished loaded =
      testing::Run({{PostgresProgram("psql"), "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, copy}});
  ASSERT_EQ(loaded.code, 0) << loaded.err;
  here.StopServer();

  Installation other;
  const Finished early = other.Run({"restored", "--database", copy});
  EXPECT_EQ(early.code, 4) << "its nodes gave a sign of life a moment before the copy";
  EXPECT_NE(early.err.find("is using it already"), std::string::npos) << early.err;
  ASSERT_EQ(
      testing::Run({{PostgresProgram("psql"), "-qc", "UPDATE nodes SET seen_at = 1", copy}}).code,
      0);
  const Finished accepted = other.Run({"restored", "--database", copy});
  ASSERT_EQ(accepted.code, 0) << accepted.err;
  EXPECT_NE(accepted.out.find("herlaad resume"), std::string::npos) << accepted.out;
  EXPECT_EQ(other.Run({"verify", "--database", copy}).code, 0);

  other.TakeLinkKeyOf(here);
  other.StartServer({"demo", "--database", copy});
  EXPECT_NE(other.server().out().find("until you run `herlaad resume`"), std::string::npos)
      << other.server().out();
  EXPECT_EQ(PlaceCash(other, "paid"), paid) << "the same key leads to the same order";
  EXPECT_EQ(other.Run({"resume"}).code, 0);
}

TEST_F(OnPostgres, NodesAreListed) {
  Installation one;
  Installation two;
  one.StartServer({"demo", "--database", server_->url()});
  two.TakeLinkKeyOf(one);
  two.StartServer({"demo", "--database", server_->url()});
  auto nodes = one.Json({"node", "list"})["nodes"];
  ASSERT_EQ(nodes.size(), 2U) << nodes;
  EXPECT_EQ(nodes[0]["answering"], true);
  EXPECT_EQ(nodes[1]["alive"], true);
  EXPECT_EQ(nodes[1]["answering"], false);
  two.KillServer();
  server_->Sql("UPDATE nodes SET seen_at = seen_at - 60000 WHERE node = 1");
  const Finished listed = one.Run({"node", "list"});
  EXPECT_EQ(listed.code, 0) << listed.err;
  EXPECT_NE(listed.out.find("away"), std::string::npos) << listed.out;

  // A hold on one node also applies to the other.
  two.StartServer({"demo", "--database", server_->url()});
  EXPECT_EQ(one.Run({"hold"}).code, 0);
  bool heard = false;
  for (int tries = 0; !heard && tries < 200; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    heard = two.server().err().find("another node") != std::string::npos;
  }
  EXPECT_TRUE(heard) << two.server().err();
}

TEST_F(OnPostgres, NodeWithoutItsDatabaseAnswers503AndReconnects) {
  Installation here;
  here.StartServer({"demo", "--database", server_->url()});
  PlaceCash(here, "before");
  server_->Kill();
  const auto ready = here.Get(here.url() + "/health/ready");
  ASSERT_TRUE(ready);
  EXPECT_EQ(ready->status, 503);
  const Finished placed = here.Run(
      {"topup", "place", "0470123456", "--amount", "15", "--tender", "cash", "--key", "meanwhile"});
  EXPECT_EQ(placed.code, 4) << placed.err;
  server_->Start();
  int status = 0;
  for (int tries = 0; status != 200 && tries < 600; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    const auto again = here.Get(here.url() + "/health/ready");
    if (again) status = again->status;
  }
  EXPECT_EQ(status, 200);
  PlaceCash(here, "meanwhile");
  // Each session reconnects on its own, a moment after its last try.
  Finished verified = here.Run({"verify"});
  for (int tries = 0; verified.code == 4 && tries < 100; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    verified = here.Run({"verify"});
  }
  EXPECT_EQ(verified.code, 0) << verified.err << here.server().err();
}

TEST_F(OnPostgres, DatabaseErrorsAreReportedWithoutThePassword) {
  Installation here;
  server_->Sql("CREATE ROLE with_password LOGIN PASSWORD 'right-horse'");
  const std::string place = "127.0.0.1:" + std::to_string(server_->port());
  const Finished wrong = here.Run(
      {"verify", "--database", "postgresql://with_password:wrong-battery@" + place + "/herlaad"});
  EXPECT_EQ(wrong.code, 4);
  EXPECT_NE(wrong.err.find("password authentication failed"), std::string::npos) << wrong.err;
  EXPECT_EQ((wrong.out + wrong.err).find("battery"), std::string::npos);

  here.StartServer({"serve", "--database", server_->url()});
  ASSERT_EQ(here.StopServer(), 0);
  server_->Sql("INSERT INTO schema_version (version) VALUES (4711)");
  const Finished newer = here.Run({"verify", "--database", server_->url()});
  EXPECT_EQ(newer.code, 4);
  EXPECT_NE(newer.err.find("newer Herlaad"), std::string::npos) << newer.err;

  const Finished other = here.Run({"verify", "--database", "mysql://x"});
  EXPECT_EQ(other.code, 2);
}

TEST_F(OnPostgres, UnprintableKeyIsNotCreated) {
  Installation here;
  here.StartServer({"demo", "--database", server_->url()});
  const auto before = here.Json({"key", "list"});
  for (const char* redirection : {">/dev/full", ">&-"}) {
    const Finished finished = here.RunInto(redirection, {"key", "create", "--scope", "sim:read"});
    EXPECT_EQ(finished.code, 6) << redirection << finished.err;
  }
  EXPECT_EQ(here.Json({"key", "list"}), before);
}

}  // namespace
}  // namespace herlaad::testing
