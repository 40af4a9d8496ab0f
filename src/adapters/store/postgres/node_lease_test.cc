// The assignment of node numbers, and what happens when a node is away.
#include "adapters/store/postgres/node_lease.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <thread>

#include "tests/support/postgres_server.h"

namespace herlaad::store {
namespace {

using herlaad::testing::PostgresTestDatabase;
using ::testing::HasSubstr;

struct Node {
  std::unique_ptr<NodeLease> lease;
  std::unique_ptr<PostgresDatabase> writer;
  DbStatus begun = Nothing{};
};

class NodeLeaseTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    settings_.conninfo = database_.conninfo();
    settings_.writer = true;
    settings_.allow_unsafe = true;
  }

  Node Start(const std::string& name, Millis kept = Millis(60'000)) {
    NodeLease::Options options;
    options.settings = settings_;
    options.name = name;
    options.life = ++lives_;
    options.beat = Millis(50);
    options.kept = kept;
    Node node;
    node.lease = std::make_unique<NodeLease>(options);
    PostgresSettings settings = settings_;
    settings.on_connected = [lease = node.lease.get()](PostgresDatabase& database) {
      return lease->Take(database);
    };
    auto opened = PostgresDatabase::Open(settings);
    if (opened.ok()) {
      node.writer = std::move(opened).value();
    } else {
      node.begun = Failure{opened.error()};
    }
    return node;
  }
  static DbStatus Work(Node& node) {
    auto begun = node.writer->Begin(Access::kWrite);
    if (begun) node.writer->Rollback();
    return begun;
  }
  void CutOff() {
    database_.Sql(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
        "current_database() AND pid <> pg_backend_pid()");
  }

  PostgresTestDatabase database_;
  PostgresSettings settings_;
  std::int64_t lives_ = 0;
};

TEST_F(NodeLeaseTest, NodeNumbersAreUniqueAndTheThirtyThirdNodeIsRejected) {
  std::vector<Node> nodes;
  std::set<std::int32_t> numbers;
  for (int i = 0; i < kNodesMax; ++i) {
    nodes.push_back(Start("node " + std::to_string(i)));
    ASSERT_TRUE(nodes.back().begun.ok()) << nodes.back().begun.error().message;
    numbers.insert(nodes.back().lease->node());
  }
  EXPECT_EQ(numbers.size(), 32u);
  EXPECT_EQ(*numbers.rbegin(), 31);
  const Node late = Start("late");
  ASSERT_FALSE(late.begun.ok());
  EXPECT_THAT(late.begun.error().message, HasSubstr("32 nodes"));
}

TEST_F(NodeLeaseTest, RestartedNodeGetsItsNumberBackWhichOthersDoNotTakeForAWhile) {
  Node first = Start("first");
  Node second = Start("second");
  EXPECT_EQ(first.lease->node(), 0);
  EXPECT_EQ(second.lease->node(), 1);
  first = {};
  EXPECT_EQ(Start("third").lease->node(), 2);
  EXPECT_EQ(Start("first").lease->node(), 0);
}

TEST_F(NodeLeaseTest, NumberIsReusedAfterItsHolderWasAwayForLong) {
  std::vector<Node> nodes;
  nodes.reserve(kNodesMax);
  for (int i = 0; i < kNodesMax; ++i) nodes.push_back(Start("node " + std::to_string(i)));
  nodes[7] = {};
  // The server notices only a little later that its connection is closed.
  Node late = Start("late", Millis(0));
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (!late.begun.ok() && std::chrono::steady_clock::now() < until) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    late = Start("late", Millis(0));
  }
  ASSERT_TRUE(late.begun.ok()) << late.begun.error().message;
  EXPECT_EQ(late.lease->node(), 7);
}

TEST_F(NodeLeaseTest, LostConnectionIsReopenedUnderTheSameNumber) {
  Node first = Start("first");
  Node second = Start("second");
  CutOff();
  EXPECT_TRUE(Work(second).ok());
  EXPECT_TRUE(Work(first).ok());
  EXPECT_EQ(first.lease->node(), 0);
  EXPECT_EQ(second.lease->node(), 1);
}

TEST_F(NodeLeaseTest, NodeThatLostItsNumberCannotWrite) {
  Node one = Start("same");
  CutOff();
  Node two = Start("same");  // an administrator started it twice
  ASSERT_EQ(one.lease->node(), two.lease->node());
  const DbStatus worked = Work(one);
  ASSERT_FALSE(worked.ok());
  EXPECT_THAT(worked.error().message, HasSubstr("another process"));
  std::atomic<bool> lost = false;
  one.lease->Start([] {}, [&lost] { lost = true; });
  for (int tries = 0; !lost && tries < 100; ++tries) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(lost) << "and it is told, to end";
  EXPECT_TRUE(Work(two).ok());
}

TEST_F(NodeLeaseTest, HeartbeatsShowWhichNodesAreAlive) {
  Node here = Start("here");
  std::atomic<int> beats = 0;
  here.lease->Start([&beats] { ++beats; }, [] { ADD_FAILURE() << "nobody else is there"; });
  Node gone = Start("gone");
  gone = {};
  database_.Sql("UPDATE nodes SET seen_at = seen_at - 60000 WHERE name = 'gone'");
  while (beats < 3) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  auto reader = PostgresDatabase::Open(settings_);
  const auto nodes = ReadNodes(**reader, Shard{});
  ASSERT_TRUE(nodes.ok());
  ASSERT_EQ(nodes->size(), 2u);
  const Instant now = here.lease->clock().Now();
  EXPECT_TRUE(IsAlive((*nodes)[0], now));
  EXPECT_FALSE(IsAlive((*nodes)[1], now));
  EXPECT_EQ((*nodes)[0].name, "here");
}

TEST(SharedClock, ClockFollowsTheDatabaseAndNeverGoesBack) {
  SharedClock clock;
  const auto now = std::chrono::steady_clock::now();
  const Instant theirs{2'000'000'000'000};  // years from this machine's time
  clock.Learn(theirs, now, now);
  EXPECT_LT(clock.Now() - theirs, Millis(5'000));
  EXPECT_GE(clock.Now(), theirs);
  const Instant before = clock.Now();
  clock.Learn(theirs - Millis(60'000), now, now);  // another server whose clock is behind
  EXPECT_GE(clock.Now(), before);
  clock.Learn(theirs + Millis(60'000), now, now);
  EXPECT_GE(clock.Now(), theirs + Millis(60'000));
  clock.Learn(theirs + Millis(90'000), now, now + std::chrono::seconds(3));
  EXPECT_LT(clock.Now(), theirs + Millis(80'000)) << "an answer that took long says little";
}

}  // namespace
}  // namespace herlaad::store
