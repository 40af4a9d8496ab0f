#include "domain/orders/placing/place.h"

#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using prepaid::SimState;

struct Row {
  const char* name;
  PlaceRequest request;
  Subscriber number;
  Refusal refusal;  // kAccepted: none
};

Subscriber Used(Subscriber number, std::int64_t taken, Instant last_topup) {
  number.usage = {{{{calendar::MonthOf(kNow), taken}}}, last_topup};
  return number;
}

PlaceRequest Expecting(std::int64_t total) {
  PlaceRequest request = Request(kHostedNumber, "proximus", PaymentMethod::kCard);
  request.expected_total = total;
  return request;
}

constexpr Millis kDay{86'400'000};

// At Orange, whose grace period is 30 days; the credit ended `ago`.
Subscriber InGrace(Millis ago = kDay) {
  Subscriber number = HostedNumber();
  number.sim = prepaid::NewSim("orange", SimState::kActive, kNow - kDay * 365);
  number.sim->credit.amount = 7'000'000;
  number.sim->credit.valid_until = kNow - ago;
  number.sim->bonus.amount = 3'000'000;
  number.sim->bonus.valid_until = kNow - ago;
  return number;
}

std::int64_t Breakage(const OrderAggregate& aggregate, const char* op) {
  return ledger::ChangeOf(aggregate.transfers, ledger::Of(ledger::AccountKind::kBreakage, op));
}

