// SeedOnAbort: while it exists, prints the seed of the history when the process aborts, for example
// on a failed CHECK, so that the history can be replayed. Process-wide.
#pragma once

#include <cstdint>

namespace herlaad::simulation {

class SeedOnAbort {
 public:
  explicit SeedOnAbort(std::uint64_t seed);
  SeedOnAbort(const SeedOnAbort&) = delete;
  SeedOnAbort& operator=(const SeedOnAbort&) = delete;
  ~SeedOnAbort();

 private:
  void (*before_)(int);
};

}  // namespace herlaad::simulation
