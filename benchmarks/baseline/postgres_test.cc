// The hand-written PL/pgSQL that ./bench compares with: it works in an empty database, without any
// table of the program, and does what it always did.
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/postgres_server.h"
#include "tests/support/postgres_tools.h"

namespace herlaad::testing {
namespace {

constexpr const char* kFolder = HERLAAD_SOURCE_DIR "/benchmarks/baseline";

class HandWrittenBaseline : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    database_.emplace(PostgresTestDatabase::Content::kNothing);
    const Finished made = Psql({"-v", "sims=20", "-f", std::string(kFolder) + "/postgres.sql"});
    ASSERT_EQ(made.code, 0) << made.err;
  }

  [[nodiscard]] Finished Psql(const std::vector<std::string>& arguments) const {
    Command command;
    command.argv = {PostgresProgram("psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", conninfo()};
    command.argv.insert(command.argv.end(), arguments.begin(), arguments.end());
    return testing::Run(command, Millis(120'000));
  }
  // The first line of what a query answers.
  [[nodiscard]] std::string Ask(const std::string& sql) const {
    const Finished asked = Psql({"-c", sql});
    EXPECT_EQ(asked.code, 0) << sql << '\n' << asked.err;
    return asked.out.substr(0, asked.out.find('\n'));
  }
  [[nodiscard]] std::string Rows() const {
    return Ask(
        "SELECT (SELECT count(*) FROM baseline.claims), (SELECT count(*) FROM baseline.orders), "
        "(SELECT count(*) FROM baseline.payments), (SELECT count(*) FROM baseline.deliveries), "
        "(SELECT count(*) FROM baseline.transfers)");
  }
  [[nodiscard]] std::string conninfo() const { return database_->conninfo(); }

 private:
  std::optional<PostgresTestDatabase> database_;
};

TEST_F(HandWrittenBaseline, StartsWithTheSimsAskedForAndNothingElse) {
  EXPECT_EQ(Rows(), "0|0|0|0|0");
  EXPECT_EQ(Ask("SELECT count(*), min(msisdn), max(msisdn), sum(balance) FROM baseline.numbers"),
            "20|32470000000|32470000019|0");
}

TEST_F(HandWrittenBaseline, OneTopupWritesItsRowsAndCreditsTheNumber) {
  const std::string id = Ask("SELECT baseline.topup(1, 2, 32470000003, 5)");
  EXPECT_EQ(Rows(), "1|1|1|1|4");
  EXPECT_EQ(Ask("SELECT taken, balance, bonus, last_order FROM baseline.numbers "
                "WHERE msisdn = 32470000003"),
            "1500|15000000|1500000|" + id);
  EXPECT_EQ(Ask("SELECT string_agg(name || ' ' || balance, ', ' ORDER BY name) "
                "FROM baseline.accounts WHERE balance <> 0 AND stripe = 5"),
            "cash:till -1500, issued:proximus -15000000, payable:proximus 1500, "
            "promo:proximus -1500000");
}

TEST_F(HandWrittenBaseline, ARepeatedKeyIsAnsweredWithItsOrderAndWritesNothing) {
  const std::string id = Ask("SELECT baseline.topup(1, 2, 32470000003, 5)");
  EXPECT_EQ(Ask("SELECT baseline.topup(1, 2, 32470000003, 5)"), id);
  EXPECT_EQ(Rows(), "1|1|1|1|4");
  EXPECT_EQ(Ask("SELECT sum(taken) FROM baseline.numbers"), "1500");
  EXPECT_NE(Ask("SELECT baseline.topup(1, 3, 32470000003, 5)"), id);
  EXPECT_EQ(Rows(), "2|2|2|2|8");
}

TEST_F(HandWrittenBaseline, AnUnknownNumberIsAnErrorAndLeavesItsKeyFree) {
  const Finished asked = Psql({"-c", "SELECT baseline.topup(1, 2, 32470000020, 5)"});
  EXPECT_NE(asked.code, 0);
  EXPECT_EQ(Rows(), "0|0|0|0|0");
}

TEST_F(HandWrittenBaseline, ClientsOfPgbenchTopUpAtOnce) {
  Command command;
  command.argv = {PostgresProgram("pgbench"),
                  "-n",
                  "-M",
                  "prepared",
                  "-D",
                  "sims=20",
                  "-c",
                  "8",
                  "-t",
                  "10",
                  "-f",
                  std::string(kFolder) + "/postgres_topup.sql",
                  conninfo()};
  const Finished run = testing::Run(command, Millis(120'000));
  ASSERT_EQ(run.code, 0) << run.out << run.err;
  EXPECT_NE(run.out.find("\ntps = "), std::string::npos) << run.out;
  EXPECT_EQ(Rows(), "80|80|80|80|320");
  EXPECT_EQ(Ask("SELECT sum(taken), sum(balance) FROM baseline.numbers"), "120000|1200000000");
  EXPECT_EQ(Ask("SELECT sum(balance) FROM baseline.accounts WHERE asset = 1"), "0");
}

}  // namespace
}  // namespace herlaad::testing
