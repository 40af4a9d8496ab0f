// Faults: simulated network faults, drawn from a seed.
#pragma once

#include <cstdint>
#include <mutex>

#include "base/core/instant.h"
#include "base/core/random.h"

namespace herlaad::sandbox {

// Percent of requests.
struct FaultOptions {
  unsigned drop_request = 0;  // lost before anything is written
  unsigned drop_answer = 0;   // lost after everything is written
  unsigned repeat = 0;        // arrives twice; the client receives the second answer
  Millis hold{30'000};        // how long the connection of a lost answer stays open before it
                              // breaks
};

class Faults {
 public:
  Faults(const FaultOptions& options, std::uint64_t seed) : options_(options), random_(seed) {}

  struct FaultPlan {
    bool request_lost = false;
    bool answer_lost = false;
    bool repeated = false;
  };
  // Always draws all three, so that one rate does not shift the others' draws. Thread-safe.
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
