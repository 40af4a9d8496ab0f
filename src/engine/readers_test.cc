#include "engine/readers.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <map>
#include <stdexcept>

namespace herlaad::engine {
namespace {

using Kind = StoreError::Kind;
using Found = Result<int, StoreError>;
using Length = Readers::Length;

constexpr std::chrono::seconds kSoon{20};  // on a busy machine

// Queries block here until the test releases them.
class Gate {
 public:
  void Pass() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  [[nodiscard]] bool AwaitWaiting(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kSoon, [&] { return waiting_ >= count; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int waiting_ = 0;
  bool open_ = false;
};

// A store that only tells whether it answers.
class Away final : public Queries {
 public:
  using Queries::ReadRows;
  Result<std::vector<Setting>, StoreError> ReadRows(const RowQuery<Setting>&) override {
    ++probes;
    if (is_away) return Failure{StoreError{Kind::kUnavailable, "away"}};
    return std::vector<Setting>();
  }
  Result<std::optional<OrderRecord>, StoreError> FindOrder(OrderId) override { return No(); }
  Result<std::optional<OrderTrail>, StoreError> FindTrail(OrderId) override { return No(); }
  Result<OrderPage, StoreError> ListOrders(const OrderFilter&) override { return No(); }
  Result<std::optional<orders::Subscriber>, StoreError> FindSubscriber(Msisdn) override {
    return No();
  }
  Result<std::vector<orders::Subscriber>, StoreError> ListSubscribers(std::optional<Msisdn>,
                                                                      std::size_t) override {
    return No();
  }
  Result<std::optional<ApiKey>, StoreError> FindKey(const Digest&) override { return No(); }
  Result<std::vector<orders::OutboxMessage>, StoreError> DueOutboxMessages(std::string_view,
                                                                           Instant,
                                                                           std::size_t) override {
    return No();
  }
  Result<std::optional<Instant>, StoreError> NextDue(std::string_view, Instant) override {
    return No();
  }
  Result<std::map<orders::State, std::int64_t>, StoreError> CountOpen() override { return No(); }
  Result<std::int64_t, StoreError> GreatestId() override { return No(); }
  Status<StoreError> ReadAll(const Reader&) override { return No(); }

  void Together(const std::function<void()>& readings) override {
    ++together;
    readings();
  }

  std::atomic<bool> is_away{false};
  std::atomic<int> probes{0};
  std::atomic<int> together{0};

 private:
  static Failure<StoreError> No() { return Failure{StoreError{Kind::kWrong, "not asked"}}; }
};

class ReadersTest : public ::testing::Test {
 protected:
  static Readers::Options Patient() {
    Readers::Options options;
    options.answer_within = Millis(600'000);
    return options;
  }
  Readers& Start(Readers::Options options) {
    readers_.emplace(store_, options, stats_, [this](const char*) { ++reported_; });
    return *readers_;
  }
  ~ReadersTest() override { gate_.Open(); }

  // The result of a reading, available later.
  template <class Ask>
  std::future<Found> Read(Ask ask, Length length = Length::kShort) {
    auto promise = std::make_shared<std::promise<Found>>();
    auto found = promise->get_future();
    readers_->Read(
        std::move(ask), [promise](Found result) { promise->set_value(std::move(result)); }, length);
    return found;
  }
  std::future<Found> ReadBehindGate(Length length = Length::kShort) {
    return Read(
        [this](Queries&) {
          gate_.Pass();
          return Found(1);
        },
        length);
  }
  std::future<Found> ReadAtOnce(Length length = Length::kShort) {
    return Read([](Queries&) { return Found(2); }, length);
  }
  std::future<Found> ReadFromWhatIsAway() {
    return Read([](Queries&) { return Found(Failure{StoreError{Kind::kUnavailable, "away"}}); });
  }
  static Found Get(std::future<Found> found) {
    if (found.wait_for(kSoon) == std::future_status::ready) return found.get();
    ADD_FAILURE() << "nothing was told";
    return 0;
  }
  static void ExpectError(std::future<Found> found, Kind kind) {
    const Found result = Get(std::move(found));
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, kind) << result.error().message;
  }
  [[nodiscard]] bool SpeaksAgain() {
    const auto until = std::chrono::steady_clock::now() + kSoon;
    while (std::chrono::steady_clock::now() < until) {
      if (Get(ReadAtOnce()).ok()) return true;
      std::this_thread::yield();
    }
    return false;
  }

  Gate gate_;
  Away store_;
  Stats stats_;
  std::atomic<int> reported_{0};
  std::optional<Readers> readers_;
};

TEST_F(ReadersTest, ResultIsDeliveredFromAnotherThread) {
  Start(Patient());
  const auto here = std::this_thread::get_id();
  EXPECT_EQ(*Get(Read([here](Queries&) { return Found(std::this_thread::get_id() == here); })), 0);
  EXPECT_EQ(*readers_->Call([](Queries&) { return Found(7); }), 7);
}

TEST_F(ReadersTest, ReadingsRunInParallel) {
  Start(Patient());
  std::vector<std::future<Found>> stuck;
  for (int i = 0; i < 3; ++i) stuck.push_back(ReadBehindGate());
  ASSERT_TRUE(gate_.AwaitWaiting(3));
  EXPECT_TRUE(Get(ReadAtOnce()).ok());
  gate_.Open();
  for (auto& found : stuck) EXPECT_TRUE(Get(std::move(found)).ok());
}

// While the only thread is busy readings gather; it then takes as many at once as it may.
TEST_F(ReadersTest, WaitingReadingsAreReadTogether) {
  Readers::Options options = Patient();
  options.threads = 1;
  options.long_at_once = 0;
  options.together_max = 8;
  Start(options);
  auto busy = ReadBehindGate();
  ASSERT_TRUE(gate_.AwaitWaiting(1));
  EXPECT_EQ(store_.together, 0) << "one alone needs no company";
  std::vector<std::future<Found>> waiting;
  for (int i = 0; i < 20; ++i) waiting.push_back(ReadAtOnce());
  gate_.Open();
  for (auto& found : waiting) EXPECT_TRUE(Get(std::move(found)).ok());
  EXPECT_EQ(store_.together, 3);
}

TEST_F(ReadersTest, ReadingsTogetherWithOneThatFindsTheStoreSilentAreRefused) {
  Readers::Options options = Patient();
  options.threads = 1;
  options.long_at_once = 0;
  Start(options);
  auto busy = ReadBehindGate();
  ASSERT_TRUE(gate_.AwaitWaiting(1));
  store_.is_away = true;
  auto first = ReadFromWhatIsAway();
  std::atomic<int> run{0};
  std::vector<std::future<Found>> others;
  for (int i = 0; i < 5; ++i) {
    others.push_back(Read([&run](Queries&) { return Found(++run); }));
  }
  gate_.Open();
  EXPECT_FALSE(Get(std::move(first)).ok());
  for (auto& found : others) EXPECT_FALSE(Get(std::move(found)).ok());
  EXPECT_EQ(run, 0);
}

TEST_F(ReadersTest, LongReadingsLeaveThreadsToShortOnes) {
  Start(Patient());
  std::vector<std::future<Found>> stuck;
  for (int i = 0; i < 10; ++i) stuck.push_back(ReadBehindGate(Length::kLong));
  ASSERT_TRUE(gate_.AwaitWaiting(2));
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Get(ReadAtOnce()).ok());
  gate_.Open();
  for (auto& found : stuck) EXPECT_TRUE(Get(std::move(found)).ok());
}

TEST_F(ReadersTest, ReadingsBeyondTheLimitAreRefusedAtOnce) {
  Readers::Options options = Patient();
  options.waiting_max = 5;
  Start(options);
  std::vector<std::future<Found>> taken;
  for (std::size_t i = 0; i < options.threads; ++i) taken.push_back(ReadBehindGate());
  ASSERT_TRUE(gate_.AwaitWaiting(static_cast<int>(options.threads)));
  for (int i = 0; i < 5; ++i) taken.push_back(ReadAtOnce());
  for (int i = 0; i < 100; ++i) ExpectError(ReadAtOnce(), Kind::kBusy);
  EXPECT_EQ(stats_.reads_refused.Value(), 100);
  EXPECT_EQ(stats_.reads_waiting.Value(), 5);
  gate_.Open();
  for (auto& found : taken) EXPECT_TRUE(Get(std::move(found)).ok());
}

TEST_F(ReadersTest, LateWaitingReadingIsRefusedAsBusy) {
  Readers::Options options;
  options.threads = 2;
  options.long_at_once = 1;
  options.answer_within = Millis(50);
  options.look_every = Millis(5);
  Start(options);
  auto stuck = ReadBehindGate(Length::kLong);
  ASSERT_TRUE(gate_.AwaitWaiting(1));
  const Found late = Get(std::move(stuck));
  EXPECT_FALSE(late.ok()) << "the one under way is given up, and the store is asked";
  ASSERT_TRUE(SpeaksAgain()) << "it speaks, so that others go on";
  ExpectError(ReadAtOnce(Length::kLong), Kind::kBusy);
  EXPECT_GE(stats_.reads_late.Value(), 2);
}

TEST_F(ReadersTest, LateReadingIsAnsweredOnceWithAnError) {
  Readers::Options options;
  options.answer_within = Millis(50);
  options.look_every = Millis(5);
  Start(options);
  std::atomic<int> told{0};
  auto promise = std::make_shared<std::promise<Found>>();
  readers_->Read(
      [this](Queries&) {
        gate_.Pass();
        return Found(1);
      },
      [&told, promise](Found found) {
        if (++told == 1) promise->set_value(std::move(found));
      });
  ExpectError(promise->get_future(), Kind::kUnavailable);
  gate_.Open();
  readers_->Stop();  // the thread has returned
  EXPECT_EQ(told, 1);
}

TEST_F(ReadersTest, SilentStoreIsProbedByOneThreadAndOthersAreRefused) {
  Readers::Options options = Patient();
  options.probe_every = Millis(5);
  Start(options);
  store_.is_away = true;
  ExpectError(ReadFromWhatIsAway(), Kind::kUnavailable);
  std::atomic<int> asked{0};
  const int probes = store_.probes;
  // Refusing begins a moment after the first reading was answered.
  while (store_.probes < probes + 2) std::this_thread::yield();
  for (int i = 0; i < 100; ++i) {
    ExpectError(Read([&asked](Queries&) {
                  ++asked;
                  return Found(1);
                }),
                Kind::kUnavailable);
  }
  EXPECT_EQ(asked, 0);
  store_.is_away = false;
  EXPECT_TRUE(SpeaksAgain());
}

TEST_F(ReadersTest, LostConnectionIsNotASilentStore) {
  Start(Patient());
  for (int i = 0; i < 20; ++i) {
    ExpectError(ReadFromWhatIsAway(), Kind::kUnavailable);
    EXPECT_TRUE(Get(ReadAtOnce()).ok());
  }
}

TEST_F(ReadersTest, WaitingReadingsAreRefusedWhenTheStoreFallsSilent) {
  Readers::Options options = Patient();
  options.threads = 2;
  options.long_at_once = 1;
  Start(options);
  store_.is_away = true;
  auto stuck = ReadBehindGate();
  ASSERT_TRUE(gate_.AwaitWaiting(1));
  Gate other;
  auto away = Read([&other](Queries&) {
    other.Pass();
    return Found(Failure{StoreError{Kind::kUnavailable, "away"}});
  });
  ASSERT_TRUE(other.AwaitWaiting(1));
  auto waits = ReadAtOnce();
  other.Open();
  ExpectError(std::move(away), Kind::kUnavailable);
  ExpectError(std::move(waits), Kind::kUnavailable);
  gate_.Open();
  EXPECT_TRUE(Get(std::move(stuck)).ok());
}

TEST_F(ReadersTest, ExceptionIsReportedAndTheThreadContinues) {
  Readers::Options options = Patient();
  options.threads = 2;
  options.long_at_once = 1;
  Start(options);
  for (int i = 0; i < 10; ++i) {
    readers_->Read([](Queries&) { return Found(1); },
                   [](const Found&) { throw std::runtime_error("no"); });
  }
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Get(ReadAtOnce()).ok());
  ExpectError(Read([](Queries&) -> Found { throw std::runtime_error("no"); }), Kind::kWrong);
  readers_->Stop();
  EXPECT_EQ(reported_, 11);
}

TEST_F(ReadersTest, StopRefusesWaitingAndNewReadings) {
  Readers::Options options = Patient();
  options.threads = 2;
  options.long_at_once = 1;
  Start(options);
  auto one = ReadBehindGate();
  auto other = ReadBehindGate();
  ASSERT_TRUE(gate_.AwaitWaiting(2));
  auto waits = ReadAtOnce();
  std::thread stops([this] { readers_->Stop(); });
  ExpectError(std::move(waits), Kind::kUnavailable);
  ExpectError(ReadAtOnce(), Kind::kUnavailable);
  gate_.Open();
  stops.join();
  EXPECT_TRUE(Get(std::move(one)).ok());
  EXPECT_TRUE(Get(std::move(other)).ok());
}

}  // namespace
}  // namespace herlaad::engine
