// Faults: the bad luck of a network, drawn from a seed.
#pragma once

#include <cstdint>
#include <mutex>

#include "base/core/instant.h"
#include "base/core/random.h"

namespace herlaad::sandbox {

// Percent of requests.
struct FaultOptions {
  unsigned drop_request = 0;  // lost before anything was booked
  unsigned drop_answer = 0;   // lost after it was booked
  unsigned repeat = 0;        // arrives twice; the second answer is the one that counts
  Millis hold{30'000};        // how long a lost answer keeps its connection before it breaks
};

class Faults {
 public:
  Faults(const FaultOptions& options, std::uint64_t seed) : options_(options), random_(seed) {}

  struct FaultPlan {
    bool request_lost = false;
    bool answer_lost = false;
    bool repeated = false;
  };
  // Draws all three, so that one rate does not shift the others' draws. From any thread.
  FaultPlan Draw() {
    const std::lock_guard lock(mutex_);
    FaultPlan fault_plan;
    fault_plan.request_lost = random_.Chance(options_.drop_request);
    fault_plan.answer_lost = random_.Chance(options_.drop_answer);
    fault_plan.repeated = random_.Chance(options_.repeat);
    return fault_plan;
  }
  [[nodiscard]] Millis hold() const { return options_.hold; }

 private:
  const FaultOptions options_;
  std::mutex mutex_;
  Random random_;
};

}  // namespace herlaad::sandbox
