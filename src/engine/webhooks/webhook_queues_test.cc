// Deliveries with real threads: each endpoint has a queue, and one that does not answer delays no
// other.
#include <gtest/gtest.h>

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <thread>

#include "domain/orders/fixtures.h"
#include "engine/outbox/message_workers.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using outbox::Message;
using webhooks::Endpoint;
using webhooks::EndpointId;

constexpr const char* kClientName = "client:cli_x";

// Endpoints whose address contains "silent" do not answer before they are let go, "friendly" ones
// only once before; those with "dead" fail at once.
class Shops final : public WebhookCaller {
 public:
  WebhookAnswer Call(const WebhookCall& call) override {
    std::unique_lock lock(mutex_);
    heard_.push_back(call.url);
    const bool falls_silent = call.url.find("friendly") != std::string::npos &&
                              std::count(heard_.begin(), heard_.end(), call.url) > 1;
    if (falls_silent || call.url.find("silent") != std::string::npos) {
      released_.wait(lock, [this] { return let_go_; });
      return {outbox::Answer::kUnknown, "no answer within 10 s"};
    }
    if (call.url.find("dead") != std::string::npos)
      return {outbox::Answer::kNotSent, "no connection"};
    return {outbox::Answer::kTaken, "HTTP 204"};
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    let_go_ = true;
    released_.notify_all();
  }
  int Heard(const std::string& url) {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::count(heard_.begin(), heard_.end(), url));
  }
  int AllHeard(const std::string& beginning) {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(std::count_if(
        heard_.begin(), heard_.end(), [&](const auto& url) { return url.starts_with(beginning); }));
  }

 private:
  std::mutex mutex_;
  std::condition_variable released_;
  bool let_go_ = false;
  std::vector<std::string> heard_;
};

class WebhookQueuesTest : public ::testing::Test {
 protected:
  WebhookQueuesTest()
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, orders::Timings{}, IdSource(Shard{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }),
        engine_(runner_, store_, clock_, {}, stats_) {}
  void Start() {
    Parties parties;
    parties.webhooks = {&shops_, [](const orders::Order&, Instant) { return std::string("{}"); },
                        [](const std::string&, const std::string& sealed) {
                          return std::optional(Secret(sealed));
                        }};
    MessageWorkers::Options options;
    options.workers_of_many = 4;
    options.look_again = Millis(20);
    options.report = [](outbox::MessageId, const std::string& problem) {
      ADD_FAILURE() << problem;
    };
    workers_.emplace(engine_, store_, clock_, parties,
                     std::vector<std::string>{std::string(webhooks::kDestinationPrefix)}, options,
                     stats_);
    runner_.AddListener(&*workers_);
    engine_.Start();
    workers_->Start();
  }
  void TearDown() override {
    shops_.LetGo();
    if (workers_) workers_->Stop();
    engine_.Stop();
  }
  void Put(const std::string& url, int messages, const std::string& client = kClientName) {
    Endpoint endpoint;
    endpoint.id = EndpointId(++ids_);
    endpoint.client = client;
    endpoint.url = url;
    endpoint.secret = "secret";
    endpoints_[url] = endpoint;
    WriteSet writes;
    writes.changed.Put(endpoint);
    EXPECT_EQ(store_.Commit(writes), CommitResult::kCommitted);
    Add(url, messages);
  }
  void Add(const std::string& url, int messages) {
    const Endpoint& endpoint = endpoints_.at(url);
    WriteSet writes;
    for (int i = 0; i < messages; ++i) {
      writes.changed.Put(webhooks::NewDelivery(outbox::MessageId(++ids_), endpoint.id,
                                               {webhooks::Event::kTest, endpoint.client, {}},
                                               clock_.Now()));
    }
    EXPECT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  }
  // Waits up to five seconds.
  template <class Condition>
  static bool Await(Condition condition) {
    for (int i = 0; i < 1'000 && !condition(); ++i)
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    return condition();
  }

  testing::ScriptedStore store_;
  SystemClock clock_;
  catalogue::Catalogue catalogue_;
  Stats stats_;
  BatchRunner runner_;
  Engine engine_;
  Shops shops_;
  std::int64_t ids_ = 0;
  std::map<std::string, Endpoint> endpoints_;  // by address
  std::optional<MessageWorkers> workers_;
};

TEST_F(WebhookQueuesTest, EachDeliveryIsSentOnce) {
  for (int i = 0; i < 5; ++i) Put("https://shop.example/" + std::to_string(i), 20);
  Start();
  EXPECT_TRUE(Await([this] { return stats_.messages_sent.Value() == 100; }));
  for (int i = 0; i < 5; ++i)
    EXPECT_EQ(shops_.Heard("https://shop.example/" + std::to_string(i)), 20);
}

TEST_F(WebhookQueuesTest, DeadEndpointWithManyDeliveriesDelaysNoOther) {
  Put("https://dead.example/", 300);
  Put("https://alive.example/", 40);
  Start();
  EXPECT_TRUE(Await([this] { return shops_.Heard("https://alive.example/") == 40; }));
  EXPECT_LT(shops_.Heard("https://dead.example/"), 12) << "it waits after a failure";
}

TEST_F(WebhookQueuesTest, EndpointThatDoesNotAnswerLeavesThreadsToOthers) {
  Put("https://silent.example/", 1);
  Start();
  EXPECT_TRUE(Await([this] { return shops_.Heard("https://silent.example/") == 1; }));
  Put("https://alive.example/", 30);
  EXPECT_TRUE(Await([this] { return shops_.Heard("https://alive.example/") == 30; }));
}

TEST_F(WebhookQueuesTest, EndpointsThatNeverAnsweredYetLeaveThreadsToThoseThatDo) {
  Put("https://alive.example/", 1, "client:cli_alive");
  Start();
  EXPECT_TRUE(Await([this] { return shops_.Heard("https://alive.example/") == 1; }));
  for (int i = 0; i < 8; ++i)
    Put("https://silent.example/" + std::to_string(i), 5, "client:cli_" + std::to_string(i));
  EXPECT_TRUE(Await([this] { return shops_.AllHeard("https://silent.example/") == 2; }));
  Add("https://alive.example/", 30);
  EXPECT_TRUE(Await([this] { return shops_.Heard("https://alive.example/") == 31; }));
  EXPECT_EQ(shops_.AllHeard("https://silent.example/"), 2) << "half of the threads, not more";
}

TEST_F(WebhookQueuesTest, EndpointsOfOneClientLeaveThreadsToOtherClients) {
  for (int i = 0; i < 8; ++i) Put("https://friendly.example/" + std::to_string(i), 1);
  Start();
  EXPECT_TRUE(Await([this] { return shops_.AllHeard("https://friendly.example/") == 8; }));
  EXPECT_TRUE(Await([this] { return stats_.messages_sent.Value() == 8; }));
  for (int i = 0; i < 8; ++i) Add("https://friendly.example/" + std::to_string(i), 5);
  EXPECT_TRUE(Await([this] { return shops_.AllHeard("https://friendly.example/") >= 10; }));
  Put("https://alive.example/", 30, "client:cli_alive");
  EXPECT_TRUE(Await([this] { return shops_.Heard("https://alive.example/") == 30; }));
}

}  // namespace
}  // namespace herlaad::engine
