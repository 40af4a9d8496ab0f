// SweepThread: a thread that takes one bounded step after the other, each as long after the last as
// that one asked for.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "base/core/instant.h"

namespace herlaad::engine {

class SweepThread {
 public:
  ~SweepThread() { Stop(); }

  // `step` is given the time, and says how long to wait before the next one. It must be safe to
  // call until Stop has returned. `name` is that of the thread.
  void Start(std::string name, Clock& clock, std::function<Millis(Instant)> step);
  // Waits for the step under way. May be repeated, and called without Start.
  void Stop();

 private:
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace herlaad::engine
