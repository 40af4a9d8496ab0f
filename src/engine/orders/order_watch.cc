#include "engine/orders/order_watch.h"

#include <utility>

namespace herlaad::engine {

void OrderWatch::Follow(OrderId order) {
  const std::lock_guard lock(mutex_);
  ++orders_[order].times;
  followed_.store(orders_.size());
}

void OrderWatch::Unfollow(OrderId order) {
  const std::lock_guard lock(mutex_);
  const auto found = orders_.find(order);
  if (found == orders_.end() || --found->second.times > 0) return;
  orders_.erase(found);
  followed_.store(orders_.size());
}

void OrderWatch::OnCommit(const WriteSet& writes, Instant) {
  if (followed_.load() == 0) return;
  bool any = false;
  {
    const std::lock_guard lock(mutex_);
    for (const OrderRecord& record : writes.changed.Of<OrderRecord>()) {
      const auto found = orders_.find(record.order.id);
      if (found == orders_.end() || std::exchange(found->second.changed, true)) continue;
      changed_.push_back(record.order.id);
      any = true;
    }
  }
  if (any) wake_.notify_one();
}

std::vector<OrderId> OrderWatch::Wait(Millis most) {
  std::unique_lock lock(mutex_);
  wake_.wait_for(lock, most, [this] { return woken_ || !changed_.empty(); });
  woken_ = false;
  for (const OrderId order : changed_) {
    const auto found = orders_.find(order);
    if (found != orders_.end()) found->second.changed = false;
  }
  return std::exchange(changed_, {});
}

void OrderWatch::Wake() {
  {
    const std::lock_guard lock(mutex_);
    woken_ = true;
  }
  wake_.notify_one();
}

}  // namespace herlaad::engine
