// A COMMIT that the server answers with success and a warning: it is visible, but no standby has
// it. Nothing may be answered from it until a later commit is confirmed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <future>
#include <thread>

#include "adapters/store/postgres/open_postgres.h"
#include "tests/support/postgres_server.h"
#include "tests/support/store_samples.h"

namespace herlaad::store {
namespace {

using engine::CommitResult;
using engine::Needs;
using engine::ReadSet;
using engine::WriteSet;
using herlaad::testing::PostgresServer;
using ::testing::HasSubstr;

class UnconfirmedCommitTest : public ::testing::Test {
 protected:
  void SetUp() override {
    HERLAAD_NEEDS_POSTGRES();
    server_ = std::make_unique<PostgresServer>();
    // As an administrator might set it to suppress warnings.
    server_->Sql("ALTER DATABASE herlaad SET client_min_messages = error");
    opened_ = Open("one", 1);
  }

  OpenedStore Open(const std::string& name, std::int64_t life) {
    PostgresOptions options;
    options.conninfo = server_->url();
    options.node_name = name;
    options.life = life;
    auto opened = OpenPostgres(options);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return opened.ok() ? std::move(opened).value() : OpenedStore{};
  }

  // From now on every commit waits for a standby that does not exist.
  void WantStandby() {
    admin_ = server_->Connect();
    Admin("ALTER SYSTEM SET synchronous_standby_names = 'absent'");
    Admin("SELECT pg_reload_conf()");
    WriteSet writes;
    writes.changed.Of<engine::Setting>() = {{"a", "b"}};
    CommitResult result = CommitResult::kCommitted;
    for (int tries = 0; tries < 1'000 && result == CommitResult::kCommitted; ++tries) {
      result = Cancelled([&] { return Commit(writes); });
    }
    ASSERT_EQ(result, CommitResult::kUnknown) << "the server has read its settings";
  }
  void WantNoStandby() {
    Admin("ALTER SYSTEM RESET synchronous_standby_names");
    Admin("SELECT pg_reload_conf()");
  }
  void Admin(const std::string& script) const { ASSERT_TRUE(admin_->Execute(script).ok()); }
  // Runs `wait`, and meanwhile cancels the session that waits for a standby.
  template <class Wait>
  CommitResult Cancelled(Wait wait) {
    auto result = std::async(std::launch::async, wait);
    while (result.wait_for(std::chrono::milliseconds(20)) != std::future_status::ready) {
      Admin("SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }
    return result.get();
  }
  CommitResult Commit(const WriteSet& writes) const {
    ReadSet nothing;
    EXPECT_TRUE(opened_.store->Load({}, nothing).ok());
    return opened_.store->Commit(writes);
  }

  // An order that is committed but not confirmed.
  WriteSet MakeDoubt() {
    WriteSet writes;
    writes.inserted.Put(samples_.Record());
    writes.inserted.Put(samples_.IdempotencyRecord());
    WantStandby();
    EXPECT_EQ(Cancelled([&] { return Commit(writes); }), CommitResult::kUnknown);
    EXPECT_THAT(opened_.store->LastProblem(), HasSubstr("WARNING"));
    return writes;
  }
  static bool Sees(engine::Store& store, const WriteSet& writes) {
    Needs needs;
    needs.Of<engine::IdempotencyRecord>() = {NewIdempotencyRecords(writes)[0].key};
    ReadSet read_set;
    EXPECT_TRUE(store.Load(needs, read_set).ok());
    return read_set.Find<engine::IdempotencyRecord>(NewIdempotencyRecords(writes)[0].key) !=
           nullptr;
  }

  std::unique_ptr<PostgresServer> server_;
  std::unique_ptr<PostgresDatabase> admin_;
  OpenedStore opened_;
  Samples samples_{1};
};

TEST_F(UnconfirmedCommitTest, UnconfirmedCommitIsUnreadableUntilALaterCommitIsConfirmed) {
  const WriteSet writes = MakeDoubt();
  const OrderId order = NewOrders(writes)[0].order.id;
  EXPECT_FALSE(opened_.queries->FindOrder(order).ok()) << "it is there, and nobody may be told";

  ASSERT_TRUE(Sees(*opened_.store, writes)) << "a repeat finds it";
  EXPECT_EQ(Cancelled([&] { return opened_.store->ConfirmReads(); }), CommitResult::kUnknown);
  EXPECT_FALSE(opened_.queries->FindOrder(order).ok());

  WantNoStandby();
  ASSERT_TRUE(Sees(*opened_.store, writes));
  EXPECT_EQ(opened_.store->ConfirmReads(), CommitResult::kCommitted);
  const auto found = opened_.queries->FindOrder(order);
  ASSERT_TRUE(found.ok()) << found.error().message;
  EXPECT_TRUE(found->has_value());
}

// An answer based on it could be lost, whichever node made it.
TEST_F(UnconfirmedCommitTest, ReadByAnotherNodeDoesNotConfirmIt) {
  const OpenedStore other = Open("two", 2);
  const WriteSet writes = MakeDoubt();
  WriteSet repeat;
  NewIdempotencyRecords(repeat) = NewIdempotencyRecords(writes);
  ReadSet nothing;
  ASSERT_TRUE(other.store->Load({}, nothing).ok());
  ASSERT_EQ(other.store->Commit(repeat), CommitResult::kConflict);
  ASSERT_TRUE(Sees(*other.store, writes));
  EXPECT_EQ(Cancelled([&] { return other.store->ConfirmReads(); }), CommitResult::kUnknown);
  WantNoStandby();
  ASSERT_TRUE(Sees(*other.store, writes));
  EXPECT_EQ(other.store->ConfirmReads(), CommitResult::kCommitted);
}

// Without any request.
TEST_F(UnconfirmedCommitTest, NextHeartbeatConfirmsIt) {
  const WriteSet writes = MakeDoubt();
  const OrderId order = NewOrders(writes)[0].order.id;
  EXPECT_FALSE(opened_.queries->FindOrder(order).ok());
  WantNoStandby();
  std::promise<void> beaten;
  bool first = true;
  opened_.lease->Start(
      [&] {
        if (std::exchange(first, false)) beaten.set_value();
      },
      [] {});
  ASSERT_EQ(beaten.get_future().wait_for(std::chrono::seconds(60)), std::future_status::ready);
  EXPECT_TRUE(opened_.queries->FindOrder(order).ok());
  opened_.lease->Stop();
}

TEST_F(UnconfirmedCommitTest, LazyCommitDoesNotConfirmIt) {
  const WriteSet writes = MakeDoubt();
  PostgresSettings settings;
  settings.conninfo = server_->url();
  settings.writer = true;
  settings.durability = opened_.lease->durability();
  auto lazy = PostgresDatabase::Open(settings);
  ASSERT_TRUE(lazy.ok());
  ASSERT_TRUE((*lazy)->Begin(Access::kWrite).ok());
  ASSERT_TRUE((*lazy)->Execute("SELECT pg_logical_emit_message(TRUE, 'test', '')").ok());
  ASSERT_TRUE((*lazy)->CommitLazily().ok());
  EXPECT_FALSE(opened_.queries->FindOrder(NewOrders(writes)[0].order.id).ok());
}

}  // namespace
}  // namespace herlaad::store
