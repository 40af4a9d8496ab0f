#include "rules/orders/place.h"

#include <gtest/gtest.h>

#include "rules/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using prepaid::SimState;

struct Row {
  const char* name;
  PlaceRequest request;
  Number number;
  PlaceOutcome outcome;
  std::int64_t detail;
};

Number Used(Number number, std::int64_t taken, Instant last_topup) {
  number.usage = {{{{calendar::MonthOf(kNow), taken}}}, last_topup};
  return number;
}

PlaceRequest Expecting(std::int64_t total) {
  PlaceRequest request = Request(kHouseNumber, "proximus", Tender::kCard);
  request.expected_total = total;
  return request;
}

TEST(Place, RefusesInOrderOfPrecedence) {
  const auto card = [](const char* op, std::int64_t cents = 1'500) {
    return Request(kHouseNumber, op, Tender::kCard, cents);
  };
  const Row rows[] = {
      {"all is well", card("proximus"), HouseNumber(), PlaceOutcome::kAccepted, 0},
      {"an operator nobody sells for", card("voo"), HouseNumber(), PlaceOutcome::kUnknownOperator,
       0},
      {"an amount nobody sells", card("proximus", 1'501), HouseNumber(),
       PlaceOutcome::kAmountNotOnSale, 0},
      {"the price shown is the price", Expecting(kTotal), HouseNumber(), PlaceOutcome::kAccepted,
       0},
      {"the price went up since", Expecting(1'500), HouseNumber(), PlaceOutcome::kPriceChanged,
       kTotal},
      {"a house number nobody knows", card("proximus"), Number(kHouseNumber),
       PlaceOutcome::kUnknownNumber, 0},
      {"the number is with another operator", card("orange"), HouseNumber(),
       PlaceOutcome::kWrongOperator, 0},
      {"a house number sold as a remote one", card("telenet"), HouseNumber(),
       PlaceOutcome::kWrongOperator, 0},
      {"terminated", card("proximus"), HouseNumber(SimState::kTerminated),
       PlaceOutcome::kNumberTerminated, 0},
      {"suspended", card("proximus"), HouseNumber(SimState::kSuspended),
       PlaceOutcome::kNumberSuspended, 0},
      {"not identified yet", card("proximus"), HouseNumber(SimState::kPreactive),
       PlaceOutcome::kNumberNotActivated, 0},
      {"grace is revived", card("proximus"), HouseNumber(SimState::kGrace), PlaceOutcome::kAccepted,
       0},
      {"more than one payment may be", card("proximus", 6'000), HouseNumber(),
       PlaceOutcome::kAbovePaymentLimit, 5'000},
      {"one cent more than is left this month", card("proximus"), Used(HouseNumber(), 23'501, {}),
       PlaceOutcome::kAboveMonthLimit, 1'499},
      {"exactly what is left this month", card("proximus"), Used(HouseNumber(), 23'500, {}),
       PlaceOutcome::kAccepted, 0},
  };
  for (const Row& row : rows) {
    Scene scene = Blank(row.number);
    const auto placed = Place(row.request, Catalogue(), kTimings.payment_lifetime, scene);
    const PlaceOutcome outcome = placed.ok() ? PlaceOutcome::kAccepted : placed.error().outcome;
    EXPECT_EQ(outcome, row.outcome) << row.name;
    EXPECT_EQ(placed.ok() ? 0 : placed.error().detail, row.detail) << row.name;
  }
}

TEST(Place, AFullBalanceIsRefusedBeforeAnybodyPays) {
  Number number = HouseNumber();
  number.sim->balance = prepaid::kBalanceMax;
  Scene scene = Blank(number);
  const auto placed = Place(Request(kHouseNumber, "proximus", Tender::kCard), Catalogue(),
                            kTimings.payment_lifetime, scene);
  EXPECT_EQ(placed.error().outcome, PlaceOutcome::kBalanceFull);
}

TEST(Place, SaysWhoHasTheNumberAndWhenToComeBack) {
  Scene scene = Blank(HouseNumber());
  EXPECT_EQ(Place(Request(kHouseNumber, "orange", Tender::kCard), Catalogue(),
                  kTimings.payment_lifetime, scene)
                .error()
                .note,
            "proximus");
  Scene soon = Blank(Used(Number(kRemoteNumber), 1'500, kNow - Millis(60'000)));
  const auto refused = Place(Request(kRemoteNumber, "telenet", Tender::kCard), Catalogue(),
                             kTimings.payment_lifetime, soon);
  EXPECT_EQ(refused.error().outcome, PlaceOutcome::kToppedUpRecently);
  EXPECT_EQ(refused.error().detail, (kNow + Millis(60'000)).ms);
}

TEST(Place, CashAtTheHouseIsDeliveredInTheSameDecision) {
  const Scene scene = Placed(HouseNumber(), Request(kHouseNumber, "proximus", Tender::kCash));
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
  EXPECT_EQ(scene.number.sim->balance, 15'000'000);
  EXPECT_EQ(scene.number.sim->valid_until, calendar::AddMonthsEndOfDay(kNow, 12));
  EXPECT_EQ(ledger::ChangeOf(scene.transfers, ledger::Of(ledger::AccountKind::kCash, "till-1")),
            -kTotal);
  EXPECT_EQ(
      ledger::ChangeOf(scene.transfers, ledger::Of(ledger::AccountKind::kPayable, "proximus")),
      1'500);
  EXPECT_EQ(ledger::ChangeOf(scene.transfers, ledger::Of(ledger::AccountKind::kFees)), 41);
  EXPECT_EQ(ledger::ChangeOf(scene.transfers, ledger::Of(ledger::AccountKind::kVat)), 9);
  EXPECT_EQ(ledger::ChangeOf(scene.transfers, ledger::Of(ledger::AccountKind::kSuspense)), 0);
  EXPECT_EQ(NextEffect(scene.order, std::nullopt, kNow, kTimings), std::nullopt);
}

TEST(Place, ABonusGoesIntoItsOwnBucket) {
  const Scene scene =
      Placed(HouseNumber(), Request(kHouseNumber, "proximus", Tender::kCash, 5'000));
  EXPECT_EQ(scene.number.sim->balance, 50'000'000);
  EXPECT_EQ(scene.number.sim->bonus, 5'000'000);
  EXPECT_EQ(scene.number.sim->bonus_valid_until, calendar::AddDaysEndOfDay(kNow, 31));
}

TEST(Place, ACardWaitsForItsPaymentAndTakesNoLimitYet) {
  const Scene scene = CardAtHouse();
  EXPECT_EQ(StateOf(scene.order), State::kAwaitingPayment);
  EXPECT_TRUE(scene.transfers.empty());
  EXPECT_EQ(Taken(scene.number), 0);
  EXPECT_EQ(scene.number.usage.last_topup, Instant{});
  EXPECT_TRUE(scene.number.KeepsUnpaid(scene.order.id));
  EXPECT_EQ(scene.order.expires_at, kNow + kTimings.payment_lifetime);
  const auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(effect.has_value());
  EXPECT_EQ(effect->purpose, Purpose::kOpenPayment);
  EXPECT_EQ(effect->lane, "bank");
}

TEST(Place, TheOrdersOfANumberAreChained) {
  Scene first = CardAtHouse();
  Scene second(Order(OrderId(78), kHouseNumber), first.number, kNow);
  ASSERT_TRUE(Place(Request(kHouseNumber, "proximus", Tender::kCard), Catalogue(),
                    kTimings.payment_lifetime, second)
                  .ok());
  EXPECT_EQ(second.order.previous, first.order.id);
  EXPECT_EQ(second.number.last_order, OrderId(78));
}

}  // namespace
}  // namespace herlaad::orders
