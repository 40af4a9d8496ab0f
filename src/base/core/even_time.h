// EvenTime: a time for people made of a clock that anybody may set and of one that only runs. It
// never goes back, so that what was decided later is dated later, and never stands still, so that
// what is due becomes due.
#pragma once

#include <chrono>
#include <mutex>

#include "base/core/instant.h"

namespace herlaad {

class EvenTime {
 public:
  using Steady = std::chrono::steady_clock::time_point;

  // `source` and `steady` were read together. Once the source was set back, time goes on at half
  // its pace until the source has caught up.
  Instant Now(Instant source, Steady steady);

  // Since when, in its own time, it has run beside its source without a jump: now, while the source
  // is behind. A wait that began before then may have been shorter than it looks.
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
