// Signals: waits for SIGINT and SIGTERM instead of being interrupted by them.
#pragma once

#include "base/core/instant.h"

namespace herlaad::app {

class Signals {
 public:
  // Blocks both signals in this thread and those it starts: create it before any thread.
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Waits for either signal.
  void Wait();
  // Sleeps; returns early, with true, on either signal.
  [[nodiscard]] bool WaitFor(Millis time);
  // From now on the next signal ends the program at once.
  void EndOnNext();
};

}  // namespace herlaad::app
