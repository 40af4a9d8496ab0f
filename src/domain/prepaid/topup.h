// The effect of a top-up on a SIM.
#pragma once

#include <cstdint>

#include "base/core/instant.h"
#include "base/core/result.h"
#include "domain/prepaid/grace.h"
#include "domain/prepaid/sim.h"

namespace herlaad::prepaid {

// What one top-up adds.
struct Credit {
  std::int64_t amount = 0;  // EUR/6, above zero
  Instant valid_until{};
  std::int64_t bonus = 0;       // EUR/6
  Instant bonus_valid_until{};  // if there is a bonus
};

// Why a SIM cannot be topped up; in order of precedence; stored, never reused.
enum class SimRefusal : std::uint8_t {
  kTerminated = 1,
  kSuspended = 2,
  kNotActivated = 3,
  kBalanceFull = 4,  // above what an account can hold
};

// The SIM after `credit` at `now`, without what has lapsed by then. The validity of what has not is
// never shortened; a SIM in grace becomes active, and what grace kept in its other buckets is valid
// at least as long as the new credit.
Result<Settled, SimRefusal> Topup(const Sim& sim, GracePeriod grace, const Credit& credit,
                                  Instant now);

}  // namespace herlaad::prepaid
