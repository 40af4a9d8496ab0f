// Schedule: virtual time. Events run in order of their time, and of insertion at the same time;
// time jumps from one event to the next.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/core/instant.h"

namespace herlaad::simulation {

class Schedule {
 public:
  explicit Schedule(Instant start) : now_(start) {}

  [[nodiscard]] Instant now() const { return now_; }
  void At(Instant when, std::function<void()> what);
  void After(Millis wait, std::function<void()> what) { At(now_ + wait, std::move(what)); }

  [[nodiscard]] std::size_t pending() const { return due_.size(); }
  // Runs the next event; false if there is none.
  bool Step();
  [[nodiscard]] std::int64_t steps() const { return steps_; }

 private:
  Instant now_;
  std::int64_t put_ = 0;
  std::int64_t steps_ = 0;
  std::map<std::pair<Instant, std::int64_t>, std::function<void()>> due_;
};

}  // namespace herlaad::simulation
