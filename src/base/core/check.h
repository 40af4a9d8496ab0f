// CHECK(condition, "what must hold"): for bugs, never for bad input. Always compiled in. A failed
// CHECK prints its place and aborts the process; restarting is safe by design. Inside a
// GiveUpOnMistakes scope it throws Mistake instead, so that one corrupt order is rejected and the
// others go on.
#pragma once

#include <stdexcept>

namespace herlaad {

// Thrown by a failed CHECK while a GiveUpOnMistakes lives on the same thread.
class Mistake final : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

// Scope for work that changes nothing when it throws. Catch Mistake outside of it.
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
