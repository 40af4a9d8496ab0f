// herlaad sim: states of SIMs.
#include <chrono>

#include "tests/cli/installation.h"
#include "tests/cli/spoil.h"

namespace herlaad::testing {
namespace {

constexpr const char* kNumber = "0470000001";
constexpr std::int64_t kDayMs = 86'400'000;

std::int64_t NowMs() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

class SimOverTime : public ::testing::Test {
 protected:
  SimOverTime() {
    here.MakeDatabase();
    EXPECT_EQ(here.Run({"sim", "seed", "--first", kNumber, "--operator", "proximus"}).code, 0);
  }
  void TopUp() const {
    const Finished placed =
        here.Run({"topup", "place", kNumber, "--amount", "15", "--tender", "cash"});
    EXPECT_EQ(placed.code, 0) << placed.out << placed.err;
  }
  // As if the SIM had been activated before, and its credit had ended so many days ago.
  void EndCredit(std::int64_t days) const {
    const std::string until = std::to_string(NowMs() - days * kDayMs);
    const std::string since = std::to_string(NowMs() - (days + 1) * kDayMs);
    Spoil(here.data() + "/herlaad.db", ("UPDATE subscribers SET valid_until = " + until +
                                        ", bonus_until = " + until + ", state_since = " + since)
                                           .c_str());
  }
  [[nodiscard]] nlohmann::json Show() const { return here.Json({"sim", "show", kNumber}); }

  Installation here;
};

TEST_F(SimOverTime, GraceIsShownAndEndsWithATopup) {
  TopUp();
  EXPECT_EQ(Show()["state"], "active");
  EndCredit(2);
  EXPECT_EQ(Show()["state"], "grace");
  EXPECT_EQ(Show()["balance_micro"], 15'000'000);
  const std::string shown = here.Run({"sim", "show", kNumber}).out;
  EXPECT_NE(shown.find("proximus, grace since "), std::string::npos) << shown;
  EXPECT_NE(shown.find("(credit ended)\n"), std::string::npos) << shown;
  EXPECT_NE(shown.find("  grace    until "), std::string::npos) << shown;
  EXPECT_EQ(shown.find("lapse"), std::string::npos) << shown;
  TopUp();
  EXPECT_EQ(Show()["state"], "active");
  EXPECT_EQ(Show()["state_cause"], "topped_up");
  EXPECT_EQ(Show()["balance_micro"], 30'000'000);
  EXPECT_EQ(here.Run({"sim", "show", kNumber}).out.find("  grace "), std::string::npos);
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST_F(SimOverTime, AfterGraceTheCreditIsLost) {
  TopUp();
  EndCredit(32);
  EXPECT_EQ(Show()["state"], "active");
  EXPECT_EQ(Show()["state_cause"], "grace_ended");
  const std::string shown = here.Run({"sim", "show", kNumber}).out;
  EXPECT_NE(shown.find("  lapsed   €16.50, cannot be spent any more\n"), std::string::npos)
      << shown;
  TopUp();
  EXPECT_EQ(Show()["balance_micro"], 15'000'000);
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

TEST_F(SimOverTime, TerminatedIsForGood) {
  EXPECT_EQ(here.Run({"sim", "set", kNumber, "--state", "suspended"}).code, 0);
  EXPECT_EQ(here.Run({"sim", "set", kNumber, "--state", "active"}).code, 0);
  EXPECT_EQ(Show()["state_cause"], "resumed");
  EXPECT_EQ(here.Run({"sim", "set", kNumber, "--state", "terminated"}).code, 0);
  const Finished again = here.Run({"sim", "set", kNumber, "--state", "active"});
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.err.find("a terminated SIM stays terminated"), std::string::npos) << again.err;
  EXPECT_EQ(Show()["state"], "terminated");
  EXPECT_EQ(here.Run({"sim", "set", kNumber, "--state", "grace"}).code, 2) << "comes by time only";
}

TEST_F(SimOverTime, GrantedBucketsAreShown) {
  const auto grant = [this](const char* unit, const char* amount, const char* key) {
    return here.Run({"sim", "grant", kNumber, "--unit", unit, "--amount", amount, "--until",
                     "2099-12-31", "--source", "plan", "--key", key});
  };
  EXPECT_EQ(grant("bytes", "1000000000", "a").out,
            "0470 00 00 01 is granted 1,000,000,000 bytes.\n");
  EXPECT_EQ(grant("bytes", "1000000000", "a").out,
            "0470 00 00 01 had been granted 1,000,000,000 bytes.\n");
  EXPECT_EQ(grant("seconds", "5430", "b").out, "0470 00 00 01 is granted 90 min 30 s.\n");
  const std::string shown = here.Run({"sim", "show", kNumber}).out;
  EXPECT_NE(shown.find("no. 3    1,000,000,000 bytes, valid until 31 Dec 2099"), std::string::npos)
      << shown;
  EXPECT_NE(shown.find("no. 4    90 min 30 s"), std::string::npos) << shown;
  EXPECT_NE(shown.find("\n  What is left in a bucket at its end lapses; "), std::string::npos)
      << shown;
  EXPECT_EQ(Show()["buckets"].size(), 2U);
  const Finished refused = grant("bytes", "5", "a");
  EXPECT_NE(refused.code, 0);
  const Finished wrong = here.Run({"sim", "grant", kNumber, "--unit", "bytes", "--amount", "1",
                                   "--until", "tomorrow", "--source", "plan"});
  EXPECT_NE(wrong.code, 0);
  EXPECT_NE(wrong.err.find("--until is a day"), std::string::npos) << wrong.err;
  for (const char* day : {"9999-12-31", "1969-12-31", "0000-01-01", "2200-01-01"}) {
    EXPECT_EQ(here.Run({"sim", "grant", kNumber, "--unit", "bytes", "--amount", "1", "--until", day,
                        "--source", "plan"})
                  .code,
              2)
        << day;
  }
  EXPECT_EQ(here.Run({"sim", "set", kNumber, "--state", "suspended"}).code, 0);
  const Finished suspended = grant("bytes", "5", "c");
  EXPECT_NE(suspended.err.find("The reason: suspended"), std::string::npos) << suspended.err;
  EXPECT_EQ(here.Run({"verify"}).code, 0);
}

}  // namespace
}  // namespace herlaad::testing
