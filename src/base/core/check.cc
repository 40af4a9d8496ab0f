#include "base/core/check.h"

#include <cstdio>
#include <cstdlib>

namespace herlaad {

void CheckFailed(const char* condition, const char* must_hold, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: CHECK(%s) failed: %s\n", file, line, condition, must_hold);
  std::fflush(stderr);
  std::abort();
}

}  // namespace herlaad
