#include "engine/monitoring/queue_watch.h"

#include <gtest/gtest.h>

#include <atomic>

#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

constexpr Instant kNow{1'795'352'531'000};

class FixedClock final : public Clock {
 public:
  Instant Now() override { return kNow; }
};

class QueueWatchTest : public ::testing::Test {
 protected:
  // Puts an order into that queue with a message due since then; replaces the same order.
  void Put(std::int64_t id, const std::string& destination, Instant since) {
    OrderRecord record(orders::Order(OrderId(id), Msisdn::FromStored(32'485'123'456)));
    record.order.payments.emplace_back();
    record.outbox_message.emplace();
    record.outbox_message->order = record.order.id;
    record.outbox_message->destination = destination;
    record.outbox_message->next_at = since;
    WriteSet writes;
    writes.changed.Put(*record.outbox_message);
    writes.changed.Put(std::move(record));
    ASSERT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  }
  // The same for a message of another owner than an order.
  void PutMessage(const std::string& destination, Instant since, std::int64_t id = 1) {
    outbox::Message message;
    message.id = outbox::MessageId(id);
    message.destination = destination;
    message.next_at = since;
    WriteSet writes;
    writes.changed.Put(message);
    ASSERT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  }
  std::string LookAt(int seconds) {
    said_.clear();
    watch_.Look(QueueWatch::Time{} + std::chrono::seconds(1'000 + seconds));
    return said_;
  }

  herlaad::testing::ScriptedStore store_;
  FixedClock clock_;
  Stats stats_;
  bool held_ = false;
  std::string said_;
  QueueWatch watch_{store_,
                    clock_,
                    {"bank", "telenet", "webhook:"},
                    [this] { return held_; },
                    {},
                    [this](std::string_view queue, bool still, Instant due_since) {
                      said_ += std::string(queue) + (still ? " stands, due " : " moves");
                      if (still) said_ += std::to_string((kNow - due_since).count());
                    },
                    stats_};
};

TEST_F(QueueWatchTest, StalledQueueIsReportedOnceAtItsStartAndEnd) {
  Put(1, "telenet", kNow - Millis(5));
  EXPECT_EQ(LookAt(0), "");
  EXPECT_EQ(LookAt(59), "");
  EXPECT_EQ(LookAt(60), "telenet stands, due 5");
  EXPECT_EQ(stats_.queues_still.Value(), 1);
  EXPECT_EQ(LookAt(65), "") << "once";
  Put(1, "telenet", kNow + Millis(1));
  EXPECT_EQ(LookAt(70), "telenet moves");
  EXPECT_EQ(stats_.queues_still.Value(), 0);
  EXPECT_EQ(LookAt(75), "");
}

TEST_F(QueueWatchTest, StalledMessageOfAnotherOwnerIsReported) {
  PutMessage("bank", kNow - Millis(7));
  EXPECT_EQ(LookAt(0), "");
  Put(1, "bank", kNow - Millis(5));
  EXPECT_EQ(LookAt(50), "");
  EXPECT_EQ(LookAt(60), "bank stands, due 7");
  EXPECT_EQ(LookAt(110), "") << "once, whichever messages stand";
  PutMessage("bank", kNow + Millis(1));
  EXPECT_EQ(LookAt(115), "") << "the order's message still stands";
  Put(1, "bank", kNow + Millis(1));
  EXPECT_EQ(LookAt(120), "bank moves");
}

// Each webhook has a queue; together they are one to watch.
TEST_F(QueueWatchTest, StalledQueueOfManyDestinationsIsReported) {
  PutMessage("webhook:we_b", kNow - Millis(7), 1);
  PutMessage("webhook:we_a", kNow - Millis(5), 2);
  EXPECT_EQ(LookAt(0), "");
  EXPECT_EQ(LookAt(179), "");
  EXPECT_EQ(LookAt(180), "webhook: stands, due 7") << "the first of them";
  EXPECT_EQ(stats_.queues_still.Value(), 1);
  PutMessage("webhook:we_b", kNow + Millis(1), 1);
  EXPECT_EQ(LookAt(185), "webhook: moves");
  EXPECT_EQ(stats_.queues_still.Value(), 0);
}

// A webhook that does not answer is tried at least once in its longest pause.
TEST_F(QueueWatchTest, DeadWebhookIsNoStalledQueue) {
  for (int i = 0; i < 10; ++i) {
    PutMessage("webhook:we_a", kNow - Millis(9), i + 1);
    EXPECT_EQ(LookAt(i * 170), "");
    PutMessage("webhook:we_a", kNow + Millis(9), i + 1);
  }
}

TEST_F(QueueWatchTest, LongQueueWithProgressIsNotReported) {
  for (int i = 0; i < 10; ++i) {
    Put(i + 1, "telenet", kNow - Millis(100'000 - i));
    if (i > 0) Put(i, "telenet", kNow + Millis(1));
    EXPECT_EQ(LookAt(i * 59), "");
  }
}

TEST_F(QueueWatchTest, HeldQueueIsNotReported) {
  Put(1, "bank", kNow - Millis(5));
  held_ = true;
  EXPECT_EQ(LookAt(0), "");
  EXPECT_EQ(LookAt(600), "");
  held_ = false;
  EXPECT_EQ(LookAt(601), "");
  EXPECT_EQ(LookAt(661), "bank stands, due 5");
}

TEST_F(QueueWatchTest, WatchThreadChecksRegularly) {
  Put(1, "bank", kNow - Millis(5));
  std::atomic<int> reports{0};
  QueueWatch watch(
      store_, clock_, {"bank"}, [] { return false; }, {Millis(5), Millis(1)},
      [&reports](auto&&...) { ++reports; }, stats_);
  watch.Start();
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  while (reports == 0 && std::chrono::steady_clock::now() < until) std::this_thread::yield();
  watch.Stop();
  EXPECT_EQ(reports, 1);
}

}  // namespace
}  // namespace herlaad::engine
