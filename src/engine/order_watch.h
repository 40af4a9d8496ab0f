// OrderWatch: which orders somebody follows, and which of them a commit of this process has
// changed. What another process commits is not seen here.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "engine/batch.h"

namespace herlaad::engine {

class OrderWatch final : public CommitListener {
 public:
  // Safe from any thread. An order is followed until Unfollow was called as often as Follow.
  void Follow(OrderId order);
  void Unfollow(OrderId order);

  // Costs one look at a number when nobody follows anything, and a look-up an order otherwise.
  void OnCommit(const WriteSet& writes, Instant now) override;

  // For one thread: waits until something that is followed has changed, Wake was called, or `most`
  // has passed. What has changed since the last call, each order once however often it changed.
  std::vector<OrderId> Wait(Millis most);
  void Wake();

 private:
  struct Followed {
    std::size_t times = 0;
    bool changed = false;
  };

  std::atomic<std::size_t> followed_{0};
  std::mutex mutex_;
  std::condition_variable wake_;
  bool woken_ = false;
  std::unordered_map<OrderId, Followed> orders_;
  std::vector<OrderId> changed_;
};

}  // namespace herlaad::engine
