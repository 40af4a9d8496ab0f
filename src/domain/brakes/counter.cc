#include "domain/brakes/counter.h"

#include <algorithm>
#include <limits>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::brakes {
namespace {

std::int64_t WidthOf(Millis within) {
  return (within.count() + static_cast<std::int64_t>(kSlices) - 2) /
         (static_cast<std::int64_t>(kSlices) - 1);
}

// The counter as it stands in the slice of `now`.
Counter Slid(const Counter& counter, Instant now) {
  Counter slid = counter;
  const std::int64_t slice = now.ms / counter.width_ms;
  const std::int64_t by = slice - counter.newest;
  if (by <= 0) return slid;
  slid.newest = slice;
  const auto shift =
      static_cast<std::size_t>(std::min<std::int64_t>(by, static_cast<std::int64_t>(kSlices)));
  std::move_backward(slid.slices.begin(), slid.slices.end() - static_cast<std::ptrdiff_t>(shift),
                     slid.slices.end());
  std::fill_n(slid.slices.begin(), shift, 0);
  return slid;
}

std::int64_t Sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? std::numeric_limits<std::int64_t>::max() : sum;
}

}  // namespace

std::int64_t SumOf(const Counter& counter, Millis within, Instant now) {
  if (counter.width_ms != WidthOf(within)) return 0;
  const Counter slid = Slid(counter, now);
  std::int64_t sum = 0;
  for (const std::int64_t slice : slid.slices) {
    sum = Sum(sum, slice);
    if (MutantIs("brake_forgets_window")) break;
  }
  return sum;
}

Counter Added(const Counter* before, SubjectId id, Millis within, std::int64_t more, Instant now) {
  CHECK(more >= 0, "a payment only adds to what is counted");
  const std::int64_t width = WidthOf(within);
  Counter counter{id, width, now.ms / width, {}, {}};
  if (before != nullptr && before->width_ms == width) counter = Slid(*before, now);
  counter.slices.front() = Sum(counter.slices.front(), more);
  counter.expires_at =
      Instant{(counter.newest + static_cast<std::int64_t>(kSlices)) * counter.width_ms};
  return counter;
}

}  // namespace herlaad::brakes
