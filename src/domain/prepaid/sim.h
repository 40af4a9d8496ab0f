// SIM of a hosted operator, whose prepaid balances are kept in our own ledger. Balances are EUR/6
// (millionths of a euro).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/core/instant.h"
#include "domain/prepaid/sim_states.h"

namespace herlaad::prepaid {

// Maximum of one bucket: a thousand million euros, far below 64 bits.
inline constexpr std::int64_t kBalanceMax = 1'000'000'000'000'000;

// As stored. What time has made of it since is in grace.h.
struct Sim {
  std::string operator_id;
  SimState state = SimState::kPreactive;
  std::int64_t balance = 0;
  Instant valid_until{};
  std::int64_t bonus = 0;
  Instant bonus_valid_until{};
  StateCause state_cause = StateCause::kCreated;
  Instant state_since{};

  friend bool operator==(const Sim&, const Sim&) = default;
};

// Applies `cause` at `at`. False, and nothing is changed, if the table of transitions does not hold
// it. A SIM that stays in its state keeps its cause and date too.
[[nodiscard]] bool ApplyCause(Sim& sim, StateCause cause, Instant at);

// Applies the cause by which a person brings a SIM into `state`: activated, resumed, suspended or
// terminated. Nothing happens to a SIM that is there already. False if there is no such cause:
// grace comes by time only, nothing becomes preactive again, and only what was activated can be
// suspended.
[[nodiscard]] bool BringTo(Sim& sim, SimState state, Instant at);

// A SIM without credit, created at `at` and brought to `state` by the table; nullopt for grace.
std::optional<Sim> NewSim(std::string operator_id, SimState state, Instant at);

}  // namespace herlaad::prepaid
