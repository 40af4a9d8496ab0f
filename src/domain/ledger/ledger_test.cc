#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "domain/ledger/account.h"
#include "domain/ledger/transfer.h"

namespace herlaad::ledger {
namespace {

const AccountKind kAllKinds[] = {
    AccountKind::kPsp,     AccountKind::kCash,        AccountKind::kFloat,
    AccountKind::kPrefund, AccountKind::kVoucherSold, AccountKind::kSuspense,
    AccountKind::kPayable, AccountKind::kIssued,      AccountKind::kSim,
    AccountKind::kBonus,   AccountKind::kPromo,       AccountKind::kCommission,
    AccountKind::kFees,    AccountKind::kVat,         AccountKind::kBreakage,
    AccountKind::kLoss,    AccountKind::kDispute,     AccountKind::kBucket,
    AccountKind::kUsage,   AccountKind::kBank};

TEST(Account, NamesRoundTrip) {
  for (const AccountKind kind : kAllKinds) {
    const Account account = Of(kind, HasOwner(kind) ? "proximus" : "");
    EXPECT_EQ(ParseName(Name(account)), account) << Name(account);
  }
}

TEST(Account, BucketsAreNamedByNumberAndUnit) {
  constexpr std::int64_t kNumber = 32470123456;
  const struct {
    Account account;
    const char* name;
    std::int32_t n;
  } rows[] = {
      {OfBucket(kNumber, 1, Asset::kEur6), "sim:32470123456", 1},
      {OfBucket(kNumber, 2, Asset::kEur6), "bonus:32470123456", 2},
      {OfBucket(kNumber, 3, Asset::kEur6), "bucket:32470123456.3", 3},
      {OfBucket(kNumber, 34, Asset::kBytes), "bucket:32470123456.34/bytes", 34},
  };
  for (const auto& row : rows) {
    EXPECT_EQ(Name(row.account), row.name);
    EXPECT_EQ(ParseName(row.name), row.account) << row.name;
    EXPECT_EQ(BucketNumberOf(row.account), row.n);
    EXPECT_TRUE(IsBucketOf(row.account, kNumber));
    EXPECT_FALSE(IsBucketOf(row.account, kNumber / 10)) << row.name;
    EXPECT_FALSE(IsBucketOf(row.account, kNumber + 1)) << row.name;
  }
  EXPECT_EQ(BucketNumberOf(Of(AccountKind::kIssued, "orange")), std::nullopt);
  for (const char* owner : {"32470123456", "32470123456.", "32470123456.x", "32470123456.2"})
    EXPECT_EQ(BucketNumberOf(Of(AccountKind::kBucket, owner)), std::nullopt) << owner;
}

TEST(Account, SomeKindsHaveAnAccountForEachUnit) {
  const Account bytes = In(Asset::kBytes, Of(AccountKind::kIssued, "orange"));
  EXPECT_EQ(Name(bytes), "issued:orange/bytes");
  EXPECT_EQ(ParseName("issued:orange/bytes"), bytes);
  EXPECT_NE(bytes, Of(AccountKind::kIssued, "orange"));
  for (const char* name : {"issued:orange/EUR_micro", "issued:orange/pounds", "issued:/bytes"})
    EXPECT_EQ(ParseName(name), std::nullopt) << name;
  // A till may be called so.
  EXPECT_EQ(ParseName("cash:a/bytes"), Of(AccountKind::kCash, "a/bytes"));
}

TEST(Account, UnknownNamesAreRejected) {
  for (const char* name : {"", "psp", "psp:", "suspense:x", "suspense:", "slush:me", ":x"}) {
    EXPECT_EQ(ParseName(name), std::nullopt) << name;
  }
}

TEST(Account, OnlyPrepaidBalancesAndDepositsAreBounded) {
  for (const AccountKind kind : kAllKinds) {
    const bool expected = kind == AccountKind::kFloat || kind == AccountKind::kPrefund ||
                          kind == AccountKind::kSim || kind == AccountKind::kBonus ||
                          kind == AccountKind::kBucket;
    EXPECT_EQ(IsBounded(kind), expected);
    EXPECT_EQ(HasFloor(kind), expected && !IsBucket(kind)) << "a row of its own";
  }
}

TEST(Transfer, InvalidTransfersAreRejectedWithTheReason) {
  const Account cash = Of(AccountKind::kCash, "till-1"), suspense = Of(AccountKind::kSuspense);
  const Account sim = OfBucket(32470123456, 1, Asset::kEur6);
  EXPECT_EQ(Problem(Transfers{{cash, suspense, 1'500}}), std::nullopt);
  EXPECT_TRUE(Problem(Transfers{{cash, suspense, 0}}));
  EXPECT_TRUE(Problem(Transfers{{cash, suspense, -1}}));
  EXPECT_TRUE(Problem(Transfers{{cash, cash, 1}}));
  EXPECT_TRUE(Problem(Transfers{{suspense, sim, 1}})) << "EUR/2 is not EUR/6";
}

TEST(Transfer, FoldedChangesAddUpToZero) {
  EXPECT_TRUE(rc::check("double entry", [] {
    const Account accounts[] = {Of(AccountKind::kCash, "a"), Of(AccountKind::kSuspense),
                                Of(AccountKind::kPayable, "b"), Of(AccountKind::kFees)};
    Transfers transfers;
    for (const auto draw :
         *rc::gen::container<std::vector<unsigned>>(rc::gen::arbitrary<unsigned>())) {
      const unsigned from = draw % 4, to = (from + 1 + draw / 4 % 3) % 4;
      transfers.push_back(Move(draw % 9'999 + 1, accounts[from], accounts[to]));
    }
    Changes changes;
    RC_ASSERT(Fold(transfers, changes));
    std::int64_t sum = 0;
    for (const auto& [account, change] : changes) {
      RC_ASSERT(change == ChangeOf(transfers, account));
      sum += change;
    }
    RC_ASSERT(sum == 0);
  }));
}

TEST(Transfer, SumBeyond64BitsIsRejected) {
  const Transfer huge = Move(INT64_MAX, Of(AccountKind::kCash, "a"), Of(AccountKind::kSuspense));
  Changes changes;
  EXPECT_FALSE(Fold({huge, huge}, changes));
}

}  // namespace
}  // namespace herlaad::ledger
