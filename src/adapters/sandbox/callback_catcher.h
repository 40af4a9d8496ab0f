// For tests: a merchant that records the callbacks it receives and answers as instructed.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "adapters/net/server/server.h"
#include "base/core/check.h"

namespace herlaad::sandbox {

class CallbackCatcher {
 public:
  explicit CallbackCatcher(std::uint16_t port = 0)
      : server_(Options(port), [this](net::Request&& request, net::Responder&& responder) {
          responder.Send({.status = Keep(std::move(request))});
        }) {
    const auto started = server_.Start();
    CHECK(started.ok(), "the test's own server starts");
  }

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_.Port()) + "/callbacks";
  }
  [[nodiscard]] std::uint16_t port() const { return server_.Port(); }

  // Answers the next `times` callbacks with `status`.
  void RefuseNext(int times, int status) {
    const std::lock_guard lock(mutex_);
    refusals_ = times;
    refusal_status_ = status;
  }

  // The callbacks received, after waiting up to 300 ms for the first.
  std::vector<net::Request> Caught() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::milliseconds(300), [&] { return !caught_.empty(); });
    return caught_;
  }

  // Waits at most ten seconds for `count` callbacks, then 100 ms for any more.
  std::vector<net::Request> Wait(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(10), [&] { return caught_.size() >= count; });
    changed_.wait_for(lock, std::chrono::milliseconds(100), [&] { return caught_.size() > count; });
    return caught_;
  }

 private:
  static net::ServerOptions Options(std::uint16_t port) {
    net::ServerOptions options;
    options.tcp = {{"127.0.0.1", port}};
    options.timeouts.stop = Millis(1'000);
    return options;
  }
  int Keep(net::Request&& request) {
    const std::lock_guard lock(mutex_);
    caught_.push_back(std::move(request));
    changed_.notify_all();
    if (refusals_ == 0) return 200;
    --refusals_;
    return refusal_status_;
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<net::Request> caught_;
  int refusals_ = 0;
  int refusal_status_ = 500;
  net::Server server_;  // last: its thread uses the others
};

}  // namespace herlaad::sandbox
