// OrderWatch: reports which of the followed orders were changed by commits of this process. Commits
// of other processes are not seen.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "engine/batches/batch.h"

namespace herlaad::engine {

class OrderWatch final : public CommitListener {
 public:
  // Thread-safe. An order is followed until Unfollow was called as often as Follow.
  void Follow(OrderId order);
  void Unfollow(OrderId order);

  // Costs one atomic load if nothing is followed, otherwise one look-up per order.
  void OnCommit(const WriteSet& writes, Instant now) override;

  // For one thread: waits until a followed order has changed, Wake was called or `most` has passed.
  // Returns the orders changed since the last call, each once.
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
