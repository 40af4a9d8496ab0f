// Spending and reserving prepaid credit.
//
// The spending order: of the buckets of the asked unit, the one whose end comes first, then bonus
// before paid, then the one that was granted first, then the lower number. What is spent soonest is
// what would lapse soonest, and what was paid for stays longest.
#pragma once

#include <cstdint>

#include "base/core/result.h"
#include "domain/prepaid/grace.h"
#include "domain/prepaid/sim.h"

namespace herlaad::prepaid {

struct SpendRefusal {
  enum class Reason : std::uint8_t {
    kNotActive = 1,  // suspended, in grace, not activated or terminated
    kTooLittle = 2,
  };
  Reason reason = Reason::kTooLittle;
  std::int64_t spendable = 0;  // of that asset, all buckets together

  friend bool operator==(const SpendRefusal&, const SpendRefusal&) = default;
};

// What of `asset` can be spent at `now`, all buckets together.
std::int64_t SpendableOf(const Sim& sim, GracePeriod grace, Asset asset, Instant now);

// From which buckets `amount`, above zero, is taken at `now`, in spending order. Nothing is taken
// yet. There is no overdraft: all of it, or a refusal.
Result<Portions, SpendRefusal> ChoosePortions(const Sim& sim, GracePeriod grace, Asset asset,
                                              std::int64_t amount, Instant now);

// The portions leave their buckets. CHECKs that they are there and not reserved.
void Spend(const Portions& portions, Sim& sim);

// Why nothing is reserved; stored, never reused.
enum class ReserveRefusal : std::uint8_t {
  kNotActive = 1,
  kTooLittle = 2,
  kTooMany = 3,  // kReservationsMax of this SIM are open
};

// Sets `amount` of `asset` aside under `key` until `until`: nothing else can spend it, and it does
// not lapse. A SIM has one reservation of a key; the caller has looked for it.
Result<Sim, ReserveRefusal> Reserve(const Sim& sim, GracePeriod grace, const Digest& key,
                                    Asset asset, std::int64_t amount, Instant until, Instant now);

// The open reservation of the key; nullptr if there is none.
const Reservation* FindReservation(const Sim& sim, const Digest& key);

struct Committed {
  Sim sim;
  Portions spent;
};
// Ends the reservation of `key`, which CHECKs to be open: `used` of it leaves the buckets, in
// spending order, and the rest can be spent again. `used` is at most what was reserved; 0 only
// releases.
Committed CommitReserved(const Sim& sim, const Digest& key, std::int64_t used);

}  // namespace herlaad::prepaid
