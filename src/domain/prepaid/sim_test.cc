#include "domain/prepaid/sim.h"

#include <gtest/gtest.h>

#include "domain/prepaid/fixtures.h"

namespace herlaad::prepaid {
namespace {

constexpr Instant kThen{1'000};
constexpr Instant kNow{5'000};

Sim In(SimState state) {
  return MakeSim("proximus", state, 7, {9'000}, 3, {9'000}, StateCause::kCreated, kThen);
}

TEST(Sim, CauseChangesStateAndKeepsItsDate) {
  Sim sim = In(SimState::kActive);
  EXPECT_TRUE(ApplyCause(sim, StateCause::kSuspended, kNow));
  EXPECT_EQ(sim, (MakeSim("proximus", SimState::kSuspended, 7, {9'000}, 3, {9'000},
                          StateCause::kSuspended, kNow)));
}

TEST(Sim, CauseOutsideTheTableChangesNothing) {
  Sim sim = In(SimState::kTerminated);
  EXPECT_FALSE(ApplyCause(sim, StateCause::kResumed, kNow));
  EXPECT_EQ(sim, In(SimState::kTerminated));
}

TEST(Sim, SimThatStaysInItsStateKeepsItsDate) {
  Sim sim = In(SimState::kActive);
  EXPECT_TRUE(ApplyCause(sim, StateCause::kToppedUp, kNow));
  EXPECT_EQ(sim, In(SimState::kActive));
}

struct Wish {
  SimState from;
  SimState to;
  bool is_granted;
  StateCause cause;  // afterwards; kCreated: unchanged
};
constexpr Wish kWishes[] = {
    {SimState::kPreactive, SimState::kPreactive, true, StateCause::kCreated},
    {SimState::kPreactive, SimState::kActive, true, StateCause::kActivated},
    {SimState::kPreactive, SimState::kGrace, false, StateCause::kCreated},
    {SimState::kPreactive, SimState::kSuspended, false, StateCause::kCreated},
    {SimState::kPreactive, SimState::kTerminated, true, StateCause::kTerminated},
    {SimState::kActive, SimState::kPreactive, false, StateCause::kCreated},
    {SimState::kActive, SimState::kActive, true, StateCause::kCreated},
    {SimState::kActive, SimState::kGrace, false, StateCause::kCreated},
    {SimState::kActive, SimState::kSuspended, true, StateCause::kSuspended},
    {SimState::kActive, SimState::kTerminated, true, StateCause::kTerminated},
    {SimState::kGrace, SimState::kPreactive, false, StateCause::kCreated},
    {SimState::kGrace, SimState::kActive, true, StateCause::kCreated},  // stays in grace
    {SimState::kGrace, SimState::kGrace, true, StateCause::kCreated},
    {SimState::kGrace, SimState::kSuspended, true, StateCause::kSuspended},
    {SimState::kGrace, SimState::kTerminated, true, StateCause::kTerminated},
    {SimState::kSuspended, SimState::kPreactive, false, StateCause::kCreated},
    {SimState::kSuspended, SimState::kActive, true, StateCause::kResumed},
    {SimState::kSuspended, SimState::kGrace, false, StateCause::kCreated},
    {SimState::kSuspended, SimState::kSuspended, true, StateCause::kCreated},
    {SimState::kSuspended, SimState::kTerminated, true, StateCause::kTerminated},
    {SimState::kTerminated, SimState::kPreactive, false, StateCause::kCreated},
    {SimState::kTerminated, SimState::kActive, false, StateCause::kCreated},
    {SimState::kTerminated, SimState::kGrace, false, StateCause::kCreated},
    {SimState::kTerminated, SimState::kSuspended, false, StateCause::kCreated},
    {SimState::kTerminated, SimState::kTerminated, true, StateCause::kCreated},
};

TEST(Sim, PersonBringsSimIntoAState) {
  for (const Wish& wish : kWishes) {
    Sim sim = In(wish.from);
    const std::string name = std::string(Name(wish.from)) + " to " + std::string(Name(wish.to));
    EXPECT_EQ(BringTo(sim, wish.to, kNow), wish.is_granted) << name;
    EXPECT_EQ(sim.state_cause, wish.cause) << name;
    const bool is_changed = wish.cause != StateCause::kCreated;
    EXPECT_EQ(sim.state, is_changed ? wish.to : wish.from) << name;
    EXPECT_EQ(sim.state_since, is_changed ? kNow : kThen) << name;
  }
}

TEST(Sim, NewSimIsBroughtToItsState) {
  struct Row {
    SimState state;
    StateCause cause;
  };
  const Row rows[] = {
      {SimState::kPreactive, StateCause::kCreated},
      {SimState::kActive, StateCause::kActivated},
      {SimState::kSuspended, StateCause::kSuspended},
      {SimState::kTerminated, StateCause::kTerminated},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(NewSim("orange", row.state, kNow),
              (MakeSim("orange", row.state, 0, {}, 0, {}, row.cause, kNow)))
        << Name(row.state);
  }
  EXPECT_EQ(NewSim("orange", SimState::kGrace, kNow), std::nullopt);
}

}  // namespace
}  // namespace herlaad::prepaid
