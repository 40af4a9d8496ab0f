// Signals: waits for SIGINT, SIGTERM and, if wanted, SIGHUP instead of being interrupted by them.
#pragma once

#include <cstdint>

#include "base/core/instant.h"

namespace herlaad::app {

class Signals {
 public:
  // Whether SIGHUP ends the program, or is a request to read files again.
  enum class HangUp : std::uint8_t { kEnds, kReloads };
  enum class Asked : std::uint8_t { kStop, kReload };

  // Blocks the signals in this thread and those it starts: create it before any thread.
  explicit Signals(HangUp hang_up = HangUp::kEnds);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  // Waits for a signal. Several requests to reload in short succession may be answered as one.
  Asked Wait();
  // Sleeps; returns early, with true, on SIGINT or SIGTERM.
  [[nodiscard]] bool WaitFor(Millis time);
  // From now on the next SIGINT or SIGTERM ends the program at once.
  void EndOnNext();

 private:
  const HangUp hang_up_;
};

}  // namespace herlaad::app
