// Instant: a point in time in whole milliseconds since 1970-01-01T00:00:00Z. Domain rules receive
// it as an argument and never read a clock.
#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace herlaad {

using Millis = std::chrono::milliseconds;

struct Instant {
  std::int64_t ms = 0;

  friend auto operator<=>(const Instant&, const Instant&) = default;
  friend Instant operator+(Instant at, Millis wait) { return {at.ms + wait.count()}; }
  friend Instant operator-(Instant at, Millis wait) { return {at.ms - wait.count()}; }
  friend Millis operator-(Instant later, Instant earlier) { return Millis(later.ms - earlier.ms); }
};

// RFC 3339 in UTC with milliseconds: "2026-11-22T13:02:11.042Z". Years 1970 to 9999.
std::string ToRfc3339(Instant at);
std::array<char, 24> Rfc3339Of(Instant at);

// Reads what ToRfc3339 writes, with or without the fraction. nullopt for anything else.
std::optional<Instant> ParseRfc3339(std::string_view text);

// Source of the current time for the engine, outbox workers and APIs. Tests and the simulation
// provide their own.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() = 0;
  // The time since which the clock has not been set. A wait that began earlier may have been
  // shorter than it looks.
  virtual Instant EvenSince() { return {}; }
};

// The system clock, smoothed by one EvenTime for the whole process.
class SystemClock final : public Clock {
 public:
  Instant Now() override;
  Instant EvenSince() override;
};

}  // namespace herlaad