TEST(Place, RefusalsFollowTheOrderOfPrecedence) {
  const auto card = [](const char* op, std::int64_t cents = 1'500) {
    return Request(kHostedNumber, op, PaymentMethod::kCard, cents);
  };
  const Row rows[] = {
      {"all is well", card("proximus"), HostedNumber(), {PlaceOutcome::kAccepted}},
      {"an operator nobody sells for",
       card("voo"),
       HostedNumber(),
       {PlaceOutcome::kUnknownOperator}},
      {"an amount nobody sells",
       card("proximus", 1'501),
       HostedNumber(),
       {PlaceOutcome::kAmountNotOnSale}},
      {"the price shown is the price",
       Expecting(kTotal),
       HostedNumber(),
       {PlaceOutcome::kAccepted}},
      {"the price went up since",
       Expecting(1'500),
       HostedNumber(),
       {.outcome = PlaceOutcome::kPriceChanged, .price = Euros(kTotal)}},
      {"a house number nobody knows",
       card("proximus"),
       Subscriber(kHostedNumber),
       {PlaceOutcome::kUnknownNumber}},
      {"the number is with another operator",
       card("orange"),
       HostedNumber(),
       {.outcome = PlaceOutcome::kWrongOperator, .operator_id = "proximus"}},
      {"a house number sold as a remote one",
       card("telenet"),
       HostedNumber(),
       {.outcome = PlaceOutcome::kWrongOperator, .operator_id = "proximus"}},
      {"terminated",
       card("proximus"),
       HostedNumber(SimState::kTerminated),
       {PlaceOutcome::kNumberTerminated}},
      {"suspended",
       card("proximus"),
       HostedNumber(SimState::kSuspended),
       {PlaceOutcome::kNumberSuspended}},
      {"not identified yet",
       card("proximus"),
       HostedNumber(SimState::kPreactive),
       {PlaceOutcome::kNumberNotActivated}},
      {"grace is revived", card("orange"), InGrace(), {PlaceOutcome::kAccepted}},
      {"more than one payment may be",
       card("proximus", 6'000),
       HostedNumber(),
       {.outcome = PlaceOutcome::kAbovePaymentLimit, .most = Euros(5'000)}},
      {"one cent more than is left this month",
       card("proximus"),
       Used(HostedNumber(), 23'501, {}),
       {.outcome = PlaceOutcome::kAboveMonthLimit, .most = Euros(1'499)}},
      {"exactly what is left this month",
       card("proximus"),
       Used(HostedNumber(), 23'500, {}),
       {PlaceOutcome::kAccepted}},
  };
  for (const Row& row : rows) {
    OrderAggregate aggregate = Blank(row.number);
    const auto placed = Place(row.request, Catalogue(), kTimings.payment_lifetime, aggregate);
    EXPECT_EQ(placed.ok() ? Refusal() : placed.error(), row.refusal) << row.name;
  }
}

TEST(Place, FullBalanceIsRefusedBeforePayment) {
  Subscriber number = HostedNumber();
  number.sim->credit.amount = prepaid::kBalanceMax;
  OrderAggregate aggregate = Blank(number);
  const auto placed = Place(Request(kHostedNumber, "proximus", PaymentMethod::kCard), Catalogue(),
                            kTimings.payment_lifetime, aggregate);
  EXPECT_EQ(placed.error().outcome, PlaceOutcome::kBalanceFull);
}

TEST(Place, RefusalNamesTheOperatorOrTheRetryTime) {
  OrderAggregate aggregate = Blank(HostedNumber());
  EXPECT_EQ(Place(Request(kHostedNumber, "orange", PaymentMethod::kCard), Catalogue(),
                  kTimings.payment_lifetime, aggregate)
                .error()
                .operator_id,
            "proximus");
  OrderAggregate soon = Blank(Used(Subscriber(kRemoteNumber), 1'500, kNow - Millis(60'000)));
  const auto refused = Place(Request(kRemoteNumber, "telenet", PaymentMethod::kCard), Catalogue(),
                             kTimings.payment_lifetime, soon);
  EXPECT_EQ(refused.error().outcome, PlaceOutcome::kToppedUpRecently);
  EXPECT_EQ(refused.error().retry_at, kNow + Millis(60'000));
}

TEST(Place, HostedCashOrderIsDeliveredInTheSameDecision) {
  const OrderAggregate aggregate =
      Placed(HostedNumber(), Request(kHostedNumber, "proximus", PaymentMethod::kCash));
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(aggregate.number->sim->credit.amount, 15'000'000);
  EXPECT_EQ(aggregate.number->sim->credit.valid_until, calendar::AddMonthsEndOfDay(kNow, 12));
  EXPECT_EQ(ledger::ChangeOf(aggregate.transfers, ledger::Of(ledger::AccountKind::kCash, "till-1")),
            -kTotal);
  EXPECT_EQ(
      ledger::ChangeOf(aggregate.transfers, ledger::Of(ledger::AccountKind::kPayable, "proximus")),
      1'500);
  EXPECT_EQ(ledger::ChangeOf(aggregate.transfers, ledger::Of(ledger::AccountKind::kFees)), 41);
  EXPECT_EQ(ledger::ChangeOf(aggregate.transfers, ledger::Of(ledger::AccountKind::kVat)), 9);
  EXPECT_EQ(ledger::ChangeOf(aggregate.transfers, ledger::Of(ledger::AccountKind::kSuspense)), 0);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings), std::nullopt);
}

TEST(Place, BonusIsCreditedToItsOwnBucket) {
  const OrderAggregate aggregate =
      Placed(HostedNumber(), Request(kHostedNumber, "proximus", PaymentMethod::kCash, 5'000));
  EXPECT_EQ(aggregate.number->sim->credit.amount, 50'000'000);
  EXPECT_EQ(aggregate.number->sim->bonus.amount, 5'000'000);
  EXPECT_EQ(aggregate.number->sim->bonus.valid_until, calendar::AddDaysEndOfDay(kNow, 31));
}

TEST(Place, TopupInGraceRevivesCreditAndBonus) {
  const OrderAggregate aggregate =
      Placed(InGrace(), Request(kHostedNumber, "orange", PaymentMethod::kCash));
  const prepaid::Sim& sim = *aggregate.number->sim;
  EXPECT_EQ(sim.credit.amount, 22'000'000);
  EXPECT_EQ(sim.bonus.amount, 3'000'000);
  EXPECT_EQ(sim.credit.valid_until, calendar::AddMonthsEndOfDay(kNow, 12));
  EXPECT_EQ(sim.bonus.valid_until, sim.credit.valid_until);
  EXPECT_EQ(sim.state, SimState::kActive);
  EXPECT_EQ(sim.state_cause, prepaid::StateCause::kToppedUp);
  EXPECT_EQ(sim.state_since, kNow);
  EXPECT_EQ(Breakage(aggregate, "orange"), 0);
}

TEST(Place, WhatIsLeftAfterGraceGoesToBreakage) {
  const OrderAggregate aggregate =
      Placed(InGrace(kDay * 32), Request(kHostedNumber, "orange", PaymentMethod::kCash));
  const prepaid::Sim& sim = *aggregate.number->sim;
  EXPECT_EQ(sim.credit.amount, 15'000'000);
  EXPECT_EQ(sim.bonus.amount, 0);
  EXPECT_EQ(sim.state_cause, prepaid::StateCause::kGraceEnded);
  EXPECT_EQ(Breakage(aggregate, "orange"), 10'000'000);
}

// What counts is when the money arrives, not when the order was placed.
TEST(Place, GraceMayEndWhileTheOrderWaitsToBePaid) {
  OrderAggregate aggregate =
      Placed(InGrace(), Request(kHostedNumber, "orange", PaymentMethod::kCard));
  aggregate.now =
      prepaid::KeptUntil(*aggregate.number->sim, aggregate.number->sim->credit, {30}) + Millis(1);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.number->sim->credit.amount, 15'000'000);
  EXPECT_EQ(Breakage(aggregate, "orange"), 10'000'000);
}

TEST(Place, GraceIsTheOperators) {
  EXPECT_EQ(GraceOf(Catalogue(), "orange"), prepaid::GracePeriod{30});
  EXPECT_EQ(GraceOf(Catalogue(), "proximus"), prepaid::GracePeriod{});
  EXPECT_EQ(GraceOf(Catalogue(), "vodafone"), prepaid::GracePeriod{});
}

TEST(Place, LapsedCreditAndBonusGoToBreakage) {
  Subscriber number = HostedNumber();
  number.sim->credit.amount = 7'000'000;
  number.sim->credit.valid_until = kNow - Millis(1);
  number.sim->bonus.amount = 3'000'000;
  number.sim->bonus.valid_until = kNow - Millis(86'400'000);
  const OrderAggregate aggregate =
      Placed(number, Request(kHostedNumber, "proximus", PaymentMethod::kCash));
  EXPECT_EQ(aggregate.number->sim->credit.amount, 15'000'000);
  EXPECT_EQ(aggregate.number->sim->bonus.amount, 0);
  EXPECT_EQ(Breakage(aggregate, "proximus"), 10'000'000);
  const auto bucket = [&aggregate](prepaid::BucketNumber n) {
    return ledger::ChangeOf(aggregate.transfers,
                            ledger::OfBucket(aggregate.order.msisdn().value(), n, Asset::kEur6));
  };
  EXPECT_EQ(bucket(prepaid::kCreditBucket), 8'000'000);
  EXPECT_EQ(bucket(prepaid::kBonusBucket), -3'000'000);
  EXPECT_EQ(ledger::Problem(aggregate.transfers), std::nullopt);
}

TEST(Place, CardOrderTakesNoLimitBeforePayment) {
  const OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(StateOf(aggregate.order), State::kAwaitingPayment);
  EXPECT_TRUE(aggregate.transfers.empty());
  EXPECT_EQ(Taken(aggregate.number), 0);
  EXPECT_EQ(aggregate.number->usage.last_topup, Instant{});
  EXPECT_TRUE(aggregate.number->KeepsUnpaid(aggregate.order.id));
  EXPECT_EQ(aggregate.order.expires_at, kNow + kTimings.payment_lifetime);
  const auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(outbox_message.has_value());
  EXPECT_EQ(outbox_message->purpose, Purpose::kOpenPayment);
  EXPECT_EQ(outbox_message->destination, "bank");
}

TEST(Place, OrdersOfANumberAreLinked) {
  OrderAggregate first = CardAtHosted();
  OrderAggregate second(Order(OrderId(78), kHostedNumber), first.number, kNow);
  ASSERT_TRUE(Place(Request(kHostedNumber, "proximus", PaymentMethod::kCard), Catalogue(),
                    kTimings.payment_lifetime, second)
                  .ok());
  EXPECT_EQ(second.order.previous, first.order.id);
  EXPECT_EQ(second.number->last_order, OrderId(78));
}

}  // namespace
}  // namespace herlaad::orders
