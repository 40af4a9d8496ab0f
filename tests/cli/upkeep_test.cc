// verify, backup, restore, hold and resume; and the sandbox as a separate process.
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/core/id.h"
#include "tests/cli/house.h"

namespace herlaad::testing {
namespace {

void Spoil(const std::string& file, const char* sql) {
  sqlite3* connection = nullptr;
  ASSERT_EQ(sqlite3_open(file.c_str(), &connection), SQLITE_OK);
  char* problem = nullptr;
  EXPECT_EQ(sqlite3_exec(connection, sql, nullptr, nullptr, &problem), SQLITE_OK)
      << (problem != nullptr ? problem : "");
  EXPECT_EQ(sqlite3_changes(connection), 1);
  sqlite3_free(problem);
  sqlite3_close(connection);
}

TEST(Verify, ChangedBalanceIsFound) {
  House house;
  house.StartDemo();
  EXPECT_EQ(house.Run({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"}).code,
            0);
  const Finished good = house.Run({"verify"});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_NE(good.out.find("Everything adds up: 1 order, "), std::string::npos) << good.out;
  house.StopServer();

  Spoil(house.data() + "/herlaad.db",
        "UPDATE subscribers SET balance = balance + 10000 WHERE msisdn = 32470123456");
  const Finished bad = house.Run({"verify"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_NE(bad.out.find("number 0470 12 34 56, main balance: what was posted adds up to 15.000000 "
                         "EUR, but 15.010000 EUR is kept"),
            std::string::npos)
      << bad.out;
  house.StartDemo();
  const auto asked = house.Json({"verify"}, 1);
  EXPECT_NE(asked["difference"].get<std::string>().find("0470 12 34 56"), std::string::npos)
      << "the same through a server";
}

TEST(Verify, MoneyUnderReviewIsDistinguishedFromMoneyInProgress) {
  House house;
  house.StartDemo();
  // The operator has barred the number, and a person must pay cash back.
  EXPECT_EQ(house.Run({"topup", "place", "0485123002", "--amount", "15", "--tender", "cash"}).code,
            1);
  const Finished verified = house.Run({"verify"});
  EXPECT_EQ(verified.code, 0) << verified.err;
  EXPECT_NE(verified.out.find("€0.00 paid and in progress, €15.00 under review (see `herlaad topup "
                              "list --state attention`)."),
            std::string::npos)
      << verified.out;
  EXPECT_EQ(house.StopServer(), 0);
  EXPECT_EQ(house.Run({"verify"}).out, verified.out) << "the same without a server";
}

// A row that only a clock two hours ahead could have created.
std::string KeyFromLater() {
  const Instant later = SystemClock().Now() + Millis(2LL * 3'600'000);
  return "INSERT INTO api_keys VALUES (0, " + std::to_string(FirstIdAt(Shard{}, later)) +
         ", 1, 2, 'later', '', 0, 0)";
}

TEST(Serve, ClockFarBehindTheDatabaseIsRejectedUntilAccepted) {
  House house;
  house.StartServer({"serve"});
  EXPECT_EQ(house.StopServer(), 0);
  Spoil(house.data() + "/herlaad.db", KeyFromLater().c_str());

  const Finished refused = house.Run({"serve", "--port", "0"});
  EXPECT_EQ(refused.code, 4);
  for (const char* said :
       {"the clock of this machine says ", "the database was last written at ", "--accept-clock"}) {
    EXPECT_NE(refused.err.find(said), std::string::npos) << refused.err;
  }
  house.StartServer({"serve", "--accept-clock"});
  EXPECT_NE(house.server().err().find("the database is ahead of the clock"), std::string::npos);
  EXPECT_EQ(house.StopServer(), 0);
  house.StartServer({"serve"});  // stored: the clock stays behind until it has caught up
  EXPECT_EQ(house.StopServer(), 0);
}

// A server with a sandbox in a separate process, with short delays.
class Apart : public ::testing::Test {
 protected:
  void SetUp() override {
    books_ = house.folder() + "/sandbox";
    sandbox_ =
        std::make_unique<Process>(Command{{Program(), "sandbox", "--data", books_, "--port", "0",
                                           "--callback", house.url() + "/v1/callbacks/bank"}});
    const auto ready = sandbox_->WaitForLine("The sandbox is ready at ", Millis(20'000));
    ASSERT_TRUE(ready) << sandbox_->err();
    const std::string port = ready->substr(ready->rfind(':') + 1);
    WriteSettings("http://127.0.0.1:" + port);
    house.StartServer({"serve", "--config", settings()});
  }

  [[nodiscard]] std::string settings() const { return house.folder() + "/my.toml"; }

  void WriteSettings(const std::string& sandbox) const {
    std::ofstream file(settings());
    file << "[timings]\nask_first = \"100 ms\"\nask_max = \"200 ms\"\nredelivery_wait = \"50 ms\"\n"
         << "[[operator]]\nid = \"telenet\"\nbase_url = \"" << sandbox
         << "/sandbox/operator\"\nnot_found_settles_after = \"1 s\"\n"
         << "[[gateway]]\nid = \"bank\"\nkind = \"sandbox_bank\"\nbase_url = \"" << sandbox
         << "/sandbox/bank\"\nsecret_file = \"sandbox/secret\"\n[tenders]\ncard = \"bank\"\n";
  }

  [[nodiscard]] nlohmann::json Books() const {
    return nlohmann::json::parse(
        testing::Run({{Program(), "sandbox", "book", "--data", books_}}).out);
  }

  House house;
  std::string books_;
  std::unique_ptr<Process> sandbox_;
};

TEST_F(Apart, SandboxStoresConfirmTheResult) {
  const auto placed = house.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  house.Press(placed["payment"]["url"], "approve");
  EXPECT_EQ(house.Run({"topup", "watch", placed["reference"]}).code, 0);
  const auto books = Books();
  EXPECT_EQ(books["bank"]["charges"].size(), 1U) << books.dump(2);
  EXPECT_EQ(books["operator"]["credits"].size(), 1U);
  EXPECT_EQ(books["operator"]["credits"][0]["amount"], 1'500);
  for (const char* party : {"bank", "operator", "phone", "mail"})
    EXPECT_TRUE(books.contains(party)) << party;
}

TEST_F(Apart, HeldOutboxWorkersSendNothingUntilResumed) {
  EXPECT_EQ(house.Run({"hold"}).code, 0);
  const auto placed = house.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "cash", "--no-wait"});
  const std::string id = placed["reference"];
  // The hold survives a restart.
  EXPECT_EQ(house.StopServer(), 0);
  house.StartServer({"serve", "--config", settings()});
  usleep(1'500'000);
  EXPECT_EQ(house.Json({"topup", "show", id})["state"], "paid");
  EXPECT_EQ(Books()["operator"]["requests"].size(), 0U);
  EXPECT_EQ(house.Run({"resume"}).code, 0);
  EXPECT_EQ(house.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(Books()["operator"]["credits"].size(), 1U);
}

TEST_F(Apart, RestoredCopyQueriesBeforeItSends) {
  const std::string copy = house.folder() + "/copy.db";
  EXPECT_EQ(house.Run({"hold"}).code, 0);
  const auto placed = house.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "cash", "--no-wait"});
  const std::string id = placed["reference"];
  const Finished made = house.Run({"backup", copy});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(house.Run({"backup", copy}).code, 2) << "overwrites nothing";
  // After the copy was made, the operator receives the request and credits.
  EXPECT_EQ(house.Run({"resume"}).code, 0);
  EXPECT_EQ(house.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(house.Run({"restore", copy}).code, 4) << "not while it is served";
  EXPECT_EQ(house.StopServer(), 0);
  const Finished refused = house.Run({"restore", copy});
  EXPECT_EQ(refused.code, 4);
  EXPECT_NE(refused.err.find("never overwrites"), std::string::npos) << refused.err;

  std::filesystem::rename(house.data(), house.folder() + "/lost");
  const auto restored = house.Json({"restore", copy});
  EXPECT_EQ(restored["open"], 1);
  EXPECT_EQ(restored["doubted"], 1);
  EXPECT_EQ(house.Run({"verify"}).code, 0);
  house.StartServer({"serve", "--config", settings()});
  EXPECT_NE(house.server().out().find("herlaad resume"), std::string::npos);
  EXPECT_EQ(house.Json({"topup", "show", id})["state"], "delivery_unknown");
  EXPECT_EQ(house.Run({"resume"}).code, 0);
  EXPECT_EQ(house.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(Books()["operator"]["credits"].size(), 1U)
      << "credited once, though the copy knew nothing of it";
  EXPECT_EQ(house.Run({"verify"}).code, 0);
}

TEST_F(Apart, RestoredCopyQueriesPaymentsMadeAfterTheCopy) {
  const std::string copy = house.folder() + "/copy.db";
  const auto placed = house.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  const std::string id = placed["reference"];
  EXPECT_EQ(house.Run({"backup", copy}).code, 0);
  house.Press(placed["payment"]["url"], "approve");
  EXPECT_EQ(house.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(house.StopServer(), 0);
  std::filesystem::rename(house.data(), house.folder() + "/lost");
  EXPECT_EQ(house.Json({"restore", copy})["doubted"], 0) << "there was nothing to send yet";
  house.StartServer({"serve", "--config", settings()});
  EXPECT_EQ(house.Run({"resume"}).code, 0);
  EXPECT_EQ(house.Run({"topup", "watch", id}).code, 0);
  const auto books = Books();
  EXPECT_EQ(books["bank"]["charges"].size(), 1U) << books.dump(2);
  EXPECT_EQ(books["operator"]["credits"].size(), 1U);
  EXPECT_EQ(books["operator"]["requests"].size(), 1U)
      << "sent before the copy was put back, never after";
  EXPECT_EQ(house.Run({"verify"}).code, 0);
}

TEST_F(Apart, RestoredCopyDeliversWhatWasNeverSent) {
  const std::string copy = house.folder() + "/copy.db";
  EXPECT_EQ(house.Run({"hold"}).code, 0);
  const auto placed = house.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "cash", "--no-wait"});
  EXPECT_EQ(house.Run({"backup", copy}).code, 0);
  house.KillServer();
  std::filesystem::rename(house.data(), house.folder() + "/lost");
  EXPECT_EQ(house.Run({"restore", copy}).code, 0);
  house.StartServer({"serve", "--config", settings()});
  EXPECT_EQ(house.Run({"resume"}).code, 0);
  EXPECT_EQ(house.Run({"topup", "watch", placed["reference"]}).code, 0);
  EXPECT_EQ(Books()["operator"]["credits"].size(), 1U);
}

TEST(Restore, InvalidCopyIsRejected) {
  House house;
  const std::string file = house.folder() + "/letter.txt";
  std::ofstream(file) << "Dear Herlaad,\n";
  EXPECT_EQ(house.Run({"restore", file}).code, 4);
  EXPECT_EQ(house.Run({"restore", house.folder() + "/nothing"}).code, 4);
  EXPECT_EQ(house.Run({"topup", "list"}).code, 4) << "and leaves no books behind";
}

// A killed restore leaves its subfolder: a server must not create a new database there.
TEST(Restore, InterruptedRestoreIsNotTakenForAnEmptyFolder) {
  House house;
  std::filesystem::create_directories(house.data() + "/restoring");
  const Finished refused = house.Run({"serve", "--port", "0"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_NE(refused.err.find("run `herlaad restore` again"), std::string::npos) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(house.data() + "/herlaad.db"));
}

}  // namespace
}  // namespace herlaad::testing
