// Granting, reserving and spending prepaid buckets through the engine, on every store.
#include <gtest/gtest.h>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/sims/grant_bucket.h"
#include "engine/commands/sims/lapse_credit.h"
#include "engine/commands/sims/provision_sims.h"
#include "engine/commands/sims/use_credit.h"
#include "engine/verify/verify.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using orders::fixtures::kNow;
using orders::fixtures::kTimings;
using prepaid::BucketKind;
using prepaid::GrantTerms;

constexpr Millis kHour{3'600'000};
constexpr Millis kDay{86'400'000};
const Msisdn kNumber = Msisdn::FromStored(32'470'000'001);
const Instant kWeek = kNow + kDay * 7;

GrantTerms Data(std::int64_t amount, Instant until = kWeek, const char* source = "plan") {
  return {Asset::kBytes, BucketKind::kPaid, amount, until, source};
}

template <class Kind>
class BucketsTest : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (this->IsSkipped()) return;
    runner_ =
        std::make_unique<BatchRunner>(this->store(), catalogue_, kTimings, IdSource(Shard{0}, 1),
                                      BatchRunner::Options{1, 10, {}, nullptr},
                                      [](std::string_view kind, const std::string& problem) {
                                        ADD_FAILURE() << kind << ": " << problem;
                                      });
    SetState(prepaid::SimState::kActive);
  }
  void TearDown() override {
    if (!this->IsSkipped()) {
      EXPECT_EQ(Difference(), "");
    }
    store::StoreFixture<Kind>::TearDown();
  }

  template <class C>
  AnsweredTo<C> Run(std::unique_ptr<C> command, Instant now = kNow) {
    return testing::RunCommand(*runner_, std::move(command), now);
  }
  void SetState(prepaid::SimState state) {
    auto provision = ProvisionSims::Check({kNumber}, "proximus", state, "test");
    EXPECT_EQ(Run(*std::move(provision))->outcome, ProvisionOutcome::kDone);
  }
  Answered<GrantResult> Grant(const GrantTerms& terms, std::string_view key, Instant now = kNow,
                              Msisdn msisdn = kNumber) {
    auto command = GrantBucket::Check(msisdn, terms, key, "test");
    EXPECT_TRUE(command.ok());
    return Run(*std::move(command), now);
  }
  Answered<ReserveResult> Reserve(const char* session, std::int64_t number, std::int64_t amount,
                                  Instant now = kNow, Asset asset = Asset::kBytes) {
    auto command = ReserveCredit::Check({"key:a", session, number, kNumber}, asset, amount, kHour);
    EXPECT_TRUE(command.ok());
    return Run(*std::move(command), now);
  }
  Answered<SpendResult> Commit(const char* session, std::int64_t number, std::int64_t used,
                               Instant now = kNow) {
    auto command = CommitCredit::Check({"key:a", session, number, kNumber}, used);
    EXPECT_TRUE(command.ok());
    return Run(*std::move(command), now);
  }
  prepaid::Sim Sim() { return (*this->queries().FindSubscriber(kNumber).value()).sim.value(); }
  std::map<std::string, std::int64_t> Balances() {
    std::map<std::string, std::int64_t> balances;
    Queries::Reader reader;
    const auto any = [](const auto&) { return true; };
    reader.order = any;
    reader.number = any;
    reader.entry = any;
    reader.balance = [&balances](const ledger::Account& account, std::int64_t balance) {
      balances[ledger::Name(account)] = balance;
      return true;
    };
    EXPECT_TRUE(this->queries().ReadAll(reader).ok());
    return balances;
  }
  std::string Difference() {
    const auto report = Verify(this->queries());
    EXPECT_TRUE(report.ok());
    return report.ok() ? report->difference.value_or("") : "";
  }

  const catalogue::Catalogue catalogue_ = orders::fixtures::Catalogue();
  std::unique_ptr<BatchRunner> runner_;
};
TYPED_TEST_SUITE(BucketsTest, store::Stores, store::StoreNames);

