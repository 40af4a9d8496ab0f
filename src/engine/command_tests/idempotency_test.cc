// Under an idempotency key a repeat gets the same result as the first: what the record stores is
// enough to rebuild it.
#include <gtest/gtest.h>

#include "engine/commands/clients/pay_float.h"
#include "engine/commands/orders/new_order.h"
#include "engine/commands/sims/grant_bucket.h"
#include "engine/commands/sims/use_credit.h"

namespace herlaad::engine {
namespace {

using orders::PlaceOutcome;
using orders::Refusal;

constexpr int kLastPlaceOutcome = static_cast<int>(PlaceOutcome::kFloatTooLow);

PlaceResult Again(const PlaceResult& result) { return UnpackPlaced(Pack(result), Currency::kEur); }

TEST(Idempotency, PlacedOrderIsUnpackedAsItWas) {
  const PlaceResult placed{OrderId(7)};
  EXPECT_EQ(Again(placed), placed);
}

TEST(Idempotency, EveryOutcomeOfPlacingIsUnpackedAsItWas) {
  for (int n = static_cast<int>(PlaceOutcome::kAccepted) + 1; n <= kLastPlaceOutcome; ++n) {
    const PlaceResult refused{{}, Refusal{static_cast<PlaceOutcome>(n)}};
    EXPECT_EQ(Again(refused), refused) << n;
  }
}

TEST(Idempotency, WhatARefusalNamesIsUnpackedAsItWas) {
  const Refusal refusals[] = {
      {.outcome = PlaceOutcome::kPriceChanged, .price = Euros(1'550)},
      {.outcome = PlaceOutcome::kWrongOperator, .operator_id = "orange"},
      {.outcome = PlaceOutcome::kAbovePaymentLimit, .most = Euros(5'000)},
      {.outcome = PlaceOutcome::kAboveMonthLimit, .most = Euros(1'499)},
      {.outcome = PlaceOutcome::kAboveKeyTopupCap, .most = Euros(2'000)},
      {.outcome = PlaceOutcome::kAboveKeyDayCap, .most = Euros(899)},
      {.outcome = PlaceOutcome::kToppedUpRecently, .retry_at = Instant{1'700'000'000'000}},
      {.outcome = PlaceOutcome::kVoucherExpired, .expired_at = Instant{1'600'000'000'000}},
      {.outcome = PlaceOutcome::kVoucherOtherAmount, .face = Euros(1'000)},
      {.outcome = PlaceOutcome::kFloatTooLow, .available = Euros(-5)},
  };
  for (const Refusal& refusal : refusals) {
    const PlaceResult refused{{}, refusal};
    EXPECT_EQ(Again(refused), refused) << static_cast<int>(refusal.outcome);
  }
}

TEST(Idempotency, OtherRequestUnderTheKeyNamesItsOrder) {
  IdempotencyRecord record = Pack(PlaceResult{OrderId(7)});
  record.body = Digest{1, 1};
  const auto decision = RepeatedOrder(record, Digest{2, 2}, Currency::kEur);
  EXPECT_TRUE(decision.replayed);
  EXPECT_EQ(decision.result, (PlaceResult{OrderId(7), Refusal{PlaceOutcome::kKeyReused}}));
  EXPECT_TRUE(decision.rows.Of<IdempotencyRecord>().empty()) << "a repeat changes nothing";
  EXPECT_EQ(RepeatedOrder(record, Digest{1, 1}, Currency::kEur).result, PlaceResult{OrderId(7)});
}

TEST(Idempotency, FloatPaymentIsUnpackedAsItWas) {
  const PayFloatResult paid{PayFloatOutcome::kPaid, FloatPaymentId(9)};
  EXPECT_EQ(UnpackPaid(Pack(paid)), paid);
}

TEST(Idempotency, GrantIsUnpackedAsItWas) {
  for (const GrantResult& result :
       {GrantResult{GrantOutcome::kGranted, 12}, GrantResult{GrantOutcome::kTooManyBuckets}})
    EXPECT_EQ(UnpackGranted(Pack(result)), result);
}

TEST(Idempotency, UseOfCreditIsUnpackedAsItWas) {
  const ReserveResult reservations[] = {
      {.outcome = UseOutcome::kDone, .reserved = 600, .available = 0},
      {.outcome = UseOutcome::kTooLittle, .reserved = 0, .available = 250},
      {.outcome = UseOutcome::kOpenAlready, .reserved = 0, .available = 0},
  };
  for (const ReserveResult& result : reservations) EXPECT_EQ(UnpackReserved(Pack(result)), result);
  const SpendResult uses[] = {
      {.outcome = UseOutcome::kDone, .spent = 250, .reserved = 0},
      {.outcome = UseOutcome::kMoreThanReserved, .spent = 0, .reserved = 100},
      {.outcome = UseOutcome::kNoSuchReservation, .spent = 0, .reserved = 0},
  };
  for (const SpendResult& result : uses) EXPECT_EQ(UnpackSpent(Pack(result)), result);
}

}  // namespace
}  // namespace herlaad::engine
