#include "engine/fair_turns.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/outbox/retry_policy.h"

namespace herlaad::engine {

std::size_t FairTurns::Room(std::string_view destination, Instant now) const {
  const auto at = states_.find(destination);
  if (at == states_.end()) return options_.busy_max;
  const State& state = at->second;
  if (state.failures == 0) return options_.busy_max - std::min(state.busy, options_.busy_max);
  const bool may =
      state.busy == 0 && now >= state.waits_until && failing_busy_ < options_.failing_max;
  return may ? 1 : 0;
}

Instant FairTurns::WaitsUntil(std::string_view destination) const {
  const auto at = states_.find(destination);
  return at != states_.end() ? at->second.waits_until : Instant{};
}

void FairTurns::Begun(std::string_view destination) {
  State& state = states_[std::string(destination)];
  if (state.failures > 0) ++failing_busy_;
  ++state.busy;
}

void FairTurns::NotSent(std::string_view destination) {
  const auto at = states_.find(destination);
  CHECK(at != states_.end() && at->second.busy > 0, "what ends has begun");
  if (at->second.failures > 0) --failing_busy_;
  --at->second.busy;
  if (at->second.busy == 0 && at->second.failures == 0) states_.erase(at);
}

void FairTurns::Ended(std::string_view destination, bool was_taken, Instant now,
                      std::uint64_t random) {
  const auto at = states_.find(destination);
  CHECK(at != states_.end() && at->second.busy > 0, "what ends has begun");
  State& state = at->second;
  // All that are busy when a destination fails count among the failing ones until they end.
  const bool was_failing = state.failures > 0;
  if (was_failing) --failing_busy_;
  --state.busy;
  if (was_taken) {
    if (was_failing) failing_busy_ -= state.busy;
    state.failures = 0;
    state.waits_until = {};
    if (state.busy == 0) states_.erase(at);
    return;
  }
  if (!was_failing) failing_busy_ += state.busy;
  state.waits_until =
      now + outbox::RetryWait(options_.pause_first, options_.pause_max, state.failures, random);
  ++state.failures;
}

}  // namespace herlaad::engine
