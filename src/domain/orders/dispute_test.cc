// Disputes: a payer's bank questions a charge.
#include <gtest/gtest.h>

#include "domain/orders/events.h"
#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;

EventOutcome Dispute(OrderAggregate& aggregate, DisputeState state,
                     std::string_view charge = "ch_1") {
  return OnPaymentDisputed(aggregate, 1, aggregate.order.terms.total(), charge, state);
}

OrderAggregate PaidByCard() {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, aggregate.order.payments[0].asked, "ch_1"),
            EventOutcome::kApplied);
  aggregate.transfers.clear();
  return aggregate;
}

TEST(Dispute, ChangesNothingOfTheOrderButItsState) {
  OrderAggregate aggregate = PaidByCard();
  Order expected = aggregate.order;
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  expected.payments[0].dispute = DisputeState::kOpened;
  EXPECT_EQ(aggregate.order, expected);
  EXPECT_TRUE(aggregate.transfers.empty());
}

TEST(Dispute, RepeatedReportChangesNothing) {
  OrderAggregate aggregate = PaidByCard();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kRepeated);
}

TEST(Dispute, LateReportOfAnEarlierStateIsIgnored) {
  for (const DisputeState end :
       {DisputeState::kWon, DisputeState::kLost, DisputeState::kPrevented}) {
    OrderAggregate aggregate = PaidByCard();
    EXPECT_EQ(Dispute(aggregate, DisputeState::kUnderReview), EventOutcome::kApplied);
    EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kIgnored);
    EXPECT_EQ(Dispute(aggregate, end), EventOutcome::kApplied);
    EXPECT_EQ(Dispute(aggregate, DisputeState::kUnderReview), EventOutcome::kIgnored);
    EXPECT_EQ(aggregate.order.payments[0].dispute, end);
  }
}

// The report of the charge itself may have been lost.
TEST(Dispute, ChargeThatWasNotReportedYetIsTakenInFirst) {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(aggregate.order.payments[0].reference, "ch_1");
  EXPECT_EQ(aggregate.order.payments[0].dispute, DisputeState::kOpened);
}

TEST(Dispute, BelongsToTheChargeItNames) {
  OrderAggregate aggregate = PaidByCard();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kLost, "ch_2"), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.payments.size(), 2U);
  EXPECT_EQ(aggregate.order.payments[0].dispute, DisputeState::kNone);
  EXPECT_EQ(aggregate.order.payments[1].dispute, DisputeState::kLost);
}

TEST(Dispute, PaymentThatWasNeverAskedForIsUnknown) {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(OnPaymentDisputed(aggregate, 7, 1'500, "ch_1", DisputeState::kOpened),
            EventOutcome::kNoSuchPart);
}

TEST(Dispute, NamesOfStatesRoundTrip) {
  for (const DisputeState state :
       {DisputeState::kWarned, DisputeState::kOpened, DisputeState::kUnderReview,
        DisputeState::kWon, DisputeState::kLost, DisputeState::kPrevented}) {
    EXPECT_EQ(ParseDisputeState(Name(state)), state);
  }
  EXPECT_FALSE(ParseDisputeState("").has_value());
  EXPECT_FALSE(ParseDisputeState("closed").has_value());
}

}  // namespace
}  // namespace herlaad::orders
