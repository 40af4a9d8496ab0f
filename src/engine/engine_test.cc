#include "engine/engine.h"

#include <gtest/gtest.h>

#include <future>
#include <mutex>

#include "domain/orders/fixtures.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/place_topup.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using orders::PlaceOutcome;
using payments::PaymentMethod;
using std::chrono::milliseconds;
using std::chrono::seconds;

using PlaceAnswer = Answered<PlaceResult>;

class FixedClock final : public Clock {
 public:
  Instant Now() override { return kNow; }
};

// A store whose disk the test can delay or break.
class Disk {
 public:
  bool Wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
    return !broken_;
  }
  void AwaitWaiting() {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, seconds(10), [this] { return waiting_ > 0; }));
  }
  void Open(bool broken = false) {
    const std::lock_guard lock(mutex_);
    open_ = true;
    broken_ = broken;
    changed_.notify_all();
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
  bool broken_ = false;
};

class EngineTest : public ::testing::Test {
 protected:
  EngineTest()
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, kTimings, IdSource(Shard{0}, 1), {7, 10, {}, &watch_},
                [](std::string_view kind, const std::string& problem) {
                  ADD_FAILURE() << kind << ": " << problem;
                }),
        engine_(runner_, store_, clock_, EngineOptions(), stats_) {
    store_.Put(HostedNumber());
    store_.make_durable = [this] { return disk_.Wait(); };
    engine_.Start();
  }

  void TearDown() override { disk_.Open(); }

  Engine::Options EngineOptions() {
    Engine::Options options;
    options.on_lost = [this] { ++lost_; };
    options.watch = &watch_;
    return options;
  }

  std::future<PlaceAnswer> Place(std::string_view key) {
    auto command =
        PlaceTopup::Check(Request(kHostedNumber, "proximus", PaymentMethod::kCash, 1'500), key);
    EXPECT_TRUE(command.ok());
    auto promise = std::make_shared<std::promise<PlaceAnswer>>();
    auto future = promise->get_future();
    EXPECT_TRUE(engine_.Submit(
        *std::move(command),
        [promise](const PlaceAnswer& answer, const auto*) { promise->set_value(answer); }));
    return future;
  }

  void AwaitCommits(int n) {
    for (int i = 0; i < 10'000 && store_.commits.load() < n; ++i) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    ASSERT_GE(store_.commits.load(), n);
  }

  FixedClock clock_;
  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_;
  Stats stats_;
  StoreWatch watch_{stats_.store_writes, stats_.store_write_failures, {}};
  Disk disk_;
  std::atomic<int> lost_ = 0;
  BatchRunner runner_;
  Engine engine_;
};

bool IsAnswered(const std::future<PlaceAnswer>& future) {
  return future.wait_for(milliseconds(0)) == std::future_status::ready;
}

TEST_F(EngineTest, AnswersWaitForDurability) {
  auto answer = Place("a");
  disk_.AwaitWaiting();
  EXPECT_EQ(answer.wait_for(milliseconds(50)), std::future_status::timeout);
  disk_.Open();
  EXPECT_EQ(answer.get()->outcome(), PlaceOutcome::kAccepted);
}

// A repeat changes nothing, but must not report an order that a loss of power could remove.
TEST_F(EngineTest, RepeatWaitsForDurabilityToo) {
  auto first = Place("a");
  disk_.AwaitWaiting();
  auto repeat = Place("a");
  EXPECT_EQ(repeat.wait_for(milliseconds(50)), std::future_status::timeout);
  disk_.Open();
  const PlaceAnswer answer = repeat.get();
  EXPECT_TRUE(answer.replayed());
  EXPECT_EQ(answer->order, first.get()->order);
}

TEST_F(EngineTest, NextBatchIsDecidedWhileOneBecomesDurable) {
  auto first = Place("a");
  disk_.AwaitWaiting();
  auto second = Place("b");
  AwaitCommits(2);
  EXPECT_FALSE(IsAnswered(first));
  EXPECT_FALSE(IsAnswered(second));
  disk_.Open();
  EXPECT_NE(first.get()->order, second.get()->order);
}

TEST_F(EngineTest, FailedSyncStopsTheEngine) {
  auto first = Place("a");
  disk_.AwaitWaiting();
  auto second = Place("b");
  AwaitCommits(2);
  disk_.Open(true);
  EXPECT_EQ(first.get().fault(), Fault::kUnknown);
  EXPECT_EQ(second.get().fault(), Fault::kUnknown) << "it stands on the first";
  for (int i = 0; i < 10'000 && lost_ == 0; ++i) std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(lost_, 1);
  auto command =
      PlaceTopup::Check(Request(kHostedNumber, "proximus", PaymentMethod::kCash, 1'500), "c");
  EXPECT_FALSE(engine_.Submit(*std::move(command), [](const PlaceAnswer&, const auto*) {}));
}

// Without any request the loss and the return of the store are noticed.
TEST_F(EngineTest, OutageIsDetectedWhileIdle) {
  disk_.Open();
  store_.FailLoads(2);
  for (int i = 0; i < 10'000 && !watch_.in_outage(); ++i) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_TRUE(watch_.in_outage());
  for (int i = 0; i < 10'000 && watch_.in_outage(); ++i) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_FALSE(watch_.in_outage());
}

TEST_F(EngineTest, SilentStoreIsAnOutage) {
  disk_.Open();
  std::promise<void> silence;
  auto over = silence.get_future().share();
  store_.HoldCommits([over] { over.wait(); });
  auto answer = Place("a");
  for (int i = 0; i < 20'000 && !watch_.in_outage(); ++i) {
    std::this_thread::sleep_for(milliseconds(1));
  }
  EXPECT_TRUE(watch_.in_outage());
  EXPECT_FALSE(IsAnswered(answer));
  silence.set_value();
  EXPECT_TRUE(answer.get().ok());
  EXPECT_FALSE(watch_.in_outage());
}

// One batch waits for a silent store. Commands behind it must not wait forever: they are refused
// and never executed, while the batch that was begun is.
TEST_F(EngineTest, OverdueCommandsAreRefusedUnexecuted) {
  disk_.Open();
  std::promise<void> silence;
  auto over = silence.get_future().share();
  std::promise<void> held;
  std::once_flag once;
  store_.HoldCommits([&held, &once, over] {
    std::call_once(once, [&held] { held.set_value(); });
    over.wait();
  });
  auto first = Place("a");
  held.get_future().wait();
  const auto submit = [this](std::string_view key, bool worker) {
    auto command =
        PlaceTopup::Check(Request(kHostedNumber, "proximus", PaymentMethod::kCash, 1'500), key);
    auto promise = std::make_shared<std::promise<PlaceAnswer>>();
    auto future = promise->get_future();
    auto done = [promise](const PlaceAnswer& answer, const auto*) { promise->set_value(answer); };
    EXPECT_TRUE(worker ? engine_.SubmitWaiting(*std::move(command), std::move(done))
                       : engine_.SubmitFor(Millis(1), *std::move(command), std::move(done)));
    return future;
  };
  auto workers = submit("b", true);
  auto impatient = submit("c", false);
  auto patient = Place("d");
  EXPECT_EQ(impatient.get().fault(), Fault::kUnavailable) << "although nothing moves";
  EXPECT_FALSE(IsAnswered(first));
  EXPECT_FALSE(IsAnswered(workers));
  EXPECT_FALSE(IsAnswered(patient));
  silence.set_value();
  EXPECT_TRUE(first.get().ok());
  EXPECT_TRUE(workers.get().ok());
  EXPECT_TRUE(patient.get().ok());
  const PlaceAnswer again = submit("c", true).get();
  EXPECT_TRUE(again.ok());
  EXPECT_FALSE(again.replayed()) << "the first time nothing was done";
}

TEST_F(EngineTest, StopAnswersBatchesWaitingForTheDisk) {
  auto first = Place("a");
  disk_.AwaitWaiting();
  auto second = Place("b");
  std::thread opens([this] { disk_.Open(); });
  engine_.Stop();
  opens.join();
  EXPECT_TRUE(IsAnswered(first));
  EXPECT_TRUE(IsAnswered(second));
}

}  // namespace
}  // namespace herlaad::engine
