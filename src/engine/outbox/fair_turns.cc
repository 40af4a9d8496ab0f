#include "engine/outbox/fair_turns.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/outbox/retry_policy.h"

namespace herlaad::engine {

std::size_t FairTurns::Room(std::string_view destination, Instant now) const {
  const auto at = states_.find(destination);
  const State state = at != states_.end() ? at->second : State();
  if (state.IsTrusted()) return options_.busy_max - std::min(state.busy, options_.busy_max);
  const bool may =
      state.busy == 0 && now >= state.waits_until && failing_busy_ < options_.failing_max;
  return may ? 1 : 0;
}

std::size_t FairTurns::RoomInGroup(std::string_view destination, std::string_view group) const {
  const auto at = groups_.find(group);
  const Busy busy = at != groups_.end() ? at->second : Busy();
  const std::size_t room = options_.group_max - std::min(busy.all, options_.group_max);
  const auto state = states_.find(destination);
  if (state != states_.end() && state->second.IsTrusted()) return room;
  const std::size_t failing_max = (options_.group_max + 1) / 2;
  return std::min(room, failing_max - std::min(busy.failing, failing_max));
}

Instant FairTurns::WaitsUntil(std::string_view destination) const {
  const auto at = states_.find(destination);
  return at != states_.end() ? at->second.waits_until : Instant{};
}

// All that are busy when a destination fails count among the failing ones until they end.
template <class Change>
void FairTurns::Recount(State& state, Change change) {
  Busy& group = groups_[state.group];
  group.all -= state.busy;
  if (!state.IsTrusted()) {
    group.failing -= state.busy;
    failing_busy_ -= state.busy;
  }
  change(state);
  group.all += state.busy;
  if (!state.IsTrusted()) {
    group.failing += state.busy;
    failing_busy_ += state.busy;
  }
  if (group.all == 0) groups_.erase(state.group);
}

FairTurns::State& FairTurns::BusyOne(std::string_view destination) {
  const auto at = states_.find(destination);
  CHECK(at != states_.end() && at->second.busy > 0, "what ends has begun");
  return at->second;
}

void FairTurns::Begun(std::string_view destination, std::string_view group) {
  if (states_.size() >= options_.remembered_max && !states_.contains(destination)) ForgetIdle();
  State& state = states_[std::string(destination)];
  state.group = group;
  Recount(state, [](State& one) { ++one.busy; });
}

void FairTurns::NotSent(std::string_view destination) {
  State& state = BusyOne(destination);
  Recount(state, [](State& one) { --one.busy; });
  if (state.busy == 0 && state.failures == 0 && !state.has_answered)
    states_.erase(std::string(destination));
}

void FairTurns::Ended(std::string_view destination, bool was_taken, Instant now,
                      std::uint64_t random) {
  Recount(BusyOne(destination), [&](State& one) {
    --one.busy;
    if (was_taken) {
      one.has_answered = true;
      one.failures = 0;
      one.waits_until = {};
      return;
    }
    one.waits_until =
        now + outbox::RetryWait(options_.pause_first, options_.pause_max, one.failures, random);
    ++one.failures;
  });
}

// They begin anew, one message at a time until the first answer.
void FairTurns::ForgetIdle() {
  std::erase_if(states_, [](const auto& entry) { return entry.second.busy == 0; });
}

}  // namespace herlaad::engine
