#include "doors/http/errands.h"

#include <exception>
#include <utility>

#include "base/core/check.h"

namespace herlaad::http {

Errands::Errands(std::size_t waiting_max, Report report)
    : waiting_max_(waiting_max), report_(std::move(report)), thread_([this] { Loop(); }) {}

Errands::~Errands() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

bool Errands::Post(std::function<void()> errand) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || waiting_.size() >= waiting_max_) return false;
    waiting_.push_back(std::move(errand));
  }
  wake_.notify_one();
  return true;
}

void Errands::Loop() {
  for (;;) {
    std::function<void()> errand;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      if (stopping_) return;
      errand = std::move(waiting_.front());
      waiting_.pop_front();
    }
    // Whom it was for is answered by what it leaves behind: a responder that never answered.
    try {
      const GiveUpOnMistakes scope;
      errand();
    } catch (const std::exception& mistake) {
      report_(mistake.what());
    }
  }
}

}  // namespace herlaad::http
