// Disputes of charges before anything is delivered, and of a part of a charge.
#include <gtest/gtest.h>

#include <map>

#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/events/events.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

DisputeReport Report(DisputeState state, std::int64_t amount = 0, Instant at = {}) {
  DisputeReport report;
  report.state = state;
  report.amount = amount;
  report.at = at;
  report.reference = "du_1";
  return report;
}

EventOutcome Dispute(OrderAggregate& aggregate, const DisputeReport& report,
                     std::string_view charge = "ch_1") {
  return OnPaymentDisputed(aggregate, 1, aggregate.order.terms.total(), charge, report);
}
EventOutcome Dispute(OrderAggregate& aggregate, DisputeState state,
                     std::string_view charge = "ch_1") {
  return Dispute(aggregate, Report(state), charge);
}

// What each account has after all that the aggregate posted.
std::map<std::string, std::int64_t> Balances(const OrderAggregate& aggregate) {
  std::map<std::string, std::int64_t> balances;
  for (const ledger::Transfer& t : aggregate.transfers) {
    if (t.from.asset == Asset::kEur2) balances[ledger::Name(t.from)] -= t.amount;
    if (t.to.asset == Asset::kEur2) balances[ledger::Name(t.to)] += t.amount;
  }
  std::erase_if(balances, [](const auto& balance) { return balance.second == 0; });
  return balances;
}

// Paid, and refused by the operator: a refund waits to be sent.
OrderAggregate ToBeRefunded() {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentOpened(aggregate, 1, "https://bank/1");
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  (void)OnDeliverySent(aggregate, 1);
  EXPECT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  return aggregate;
}

bool SendsARefund(const OrderAggregate& aggregate) {
  const auto next = NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, Timings{});
  return next && next->purpose == Purpose::kRefund;
}

struct FirstNews {
  DisputeState state;
  bool delivers;
  State after;  // if nothing is delivered
};

TEST(DisputedDelivery, NothingIsDeliveredForAChargeWhoseFirstNewsIsThatTheBankTookIt) {
  const FirstNews rows[] = {
      {DisputeState::kWarned, false, State::kRefunding},
      {DisputeState::kOpened, false, State::kRefunding},
      {DisputeState::kUnderReview, false, State::kRefunding},
      {DisputeState::kWon, true, {}},
      {DisputeState::kLost, false, State::kRefunded},
      {DisputeState::kPrevented, true, {}},
      {DisputeState::kWarningReview, false, State::kRefunding},
      {DisputeState::kWarningClosed, true, {}},
      {DisputeState::kAppealOpened, false, State::kRefunding},
      {DisputeState::kAppealUnderReview, false, State::kRefunding},
  };
  ASSERT_EQ(std::size(rows), static_cast<std::size_t>(kLastDisputeState));
  for (const FirstNews& row : rows) {
    SCOPED_TRACE(Name(row.state));
    OrderAggregate here = CardAtHosted();
    ASSERT_EQ(Dispute(here, row.state), EventOutcome::kApplied);
    OrderAggregate elsewhere = CardElsewhere();
    ASSERT_EQ(Dispute(elsewhere, row.state), EventOutcome::kApplied);
    EXPECT_EQ(ConfirmedDelivery(here.order) != nullptr, row.delivers);
    EXPECT_EQ(here.number->sim->credit.amount > 0, row.delivers);
    EXPECT_EQ(OnDeliverySent(elsewhere, 1) == EventOutcome::kApplied, row.delivers);
    if (row.delivers) continue;
    EXPECT_EQ(StateOf(here.order), row.after);
    EXPECT_EQ(StateOf(elsewhere.order), row.after);
    EXPECT_EQ(here.order.deliveries.at(0).refusal, RefusalReason::kDisputed);
    EXPECT_EQ(Problem(here.order), std::nullopt);
    EXPECT_EQ(Balances(here)["loss:bank"], 0);
  }
}

TEST(DisputedDelivery, WhatIsStillToBeSentIsNotDelivered) {
  OrderAggregate aggregate = CardElsewhere();
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kIgnored);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_FALSE(SendsARefund(aggregate)) << "the provider holds the money";
  ASSERT_EQ(Dispute(aggregate, DisputeState::kWon), EventOutcome::kApplied);
  EXPECT_TRUE(SendsARefund(aggregate));
}

TEST(DisputedDelivery, DeliveryThatWasCertainlyNotSentIsNotSentAgain) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)OnDeliverySent(aggregate, 1);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryNotSent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kIgnored);
}

// The first one was confirmed late, and the one after it was certainly not sent.
TEST(DisputedDelivery, NothingIsRefundedForADeliveryBesideAConfirmedOne) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)OnDeliverySent(aggregate, 1);
  (void)OnDeliveryRefused(aggregate, 1, RefusalReason::kUnavailable);
  ASSERT_EQ(OnDeliverySent(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op", 0, {}}), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryNotSent(aggregate, 2), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_TRUE(aggregate.order.refunds.empty());
  EXPECT_EQ(Balances(aggregate).count("suspense"), 0U);
}

TEST(DisputedDelivery, RefusedDeliveryIsNotTriedAnew) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)OnDeliverySent(aggregate, 1);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kLost), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kUnavailable), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_TRUE(Balances(aggregate).empty());
}

TEST(DisputedDelivery, HeldOrderIsNotReleased) {
  OrderAggregate aggregate = CardAtHosted();
  aggregate.stopped = brakes::Act::kHold;
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kReleased, "the payer called"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_EQ(aggregate.number->sim->credit.amount, 0);
}

TEST(DisputedDelivery, ExtraChargeInDisputeStopsNone) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
}

TEST(DisputeOfAPart, HoldsOnlyThatPartOfTheRefund) {
  OrderAggregate aggregate = ToBeRefunded();
  ASSERT_EQ(Dispute(aggregate, Report(DisputeState::kOpened, 400)), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.refunds.size(), 2U);
  EXPECT_EQ(aggregate.order.refunds[0].amount, kTotal - 400);
  EXPECT_FALSE(WaitsForDispute(aggregate.order, aggregate.order.refunds[0]));
  EXPECT_TRUE(WaitsForDispute(aggregate.order, aggregate.order.refunds[1]));
  EXPECT_TRUE(SendsARefund(aggregate));
  ASSERT_EQ(OnRefundSent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_FALSE(SendsARefund(aggregate));
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  OrderAggregate won = aggregate;
  ASSERT_EQ(Dispute(won, Report(DisputeState::kWon, 400)), EventOutcome::kApplied);
  EXPECT_TRUE(SendsARefund(won));
  ASSERT_EQ(Dispute(aggregate, Report(DisputeState::kLost, 400)), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_TRUE(Balances(aggregate).empty()) << "the payer has what was paid, and we have no loss";
  EXPECT_EQ(aggregate.order.attention, Attention::kNone);
}

TEST(DisputeOfAPart, ThatGrowsHoldsMoreOfTheRefund) {
  OrderAggregate aggregate = ToBeRefunded();
  ASSERT_EQ(Dispute(aggregate, Report(DisputeState::kOpened, 400)), EventOutcome::kApplied);
  ASSERT_EQ(Dispute(aggregate, Report(DisputeState::kUnderReview, 500)), EventOutcome::kApplied);
  std::int64_t held = 0;
  for (const Refund& refund : aggregate.order.refunds)
    held += WaitsForDispute(aggregate.order, refund) ? refund.amount : 0;
  EXPECT_EQ(held, 500);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

}  // namespace
}  // namespace herlaad::orders
