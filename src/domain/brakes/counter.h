// Counter: what one subject paid, by the slices of a sliding window. One bounded row whatever
// happens.
#pragma once

#include <array>
#include <cstdint>

#include "base/core/instant.h"
#include "domain/brakes/subject.h"

namespace herlaad::brakes {

// A window is 12 slices, and the one that is filled stands before them: what was counted stays for
// at least the window, and for at most a twelfth longer.
inline constexpr std::size_t kSlices = 13;

struct Counter {
  SubjectId id;                                // CounterOf
  std::int64_t width_ms = 0;                   // of a slice; of another one everything is forgotten
  std::int64_t newest = 0;                     // the slice that is filled, in slices since 1970
  std::array<std::int64_t, kSlices> slices{};  // payments or cents, the newest first
  Instant expires_at{};                        // from then on it counts nothing

  friend bool operator==(const Counter&, const Counter&) = default;
};

// What is counted in the window that ends now. A clock that went back counts what is there.
std::int64_t SumOf(const Counter& counter, Millis within, Instant now);

// With `more` (at least 0) counted now. `before` is what is kept; nullptr: nothing.
Counter Added(const Counter* before, SubjectId id, Millis within, std::int64_t more, Instant now);

}  // namespace herlaad::brakes
