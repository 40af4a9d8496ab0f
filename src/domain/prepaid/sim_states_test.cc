#include "domain/prepaid/sim_states.h"

#include <gtest/gtest.h>

#include <set>

namespace herlaad::prepaid {
namespace {

// Every state with every cause: what the table does not hold is refused.
TEST(SimStates, EveryCauseInEveryState) {
  using enum SimState;
  constexpr auto kNo = std::optional<SimState>();
  struct Row {
    SimState from;
    std::array<std::optional<SimState>, kStateCauses.size()> to;  // in the order of kStateCauses
  };
  const Row rows[] = {
      // created, activated, credit ended, grace ended, topped up, suspended, resumed, terminated
      {kPreactive, {kNo, kActive, kNo, kNo, kNo, kNo, kNo, kTerminated}},
      {kActive, {kNo, kNo, kGrace, kNo, kActive, kSuspended, kNo, kTerminated}},
      {kGrace, {kNo, kNo, kNo, kActive, kActive, kSuspended, kNo, kTerminated}},
      {kSuspended, {kNo, kNo, kNo, kNo, kNo, kNo, kActive, kTerminated}},
      {kTerminated, {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo}},
  };
  std::size_t allowed = 0;
  for (const Row& row : rows) {
    for (const StateCause cause : kStateCauses) {
      const auto to = row.to[static_cast<std::size_t>(cause) - 1];
      EXPECT_EQ(Next(row.from, cause), to) << Name(row.from) << ", " << Name(cause);
      allowed += to.has_value() ? 1 : 0;
    }
  }
  EXPECT_EQ(allowed, kTransitions.size());  // no row is there twice
}

TEST(SimStates, EveryStateCanBeReached) {
  std::set<SimState> reached{SimState::kPreactive};
  for (std::size_t before = 0; before < reached.size();) {
    before = reached.size();
    for (const Transition& row : kTransitions) {
      if (reached.contains(row.from)) reached.insert(row.to);
    }
  }
  EXPECT_EQ(reached, std::set<SimState>(kSimStates.begin(), kSimStates.end()));
}

TEST(SimStates, EveryCauseExplainsItsStates) {
  struct Row {
    StateCause cause;
    std::set<SimState> states;
  };
  const Row rows[] = {
      {StateCause::kCreated, {SimState::kPreactive}},
      {StateCause::kActivated, {SimState::kActive}},
      {StateCause::kCreditEnded, {SimState::kGrace}},
      {StateCause::kGraceEnded, {SimState::kActive}},
      {StateCause::kToppedUp, {SimState::kActive}},
      {StateCause::kSuspended, {SimState::kSuspended}},
      {StateCause::kResumed, {SimState::kActive}},
      {StateCause::kTerminated, {SimState::kTerminated}},
  };
  for (const Row& row : rows) {
    for (const SimState state : kSimStates) {
      EXPECT_EQ(Explains(row.cause, state), row.states.contains(state))
          << Name(row.cause) << ", " << Name(state);
    }
  }
}

TEST(SimStates, NamesRoundTrip) {
  for (const SimState state : kSimStates) EXPECT_EQ(ParseSimState(Name(state)), state);
  EXPECT_EQ(ParseSimState("zombie"), std::nullopt);
  EXPECT_EQ(ParseSimState(""), std::nullopt);
}

}  // namespace
}  // namespace herlaad::prepaid
