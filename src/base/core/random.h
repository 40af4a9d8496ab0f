// Random: seeded pseudo-random numbers for tests, the simulation and jitter. The same seed gives
// the same sequence on every machine. Not for secrets: see base/core/secret.h.
#pragma once

#include <cstdint>

namespace herlaad {

class Random {
 public:
  explicit Random(std::uint64_t seed);

  std::uint64_t Next();
  // Uniform in [0, bound); bound > 0.
  std::uint64_t Below(std::uint64_t bound);
  // Uniform in [low, high], both included.
  std::int64_t Between(std::int64_t low, std::int64_t high);
  // True in `percent` of 100 draws.
  bool Chance(unsigned percent) { return Below(100) < percent; }

 private:
  std::uint64_t state_[4];
};

}  // namespace herlaad
