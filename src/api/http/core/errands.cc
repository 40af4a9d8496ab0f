#include "api/http/core/errands.h"

#include <exception>
#include <utility>

#include "base/core/check.h"

namespace herlaad::http {

Errands::Errands(Bounds bounds, Report report)
    : bounds_(bounds), report_(std::move(report)), thread_([this] { Loop(); }) {}

Errands::~Errands() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Errands::Post(const std::string& customer, std::function<void()> errand) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || count_ >= bounds_.waiting) return false;
    const auto known = waiting_.find(customer);
    if (known != waiting_.end() && known->second.size() >= bounds_.per_customer) return false;
    if (known == waiting_.end()) turns_.push_back(customer);
    waiting_[customer].push_back(std::move(errand));
    ++count_;
  }
  wake_.notify_one();
  return true;
}

// The oldest errand of the customer who has waited longest for a turn.
Errands::Errand Errands::TakeNext() {
  std::string customer = std::move(turns_.front());
  turns_.pop_front();
  const auto at = waiting_.find(customer);
  Errand errand = std::move(at->second.front());
  at->second.pop_front();
  --count_;
  if (at->second.empty()) {
    waiting_.erase(at);
  } else {
    turns_.push_back(std::move(customer));
  }
  return errand;
}

void Errands::Loop() {
  for (;;) {
    std::function<void()> errand;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || count_ > 0; });
      if (stopping_) return;
      errand = TakeNext();
    }
    // The client is answered by the destructor of its Responder.
    try {
      const GiveUpOnMistakes scope;
      errand();
    } catch (const std::exception& mistake) {
      report_(mistake.what());
    }
  }
}

}  // namespace herlaad::http
