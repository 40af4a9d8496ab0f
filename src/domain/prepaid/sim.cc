#include "domain/prepaid/sim.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::prepaid {
namespace {

constexpr std::array<std::string_view, 5> kNames{"preactive", "active", "grace", "suspended",
                                                 "terminated"};

}  // namespace

std::optional<SimRefusal> TopupRefusal(const Sim& sim) {
  switch (sim.state) {
    case SimState::kTerminated:
      return SimRefusal::kTerminated;
    case SimState::kSuspended:
      return SimRefusal::kSuspended;
    case SimState::kPreactive:
      return SimRefusal::kNotActivated;
    case SimState::kActive:
    case SimState::kGrace:
      return std::nullopt;
  }
  CHECK(false, "a SIM is in one of the listed states");
}

Lapsed LapsedAt(const Sim& sim, Instant now) {
  const auto is_over = [now](Instant valid_until) {
    return valid_until != Instant{} && valid_until < now;
  };
  Lapsed lapsed;
  if (sim.state == SimState::kGrace) {
    if (is_over(sim.bonus_valid_until) && sim.bonus_valid_until < sim.valid_until)
      lapsed.bonus = sim.bonus;
    return lapsed;
  }
  if (is_over(sim.valid_until)) lapsed.balance = sim.balance;
  if (is_over(sim.bonus_valid_until)) lapsed.bonus = sim.bonus;
  return lapsed;
}

Result<Topped, SimRefusal> Topup(const Sim& sim, const Credit& credit, Instant now) {
  CHECK(credit.amount > 0 && credit.bonus >= 0, "a top-up brings credit");
  if (const auto refusal = TopupRefusal(sim)) return Failure{*refusal};
  const Lapsed lapsed = MutantIs("lapse_forgotten") ? Lapsed{} : LapsedAt(sim, now);
  Topped after{sim, lapsed};
  after.sim.state = SimState::kActive;
  after.sim.balance -= lapsed.balance;
  after.sim.bonus -= lapsed.bonus;
  if (credit.amount > kBalanceMax - after.sim.balance ||
      credit.bonus > kBalanceMax - after.sim.bonus)
    return Failure{SimRefusal::kBalanceFull};
  after.sim.balance += credit.amount;
  after.sim.valid_until = std::max(sim.valid_until, credit.valid_until);
  after.sim.bonus += credit.bonus;
  // What grace kept is valid as long as the credit that revived it.
  const bool is_revived = sim.state == SimState::kGrace && after.sim.bonus > credit.bonus;
  if (credit.bonus > 0 || is_revived)
    after.sim.bonus_valid_until = std::max({sim.bonus_valid_until, credit.bonus_valid_until,
                                            is_revived ? credit.valid_until : Instant{}});
  return after;
}

std::string_view Name(SimState state) { return kNames[static_cast<std::size_t>(state) - 1]; }

std::optional<SimState> ParseSimState(std::string_view name) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<SimState>(at - kNames.begin() + 1);
}

}  // namespace herlaad::prepaid
