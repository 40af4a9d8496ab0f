// Schedule: virtual time. What is to happen stands in order of its instant, and in the order in
// which it was put there; time jumps from one to the next.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include "base/core/instant.h"

namespace herlaad::sim {

class Schedule {
 public:
  explicit Schedule(Instant start) : now_(start) {}

  [[nodiscard]] Instant now() const { return now_; }
  void At(Instant when, std::function<void()> what);
  void After(Millis wait, std::function<void()> what) { At(now_ + wait, std::move(what)); }

  [[nodiscard]] std::size_t pending() const { return due_.size(); }
  // Does what is next; false when there is nothing.
  bool Step();
  [[nodiscard]] std::int64_t steps() const { return steps_; }

 private:
  Instant now_;
  std::int64_t put_ = 0;
  std::int64_t steps_ = 0;
  std::map<std::pair<Instant, std::int64_t>, std::function<void()>> due_;
};

}  // namespace herlaad::sim
