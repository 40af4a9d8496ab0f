#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <iterator>
#include <map>
#include <string>

#include "domain/prepaid/fixtures.h"
#include "domain/prepaid/grant.h"
#include "domain/prepaid/spend.h"
#include "domain/prepaid/topup.h"

namespace herlaad::prepaid {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;
constexpr Instant kNow{1'795'305'600'000};

// What a SIM was given of one unit is in it, spent, or lapsed, whatever is done to it in which
// order; no bucket is ever below zero or below what is reserved.
class History {
 public:
  void Step() {
    now_ = now_ + Millis(*rc::gen::inRange<std::int64_t>(0, 5 * kDayMs));
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        return GrantSome();
      case 1:
        return TopUpSome();
      case 2:
        return ReserveSome();
      case 3:
        return EndReservation();
      default:
        Settle(SettleAt(sim_, grace_, now_));
    }
  }

  void Check() const {
    std::map<Asset, std::int64_t> left = given_;
    std::map<BucketNumber, std::int64_t> reserved;
    for (const Reservation& reservation : sim_.reservations) {
      for (const Portion& portion : reservation.portions) reserved[portion.n] += portion.amount;
    }
    ForEachBucket(sim_, [&](const Bucket& bucket) {
      left[bucket.asset] -= bucket.amount;
      RC_ASSERT(bucket.amount >= bucket.reserved);
      RC_ASSERT(bucket.reserved == reserved[bucket.n]);
    });
    for (const auto& [asset, rest] : left) RC_ASSERT(rest == 0);
    RC_ASSERT(sim_.granted.size() <= kGrantedMax);
  }

 private:
  void Settle(const Settled& settled) {
    for (const Portion& portion : settled.lapsed) given_[portion.asset] -= portion.amount;
    sim_ = settled.sim;
  }
  Instant DrawEnd() { return now_ + Millis(*rc::gen::inRange<std::int64_t>(0, 20 * kDayMs)); }
  Asset DrawAsset() {
    return kBucketAssets[*rc::gen::inRange<std::size_t>(0, std::size(kBucketAssets))];
  }
  void GrantSome() {
    const GrantTerms terms{DrawAsset(), *rc::gen::element(BucketKind::kPaid, BucketKind::kBonus),
                           *rc::gen::inRange<std::int64_t>(1, 50), DrawEnd(), "plan"};
    const auto granted = Grant(sim_, grace_, terms, now_);
    if (!granted.ok()) return;
    Settle(granted->settled);
    given_[terms.asset] += terms.amount;
  }
  void TopUpSome() {
    const Credit credit{*rc::gen::inRange<std::int64_t>(1, 50), DrawEnd(),
                        *rc::gen::inRange<std::int64_t>(0, 50), DrawEnd()};
    const auto topped = Topup(sim_, grace_, credit, now_);
    if (!topped.ok()) return;
    Settle(*topped);
    given_[Asset::kEur6] += credit.amount + credit.bonus;
  }
  void ReserveSome() {
    const auto after = Reserve(sim_, grace_, DigestOf(std::to_string(++keys_)), DrawAsset(),
                               *rc::gen::inRange<std::int64_t>(1, 60), DrawEnd(), now_);
    if (after.ok()) sim_ = *after;
  }
  void EndReservation() {
    sim_ = EffectiveAt(sim_, grace_, now_);
    if (sim_.reservations.empty()) return;
    const Reservation reservation =
        sim_.reservations[*rc::gen::inRange<std::size_t>(0, sim_.reservations.size())];
    const Asset asset = reservation.portions.front().asset;
    const auto reserved = SumOf(reservation.portions, asset);
    const Committed after =
        CommitReserved(sim_, reservation.key, *rc::gen::inRange<std::int64_t>(0, reserved + 1));
    given_[asset] -= SumOf(after.spent, asset);
    sim_ = after.sim;
  }

  Sim sim_ = MakeSim("orange", SimState::kActive, 100, kNow + Millis(30 * kDayMs));
  GracePeriod grace_{*rc::gen::element(0, 7)};
  Instant now_ = kNow;
  std::map<Asset, std::int64_t> given_{{Asset::kEur6, 100}};
  int keys_ = 0;
};

TEST(BucketProperty, NoUnitVanishesAndNoneAppears) {
  EXPECT_TRUE(rc::check("any history", [] {
    History history;
    for (int i = 0; i < 30; ++i) {
      history.Step();
      history.Check();
    }
  }));
}

}  // namespace
}  // namespace herlaad::prepaid
