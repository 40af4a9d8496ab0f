// States of a SIM and the one table of transitions between them. A transition that the table does
// not hold does not happen, for nobody.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace herlaad::prepaid {

// Stored, never reused.
enum class SimState : std::uint8_t {
  kPreactive = 1,  // sold, its user not yet identified (Royal Decree of 27-11-2016: no activation
                   // before that)
  kActive = 2,
  kGrace = 3,  // the validity of its credit is over: receives, cannot spend; a top-up revives it
  kSuspended = 4,
  kTerminated = 5,  // for good
};
inline constexpr std::array kSimStates{SimState::kPreactive, SimState::kActive, SimState::kGrace,
                                       SimState::kSuspended, SimState::kTerminated};

// Why a SIM is in its state. Stored, never reused.
enum class StateCause : std::uint8_t {
  kCreated = 1,      // of every new SIM, which is preactive; no transition
  kActivated = 2,    // its user is identified
  kCreditEnded = 3,  // by time: the validity of the credit is over
  kGraceEnded = 4,   // by time: nobody topped up in the grace period
  kToppedUp = 5,
  kSuspended = 6,
  kResumed = 7,
  kTerminated = 8,
};
inline constexpr std::array kStateCauses{StateCause::kCreated,     StateCause::kActivated,
                                         StateCause::kCreditEnded, StateCause::kGraceEnded,
                                         StateCause::kToppedUp,    StateCause::kSuspended,
                                         StateCause::kResumed,     StateCause::kTerminated};

struct Transition {
  SimState from;
  StateCause cause;
  SimState to;
};

// All transitions. After grace a SIM is active without credit, like a new one: whether it is then
// terminated is the operator's decision. Nothing leads out of terminated.
inline constexpr std::array kTransitions{
    Transition{SimState::kPreactive, StateCause::kActivated, SimState::kActive},
    Transition{SimState::kPreactive, StateCause::kTerminated, SimState::kTerminated},
    Transition{SimState::kActive, StateCause::kCreditEnded, SimState::kGrace},
    Transition{SimState::kActive, StateCause::kToppedUp, SimState::kActive},
    Transition{SimState::kActive, StateCause::kSuspended, SimState::kSuspended},
    Transition{SimState::kActive, StateCause::kTerminated, SimState::kTerminated},
    Transition{SimState::kGrace, StateCause::kGraceEnded, SimState::kActive},
    Transition{SimState::kGrace, StateCause::kToppedUp, SimState::kActive},
    Transition{SimState::kGrace, StateCause::kSuspended, SimState::kSuspended},
    Transition{SimState::kGrace, StateCause::kTerminated, SimState::kTerminated},
    Transition{SimState::kSuspended, StateCause::kResumed, SimState::kActive},
    Transition{SimState::kSuspended, StateCause::kTerminated, SimState::kTerminated},
};

// The state after `cause`; nullopt if the table has no such row.
std::optional<SimState> Next(SimState from, StateCause cause);

// True if a SIM can be in `state` because of `cause`: a row that changes the state leads there, or
// the SIM was created so.
bool Explains(StateCause cause, SimState state);

std::string_view Name(SimState state);
std::optional<SimState> ParseSimState(std::string_view name);
std::string_view Name(StateCause cause);

}  // namespace herlaad::prepaid
