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
  EXPECT_EQ(shown.find("lapsed"), std::string::npos) << shown;
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

}  // namespace
}  // namespace herlaad::testing
