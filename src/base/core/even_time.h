// EvenTime: wall-clock time that never goes back and never stands still, made from a clock that can
// be set and a monotonic one. Later decisions get later times, and whatever is due becomes due.
#pragma once

#include <chrono>
#include <mutex>

#include "base/core/instant.h"

namespace herlaad {

class EvenTime {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  // `source` and `steady` must be read together. After the source was set back, time runs at half
  // speed until the source has caught up.
  Instant Now(Instant source, Steady steady);

  // The time since which it has followed its source without a jump; the latest Now() while the
  // source is behind. A wait that began earlier may have been shorter than it looks.
  Instant Since();

 private:
  std::mutex mutex_;
  bool begun_ = false;
  Instant source_{};
  Steady steady_{};
  std::int64_t given_us_ = 0;
  Instant since_{};
};

}  // namespace herlaad
