// verify, backup, restore, hold and resume; and the sandbox as a separate process.
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "base/core/id.h"
#include "tests/cli/installation.h"
#include "tests/cli/spoil.h"

namespace herlaad::testing {
namespace {

TEST(Verify, ChangedBalanceIsFound) {
  Installation here;
  here.StartDemo();
  EXPECT_EQ(here.Run({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"}).code,
            0);
  const Finished good = here.Run({"verify"});
  EXPECT_EQ(good.code, 0) << good.err;
  EXPECT_NE(good.out.find("Everything adds up: 1 order, "), std::string::npos) << good.out;
  here.StopServer();

  Spoil(here.data() + "/herlaad.db",
        "UPDATE subscribers SET balance = balance + 10000 WHERE msisdn = 32470123456");
  const Finished bad = here.Run({"verify"});
  EXPECT_EQ(bad.code, 1);
  EXPECT_NE(bad.out.find("number 0470 12 34 56, main balance: what was posted adds up to 15.000000 "
                         "EUR, but 15.010000 EUR is kept"),
            std::string::npos)
      << bad.out;
  here.StartDemo();
  const auto asked = here.Json({"verify"}, 1);
  EXPECT_NE(asked["difference"].get<std::string>().find("0470 12 34 56"), std::string::npos)
      << "the same through a server";
}

TEST(Verify, MoneyUnderReviewIsDistinguishedFromMoneyInProgress) {
  Installation here;
  here.StartDemo();
  // The operator has barred the number, and a person must pay cash back.
  EXPECT_EQ(here.Run({"topup", "place", "0485123002", "--amount", "15", "--tender", "cash"}).code,
            1);
  const Finished verified = here.Run({"verify"});
  EXPECT_EQ(verified.code, 0) << verified.err;
  EXPECT_NE(verified.out.find("€0.00 paid and in progress, €15.00 under review (see `"),
            std::string::npos)
      << verified.out;
  EXPECT_NE(verified.out.find(" topup list --state attention --data " + here.data() + "`)."),
            std::string::npos)
      << verified.out;
  EXPECT_EQ(here.StopServer(), 0);
  EXPECT_EQ(here.Run({"verify"}).out, verified.out) << "the same without a server";
}

TEST(Restore, BrokenCopyIsNamedAsItWasGiven) {
  Installation here;
  const std::string copy = here.folder() + "/copy.db";
  std::ofstream(copy) << std::string(20'000, 'x');
  const Finished refused = here.Run({"restore", copy});
  EXPECT_EQ(refused.code, 4);
  EXPECT_NE(refused.err.find("error: " + copy + ": "), std::string::npos) << refused.err;
  EXPECT_EQ(refused.err.find("restoring/"), std::string::npos) << refused.err;
}

TEST(Restore, EmptyCopyIsRejected) {
  Installation here;
  const std::string copy = here.folder() + "/copy.db";
  std::ofstream(copy).close();
  const Finished refused = here.Run({"restore", copy});
  EXPECT_EQ(refused.code, 4);
  EXPECT_EQ(refused.out, "");
  EXPECT_EQ(refused.err, "error: " + copy +
                             ": it is not a copy of a database of Herlaad; nothing was restored. "
                             "Use another copy\n");
  EXPECT_FALSE(std::filesystem::exists(here.data() + "/herlaad.db"));
}

TEST(Restore, DamagedCopyIsCalledDamagedInOneLine) {
  Installation here;
  here.MakeDatabase();
  const std::string copy = here.folder() + "/copy.db";
  ASSERT_EQ(here.Run({"backup", copy}).code, 0);
  std::filesystem::rename(here.data(), here.folder() + "/lost");
  const auto size = static_cast<std::streamoff>(std::filesystem::file_size(copy));
  std::fstream file(copy, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(size / 2);  // the header and the schema stay
  file << std::string(static_cast<std::size_t>(size / 4), 'x');
  file.close();
  const Finished refused = here.Run({"restore", copy});
  EXPECT_EQ(refused.code, 4);
  EXPECT_TRUE(refused.err.starts_with("error: " + copy + ": the copy is damaged (")) << refused.err;
  EXPECT_TRUE(refused.err.ends_with("); nothing was restored. Use another copy\n")) << refused.err;
  EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(here.data() + "/herlaad.db"));
}

TEST(Restore, FolderIsCalledAFolder) {
  Installation here;
  const Finished refused = here.Run({"restore", here.folder()});
  EXPECT_EQ(refused.code, 4);
  EXPECT_EQ(refused.err, "error: " + here.folder() + " is a folder, not a file\n");
}

// A row that only a clock two hours ahead could have created.
std::string KeyFromLater() {
  const Instant later = SystemClock().Now() + Millis(2LL * 3'600'000);
  return "INSERT INTO api_keys (shard, id, secret_high, secret_low, client, name, scopes, till, "
         "created_at, valid_until, revoked_at, caps_of, cash_per_topup, cash_per_day) VALUES (0, " +
         std::to_string(FirstIdAt(Shard{}, later)) +
         ", 1, 2, 3, 'later', '', '', 0, 0, 0, 4, 0, 0)";
}

TEST(Serve, ClockFarBehindTheDatabaseIsRejectedUntilAccepted) {
  Installation here;
  here.StartServer({"serve"});
  EXPECT_EQ(here.StopServer(), 0);
  Spoil(here.data() + "/herlaad.db", KeyFromLater().c_str());

  const Finished refused = here.Run({"serve", "--port", "0"});
  EXPECT_EQ(refused.code, 4);
  for (const char* said :
       {"the clock of this machine says ", "the database was last written at ", "--accept-clock"}) {
    EXPECT_NE(refused.err.find(said), std::string::npos) << refused.err;
  }
  here.StartServer({"serve", "--accept-clock"});
  EXPECT_NE(here.server().err().find("the database is ahead of the clock"), std::string::npos);
  EXPECT_EQ(here.StopServer(), 0);
  here.StartServer({"serve"});  // stored: the clock stays behind until it has caught up
  EXPECT_EQ(here.StopServer(), 0);
}

// Ids go on from the last one, two hours ahead of the time that is shown.
TEST(Serve, ListIsFilteredByTheTimeThatIsShownAfterTheClockWasAccepted) {
  Installation here;
  here.StartDemo();
  EXPECT_EQ(here.StopServer(), 0);
  Spoil(here.data() + "/herlaad.db", KeyFromLater().c_str());
  here.StartServer({"demo", "--accept-clock"});
  const auto placed =
      here.Json({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"});
  const Instant shown = *ParseRfc3339(here.Topups()[0]["created_at"].get<std::string>());
  const std::string from = ToRfc3339(shown);
  const std::string until = ToRfc3339(shown + Millis(1));
  for (const std::string number : {"", "0470123456"}) {
    std::vector<std::string> filter{"--from", from, "--until", until};
    if (!number.empty()) filter.insert(filter.end(), {"--number", number});
    ASSERT_EQ(here.Topups(filter).size(), 1U) << number;
    EXPECT_EQ(here.Topups(filter)[0]["reference"], placed["reference"]);
  }
  EXPECT_TRUE(here.Topups({"--until", from}).empty());
  EXPECT_TRUE(here.Topups({"--from", until}).empty());
}

// A server with a sandbox in a separate process, with short delays.
class Apart : public ::testing::Test {
 protected:
  void SetUp() override {
    sandbox_folder_ = here.folder() + "/sandbox";
    sandbox_ = std::make_unique<Process>(
        Command{{Program(), "sandbox", "--data", sandbox_folder_, "--port", "0", "--callback",
                 here.url() + "/v1/callbacks/bank"}});
    const auto ready = sandbox_->WaitForLine("The sandbox is ready at ", Millis(20'000));
    ASSERT_TRUE(ready) << sandbox_->err();
    const std::string port = ready->substr(ready->rfind(':') + 1);
    WriteSettings("http://127.0.0.1:" + port);
    here.StartServer({"serve", "--config", settings()});
  }

  [[nodiscard]] std::string settings() const { return here.folder() + "/my.toml"; }

  void WriteSettings(const std::string& sandbox) const {
    std::ofstream file(settings());
    file << "[timings]\nask_first = \"100 ms\"\nask_max = \"200 ms\"\nredelivery_wait = \"50 ms\"\n"
         << "[[operator]]\nid = \"telenet\"\nkind = \"sandbox_operator\"\nbase_url = \"" << sandbox
         << "/sandbox/operator\"\nnot_found_settles_after = \"1 s\"\n"
         << "[[gateway]]\nid = \"bank\"\nkind = \"sandbox_bank\"\nbase_url = \"" << sandbox
         << "/sandbox/bank\"\nsecret_file = \"sandbox/secret\"\n[payment_methods]\ncard = "
            "\"bank\"\n";
  }

  [[nodiscard]] nlohmann::json Entries() const {
    return nlohmann::json::parse(
        testing::Run({{Program(), "sandbox", "entries", "--data", sandbox_folder_}}).out);
  }

  Installation here;
  std::string sandbox_folder_;
  std::unique_ptr<Process> sandbox_;
};

TEST_F(Apart, SandboxStoresConfirmTheResult) {
  const auto placed = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  here.Press(placed["payment"]["url"], "approve");
  EXPECT_EQ(here.Run({"topup", "watch", placed["reference"]}).code, 0);
  const auto entries = Entries();
  EXPECT_EQ(entries["bank"]["charges"].size(), 1U) << entries.dump(2);
  EXPECT_EQ(entries["operator"]["credits"].size(), 1U);
  EXPECT_EQ(entries["operator"]["credits"][0]["amount"], 1'500);
  for (const char* party : {"bank", "operator", "phone", "mail"})
    EXPECT_TRUE(entries.contains(party)) << party;
}

TEST_F(Apart, HeldOutboxWorkersSendNothingUntilResumed) {
  EXPECT_EQ(here.Run({"hold"}).code, 0);
  const auto placed = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "cash", "--no-wait"});
  const std::string id = placed["reference"];
  // The hold survives a restart.
  EXPECT_EQ(here.StopServer(), 0);
  here.StartServer({"serve", "--config", settings()});
  usleep(1'500'000);
  EXPECT_EQ(here.Json({"topup", "show", id})["state"], "paid");
  EXPECT_EQ(Entries()["operator"]["requests"].size(), 0U);
  EXPECT_EQ(here.Run({"resume"}).code, 0);
  EXPECT_EQ(here.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(Entries()["operator"]["credits"].size(), 1U);
}

TEST_F(Apart, RestoredCopyQueriesBeforeItSends) {
  const std::string copy = here.folder() + "/copy.db";
  EXPECT_EQ(here.Run({"hold"}).code, 0);
  const auto placed = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "cash", "--no-wait"});
  const std::string id = placed["reference"];
  const Finished made = here.Run({"backup", copy});
  EXPECT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(here.Run({"backup", copy}).code, 2) << "overwrites nothing";
  // After the copy was made, the operator receives the request and credits.
  EXPECT_EQ(here.Run({"resume"}).code, 0);
  EXPECT_EQ(here.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(here.Run({"restore", copy}).code, 4) << "not while it is served";
  EXPECT_EQ(here.StopServer(), 0);
  const Finished refused = here.Run({"restore", copy});
  EXPECT_EQ(refused.code, 4);
  EXPECT_NE(refused.err.find("never overwrites"), std::string::npos) << refused.err;

  std::filesystem::rename(here.data(), here.folder() + "/lost");
  const auto restored = here.Json({"restore", copy});
  EXPECT_EQ(restored["open"], 1);
  EXPECT_EQ(restored["doubted"], 1);
  EXPECT_EQ(here.Run({"verify"}).code, 0);
  here.StartServer({"serve", "--config", settings()});
  EXPECT_NE(here.server().out().find("herlaad resume"), std::string::npos);
  EXPECT_EQ(here.Json({"topup", "show", id})["state"], "delivery_unknown");
  EXPECT_EQ(here.Run({"resume"}).code, 0);
  EXPECT_EQ(here.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(Entries()["operator"]["credits"].size(), 1U)
      << "credited once, though the copy knew nothing of it";
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST_F(Apart, RestoredCopyQueriesPaymentsMadeAfterTheCopy) {
  const std::string copy = here.folder() + "/copy.db";
  const auto placed = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "card", "--no-wait"});
  const std::string id = placed["reference"];
  EXPECT_EQ(here.Run({"backup", copy}).code, 0);
  here.Press(placed["payment"]["url"], "approve");
  EXPECT_EQ(here.Run({"topup", "watch", id}).code, 0);
  EXPECT_EQ(here.StopServer(), 0);
  std::filesystem::rename(here.data(), here.folder() + "/lost");
  EXPECT_EQ(here.Json({"restore", copy})["doubted"], 0) << "there was nothing to send yet";
  here.StartServer({"serve", "--config", settings()});
  EXPECT_EQ(here.Run({"resume"}).code, 0);
  EXPECT_EQ(here.Run({"topup", "watch", id}).code, 0);
  const auto entries = Entries();
  EXPECT_EQ(entries["bank"]["charges"].size(), 1U) << entries.dump(2);
  EXPECT_EQ(entries["operator"]["credits"].size(), 1U);
  EXPECT_EQ(entries["operator"]["requests"].size(), 1U)
      << "sent before the copy was put back, never after";
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST_F(Apart, RestoredCopyDeliversWhatWasNeverSent) {
  const std::string copy = here.folder() + "/copy.db";
  EXPECT_EQ(here.Run({"hold"}).code, 0);
  const auto placed = here.Json(
      {"topup", "place", "0485123456", "--amount", "15", "--tender", "cash", "--no-wait"});
  EXPECT_EQ(here.Run({"backup", copy}).code, 0);
  here.KillServer();
  std::filesystem::rename(here.data(), here.folder() + "/lost");
  EXPECT_EQ(here.Run({"restore", copy}).code, 0);
  here.StartServer({"serve", "--config", settings()});
  EXPECT_EQ(here.Run({"resume"}).code, 0);
  EXPECT_EQ(here.Run({"topup", "watch", placed["reference"]}).code, 0);
  EXPECT_EQ(Entries()["operator"]["credits"].size(), 1U);
}

TEST(Restore, InvalidCopyIsRejected) {
  Installation here;
  const std::string file = here.folder() + "/letter.txt";
  std::ofstream(file) << "Dear Herlaad,\n";
  EXPECT_EQ(here.Run({"restore", file}).code, 4);
  EXPECT_EQ(here.Run({"restore", here.folder() + "/nothing"}).code, 4);
  EXPECT_EQ(here.Run({"topup", "list"}).code, 4) << "and leaves no database behind";
}

// A killed restore leaves its subfolder: a server must not create a new database there.
TEST(Restore, InterruptedRestoreIsNotTakenForAnEmptyFolder) {
  Installation here;
  std::filesystem::create_directories(here.data() + "/restoring");
  const Finished refused = here.Run({"serve", "--port", "0"});
  EXPECT_EQ(refused.code, 4);
  EXPECT_NE(refused.err.find("run `herlaad restore` again"), std::string::npos) << refused.err;
  EXPECT_FALSE(std::filesystem::exists(here.data() + "/herlaad.db"));
}

}  // namespace
}  // namespace herlaad::testing
