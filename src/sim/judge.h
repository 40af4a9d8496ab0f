// Judge: compares, after a history, what banks, operators and tills have in their books with what
// Herlaad has in its own, and with what people were told.
#pragma once

#include "sim/world.h"

namespace herlaad::sim {

struct Verdict {
  std::map<orders::State, std::int64_t> states;  // of all orders at the end
  std::int64_t orders = 0;
  std::int64_t losses = 0;   // credited and refunded, booked to loss and shown to a person
  std::int64_t excused = 0;  // an operator denied a credit and nobody ever told better
};

// Every promise that does not hold is added to the world's `broken`.
Verdict JudgeWorld(World& world);

}  // namespace herlaad::sim