TYPED_TEST(BucketsTest, GrantIsPostedOncePerKey) {
  const auto first = this->Grant(Data(1'000), "k");
  EXPECT_EQ(first->outcome, GrantOutcome::kGranted);
  EXPECT_EQ(first->bucket, prepaid::kFirstGranted);
  const auto again = this->Grant(Data(1'000), "k", kNow + kHour);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again->outcome, GrantOutcome::kGranted);
  EXPECT_EQ(again->bucket, prepaid::kFirstGranted);
  EXPECT_EQ(this->Grant(Data(2'000), "k")->outcome, GrantOutcome::kKeyReused);
  ASSERT_EQ(this->Sim().granted.size(), 1U);
  EXPECT_EQ(this->Sim().granted[0].amount, 1'000);
  EXPECT_EQ(this->Balances(),
            (std::map<std::string, std::int64_t>{{"issued:proximus/bytes", -1'000}}));
}

TYPED_TEST(BucketsTest, GiftsComeFromThePromotion) {
  EXPECT_EQ(this->Grant({Asset::kSeconds, BucketKind::kBonus, 600, kWeek, "gift"}, "k")->outcome,
            GrantOutcome::kGranted);
  EXPECT_EQ(this->Balances(),
            (std::map<std::string, std::int64_t>{{"promo:proximus/seconds", -600}}));
}

TYPED_TEST(BucketsTest, GrantIsRefusedWithTheReason) {
  EXPECT_EQ(this->Grant(Data(1), "unknown", kNow, Msisdn::FromStored(32'470'000'009))->outcome,
            GrantOutcome::kUnknownNumber);
  EXPECT_EQ(this->Grant(Data(1, kNow - kDay), "ended")->outcome, GrantOutcome::kEnded);
  const std::int64_t at_once = prepaid::GrantMax(Asset::kBytes);
  for (std::int64_t sum = 0; sum < prepaid::kBalanceMax; sum += at_once) {
    const auto much = this->Grant(Data(at_once), "much " + std::to_string(sum));
    EXPECT_EQ(much->outcome, GrantOutcome::kGranted);
  }
  EXPECT_EQ(this->Grant(Data(1), "more")->outcome, GrantOutcome::kBalanceFull);
  this->SetState(prepaid::SimState::kSuspended);
  EXPECT_EQ(this->Grant(Data(1), "suspended")->outcome, GrantOutcome::kSuspended);
  this->SetState(prepaid::SimState::kTerminated);
  EXPECT_EQ(this->Grant(Data(1), "end")->outcome, GrantOutcome::kTerminated);
  // A refusal is the answer of its key, too.
  EXPECT_TRUE(this->Grant(Data(1), "end").replayed());
  EXPECT_EQ(GrantBucket::Check(kNumber, Data(0), "k", "test").error(),
            GrantError::kAmountNotPositive);
  EXPECT_EQ(GrantBucket::Check(kNumber, Data(at_once + 1), "k", "test").error(),
            GrantError::kAmountTooLarge);
  EXPECT_EQ(GrantBucket::Check(kNumber, Data(1), "", "test").error(), GrantError::kKeyEmpty);
  EXPECT_EQ(GrantBucket::Check(kNumber, Data(1, kWeek, ""), "k", "test").error(),
            GrantError::kSourceInvalid);
  for (const Instant end : {Instant{-1}, prepaid::kEndLatest + Millis(1)})
    EXPECT_EQ(GrantBucket::Check(kNumber, Data(1, end), "k", "test").error(),
              GrantError::kEndInvalid);
  EXPECT_TRUE(GrantBucket::Check(kNumber, Data(1, prepaid::kEndLatest), "k", "test").ok());
}

TYPED_TEST(BucketsTest, WhatIsUsedIsSpentOnceAndTheRestIsThereAgain) {
  (void)this->Grant(Data(1'000), "k");
  EXPECT_EQ(this->Reserve("call", 1, 600)->outcome, UseOutcome::kDone);
  EXPECT_TRUE(this->Reserve("call", 1, 600).replayed());
  EXPECT_EQ(this->Sim().granted[0].reserved, 600);
  const auto spent = this->Commit("call", 2, 250);
  EXPECT_EQ(spent->outcome, UseOutcome::kDone);
  EXPECT_EQ(spent->spent, 250);
  const auto again = this->Commit("call", 2, 250);
  EXPECT_TRUE(again.replayed());
  EXPECT_EQ(again->spent, 250);
  EXPECT_EQ(this->Sim().granted[0].amount, 750);
  EXPECT_EQ(this->Sim().granted[0].reserved, 0);
  EXPECT_EQ(this->Balances(),
            (std::map<std::string, std::int64_t>{{"issued:proximus/bytes", -1'000},
                                                 {"usage:proximus/bytes", 250}}));
}

TYPED_TEST(BucketsTest, RepeatedReserveAfterItsCommitReservesNothing) {
  (void)this->Grant(Data(1'000), "k");
  (void)this->Reserve("call", 1, 600);
  (void)this->Commit("call", 2, 600);
  EXPECT_TRUE(this->Reserve("call", 1, 600).replayed());
  EXPECT_EQ(this->Sim().granted[0].reserved, 0);
}

TYPED_TEST(BucketsTest, UseIsRefusedWithTheReason) {
  (void)this->Grant(Data(1'000), "k");
  const auto little = this->Reserve("a", 1, 1'001);
  EXPECT_EQ(little->outcome, UseOutcome::kTooLittle);
  EXPECT_EQ(little->available, 1'000);
  EXPECT_EQ(this->Reserve("a", 2, 100, kNow, Asset::kSeconds)->outcome, UseOutcome::kTooLittle);
  EXPECT_EQ(this->Reserve("a", 3, 100)->outcome, UseOutcome::kDone);
  EXPECT_EQ(this->Reserve("a", 4, 100)->outcome, UseOutcome::kOpenAlready);
  EXPECT_EQ(this->Reserve("a", 3, 101)->outcome, UseOutcome::kKeyReused);
  const auto more = this->Commit("a", 5, 101);
  EXPECT_EQ(more->outcome, UseOutcome::kMoreThanReserved);
  EXPECT_EQ(more->reserved, 100);
  EXPECT_EQ(this->Commit("b", 1, 1)->outcome, UseOutcome::kNoSuchReservation);
  EXPECT_EQ(this->Commit("a", 6, 100)->outcome, UseOutcome::kDone);
  EXPECT_EQ(this->Commit("a", 7, 100)->outcome, UseOutcome::kNoSuchReservation)
      << "a second commit spends nothing";
  EXPECT_EQ(this->Sim().granted[0].amount, 900);
  this->SetState(prepaid::SimState::kSuspended);
  EXPECT_EQ(this->Reserve("c", 1, 1)->outcome, UseOutcome::kNotActive);
  EXPECT_EQ(ReserveCredit::Check({"a", "", 1, kNumber}, Asset::kBytes, 1, kHour).error(),
            UseError::kNoSession);
  EXPECT_EQ(ReserveCredit::Check({"a", "s", 1, kNumber}, Asset::kBytes, 0, kHour).error(),
            UseError::kAmountInvalid);
  EXPECT_EQ(ReserveCredit::Check({"a", "s", 1, kNumber}, Asset::kBytes, 1, Millis(0)).error(),
            UseError::kTimeInvalid);
  EXPECT_EQ(CommitCredit::Check({"a", "s", 1, kNumber}, -1).error(), UseError::kAmountInvalid);
}

TYPED_TEST(BucketsTest, ReservationEndsByTime) {
  (void)this->Grant(Data(1'000), "k");
  (void)this->Reserve("call", 1, 1'000);
  EXPECT_EQ(this->Reserve("other", 1, 1)->outcome, UseOutcome::kTooLittle);
  const Instant over = kNow + kHour + Millis(1);
  EXPECT_EQ(this->Commit("call", 2, 10, over)->outcome, UseOutcome::kNoSuchReservation);
  EXPECT_EQ(this->Reserve("other", 2, 1'000, over)->outcome, UseOutcome::kDone);
  EXPECT_EQ(this->Sim().reservations.size(), 1U);
}

TYPED_TEST(BucketsTest, WhatLapsesIsPostedInItsUnit) {
  (void)this->Grant(Data(1'000), "k");
  (void)this->Reserve("call", 1, 400, kWeek);
  const auto lapse = [this](Instant now) { return *this->Run(LapseCredit::Check(kNumber), now); };
  EXPECT_EQ(lapse(kWeek + Millis(1)), LapseOutcome::kPosted);
  EXPECT_EQ(this->Balances()["breakage:proximus/bytes"], 600);
  EXPECT_EQ(this->Commit("call", 2, 300, kWeek + Millis(2))->outcome, UseOutcome::kDone)
      << "what was reserved in time can still be used";
  EXPECT_EQ(lapse(kWeek + Millis(3)), LapseOutcome::kPosted);
  EXPECT_EQ(this->Balances(),
            (std::map<std::string, std::int64_t>{{"breakage:proximus/bytes", 700},
                                                 {"issued:proximus/bytes", -1'000},
                                                 {"usage:proximus/bytes", 300}}));
  EXPECT_TRUE(this->Sim().granted.empty());
}

}  // namespace
}  // namespace herlaad::engine
