// Two hundred histories, each from its own seed. A failure prints the seed and what happened to the
// order; `herlaad simulate --seed N …` plays it again.
#include <gtest/gtest.h>

#include <algorithm>

#include "sim/schedule.h"
#include "sim/simulate.h"
#include "sim/story.h"

namespace herlaad::sim {
namespace {

constexpr int kShards = 8;
constexpr int kSeedsOfShard = 25;

// The same seed is the same history at any time: short ones and longer ones, one process or
// several, the real store in every fourth.
Options OptionsOf(std::uint64_t seed) {
  Options options;
  options.seed = seed;
  options.orders = seed % 10 == 0 ? 250 : 50;
  options.nodes = 1 + static_cast<int>(seed % 3);
  options.faults = seed % 5 == 0 ? Faults::kFew : Faults::kMany;
  options.disk = seed % 4 == 0 ? DiskKind::kSqlite : DiskKind::kMemory;
  return options;
}

class Seeds : public ::testing::TestWithParam<int> {};

TEST_P(Seeds, BreakNoPromise) {
  for (int i = 0; i < kSeedsOfShard; ++i) {
    const auto seed = std::uint64_t{1} + static_cast<std::uint64_t>(GetParam()) * kSeedsOfShard +
                      static_cast<std::uint64_t>(i);
    const Report report = Simulate(OptionsOf(seed));
    EXPECT_TRUE(report.ok()) << Text(report);
  }
}

INSTANTIATE_TEST_SUITE_P(Sim, Seeds, ::testing::Range(0, kShards));

TEST(Simulate, TheSameSeedIsTheSameHistory) {
  for (const std::uint64_t seed : {3U, 7U}) {
    const Report once = Simulate(OptionsOf(seed));
    const Report again = Simulate(OptionsOf(seed));
    EXPECT_EQ(once.hash, again.hash);
    EXPECT_EQ(Text(once), Text(again));
  }
  EXPECT_NE(Simulate(OptionsOf(3)).hash, Simulate(OptionsOf(6)).hash);
}

// The repository over SQLite and a few maps are asked the same questions all through a history.
TEST(Simulate, TheRealStoreIsTheSameHistoryAsMaps) {
  Options options = OptionsOf(11);
  options.orders = 150;
  options.disk = DiskKind::kSqlite;
  const Report sqlite = Simulate(options);
  options.disk = DiskKind::kMemory;
  const Report memory = Simulate(options);
  EXPECT_EQ(sqlite.hash, memory.hash);
  EXPECT_EQ(Text(sqlite), Text(memory));
}

TEST(Simulate, WhereNothingGoesWrongNobodyIsNeeded) {
  Options options;
  options.faults = Faults::kNone;
  options.orders = 300;
  options.disk = DiskKind::kMemory;
  const Report report = Simulate(options);
  EXPECT_TRUE(report.ok()) << Text(report);
  EXPECT_EQ(report.lives, 1);
  EXPECT_EQ(report.resolved, 0);
  EXPECT_EQ(report.losses, 0);
  EXPECT_GT(report.states.at(orders::State::kDelivered), 100);
}

// What never happens is not tested: all of it does, within a few histories.
TEST(Simulate, GoesWrongInEveryWay) {
  std::map<std::string, std::int64_t> deaths;
  std::map<orders::State, std::int64_t> states;
  std::int64_t losses = 0;
  std::int64_t resolved = 0;
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    Options options;
    options.seed = seed;
    options.orders = 500;
    options.nodes = 3;
    options.disk = DiskKind::kMemory;
    const Report report = Simulate(options);
    EXPECT_TRUE(report.ok()) << Text(report);
    for (const auto& [where, count] : report.deaths) deaths[where] += count;
    for (const auto& [state, count] : report.states) states[state] += count;
    losses += report.losses;
    resolved += report.resolved;
  }
  EXPECT_EQ(deaths.size(), kDeaths);
  for (const auto& [where, count] : deaths) EXPECT_GT(count, 0) << "nobody died " << where;
  for (const auto state : {orders::State::kDelivered, orders::State::kRefunded,
                           orders::State::kCancelled, orders::State::kExpired}) {
    EXPECT_GT(states[state], 0) << orders::Name(state);
  }
  EXPECT_GT(losses, 0);
  EXPECT_GT(resolved, 0);
}

TEST(Schedule, GoesByTimeAndThenByOrder) {
  Schedule schedule(Instant{1'000});
  std::string order;
  schedule.After(Millis(5), [&] { order += 'c'; });
  schedule.After(Millis(1), [&] { order += 'a'; });
  schedule.After(Millis(1), [&] {
    order += 'b';
    schedule.At(Instant{0}, [&] { order += '!'; });  // never back in time
  });
  while (schedule.Step()) {
  }
  EXPECT_EQ(order, "ab!c");
  EXPECT_EQ(schedule.now(), Instant{1'005});
  EXPECT_EQ(schedule.steps(), 4);
}

TEST(Story, TellsOfAnOrderAndOfThoseWhoseItIs) {
  Story story;
  const OrderId order(77);
  story.TellOf(5, Instant{1'000}, "person 5: wants it");
  story.Tell(order, Instant{2'000}, "bank: takes it");
  story.TellOf(6, Instant{2'500}, "person 6: something else");
  story.Join(5, order);
  story.Join(5, order);
  story.TellOf(5, Instant{3'000}, "person 5: is glad");
  EXPECT_EQ(story.Of(order),
            "  1970-01-01T00:00:01.000Z  person 5: wants it\n"
            "  1970-01-01T00:00:02.000Z  bank: takes it\n"
            "  1970-01-01T00:00:03.000Z  person 5: is glad\n");
}

TEST(Faults, AreReadByName) {
  for (const auto level : {Faults::kNone, Faults::kFew, Faults::kMany}) {
    EXPECT_EQ(ParseFaults(Name(level)), level);
  }
  EXPECT_EQ(ParseFaults("Many"), std::nullopt);
}

}  // namespace
}  // namespace herlaad::sim
