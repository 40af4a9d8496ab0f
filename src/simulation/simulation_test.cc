// Two hundred histories, each from its own seed. A failure prints the seed and the history of the
// order; `herlaad simulate --seed N …` replays it.
#include <gtest/gtest.h>

#include <algorithm>

#include "simulation/history.h"
#include "simulation/schedule.h"
#include "simulation/simulate.h"
#include "tests/support/postgres_server.h"

namespace herlaad::simulation {
namespace {

constexpr int kShards = 8;
constexpr int kSeedsOfShard = 25;

// A seed always gives the same options: shorter and longer histories, one or several processes, the
// real store in every fourth.
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

TEST_P(Seeds, AllPromisesHold) {
  for (int i = 0; i < kSeedsOfShard; ++i) {
    const auto seed = std::uint64_t{1} + static_cast<std::uint64_t>(GetParam()) * kSeedsOfShard +
                      static_cast<std::uint64_t>(i);
    const Report report = Simulate(OptionsOf(seed));
    EXPECT_TRUE(report.ok()) << Text(report);
  }
}

INSTANTIATE_TEST_SUITE_P(Sim, Seeds, ::testing::Range(0, kShards));

TEST(Simulate, SameSeedGivesTheSameHistory) {
  for (const std::uint64_t seed : {3U, 7U}) {
    const Report once = Simulate(OptionsOf(seed));
    const Report again = Simulate(OptionsOf(seed));
    EXPECT_EQ(once.hash, again.hash);
    EXPECT_EQ(Text(once), Text(again));
  }
  EXPECT_NE(Simulate(OptionsOf(3)).hash, Simulate(OptionsOf(6)).hash);
}

// SQLite and the maps answer the same queries throughout a history.
TEST(Simulate, RealStoreAndMemoryGiveTheSameHistory) {
  Options options = OptionsOf(11);
  options.orders = 150;
  options.disk = DiskKind::kSqlite;
  const Report sqlite = Simulate(options);
  options.disk = DiskKind::kMemory;
  const Report memory = Simulate(options);
  EXPECT_EQ(sqlite.hash, memory.hash);
  EXPECT_EQ(Text(sqlite), Text(memory));
}

// PostgreSQL finds a repeated request by a conflict, which the others do not need, so its histories
// are its own.
Report SimulateOnPostgres(std::uint64_t seed, const testing::PostgresTestDatabase& database) {
  Options options = OptionsOf(seed);
  options.orders = 50;
  options.disk = DiskKind::kPostgres;
  options.postgres = database.conninfo();
  return Simulate(options);
}

// A seed a test: each waits for PostgreSQL some ten thousand times.
class PostgresSeeds : public ::testing::TestWithParam<int> {};

TEST_P(PostgresSeeds, AllPromisesHold) {
  HERLAAD_NEEDS_POSTGRES();
  const testing::PostgresTestDatabase database(testing::PostgresTestDatabase::Content::kNothing);
  const Report report = SimulateOnPostgres(static_cast<std::uint64_t>(GetParam()), database);
  EXPECT_TRUE(report.ok()) << Text(report);
}

INSTANTIATE_TEST_SUITE_P(Sim, PostgresSeeds, ::testing::Range(1, 7));

TEST(Simulate, SameSeedGivesTheSameHistoryOnPostgres) {
  HERLAAD_NEEDS_POSTGRES();
  const testing::PostgresTestDatabase database(testing::PostgresTestDatabase::Content::kNothing);
  const Report once = SimulateOnPostgres(2, database);
  EXPECT_TRUE(once.ok()) << Text(once);
  EXPECT_EQ(once.hash, SimulateOnPostgres(2, database).hash);
}

TEST(Simulate, NoReviewIsNeededWithoutFaults) {
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

// Untested faults would prove nothing: every kind must occur within a few histories.
TEST(Simulate, EveryFaultOccurs) {
  std::map<std::string, std::int64_t> deaths;
  std::map<orders::State, std::int64_t> states;
  std::int64_t losses = 0;
  std::int64_t resolved = 0;
  std::int64_t revived = 0;
  std::int64_t too_late = 0;
  std::int64_t sign_ins = 0;
  std::int64_t approvals = 0;
  std::int64_t swept = 0;
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
    revived += report.revived;
    too_late += report.too_late;
    swept += report.swept;
    resolved += report.resolved;
    sign_ins += report.sign_ins;
    approvals += report.approvals;
  }
  EXPECT_EQ(deaths.size(), kDeaths);
  for (const auto& [where, count] : deaths) EXPECT_GT(count, 0) << "nobody died " << where;
  for (const auto state : {orders::State::kDelivered, orders::State::kRefunded,
                           orders::State::kCancelled, orders::State::kExpired}) {
    EXPECT_GT(states[state], 0) << orders::Name(state);
  }
  EXPECT_GT(losses, 0);
  EXPECT_GT(resolved, 0);
  EXPECT_GT(revived, 0) << "nobody topped up in grace";
  EXPECT_GT(too_late, 0) << "nobody topped up after grace";
  EXPECT_GT(sign_ins, 0);
  EXPECT_GT(approvals, 0);
  EXPECT_GT(swept, 0) << "nothing lapsed without a top-up";
}

TEST(Simulate, EveryFaultOfStripeOccurs) {
  std::map<std::string, std::int64_t> counts;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    Options options;
    options.seed = seed;
    options.orders = 500;
    options.nodes = 2;
    options.disk = DiskKind::kMemory;
    const Report report = Simulate(options);
    EXPECT_TRUE(report.ok()) << Text(report);
    for (const auto& [what, count] : report.stripe) counts[what] += count;
  }
  for (const char* const what : {"page",
                                 "paid",
                                 "declined",
                                 "insufficient funds",
                                 "processing",
                                 "settled",
                                 "settled in vain",
                                 "lost",
                                 "late",
                                 "answer lost",
                                 "unreachable",
                                 "500 before",
                                 "500 after",
                                 "busy",
                                 "webhook",
                                 "webhook fetched",
                                 "list read",
                                 "refund succeeded",
                                 "refund pending",
                                 "refund failed",
                                 "refund undone",
                                 "dispute without a webhook",
                                 "dispute warning_needs_response",
                                 "dispute warning_closed",
                                 "dispute needs_response",
                                 "dispute under_review",
                                 "dispute won",
                                 "dispute lost",
                                 "dispute appeal_needs_response"}) {
    EXPECT_GT(counts[what], 0) << what;
  }
}

// The stand-in's page, charge and refunds are made with ids of the seed, at the history's time.
TEST(Simulate, SameSeedGivesTheSameStripe) {
  const auto stripe = [] {
    Options options = OptionsOf(7);
    options.orders = 200;
    options.disk = DiskKind::kMemory;
    return Simulate(options).stripe;
  };
  const auto once = stripe();
  EXPECT_GT(once.at("paid"), 0);
  EXPECT_EQ(once, stripe());
}

TEST(Schedule, EventsRunByTimeThenByInsertion) {
  Schedule schedule(Instant{1'000});
  std::string order;
  schedule.After(Millis(5), [&] { order += 'c'; });
  schedule.After(Millis(1), [&] { order += 'a'; });
  schedule.After(Millis(1), [&] {
    order += 'b';
    schedule.At(Instant{0}, [&] { order += '!'; });  // runs at once: time never goes back
  });
  while (schedule.Step()) {
  }
  EXPECT_EQ(order, "ab!c");
  EXPECT_EQ(schedule.now(), Instant{1'005});
  EXPECT_EQ(schedule.steps(), 4);
}

TEST(History, OrderHistoryIncludesItsClients) {
  History history;
  const OrderId order(77);
  history.TellOf(5, Instant{1'000}, "person 5: wants it");
  history.Tell(order, Instant{2'000}, "bank: takes it");
  history.TellOf(6, Instant{2'500}, "person 6: something else");
  history.Join(5, order);
  history.Join(5, order);
  history.TellOf(5, Instant{3'000}, "person 5: is glad");
  EXPECT_EQ(history.Of(order),
            "  1970-01-01T00:00:01.000Z  person 5: wants it\n"
            "  1970-01-01T00:00:02.000Z  bank: takes it\n"
            "  1970-01-01T00:00:03.000Z  person 5: is glad\n");
}

TEST(Faults, LevelsRoundTripByName) {
  for (const auto level : {Faults::kNone, Faults::kFew, Faults::kMany}) {
    EXPECT_EQ(ParseFaults(Name(level)), level);
  }
  EXPECT_EQ(ParseFaults("Many"), std::nullopt);
}

}  // namespace
}  // namespace herlaad::simulation
