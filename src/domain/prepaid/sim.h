// SIM of a hosted operator, whose prepaid balances are kept in our own ledger. Balances are EUR/6
// (millionths of a euro).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/core/instant.h"
#include "base/core/result.h"

namespace herlaad::prepaid {

// State of a SIM; stored, never reused.
enum class SimState : std::uint8_t {
  kPreactive = 1,  // sold, its user not yet identified (Royal Decree of 27-11-2016: no activation
                   // before that)
  kActive = 2,
  kGrace = 3,  // credit has expired: receives, cannot spend; a top-up reactivates it
  kSuspended = 4,
  kTerminated = 5,
};

struct Sim {
  std::string operator_id;
  SimState state = SimState::kPreactive;
  std::int64_t balance = 0;
  Instant valid_until{};
  std::int64_t bonus = 0;
  Instant bonus_valid_until{};

  friend bool operator==(const Sim&, const Sim&) = default;
};

// What of the balances has lapsed: it cannot be spent any more, and the next top-up does not bring
// it back.
struct Lapsed {
  std::int64_t balance = 0;
  std::int64_t bonus = 0;

  friend bool operator==(const Lapsed&, const Lapsed&) = default;
};

// What one top-up adds.
struct Credit {
  std::int64_t amount = 0;  // main balance, above zero
  Instant valid_until{};    // for the main balance
  std::int64_t bonus = 0;
  Instant bonus_valid_until{};  // if there is a bonus
};

// Why a SIM cannot be topped up; in order of precedence; stored, never reused.
enum class SimRefusal : std::uint8_t {
  kTerminated = 1,
  kSuspended = 2,
  kNotActivated = 3,
  kBalanceFull = 4,  // above what an account can hold
};

// Maximum of one bucket: a thousand million euros, far below 64 bits.
inline constexpr std::int64_t kBalanceMax = 1'000'000'000'000'000;

// Why this SIM cannot be topped up at all; nullopt if it can.
std::optional<SimRefusal> TopupRefusal(const Sim& sim);

// A balance lapses after the last instant of its validity. In grace nothing lapses: the credit's
// validity is over, and a top-up revives what was valid when it ended. A balance without a validity
// (0) stays.
Lapsed LapsedAt(const Sim& sim, Instant now);

struct Topped {
  Sim sim;
  Lapsed lapsed;  // no longer in the SIM's balances
};
// The SIM after `credit` at `now`, without what has lapsed by then. The validity of what has not is
// never shortened; a SIM in grace becomes active.
Result<Topped, SimRefusal> Topup(const Sim& sim, const Credit& credit, Instant now);

std::string_view Name(SimState state);
std::optional<SimState> ParseSimState(std::string_view name);

}  // namespace herlaad::prepaid
