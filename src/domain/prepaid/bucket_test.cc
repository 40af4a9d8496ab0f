#include "domain/prepaid/bucket.h"

#include <gtest/gtest.h>

#include "domain/prepaid/breakage.h"
#include "domain/prepaid/fixtures.h"
#include "domain/prepaid/grant.h"
#include "domain/prepaid/spend.h"
#include "domain/prepaid/topup.h"

namespace herlaad::prepaid {
namespace {

constexpr GracePeriod kNone{};
constexpr GracePeriod kWeek{7};
constexpr std::int64_t kDayMs = 86'400'000;
const Instant kNow{1'795'305'600'000};
Instant Days(int days) { return kNow + Millis(days * kDayMs); }

Sim WithCredit() { return MakeSim("orange", SimState::kActive, 100, Days(30)); }

Sim Plus(Sim sim, const GrantTerms& terms, Instant now = kNow) {
  return Grant(sim, kNone, terms, now).value().settled.sim;
}

GrantTerms Data(std::int64_t amount, Instant until, const char* source = "plan",
                BucketKind kind = BucketKind::kPaid) {
  return {Asset::kBytes, kind, amount, until, source};
}

TEST(Grant, OpensABucketOfItsOwn) {
  const auto granted = Grant(WithCredit(), kNone, Data(1'000, Days(7)), kNow);
  ASSERT_TRUE(granted.ok());
  EXPECT_EQ(granted->n, kFirstGranted);
  EXPECT_TRUE(granted->settled.lapsed.empty());
  const Bucket expected{kFirstGranted, Asset::kBytes, BucketKind::kPaid, 1'000, 0, Days(7),
                        kNow,          "plan"};
  EXPECT_EQ(granted->settled.sim.granted, std::vector{expected});
  EXPECT_EQ(granted->settled.sim.credit, WithCredit().credit);
}

TEST(Grant, AddsToABucketOfTheSameTerms) {
  Sim sim = Plus(WithCredit(), Data(1'000, Days(7)));
  sim = Plus(sim, Data(500, Days(7)), Days(1));
  ASSERT_EQ(sim.granted.size(), 1U);
  EXPECT_EQ(sim.granted[0].amount, 1'500);
  EXPECT_EQ(sim.granted[0].granted_at, kNow) << "it is as old as its first part";
  sim = Plus(sim, Data(500, Days(8)));
  sim = Plus(sim, Data(500, Days(7), "another"));
  sim = Plus(sim, Data(500, Days(7), "plan", BucketKind::kBonus));
  sim = Plus(sim, {Asset::kSeconds, BucketKind::kPaid, 60, Days(7), "plan"});
  EXPECT_EQ(sim.granted.size(), 5U);
}

TEST(Grant, NumberOfAnEmptyBucketIsUsedAgain) {
  Sim sim = Plus(WithCredit(), Data(10, Days(7), "a"));
  sim = Plus(sim, Data(10, Days(7), "b"));
  Spend({{kFirstGranted, Asset::kBytes, 10}}, sim);
  ASSERT_EQ(sim.granted.size(), 1U);
  sim = Plus(sim, Data(10, Days(7), "c"));
  EXPECT_EQ(FindBucket(sim, kFirstGranted)->source, "c");
  EXPECT_EQ(FindBucket(sim, kFirstGranted + 1)->source, "b");
  EXPECT_EQ(FindBucket(sim, kFirstGranted + 2), nullptr);
}

TEST(Grant, IsRefusedWithTheReason) {
  for (const SimState state : kSimStates) {
    Sim sim = WithCredit();
    sim.state = state;
    const auto granted = Grant(sim, kNone, Data(1, Days(7)), kNow);
    const bool refused = state == SimState::kSuspended || state == SimState::kTerminated;
    EXPECT_EQ(granted.ok(), !refused) << Name(state);
  }
  EXPECT_EQ(Grant(WithCredit(), kNone, Data(1, kNow - Millis(1)), kNow).error(),
            GrantRefusal::kEnded);
  EXPECT_TRUE(Grant(WithCredit(), kNone, Data(1, kNow), kNow).ok()) << "its last instant";
  const Sim full = Plus(WithCredit(), Data(kBalanceMax, Days(7)));
  EXPECT_EQ(Grant(full, kNone, Data(1, Days(7)), kNow).error(), GrantRefusal::kBalanceFull);
  Sim many = WithCredit();
  for (std::size_t i = 0; i < kGrantedMax; ++i)
    many = Plus(many, Data(1, Days(7), std::to_string(i).c_str()));
  EXPECT_EQ(Grant(many, kNone, Data(1, Days(7)), kNow).error(), GrantRefusal::kTooManyBuckets);
  EXPECT_TRUE(Grant(many, kNone, Data(1, Days(7), "0"), kNow).ok());
  EXPECT_TRUE(Grant(many, kNone, Data(1, Days(9)), Days(8)).ok()) << "those before have lapsed";
}

TEST(Grant, DoesNotReviveFromGrace) {
  const Instant in_grace = Days(31);
  const auto granted = Grant(WithCredit(), kWeek, Data(1, Days(60)), in_grace);
  ASSERT_TRUE(granted.ok());
  EXPECT_EQ(granted->settled.sim.state, SimState::kGrace);
  EXPECT_EQ(SpendableOf(granted->settled.sim, kWeek, Asset::kBytes, in_grace), 0);
}

TEST(SpendingOrder, IsByEndThenBonusThenAgeThenNumber) {
  struct Row {
    const char* name;
    GrantTerms first;
    GrantTerms second;
    Instant second_at;
    BucketNumber spent_first;
  };
  const BucketNumber first = kFirstGranted;
  const BucketNumber second = kFirstGranted + 1;
  const Row rows[] = {
      {"the earlier end", Data(10, Days(9)), Data(10, Days(8)), kNow, second},
      {"an end before none", Data(10, {}), Data(10, Days(8)), kNow, second},
      {"the end, also against a bonus", Data(10, Days(8)),
       Data(10, Days(9), "gift", BucketKind::kBonus), kNow, first},
      {"bonus before paid", Data(10, Days(8)), Data(10, Days(8), "gift", BucketKind::kBonus), kNow,
       second},
      {"the older one", Data(10, Days(8), "a"), Data(10, Days(8), "b"), Days(1), first},
      {"the lower number", Data(10, Days(8), "a"), Data(10, Days(8), "b"), kNow, first},
  };
  for (const Row& row : rows) {
    const Sim sim = Plus(Plus(WithCredit(), row.first), row.second, row.second_at);
    const auto portions = ChoosePortions(sim, kNone, Asset::kBytes, 15, Days(1));
    ASSERT_TRUE(portions.ok()) << row.name;
    const Portions expected{{row.spent_first, Asset::kBytes, 10},
                            {row.spent_first == first ? second : first, Asset::kBytes, 5}};
    EXPECT_EQ(*portions, expected) << row.name;
  }
}

TEST(SpendingOrder, EuroOfAPlanComeBeforeCreditThatIsValidLonger) {
  Sim sim = WithCredit();
  sim.bonus.amount = 40;
  sim.bonus.valid_until = Days(40);
  sim = Plus(sim, {Asset::kEur6, BucketKind::kPaid, 50, Days(3), "day"});
  EXPECT_EQ(*ChoosePortions(sim, kNone, Asset::kEur6, 190, kNow),
            (Portions{{kFirstGranted, Asset::kEur6, 50},
                      {kCreditBucket, Asset::kEur6, 100},
                      {kBonusBucket, Asset::kEur6, 40}}));
}

TEST(Spend, ThereIsNoOverdraft) {
  const Sim sim = Plus(WithCredit(), Data(10, Days(7)));
  EXPECT_EQ(ChoosePortions(sim, kNone, Asset::kBytes, 11, kNow).error(),
            (SpendRefusal{SpendRefusal::Reason::kTooLittle, 10}));
  EXPECT_EQ(ChoosePortions(sim, kNone, Asset::kSeconds, 1, kNow).error(),
            (SpendRefusal{SpendRefusal::Reason::kTooLittle, 0}));
  EXPECT_EQ(ChoosePortions(sim, kNone, Asset::kBytes, 1, Days(8)).error(),
            (SpendRefusal{SpendRefusal::Reason::kTooLittle, 0}))
      << "it has lapsed";
  EXPECT_EQ(ChoosePortions(sim, kWeek, Asset::kBytes, 1, Days(31)).error(),
            (SpendRefusal{SpendRefusal::Reason::kNotActive, 0}))
      << "nothing is spent in grace";
}

const Digest kCall = DigestOf("call 1");

Sim Reserved(const Sim& sim, std::int64_t amount, Instant until, const Digest& key = kCall) {
  return Reserve(sim, kNone, key, Asset::kBytes, amount, until, kNow).value();
}

TEST(Reserve, WhatIsReservedIsNotSpentTwice) {
  const Sim sim = Reserved(Plus(WithCredit(), Data(10, Days(7))), 7, Days(1));
  EXPECT_EQ(SpendableOf(sim, kNone, Asset::kBytes, kNow), 3);
  EXPECT_FALSE(ChoosePortions(sim, kNone, Asset::kBytes, 4, kNow).ok());
  EXPECT_EQ(Reserve(sim, kNone, DigestOf("call 2"), Asset::kBytes, 4, Days(1), kNow).error(),
            ReserveRefusal::kTooLittle);
  const Committed after = CommitReserved(sim, kCall, 5);
  EXPECT_EQ(after.spent, (Portions{{kFirstGranted, Asset::kBytes, 5}}));
  EXPECT_EQ(SpendableOf(after.sim, kNone, Asset::kBytes, kNow), 5);
  EXPECT_EQ(FindBucket(after.sim, kFirstGranted)->reserved, 0);
  EXPECT_EQ(FindReservation(after.sim, kCall), nullptr);
}

TEST(Reserve, ReleasedWithoutUseEverythingIsThereAgain) {
  const Sim before = Plus(Plus(WithCredit(), Data(10, Days(7))), Data(10, Days(8)));
  const Committed after = CommitReserved(Reserved(before, 15, Days(1)), kCall, 0);
  EXPECT_TRUE(after.spent.empty());
  EXPECT_EQ(after.sim, before);
}

TEST(Reserve, IsSpentInSpendingOrder) {
  const Sim before = Plus(Plus(WithCredit(), Data(10, Days(8))), Data(10, Days(7)));
  const Committed after = CommitReserved(Reserved(before, 15, Days(1)), kCall, 12);
  EXPECT_EQ(after.spent,
            (Portions{{kFirstGranted + 1, Asset::kBytes, 10}, {kFirstGranted, Asset::kBytes, 2}}));
}

TEST(Reserve, EndsByTime) {
  const Sim sim = Reserved(Plus(WithCredit(), Data(10, Days(7))), 7, Days(1));
  EXPECT_EQ(EffectiveAt(sim, kNone, Days(1)), sim) << "its last instant";
  const Instant over = Days(1) + Millis(1);
  EXPECT_EQ(EffectiveAt(sim, kNone, over), Plus(WithCredit(), Data(10, Days(7))));
  EXPECT_EQ(SpendableOf(sim, kNone, Asset::kBytes, over), 10);
  EXPECT_TRUE(Reserve(sim, kNone, kCall, Asset::kBytes, 10, Days(2), over).ok());
}

TEST(Reserve, WhatIsReservedLapsesOnceItIsReleased) {
  const Sim sim = Reserved(Plus(WithCredit(), Data(10, Days(7))), 6, Days(9));
  const Settled late = SettleAt(sim, kNone, Days(8));
  EXPECT_EQ(late.lapsed, (Portions{{kFirstGranted, Asset::kBytes, 4}}));
  const Committed after = CommitReserved(late.sim, kCall, 2);
  EXPECT_EQ(after.spent, (Portions{{kFirstGranted, Asset::kBytes, 2}}));
  EXPECT_EQ(LapsedAt(after.sim, kNone, Days(8)), (Portions{{kFirstGranted, Asset::kBytes, 4}}));
  EXPECT_EQ(LapsedAt(late.sim, kNone, Days(10)), (Portions{{kFirstGranted, Asset::kBytes, 6}}))
      << "the reservation has ended by time";
}

TEST(Reserve, ThereIsAMaximumOfOpenOnes) {
  Sim sim = Plus(WithCredit(), Data(100, Days(7)));
  for (std::size_t i = 0; i < kReservationsMax; ++i)
    sim = Reserved(sim, 1, Days(1), DigestOf(std::to_string(i)));
  EXPECT_EQ(Reserve(sim, kNone, kCall, Asset::kBytes, 1, Days(1), kNow).error(),
            ReserveRefusal::kTooMany);
}

TEST(Grace, KeepsGrantedBucketsThatWereValidWhenTheCreditEnded) {
  Sim sim = Plus(WithCredit(), Data(10, Days(29), "short"));
  sim = Plus(sim, Data(20, Days(31), "long"));
  const Instant in_grace = Days(33);
  EXPECT_EQ(LapsedAt(sim, kWeek, in_grace), (Portions{{kFirstGranted, Asset::kBytes, 10}}));
  const auto revived = Topup(sim, kWeek, {50, Days(90), 0, {}}, in_grace);
  ASSERT_TRUE(revived.ok());
  const Bucket* const kept = FindBucket(revived->sim, kFirstGranted + 1);
  ASSERT_NE(kept, nullptr);
  EXPECT_EQ(kept->valid_until, Days(90)) << "a top-up revives what grace kept";
  EXPECT_EQ(LapsedAt(sim, kWeek, Days(60)).size(), 3U) << "when grace ends all of it lapses";
}

TEST(Breakage, IsPostedInTheUnitOfTheBucket) {
  ledger::Transfers transfers;
  AppendBreakage({{kCreditBucket, Asset::kEur6, 5}, {4, Asset::kBytes, 7}},
                 Msisdn::FromStored(32'470'123'456), "orange", transfers);
  ASSERT_EQ(transfers.size(), 2U);
  EXPECT_EQ(ledger::Name(transfers[0].from), "sim:32470123456");
  EXPECT_EQ(ledger::Name(transfers[0].to), "breakage:orange");
  EXPECT_EQ(ledger::Name(transfers[1].from), "bucket:32470123456.4/bytes");
  EXPECT_EQ(ledger::Name(transfers[1].to), "breakage:orange/bytes");
  EXPECT_EQ(ledger::Problem(transfers), std::nullopt);
}

}  // namespace
}  // namespace herlaad::prepaid
