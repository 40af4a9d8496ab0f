#include "domain/prepaid/spend.h"

#include <algorithm>
#include <limits>
#include <tuple>

#include "base/core/check.h"

namespace herlaad::prepaid {
namespace {

// Smaller is spent earlier.
auto RankOf(const Sim& sim, const Bucket& bucket, GracePeriod grace) {
  const Instant end = SpendableUntil(sim, bucket, grace);
  const std::int64_t last = end == Instant{} ? std::numeric_limits<std::int64_t>::max() : end.ms;
  return std::tuple(last, bucket.kind != BucketKind::kBonus, bucket.granted_at, bucket.n);
}

std::vector<Bucket> InSpendingOrder(const Sim& sim, GracePeriod grace, Asset asset) {
  std::vector<Bucket> buckets;
  ForEachBucket(sim, [&](const Bucket& bucket) {
    if (bucket.asset == asset) buckets.push_back(bucket);
  });
  std::sort(buckets.begin(), buckets.end(), [&](const Bucket& a, const Bucket& b) {
    return RankOf(sim, a, grace) < RankOf(sim, b, grace);
  });
  return buckets;
}

Bucket& BucketOf(const Portion& portion, Sim& sim) {
  Bucket* const bucket = FindBucket(sim, portion.n);
  CHECK(bucket != nullptr && bucket->asset == portion.asset, "a portion is of one of the buckets");
  return *bucket;
}

}  // namespace

std::int64_t SpendableOf(const Sim& sim, GracePeriod grace, Asset asset, Instant now) {
  const Sim effective = EffectiveAt(sim, grace, now);
  std::int64_t spendable = 0;
  ForEachBucket(effective, [&](const Bucket& bucket) {
    if (bucket.asset == asset) spendable += SpendableAt(effective, bucket, grace, now);
  });
  return spendable;
}

Result<Portions, SpendRefusal> ChoosePortions(const Sim& sim, GracePeriod grace, Asset asset,
                                              std::int64_t amount, Instant now) {
  CHECK(amount > 0, "what is spent is more than nothing");
  if (StateAt(sim, grace, now) != SimState::kActive)
    return Failure{SpendRefusal{SpendRefusal::Reason::kNotActive, 0}};
  Portions portions;
  std::int64_t missing = amount;
  for (const Bucket& bucket : InSpendingOrder(sim, grace, asset)) {
    const std::int64_t taken = std::min(missing, SpendableAt(sim, bucket, grace, now));
    if (taken == 0) continue;
    portions.push_back({bucket.n, asset, taken});
    missing -= taken;
  }
  if (missing > 0) return Failure{SpendRefusal{SpendRefusal::Reason::kTooLittle, amount - missing}};
  return portions;
}

void Spend(const Portions& portions, Sim& sim) {
  for (const Portion& portion : portions) {
    Bucket& bucket = BucketOf(portion, sim);
    CHECK(portion.amount <= bucket.available(), "only what is not reserved is spent");
    bucket.amount -= portion.amount;
  }
  ForgetEmpty(sim);
}

Result<Sim, ReserveRefusal> Reserve(const Sim& sim, GracePeriod grace, const Digest& key,
                                    Asset asset, std::int64_t amount, Instant until, Instant now) {
  Sim after = EffectiveAt(sim, grace, now);
  const auto portions = ChoosePortions(after, grace, asset, amount, now);
  if (!portions.ok()) {
    const bool is_active = portions.error().reason != SpendRefusal::Reason::kNotActive;
    return Failure{is_active ? ReserveRefusal::kTooLittle : ReserveRefusal::kNotActive};
  }
  if (after.reservations.size() >= kReservationsMax) return Failure{ReserveRefusal::kTooMany};
  CHECK(FindReservation(after, key) == nullptr, "a key reserves once");
  for (const Portion& portion : *portions) BucketOf(portion, after).reserved += portion.amount;
  after.reservations.push_back({key, until, *portions});
  return after;
}

const Reservation* FindReservation(const Sim& sim, const Digest& key) {
  for (const Reservation& reservation : sim.reservations) {
    if (reservation.key == key) return &reservation;
  }
  return nullptr;
}

Committed CommitReserved(const Sim& sim, const Digest& key, std::int64_t used) {
  Committed after{sim, {}};
  const Reservation* const reservation = FindReservation(sim, key);
  CHECK(reservation != nullptr, "only an open reservation is committed");
  Release(reservation->portions, after.sim);
  std::erase_if(after.sim.reservations, [&key](const Reservation& r) { return r.key == key; });
  for (const Portion& portion : reservation->portions) {
    const std::int64_t taken = std::min(used, portion.amount);
    if (taken == 0) break;
    after.spent.push_back({portion.n, portion.asset, taken});
    used -= taken;
  }
  CHECK(used == 0, "no more is used than was reserved");
  Spend(after.spent, after.sim);
  return after;
}

}  // namespace herlaad::prepaid
