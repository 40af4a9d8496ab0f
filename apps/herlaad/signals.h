// Signals: SIGINT and SIGTERM as something to wait for instead of something that interrupts.
#pragma once

#include "base/core/instant.h"

namespace herlaad::app {

class Signals {
 public:
  // From here on the two are blocked in this thread and those it starts: make one before any
  // thread.
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Waits until somebody wants the program to end.
  void Wait();
  // A sleep that ends early, with true, when somebody wants the program to end.
  [[nodiscard]] bool WaitFor(Millis time);
  // From now on the next signal ends the program at once.
  void EndOnNext();
};

}  // namespace herlaad::app
