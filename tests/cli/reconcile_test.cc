// herlaad reconcile with a real server: files with mistakes, an import, the report, a mend, a
// server that is killed in the middle.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include "adapters/statements/coda/testing_coda.h"
#include "base/core/instant.h"
#include "domain/reconcile/day.h"
#include "tests/cli/installation.h"

namespace herlaad::testing {
namespace {

constexpr const char* kOurs = "BE68539007547034";

bool Has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string Write(const Installation& here, const std::string& name, const std::string& text) {
  std::string path = here.folder() + "/" + name;
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

std::string Statement(std::size_t movements, const std::string& text = "RENT ") {
  statements::SampleStatement statement;
  for (std::size_t i = 0; i < movements; ++i) {
    statements::SampleMovement movement;
    movement.cents = 100;
    movement.communication = text + std::to_string(i);
    statement.movements.push_back(movement);
  }
  statements::CodaWriter writer;
  writer.Write(statement);
  return writer.text();
}

TEST(Reconcile, AStatementIsImportedOnceComparedAndMended) {
  Installation here;
  here.StartDemo();
  const std::string path = Write(here, "one.cod", Statement(1));
  const Finished stranger = here.Run({"reconcile", "import", path});
  EXPECT_NE(stranger.code, 0);
  EXPECT_TRUE(Has(stranger.err, "import it with --account BE68539007547034")) << stranger.err;
  const Finished first = here.Run({"reconcile", "import", path, "--account", kOurs});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_TRUE(Has(first.out, "1 line compared, 0 matched, 1 new difference, 1 open in all"))
      << first.out;
  const Finished again = here.Run({"reconcile", "import", path});
  EXPECT_NE(again.code, 0);
  EXPECT_TRUE(Has(again.err, "imported")) << again.err;

  const auto listed = here.Json({"reconcile", "list"});
  ASSERT_EQ(listed["differences"].size(), 1U);
  const auto& difference = listed["differences"][0];
  EXPECT_EQ(difference["class"], "missing_here");
  EXPECT_EQ(difference["theirs"], 100);
  const auto mended = here.Json({"reconcile", "mend", difference["id"], "--account", "fees",
                                 "--reason", "a tenant pays rent"});
  EXPECT_EQ(mended["state"], "mended");
  const std::string day = difference["date"];
  const std::string posted =
      here.Run({"reconcile", "list", "--all", "--from", day, "--to", day}).out;
  EXPECT_TRUE(Has(posted, "posted: €1.00, debit ")) << posted;
  const auto report = here.Json({"reconcile", "report", "--date", day});
  EXPECT_EQ(report["lists_total"]["lines"], 1);
  EXPECT_EQ(report["differences_total"]["theirs"], 100);
  EXPECT_TRUE(Has(here.Run({"reconcile", "report", "--date", day}).out, "a tenant pays rent"));
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

// The numbers of Proximus are hosted in the demo: its share of what was sold is owed to it all the
// same.
TEST(Reconcile, AListOfAHostedOperatorMatchesWhatWasDelivered) {
  Installation here;
  here.StartDemo();
  const auto placed =
      here.Json({"topup", "place", "0470123456", "--amount", "15", "--tender", "cash"});
  ASSERT_EQ(placed["state"], "delivered") << placed.dump();
  const std::string at = placed["created_at"];
  const std::string path =
      Write(here, "proximus.csv",
            "reference,msisdn,amount,time,state\n" + placed["id"].get<std::string>() +
                "-d1,32470123456,15.00," + at + ",delivered\n");
  const Finished imported = here.Run({"reconcile", "import", path, "--account", "proximus"});
  EXPECT_EQ(imported.code, 0) << imported.err;
  EXPECT_TRUE(Has(imported.out, "1 line compared, 1 matched, 0 new differences, 0 open in all"))
      << imported.out;
}

TEST(Reconcile, AWrongListIsWithdrawnShownAndImportedAgain) {
  Installation here;
  here.StartDemo();
  const std::string path = Write(here, "one.cod", Statement(2));
  ASSERT_EQ(here.Run({"reconcile", "import", path, "--account", kOurs}).code, 0);
  const std::string id = here.Json({"reconcile", "list", "--files"})["lists"][0]["id"];
  const Finished without = here.Run({"reconcile", "withdraw", id});
  EXPECT_NE(without.code, 0);
  EXPECT_TRUE(Has(without.err, "--reason")) << without.err;
  const Finished nobody =
      here.Run({"reconcile", "withdraw", "imp_00000000000000", "--reason", "test data"});
  EXPECT_NE(nobody.code, 0);
  EXPECT_TRUE(Has(nobody.err, "no imported list")) << nobody.err;
  const Finished withdrawn = here.Run({"reconcile", "withdraw", id, "--reason", "test data"});
  EXPECT_EQ(withdrawn.code, 0) << withdrawn.err;
  EXPECT_TRUE(Has(withdrawn.out, "2 differences of it settled, 0 new differences, 0 open in all"))
      << withdrawn.out;
  EXPECT_EQ(here.Run({"reconcile", "withdraw", id, "--reason", "once more"}).code, 0);
  const std::string files = here.Run({"reconcile", "list", "--files"}).out;
  EXPECT_TRUE(Has(files, "withdrawn on ")) << files;
  EXPECT_TRUE(Has(files, ": test data")) << files;
  EXPECT_EQ(here.Run({"reconcile", "list"}).out, "No open differences.\n");
  const std::string acts = here.Run({"audit", "list", "--subject", id}).out;
  EXPECT_TRUE(Has(acts, "reconcile.withdraw")) << acts;
  EXPECT_FALSE(Has(acts, "once more")) << acts;

  const Finished again = here.Run({"reconcile", "import", path, "--account", kOurs});
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_TRUE(Has(again.out, "2 new differences, 2 open in all")) << again.out;
  ASSERT_EQ(here.Json({"reconcile", "list", "--files"})["lists"].size(), 2U);
  std::string open;
  std::string mended;
  const auto listed = here.Json({"reconcile", "list"});
  for (const auto& each : listed["differences"]) {
    if (each["state"] == "open") {
      open = each["list"];
      mended = each["id"];
    }
  }
  EXPECT_NE(open, id);
  ASSERT_EQ(here.Run({"reconcile", "mend", mended, "--account", "fees", "--reason", "rent"}).code,
            0);
  const Finished refused = here.Run({"reconcile", "withdraw", open, "--reason", "wrong"});
  EXPECT_NE(refused.code, 0);
  EXPECT_TRUE(Has(refused.err, "was mended by the posting rp_")) << refused.err;
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST(Reconcile, StatementsOfTheAccountsInTheSettingsAreImportedWithoutNamingThem) {
  Installation here;
  const auto settings = [&here](const std::string& account) {
    return Write(here, "settings.toml", "[reconcile]\naccounts = [\"" + account + "\"]\n");
  };
  const std::string path = Write(here, "one.cod", Statement(1));
  here.StartServer({"serve", "--config", settings("BE71 0961 2345 6769")});
  for (const bool is_named : {false, true}) {
    std::vector<std::string> import{"reconcile", "import", path};
    if (is_named) import.insert(import.end(), {"--account", kOurs});
    const Finished other = here.Run(import);
    EXPECT_NE(other.code, 0);
    EXPECT_TRUE(Has(other.err,
                    "BE68539007547034 is none of our bank accounts, which are BE71096123456769."))
        << other.err;
  }
  EXPECT_EQ(here.StopServer(), 0);
  here.StartServer({"serve", "--config", settings("BE68 5390 0754 7034")});
  const Finished ours = here.Run({"reconcile", "import", path});
  EXPECT_EQ(ours.code, 0) << ours.err;
  EXPECT_TRUE(Has(ours.out, "1 line compared")) << ours.out;
}

// A day on which money moved and nothing was imported has no "No differences."
TEST(Reconcile, TheReportSaysWhatWasNotCompared) {
  Installation here;
  here.StartDemo();
  // The operator has barred the number, and a person must pay cash back.
  ASSERT_EQ(here.Run({"topup", "place", "0485123002", "--amount", "15", "--tender", "cash"}).code,
            1);
  const std::string today = reconcile::DayText(reconcile::DayOf(SystemClock().Now()));
  const std::string report = here.Run({"reconcile", "report", "--date", today}).out;
  EXPECT_TRUE(Has(report, "The day is not over.")) << report;
  EXPECT_TRUE(Has(report, "Nothing was compared on this day.")) << report;
  EXPECT_FALSE(Has(report, "No differences.")) << report;
  EXPECT_TRUE(Has(report, "We hold")) << report;
}

TEST(Reconcile, AWrongDayIsNamed) {
  Installation here;
  here.StartDemo();
  const Finished wrong = here.Run({"reconcile", "list", "--from", "2026-13-01"});
  EXPECT_NE(wrong.code, 0);
  EXPECT_TRUE(Has(wrong.err, "--from")) << wrong.err;
  EXPECT_TRUE(Has(wrong.err, "2026-13-01")) << wrong.err;
}

TEST(Reconcile, DeliveriesThatMovedNothingAreToldAsLeftOut) {
  Installation here;
  here.StartDemo();
  const std::string header = "reference,amount,time,state\n";
  const std::string day = reconcile::DayText(reconcile::DayOf(SystemClock().Now()) - 1);
  const std::string refused = "tu_1-d1,15.00," + day + ",refused\n";
  const auto run = [&](const std::string& name, const std::string& text) {
    return here.Run(
        {"reconcile", "import", Write(here, name, header + text), "--account", "telenet"});
  };
  const Finished some =
      run("some.csv", refused + refused + "tu_2-d1,15.00," + day + ",delivered\n");
  EXPECT_EQ(some.code, 0) << some.err;
  EXPECT_TRUE(Has(some.err, "2 lines left out: state \"refused\"")) << some.err;
  const Finished all = run("all.csv", refused);
  EXPECT_NE(all.code, 0);
  EXPECT_TRUE(Has(all.err, "1 line left out: state \"refused\"")) << all.err;
  const Finished unknown = run("unknown.csv", "tu_1-d1,15.00," + day + ",Delivered\n");
  EXPECT_NE(unknown.code, 0);
  EXPECT_TRUE(Has(unknown.err, "Line 2: \"Delivered\" is no state")) << unknown.err;
}

TEST(Reconcile, AFileWithAMistakeImportsNothingAndNamesTheLine) {
  Installation here;
  here.StartDemo();
  const std::string whole = Statement(3);
  const std::string cut = Write(here, "cut.cod", whole.substr(0, whole.size() - 200));
  const Finished truncated = here.Run({"reconcile", "import", cut});
  EXPECT_NE(truncated.code, 0);
  EXPECT_TRUE(Has(truncated.err, "Line ")) << truncated.err;
  const std::string tills = Write(here, "tills.csv", "till;day;counted\nkiosk;2026-11-29;12,50\n");
  const Finished comma = here.Run({"reconcile", "import", tills});
  EXPECT_NE(comma.code, 0);
  EXPECT_TRUE(Has(comma.err, "Line 2: \"12,50\" is no amount")) << comma.err;
  const std::string path = Write(here, "other.cod", whole);
  const Finished other =
      here.Run({"reconcile", "import", path, "--account", "BE71 0961 2345 6769"});
  EXPECT_NE(other.code, 0);
  EXPECT_TRUE(Has(other.err, "another account")) << other.err;
  EXPECT_TRUE(Has(here.Run({"reconcile", "list", "--files"}).out, "Nothing was imported yet."));
}

// Writes to whoever reads the pipe next; false if `ended` comes first.
bool WriteToReader(const std::string& pipe, const std::string& text,
                   const std::atomic<bool>& ended) {
  int fd = -1;
  while (fd < 0 && !ended) {
    std::this_thread::yield();
    fd = ::open(pipe.c_str(), O_WRONLY | O_NONBLOCK | O_CLOEXEC);
  }
  if (fd < 0) return false;
  std::size_t written = 0;
  while (written < text.size() && !ended) {
    const auto more = ::write(fd, text.data() + written, text.size() - written);
    if (more > 0) written += static_cast<std::size_t>(more);
  }
  ::close(fd);
  return written == text.size();
}

// The two readings of a pipe find two files.
TEST(Reconcile, AFileThatIsChangedBetweenItsTwoReadingsIsNotImported) {
  Installation here;
  here.StartDemo();
  const std::string pipe = here.folder() + "/changed.cod";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  Finished imported;
  std::atomic<bool> ended{false};
  std::thread running([&] {
    imported = here.Run({"reconcile", "import", pipe, "--account", kOurs});
    ended = true;
  });
  EXPECT_TRUE(WriteToReader(pipe, Statement(2), ended));
  const auto lists = [&] { return here.Json({"reconcile", "list", "--files"})["lists"]; };
  while (!ended && lists().empty()) std::this_thread::yield();  // then the first reading is over
  EXPECT_TRUE(WriteToReader(pipe, Statement(2, "OTHER "), ended));
  running.join();
  EXPECT_NE(imported.code, 0);
  EXPECT_TRUE(Has(imported.err, "The file was changed while it was read.")) << imported.err;
  ASSERT_EQ(lists().size(), 1U);
  EXPECT_EQ(lists()[0]["taken"], 0) << "the same file may be imported again";
  EXPECT_TRUE(lists()[0]["completed_at"].is_null());
}

TEST(Reconcile, AnImportThatWasKilledGoesOn) {
  Installation here;
  here.StartDemo();
  constexpr int kLines = 6'000;
  const std::string path = Write(here, "large.cod", Statement(kLines));
  Finished killed;
  std::atomic<bool> ended{false};
  std::thread import([&] {
    killed = here.Run({"reconcile", "import", path, "--account", kOurs});
    ended = true;
  });
  const auto taken = [&] {
    const auto lists = here.Json({"reconcile", "list", "--files"})["lists"];
    return lists.empty() ? 0 : lists[0]["taken"].get<int>();
  };
  while (!ended && taken() < 500) std::this_thread::yield();
  here.KillServer();
  import.join();
  here.StartDemo();
  const Finished resumed = here.Run({"reconcile", "import", path, "--account", kOurs});
  const auto list = here.Json({"reconcile", "list", "--files"})["lists"][0];
  EXPECT_EQ(list["taken"], kLines);
  EXPECT_FALSE(list["completed_at"].is_null()) << resumed.err << killed.err;
  EXPECT_EQ(here.Json({"reconcile", "list"})["differences"].size(), kLines);
  const std::string listed = here.Run({"reconcile", "list"}).out;
  EXPECT_EQ(std::count(listed.begin(), listed.end(), '\n') % kLines, 0) << listed.substr(0, 500);
  EXPECT_FALSE(listed.empty());
  const Finished report =
      here.Run({"reconcile", "report", "--date", list["from"].get<std::string>()});
  EXPECT_EQ(report.code, 0) << report.err;
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

}  // namespace
}  // namespace herlaad::testing
