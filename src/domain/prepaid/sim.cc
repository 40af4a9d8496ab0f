#include "domain/prepaid/sim.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"

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

Result<Sim, SimRefusal> Topup(const Sim& sim, const Credit& credit) {
  CHECK(credit.amount > 0 && credit.bonus >= 0, "a top-up brings credit");
  if (const auto refusal = TopupRefusal(sim)) return Failure{*refusal};
  if (credit.amount > kBalanceMax - sim.balance || credit.bonus > kBalanceMax - sim.bonus) {
    return Failure{SimRefusal::kBalanceFull};
  }
  Sim after = sim;
  after.state = SimState::kActive;
  after.balance += credit.amount;
  after.valid_until = std::max(sim.valid_until, credit.valid_until);
  after.bonus += credit.bonus;
  if (credit.bonus > 0)
    after.bonus_valid_until = std::max(sim.bonus_valid_until, credit.bonus_valid_until);
  return after;
}

std::string_view Name(SimState state) { return kNames[static_cast<std::size_t>(state) - 1]; }

std::optional<SimState> ParseSimState(std::string_view name) {
  const auto at = std::find(kNames.begin(), kNames.end(), name);
  if (at == kNames.end()) return std::nullopt;
  return static_cast<SimState>(at - kNames.begin() + 1);
}

}  // namespace herlaad::prepaid
