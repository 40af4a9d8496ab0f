// Checker: compares, after a history, the records of banks, operators and tills with Herlaad's
// database and with the answers that clients received.
#pragma once

#include "simulation/world.h"

namespace herlaad::simulation {

struct Verdict {
  std::map<orders::State, std::int64_t> states;  // of all orders at the end
  std::int64_t orders = 0;
  std::int64_t losses = 0;    // credited and refunded: posted to loss and reviewed
  std::int64_t revived = 0;   // top-ups of a number in grace
  std::int64_t too_late = 0;  // numbers written after their grace
  std::int64_t swept = 0;     // lapses posted without a top-up
  std::int64_t excused = 0;   // an operator denied a credit and never corrected itself
};

// Adds every broken promise to the world's `broken`.
Verdict CheckWorld(World& world);

}  // namespace herlaad::simulation
