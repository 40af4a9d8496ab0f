#include "base/core/even_time.h"

#include <algorithm>

namespace herlaad {
namespace {

using std::chrono::microseconds;

// Difference allowed between two running clocks from one reading to the next: the process may be
// suspended between reading them.
constexpr microseconds kJump{2'000'000};

}  // namespace

Instant EvenTime::Now(Instant source, Steady steady) {
  const std::lock_guard lock(mutex_);
  const std::int64_t source_us = source.ms * 1'000;
  microseconds elapsed{0};
  bool even = true;
  if (begun_) {
    elapsed = std::max(microseconds(0), std::chrono::duration_cast<microseconds>(steady - steady_));
    const microseconds moved((source - source_).count() * 1'000);
    even = moved - elapsed <= kJump && elapsed - moved <= kJump;
    given_us_ = std::max(source_us, given_us_ + elapsed.count() / 2);
    even = even && given_us_ - source_us <= kJump.count();
  } else {
    begun_ = true;
    even = false;
    given_us_ = source_us;
  }
  source_ = source;
  steady_ = std::max(steady_, steady);
  const Instant now{given_us_ / 1'000};
  if (!even) since_ = now;
  return now;
}

Instant EvenTime::Since() {
  const std::lock_guard lock(mutex_);
  return since_;
}

}  // namespace herlaad
