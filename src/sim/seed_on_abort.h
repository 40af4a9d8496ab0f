// SeedOnAbort: a CHECK that fails ends the program at once; so that the history can be played again
// its seed is printed then. For as long as it lives, for the whole process.
#pragma once

#include <cstdint>

namespace herlaad::sim {

class SeedOnAbort {
 public:
  explicit SeedOnAbort(std::uint64_t seed);
  SeedOnAbort(const SeedOnAbort&) = delete;
  SeedOnAbort& operator=(const SeedOnAbort&) = delete;
  ~SeedOnAbort();

 private:
  void (*before_)(int);
};

}  // namespace herlaad::sim
