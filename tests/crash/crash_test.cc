#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "tests/crash/cluster.h"
#include "tests/crash/load.h"
#include "tests/crash/witness.h"
#include "tests/support/postgres_server.h"
#include "tests/support/tcp_proxy.h"

namespace herlaad::testing {
namespace {

constexpr int kPeople = 6;

std::uint64_t Seed() {
  const char* const given = std::getenv("HERLAAD_SEED");
  if (given != nullptr) return std::strtoull(given, nullptr, 10);
  return static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
}

std::string Join(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) (text += line) += '\n';
  return text;
}

// Does `harm` `times` times at random moments under load, goes on until more than `enough` orders
// were acknowledged (a busy machine needs longer), waits until all orders are final, and returns
// what is inconsistent.
template <class Harm>
std::vector<std::string> UnderLoad(Cluster& cluster, int times, std::size_t enough,
                                   std::uint64_t seed, std::size_t* acknowledged, Harm harm) {
  Random random(seed);
  Load load(cluster, seed);
  load.Start(kPeople);
  for (int i = 0; i < times; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(random.Between(20, 400)));
    harm(random);
    if (::testing::Test::HasFatalFailure()) return {"what was harmed did not start again"};
  }
  const auto until = std::chrono::steady_clock::now() + std::chrono::minutes(3);
  while (load.acknowledged().size() <= enough && std::chrono::steady_clock::now() < until)
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  load.Stop();
  const auto orders = load.acknowledged();
  *acknowledged = orders.size();
  // Seconds; on a machine that is busy with others, minutes.
  auto wrong = AwaitTheEnd(cluster, orders, Millis(300'000));
  if (!wrong.empty()) return wrong;
  // Late payments and refunds may still arrive; a real inconsistency stays.
  for (int looks = 0; looks < 15; ++looks) {
    wrong = Differences(cluster, orders);
    if (wrong.empty()) return wrong;
    std::this_thread::sleep_for(std::chrono::seconds(2));
  }
  return wrong;
}

// Kills a random one of several engines each time.
std::vector<std::string> KillAgainAndAgain(Cluster& cluster, int kills, std::size_t enough,
                                           std::uint64_t seed, std::size_t* acknowledged) {
  return UnderLoad(cluster, kills, enough, seed, acknowledged, [&cluster](Random& random) {
    const std::size_t node = random.Below(cluster.nodes());
    cluster.KillEngine(node);
    cluster.StartEngine(node);
  });
}

TEST(Crash, HundredKillsLoseNothingAndRepeatNothing) {
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("replay with HERLAAD_SEED=" + std::to_string(seed));
  Cluster cluster(HERLAAD_BIN_DIR "/herlaad");
  cluster.Open();
  ASSERT_FALSE(HasFatalFailure());
  std::size_t acknowledged = 0;
  const auto wrong = KillAgainAndAgain(cluster, 100, 500, seed, &acknowledged);
  EXPECT_TRUE(wrong.empty()) << Join(wrong);
  EXPECT_GT(acknowledged, 500U) << "there was load";
  EXPECT_EQ(cluster.StopEngine(), 0);
  std::printf("100 kills, %zu acknowledged orders\n", acknowledged);
}

// Card payments on Stripe's wire: webhooks come twice, in any order, or never.
TEST(Crash, KillsWithCardPaymentsAtStripeLoseNothingAndRepeatNothing) {
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("replay with HERLAAD_SEED=" + std::to_string(seed));
  Cluster cluster(HERLAAD_BIN_DIR "/herlaad", "", 1, CardsBy::kStripe);
  cluster.Open();
  ASSERT_FALSE(HasFatalFailure());
  std::size_t acknowledged = 0;
  const auto wrong = KillAgainAndAgain(cluster, 40, 300, seed, &acknowledged);
  EXPECT_TRUE(wrong.empty()) << Join(wrong);
  EXPECT_GT(acknowledged, 300U) << "there was load";
  EXPECT_EQ(cluster.StopEngine(), 0);
  std::printf("40 kills, %zu acknowledged orders, cards at Stripe\n", acknowledged);
}

TEST(Crash, TwoNodesOnOneDatabaseLoseNothingAndRepeatNothing) {
  HERLAAD_NEEDS_POSTGRES();
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("replay with HERLAAD_SEED=" + std::to_string(seed));
  const PostgresServer server;
  Cluster cluster(HERLAAD_BIN_DIR "/herlaad", server.url(), 2);
  cluster.Open();
  ASSERT_FALSE(HasFatalFailure());
  std::size_t acknowledged = 0;
  const auto wrong = KillAgainAndAgain(cluster, 40, 300, seed, &acknowledged);
  EXPECT_TRUE(wrong.empty()) << Join(wrong);
  EXPECT_GT(acknowledged, 300U) << "there was load";
  for (std::size_t node = 0; node < cluster.nodes(); ++node) EXPECT_EQ(cluster.StopEngine(node), 0);
  std::printf("two nodes, 40 kills, %zu acknowledged orders\n", acknowledged);
}

TEST(Crash, KilledDatabaseIsWaitedForAndNothingIsLost) {
  HERLAAD_NEEDS_POSTGRES();
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("replay with HERLAAD_SEED=" + std::to_string(seed));
  PostgresServer server;
  Cluster cluster(HERLAAD_BIN_DIR "/herlaad", server.url(), 2);
  cluster.Open();
  ASSERT_FALSE(HasFatalFailure());
  std::size_t acknowledged = 0;
  const auto wrong = UnderLoad(cluster, 8, 100, seed, &acknowledged, [&server](Random& random) {
    server.Kill();
    std::this_thread::sleep_for(std::chrono::milliseconds(random.Between(0, 300)));
    server.Start();
    std::this_thread::sleep_for(std::chrono::seconds(1));
  });
  EXPECT_TRUE(wrong.empty()) << Join(wrong);
  EXPECT_GT(acknowledged, 100U) << "there was load";
  for (std::size_t node = 0; node < cluster.nodes(); ++node) EXPECT_EQ(cluster.StopEngine(node), 0);
  std::printf("the database was killed 8 times, %zu acknowledged orders\n", acknowledged);
}

TEST(Crash, StandbyTakesOverAndNoAcknowledgedOrderIsLost) {
  HERLAAD_NEEDS_POSTGRES();
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("replay with HERLAAD_SEED=" + std::to_string(seed));
  PostgresServer primary;
  const PostgresStandby standby(primary);
  const std::string both = "postgresql://postgres@127.0.0.1:" + std::to_string(primary.port()) +
                           ",127.0.0.1:" + std::to_string(standby.port()) + "/herlaad";
  Cluster cluster(HERLAAD_BIN_DIR "/herlaad", both, 2);
  cluster.Open();
  ASSERT_FALSE(HasFatalFailure());
  std::size_t acknowledged = 0;
  const auto wrong = UnderLoad(cluster, 1, 100, seed, &acknowledged, [&](Random& random) {
    std::this_thread::sleep_for(std::chrono::milliseconds(random.Between(1'500, 3'000)));
    primary.Kill();
    standby.Promote();
    std::this_thread::sleep_for(std::chrono::seconds(4));
  });
  EXPECT_TRUE(wrong.empty()) << Join(wrong);
  EXPECT_GT(acknowledged, 100U) << "there was load";
  for (std::size_t node = 0; node < cluster.nodes(); ++node) EXPECT_EQ(cluster.StopEngine(node), 0);
  std::printf("the standby took over, %zu acknowledged orders\n", acknowledged);
}

TEST(Crash, NetworkFaultsLoseNothing) {
  HERLAAD_NEEDS_POSTGRES();
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("replay with HERLAAD_SEED=" + std::to_string(seed));
  const PostgresServer server;
  TcpProxy proxy(server.port());
  const std::string url =
      "postgresql://postgres@127.0.0.1:" + std::to_string(proxy.port()) + "/herlaad";
  Cluster cluster(HERLAAD_BIN_DIR "/herlaad", url, 2);
  cluster.Open();
  ASSERT_FALSE(HasFatalFailure());
  std::size_t acknowledged = 0;
  const auto wrong = UnderLoad(cluster, 24, 100, seed, &acknowledged, [&proxy](Random& random) {
    const auto wait = std::chrono::milliseconds(random.Between(50, 800));
    switch (random.Below(5)) {
      case 0:
        return proxy.Cut();
      case 1:
        return proxy.HalfCut();
      case 2:
        proxy.Delay(std::chrono::milliseconds(random.Between(1, 60)));
        std::this_thread::sleep_for(wait);
        return proxy.Delay(std::chrono::milliseconds(0));
      case 3:
        proxy.Freeze();
        std::this_thread::sleep_for(wait);
        return proxy.Thaw();
      default:
        proxy.Break();
        std::this_thread::sleep_for(wait);
        return proxy.Mend();
    }
  });
  EXPECT_TRUE(wrong.empty()) << Join(wrong);
  EXPECT_GT(acknowledged, 100U) << "there was load";
  for (std::size_t node = 0; node < cluster.nodes(); ++node) EXPECT_EQ(cluster.StopEngine(node), 0);
  std::printf("24 tricks of the network, %zu acknowledged orders\n", acknowledged);
}

// A deliberate bug must make the same test fail; otherwise the test proves nothing.
class CrashMutant : public ::testing::TestWithParam<const char*> {};

TEST_P(CrashMutant, MutantIsCaught) {
  const std::string program = HERLAAD_BUILD_DIR "/mutants/bin/herlaad";
  ASSERT_TRUE(std::filesystem::exists(program)) << "./test builds it: cmake --preset mutants";
  const std::uint64_t seed = Seed();
  SCOPED_TRACE("replay with HERLAAD_SEED=" + std::to_string(seed));
  for (int round = 0; round < 4; ++round) {
    Cluster cluster(program, {{"HERLAAD_MUTANT", GetParam()}, {"HERLAAD_MUTANT_PAUSE", "3"}});
    cluster.Open();
    ASSERT_FALSE(HasFatalFailure());
    std::size_t acknowledged = 0;
    const auto wrong =
        KillAgainAndAgain(cluster, 25, 0, seed + static_cast<std::uint64_t>(round), &acknowledged);
    if (!wrong.empty()) {
      std::printf("caught in round %d: %s\n", round + 1, wrong.front().c_str());
      return;
    }
  }
  FAIL() << "a hundred kills did not show " << GetParam();
}

// SIGKILL cannot reveal a missing fsync; the simulated disk that loses unsynced writes can.
TEST(CrashMutantPower, SynchronousOffIsCaught) {
  const std::string program = HERLAAD_BUILD_DIR "/mutants/bin/power_cut_test";
  ASSERT_TRUE(std::filesystem::exists(program)) << "./test builds it: cmake --preset mutants";
  const Command honest{{program, "--gtest_filter=PowerCut.AcknowledgedCommitsExist"}};
  Command mutant = honest;
  mutant.env = {{"HERLAAD_MUTANT", "synchronous_off"}};
  const auto without = Process(honest).Wait(Millis(200'000));
  const auto with = Process(mutant).Wait(Millis(200'000));
  ASSERT_TRUE(without && with);
  EXPECT_EQ(without->code, 0) << without->out;
  EXPECT_EQ(with->code, 1) << "acknowledged commits were lost and nobody noticed: " << with->out;
}

INSTANTIATE_TEST_SUITE_P(Mutants, CrashMutant,
                         ::testing::Values("answer_before_commit", "resend_after_unknown"));

}  // namespace
}  // namespace herlaad::testing
