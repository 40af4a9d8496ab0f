#include "base/core/check.h"

#include <cstdio>
#include <cstdlib>
#include <string>

namespace herlaad {
namespace {

thread_local int given_up = 0;  // number of open GiveUpOnMistakes scopes on this thread

}  // namespace

GiveUpOnMistakes::GiveUpOnMistakes() { ++given_up; }
GiveUpOnMistakes::~GiveUpOnMistakes() { --given_up; }

void CheckFailed(const char* condition, const char* must_hold, const char* file, int line) {
  if (given_up > 0) {
    throw Mistake(std::string(file) + ":" + std::to_string(line) + ": CHECK(" + condition +
                  ") failed: " + must_hold);
  }
  std::fprintf(stderr, "%s:%d: CHECK(%s) failed: %s\n", file, line, condition, must_hold);
  std::fflush(stderr);
  std::abort();
}

}  // namespace herlaad
