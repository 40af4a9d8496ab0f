// Which commits a reader waits for.
#include "adapters/store/durability.h"

#include <gtest/gtest.h>

#include <future>

#include "adapters/store/open.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {
namespace {

constexpr std::chrono::milliseconds kNotAtAll{0};
constexpr std::chrono::milliseconds kLong{60'000};

TEST(Durability, ReaderOfOneThingDoesNotWaitForOtherCommits) {
  Durability durability;
  const auto commit = durability.Begin({1, 2});
  EXPECT_TRUE(durability.AwaitOf(3, kNotAtAll));
  EXPECT_FALSE(durability.AwaitOf(2, kNotAtAll));
  EXPECT_FALSE(durability.Await(kNotAtAll)) << "who has read anything waits for everything";
  durability.Kept(commit);
  EXPECT_TRUE(durability.AwaitOf(2, kNotAtAll));
  EXPECT_TRUE(durability.Await(kNotAtAll));
}

TEST(Durability, ReaderWaitsForTheLastCommitOfItsThing) {
  Durability durability;
  const auto first = durability.Begin({1});
  const auto second = durability.Begin({1, 2});
  const auto third = durability.Begin({3});
  durability.Kept(first);
  EXPECT_FALSE(durability.AwaitOf(1, kNotAtAll));
  durability.Kept(second);
  EXPECT_TRUE(durability.AwaitOf(1, kNotAtAll));
  EXPECT_FALSE(durability.AwaitOf(3, kNotAtAll));
  durability.Kept(third);
  EXPECT_TRUE(durability.AwaitOf(3, kNotAtAll));
}

TEST(Durability, FailedCommitDelaysNobody) {
  Durability durability;
  const auto kept = durability.Begin({1});
  const auto dropped = durability.Begin({2});
  durability.Drop(dropped);
  EXPECT_TRUE(durability.AwaitOf(2, kNotAtAll));
  EXPECT_FALSE(durability.AwaitOf(1, kNotAtAll));
  durability.Kept(kept);
  EXPECT_TRUE(durability.AwaitOf(1, kNotAtAll));
}

TEST(Durability, ReaderContinuesOnceTheCommitIsDurable) {
  Durability durability;
  const auto commit = durability.Begin({1});
  auto waits = std::async(std::launch::async, [&] { return durability.AwaitOf(1, kLong); });
  durability.Kept(commit);
  EXPECT_TRUE(waits.get());
}

// Commits overlap, so that there is never a moment in which all are durable: the disk works and
// must not be reported as hanging.
TEST(Durability, BusyDiskIsNotReportedAsHanging) {
  Durability durability;
  auto last = durability.Begin({1});
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(100);
  while (std::chrono::steady_clock::now() < until) {
    const auto next = durability.Begin({1});
    durability.Kept(last);
    last = next;
  }
  auto waits = std::async(std::launch::async,
                          [&] { return durability.AwaitOf(1, std::chrono::milliseconds(90)); });
  durability.Kept(last);
  EXPECT_TRUE(waits.get());
}

// The same through a store, with an order that is committed but not on the disk yet.
TEST(Durability, UndurableOrderIsUnreadableAndOthersAreReadAtOnce) {
  Folder folder;
  SqliteOptions options;
  options.folder = folder.path();
  auto opened = OpenSqlite(options);
  ASSERT_TRUE(opened.ok()) << opened.error().message;
  Samples samples{1};
  const auto commit = [&] {
    engine::WriteSet writes;
    writes.inserted.Put(samples.Record());
    writes.changed.Of<orders::Subscriber>().emplace_back(samples.AnyNumber());
    engine::ReadSet nothing;
    EXPECT_TRUE(opened->store->Load({}, nothing).ok());
    EXPECT_EQ(opened->store->Commit(writes), engine::CommitResult::kCommitted);
    return writes;
  };
  const engine::WriteSet kept = commit();
  ASSERT_TRUE(opened->store->MakeDurable());
  const engine::WriteSet open = commit();

  engine::Queries& quick = *opened->quick;
  const auto other = quick.FindOrder(NewOrders(kept)[0].order.id);
  ASSERT_TRUE(other.ok()) << other.error().message;
  EXPECT_EQ(**other, NewOrders(kept)[0]);
  EXPECT_TRUE(quick.FindSubscriber(kept.changed.Of<orders::Subscriber>()[0].msisdn).ok());
  const auto lost = quick.FindOrder(NewOrders(open)[0].order.id);
  ASSERT_FALSE(lost.ok());
  EXPECT_EQ(lost.error().kind, engine::StoreError::Kind::kBusy);
  EXPECT_FALSE(quick.FindSubscriber(open.changed.Of<orders::Subscriber>()[0].msisdn).ok());
  EXPECT_FALSE(quick.ListOrders({}).ok());

  ASSERT_TRUE(opened->store->MakeDurable());
  const auto found = quick.FindOrder(NewOrders(open)[0].order.id);
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_EQ(**found, NewOrders(open)[0]);
}

}  // namespace
}  // namespace herlaad::store
