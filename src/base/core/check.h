// CHECK(condition, "what must hold"): for our own mistakes, never for bad input. Always compiled
// in. A program that breaks a promise about money stops at once; starting again is safe by design.
#pragma once

namespace herlaad {

[[noreturn]] void CheckFailed(const char* condition, const char* must_hold, const char* file,
                              int line);

}  // namespace herlaad

#define CHECK(condition, must_hold)                                      \
  do {                                                                   \
    if (!(condition)) [[unlikely]] {                                     \
      ::herlaad::CheckFailed(#condition, must_hold, __FILE__, __LINE__); \
    }                                                                    \
  } while (false)
