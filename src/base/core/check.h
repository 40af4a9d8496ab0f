// CHECK(condition, "what must hold"): for our own mistakes, never for bad input. Always compiled
// in. A program that breaks a promise about money stops at once; starting again is safe by design.
// Where nothing was changed yet and the work at hand can be given up, which GiveUpOnMistakes says,
// only that is given up: one order that cannot be right keeps no other from going on.
#pragma once

#include <stdexcept>

namespace herlaad {

// What a failed CHECK throws while a GiveUpOnMistakes lives on its thread.
class Mistake final : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Around work that leaves nothing behind when it throws, with whoever catches it outside.
class GiveUpOnMistakes {
 public:
  GiveUpOnMistakes();
  GiveUpOnMistakes(const GiveUpOnMistakes&) = delete;
  GiveUpOnMistakes& operator=(const GiveUpOnMistakes&) = delete;
  ~GiveUpOnMistakes();
};

[[noreturn]] void CheckFailed(const char* condition, const char* must_hold, const char* file,
                              int line);

}  // namespace herlaad

#define CHECK(condition, must_hold)                                      \
  do {                                                                   \
    if (!(condition)) [[unlikely]] {                                     \
      ::herlaad::CheckFailed(#condition, must_hold, __FILE__, __LINE__); \
    }                                                                    \
  } while (false)
