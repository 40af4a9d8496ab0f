// What clients are told while the database cannot be read quickly, and what works all the same.
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "tests/support/api_world.h"

namespace herlaad::http {
namespace {

using nlohmann::json;
using testing::ApiWorld;

constexpr const char* kCardBody =
    R"({"msisdn":"0470123456","operator":"proximus","amount":{"amount":1500,"currency":"EUR"},"tender":"card"})";

std::string HeaderOf(const net::Response& response, const std::string& name) {
  for (const net::Header& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return "";
}

testing::ApiSettings Few(std::size_t waiting_max, Millis answer_within) {
  testing::ApiSettings settings;
  settings.readers.threads = 2;
  settings.readers.long_at_once = 1;
  settings.readers.waiting_max = waiting_max;
  settings.readers.answer_within = answer_within;
  settings.readers.look_every = Millis(10);
  return settings;
}

// An API over a store whose orders cannot be read until the test allows it.
class ReadsTest : public ::testing::Test {
 protected:
  ~ReadsTest() override { LetGo(); }

  void Open(const testing::ApiSettings& settings) {
    world_.emplace(settings);
    world_->PutSim("0470123456", "proximus");
    const auto placed = world_->Post("/v1/topups", kCardBody, {{"idempotency-key", "a"}});
    ASSERT_EQ(placed.status, 201) << placed.body;
    id_ = json::parse(placed.body)["id"];
    world_->store.before_reading = [this] {
      std::unique_lock lock(mutex_);
      ++stuck_;
      changed_.notify_all();
      changed_.wait(lock, [this] { return let_go_; });
    };
  }
  void LetGo() {
    const std::lock_guard lock(mutex_);
    let_go_ = true;
    changed_.notify_all();
  }
  void AwaitStuck(int count) {
    std::unique_lock lock(mutex_);
    ASSERT_TRUE(changed_.wait_for(lock, std::chrono::seconds(20), [&] { return stuck_ >= count; }));
  }
  std::future<net::Response> GetLater(const std::string& target) {
    return world_->SendLater(ApiWorld::MakeRequest("GET", target));
  }
  static bool IsThere(std::future<net::Response>& answer) {
    return answer.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
  }
  void ExpectRefused(const std::string& path, std::future<net::Response> answer,
                     const std::string& code) {
    const net::Response response = answer.get();
    EXPECT_EQ(response.status, 503) << response.body;
    EXPECT_EQ(json::parse(response.body)["code"], code);
    EXPECT_NE(HeaderOf(response, "Retry-After"), "");
    world_->HoldAgainstContract("GET", path, response);
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int stuck_ = 0;
  bool let_go_ = false;
  std::optional<ApiWorld> world_;
  std::string id_;
};

TEST_F(ReadsTest, DispatchingARequestDoesNotWaitForReads) {
  Open(Few(100, Millis(600'000)));
  const std::string path = "/v1/topups/" + id_;
  auto first = GetLater(path);
  auto second = GetLater(path + "/receipt");
  AwaitStuck(2);
  auto third = GetLater("/nl/orders/" + id_);
  for (const char* const open :
       {"/health/live", "/docs", "/nl/", "/v1/operators", "/assets/page.css"}) {
    auto at_once = GetLater(open);
    EXPECT_TRUE(IsThere(at_once)) << open;
  }
  EXPECT_FALSE(IsThere(first) || IsThere(second) || IsThere(third));
  LetGo();
  EXPECT_EQ(first.get().status, 200);
  EXPECT_EQ(second.get().status, 404);
  EXPECT_EQ(third.get().status, 200);
}

TEST_F(ReadsTest, SilentDatabaseIsReportedInTime) {
  Open(Few(100, Millis(50)));
  const std::string path = "/v1/topups/" + id_;
  std::vector<std::future<net::Response>> answers;
  for (int i = 0; i < 10; ++i) answers.push_back(GetLater(path));
  for (auto& answer : answers) ExpectRefused(path, std::move(answer), "store_unavailable");
  auto page = GetLater("/nl/orders/" + id_);
  EXPECT_EQ(page.get().status, 503);
  LetGo();
  for (int tries = 0; tries < 1'000 && world_->Get(path).status != 200; ++tries) {
    std::this_thread::sleep_for(Millis(10));
  }
  EXPECT_EQ(world_->Get(path).status, 200) << "it is over by itself";
}

// A client that was told that nothing was done must be able to rely on it.
TEST_F(ReadsTest, AbandonedRequestIsNotExecutedLater) {
  Open(Few(100, Millis(50)));
  const auto refused = world_->Post("/v1/topups/" + id_ + "/cancel", "");
  EXPECT_EQ(refused.status, 503) << refused.body;
  LetGo();
  for (int tries = 0; tries < 1'000 && world_->Get("/v1/topups/" + id_).status != 200; ++tries) {
    std::this_thread::sleep_for(Millis(10));
  }
  EXPECT_FALSE(world_->OrderOf(id_).cancel_wanted);
}

TEST_F(ReadsTest, TooManyReadsAreRejectedAtOnceAndTheOthersAnswered) {
  Open(Few(5, Millis(600'000)));
  const std::string path = "/v1/topups/" + id_;
  std::vector<std::future<net::Response>> taken;
  for (int i = 0; i < 2; ++i) taken.push_back(GetLater(path));
  AwaitStuck(2);
  for (int i = 0; i < 5; ++i) taken.push_back(GetLater(path));
  for (int i = 0; i < 50; ++i) {
    auto refused = GetLater(path);
    ASSERT_TRUE(IsThere(refused));
    ExpectRefused(path, std::move(refused), "busy");
  }
  LetGo();
  for (auto& answer : taken) EXPECT_EQ(answer.get().status, 200);
}

// A key that is not cached is looked up like anything else.
TEST_F(ReadsTest, KeysAreLookedUpByTheReaders) {
  Open(Few(5, Millis(600'000)));
  const std::string key = world_->MakeKey("topup:read");
  auto stuck = GetLater("/v1/topups/" + id_);
  auto other = GetLater("/v1/topups/" + id_);
  AwaitStuck(2);
  auto known = world_->SendLater(
      ApiWorld::MakeRequest("GET", "/v1/operators", "", {{"authorization", "Bearer " + key}}));
  EXPECT_FALSE(IsThere(known));
  LetGo();
  EXPECT_EQ(known.get().status, 200);
  EXPECT_EQ(stuck.get().status, 200);
  EXPECT_EQ(other.get().status, 200);
}

}  // namespace
}  // namespace herlaad::http
