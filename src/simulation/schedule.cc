#include "simulation/schedule.h"

#include <algorithm>

namespace herlaad::simulation {

void Schedule::At(Instant when, std::function<void()> what) {
  due_.emplace(std::pair(std::max(when, now_), ++put_), std::move(what));
}

bool Schedule::Step() {
  if (due_.empty()) return false;
  auto next = due_.extract(due_.begin());
  now_ = next.key().first;
  ++steps_;
  next.mapped()();
  return true;
}

}  // namespace herlaad::simulation
