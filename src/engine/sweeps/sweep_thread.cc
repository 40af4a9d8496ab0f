#include "engine/sweeps/sweep_thread.h"

#include <utility>

#include "base/core/thread_name.h"

namespace herlaad::engine {

void SweepThread::Start(std::string name, Clock& clock, std::function<Millis(Instant)> step) {
  thread_ = std::thread([this, name = std::move(name), &clock, step = std::move(step)] {
    NameThisThread(name.c_str());
    Millis wait{0};
    std::unique_lock lock(mutex_);
    while (!wake_.wait_for(lock, wait, [this] { return stopping_; })) {
      lock.unlock();
      wait = step(clock.Now());
      lock.lock();
    }
  });
}

void SweepThread::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

}  // namespace herlaad::engine
