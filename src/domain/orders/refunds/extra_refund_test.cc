// Refunds that are made after they were given up.
#include "domain/orders/refunds/extra_refund.h"

#include <gtest/gtest.h>

#include <map>
#include <utility>

#include "domain/orders/fixtures.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

using Balances = std::map<std::string, std::int64_t>;

Balances BalancesOf(const OrderAggregate& aggregate) {
  Balances balances;
  for (const ledger::Transfer& t : aggregate.transfers) {
    if (t.from.asset == Asset::kEur2) balances[ledger::Name(t.from)] -= t.amount;
    if (t.to.asset == Asset::kEur2) balances[ledger::Name(t.to)] += t.amount;
  }
  std::erase_if(balances, [](const auto& balance) { return balance.second == 0; });
  return balances;
}

const Balances kNothing;
// What left the gateway is our loss.
const Balances kLostOnce{{"psp:bank", kTotal}, {"loss:bank", -kTotal}};

void Decide(OrderAggregate& aggregate, ReviewDecision decision,
            std::optional<std::int32_t> refund = std::nullopt) {
  aggregate.now = aggregate.now + Millis(1'000);
  ASSERT_EQ(Resolve(aggregate, decision, "the provider says so", refund),
            ResolveOutcome::kResolved);
}

// Paid, refused by the operator, and its refund asked about in vain.
OrderAggregate RefundUnknown() {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentOpened(aggregate, 1, "https://bank/1");
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  (void)OnDeliverySent(aggregate, 1);
  EXPECT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  (void)OnRefundSent(aggregate, 1);
  (void)OnRefundUnknown(aggregate, 1);
  EXPECT_EQ(OnAsksUsedUp(aggregate, 'r', 1), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundUnknown);
  return aggregate;
}

// A person said that it was not made, so that another one takes its place.
OrderAggregate NotRefunded() {
  OrderAggregate aggregate = RefundUnknown();
  Decide(aggregate, ReviewDecision::kNotRefunded);
  EXPECT_EQ(aggregate.order.refunds.size(), 2U);
  return aggregate;
}

void ExpectRefundedOnce(const OrderAggregate& aggregate) {
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(BalancesOf(aggregate), kNothing);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  EXPECT_EQ(NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, kTimings),
            std::nullopt);
}

TEST(ExtraRefund, LateSuccessTakesThePlaceOfWhatWasNotSent) {
  OrderAggregate aggregate = NotRefunded();
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kConfirmed);
  EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kWithdrawn);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, LateSuccessWhoseOutcomeComesLaterIsWaitedFor) {
  OrderAggregate aggregate = NotRefunded();
  ASSERT_EQ(OnRefundAccepted(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kAccepted);
  EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kWithdrawn);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, LateSuccessBesidesASentRefundIsALossAndAReview) {
  for (const bool is_confirmed : {false, true}) {
    OrderAggregate aggregate = NotRefunded();
    ASSERT_EQ(OnRefundSent(aggregate, 2), EventOutcome::kApplied);
    if (is_confirmed) {
      ASSERT_EQ(OnRefundConfirmed(aggregate, 2, "re_2"), EventOutcome::kApplied);
    }
    ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
    EXPECT_EQ(aggregate.order.attention, Attention::kExtraRefund);
    EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kRepeated);
    if (!is_confirmed) {
      ASSERT_EQ(OnRefundConfirmed(aggregate, 2, "re_2"), EventOutcome::kApplied);
    }
    EXPECT_EQ(BalancesOf(aggregate), kLostOnce) << "once, however often it is told";
    Decide(aggregate, ReviewDecision::kAccepted);
    EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
    EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kWrittenOff);
    EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kRepeated);
    EXPECT_EQ(aggregate.order.attention, Attention::kNone) << "asked once";
    EXPECT_EQ(BalancesOf(aggregate), kLostOnce);
    EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  }
}

// Otherwise a person would refund a second time what the payer has.
TEST(ExtraRefund, RefundInItsPlaceThatIsRefusedMakesItTheRefund) {
  OrderAggregate aggregate = NotRefunded();
  ASSERT_EQ(OnRefundSent(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundRefused(aggregate, 2), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kConfirmed);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, SuccessOfARefundThatTheGatewayRefusedIsTheRefund) {
  OrderAggregate aggregate = RefundUnknown();
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.attention, Attention::kRefundRefused);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, OldSuccessOfARefundThatFailedSinceIsNoNews) {
  OrderAggregate aggregate = RefundUnknown();
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundFailed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kIgnored);
  Decide(aggregate, ReviewDecision::kRefunded);
  EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kRepeated);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, SuccessBesidesWhatAPersonSentAnotherWayIsALoss) {
  OrderAggregate aggregate = RefundUnknown();
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  Decide(aggregate, ReviewDecision::kRefunded);
  ASSERT_EQ(aggregate.order.refunds[0].reference, kAnotherWay);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kRepeated);
  ASSERT_EQ(aggregate.order.refunds.size(), 2U);
  EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kExtra);
  EXPECT_EQ(aggregate.order.attention, Attention::kExtraRefund);
  EXPECT_EQ(BalancesOf(aggregate), kLostOnce);
  ASSERT_EQ(OnRefundFailed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, SuccessOfWhatAPersonConfirmedGivesItsReference) {
  OrderAggregate aggregate = RefundUnknown();
  Decide(aggregate, ReviewDecision::kRefunded);
  ASSERT_EQ(aggregate.order.refunds[0].reference, kByHand);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.refunds[0].reference, "re_1");
  EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kRepeated);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, SuccessAfterTheCreditArrivedIsALoss) {
  OrderAggregate aggregate = RefundUnknown();
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {}), EventOutcome::kApplied);
  ASSERT_EQ(StateOf(aggregate.order), State::kDelivered);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kExtraRefund);
  EXPECT_EQ(BalancesOf(aggregate)["loss:bank"], -kTotal);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  Decide(aggregate, ReviewDecision::kAccepted);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
}

// It would be refunded by a dispute, or by a person, although the number has the credit.
TEST(ExtraRefund, ExtraRefundThatFailsIsNotOwed) {
  OrderAggregate aggregate = RefundUnknown();
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {}), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundFailed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(BalancesOf(aggregate).count("loss:bank"), 0U);
  EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kIgnored) << "old news";
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

// The payer has it already.
TEST(ExtraRefund, RefundThatIsDecidedLaterIsNotSentBesides) {
  OrderAggregate aggregate = RefundUnknown();
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {}), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  Decide(aggregate, ReviewDecision::kAccepted);
  Decide(aggregate, ReviewDecision::kCreditTakenBack);
  ExpectRefundedOnce(aggregate);
}

TEST(ExtraRefund, WhatADisputeLeftOfItIsTheRefundAndTheRestALoss) {
  OrderAggregate aggregate = NotRefunded();
  DisputeReport lost;
  lost.state = DisputeState::kLost;
  lost.reference = "du_1";
  lost.amount = 400;
  ASSERT_EQ(OnPaymentDisputed(aggregate, 1, kTotal, "ch_1", lost), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(InFlight(aggregate.order), 0);
  EXPECT_EQ(BalancesOf(aggregate)["loss:bank"], -400);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  ASSERT_EQ(OnRefundFailed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(BalancesOf(aggregate)["loss:bank"], 0);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused) << "the rest is owed again";
  EXPECT_EQ(InFlight(aggregate.order), kTotal - 400);
}

TEST(ExtraRefund, QuestionThatIsOpenIsAnsweredFirst) {
  OrderAggregate aggregate = NotRefunded();
  ASSERT_EQ(OnRefundSent(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundUnknown(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'r', 2), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundUnknown);
  Decide(aggregate, ReviewDecision::kRefunded);
  EXPECT_EQ(aggregate.order.attention, Attention::kExtraRefund) << "it would be lost";
}

// The first of two charges and its extra are refunded, and nobody knows whether either was.
OrderAggregate TwoUnknown() {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentOpened(aggregate, 1, "https://bank/1");
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  (void)OnDeliverySent(aggregate, 1);
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  for (const std::int32_t n : {1, 2}) {
    (void)OnRefundSent(aggregate, n);
    (void)OnRefundUnknown(aggregate, n);
    EXPECT_EQ(OnAsksUsedUp(aggregate, 'r', n), EventOutcome::kApplied);
    aggregate.now = aggregate.now + Millis(1'000);
  }
  return aggregate;
}

TEST(UnknownRefunds, ADecisionIsAboutOneAndTheReviewGoesOnWithTheNext) {
  for (const ReviewDecision second : {ReviewDecision::kRefunded, ReviewDecision::kNotRefunded}) {
    OrderAggregate aggregate = TwoUnknown();
    ASSERT_EQ(RefundForPerson(aggregate.order), &aggregate.order.refunds[0]);
    Decide(aggregate, ReviewDecision::kRefunded, 1);
    EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kConfirmed);
    EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kUnknown);
    EXPECT_EQ(aggregate.order.attention, Attention::kRefundUnknown) << "the other one is not lost";
    EXPECT_EQ(aggregate.order.attention_since, aggregate.now)
        << "an approval that was asked for before is of the first";
    Decide(aggregate, second);
    const bool is_back = second == ReviewDecision::kRefunded;
    EXPECT_EQ(StateOf(aggregate.order), is_back ? State::kRefunded : State::kRefunding);
    EXPECT_EQ(aggregate.order.refunds.size(), is_back ? 2U : 3U);
    EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  }
}

TEST(UnknownRefunds, OneOfSeveralMustBeNamed) {
  for (const auto decision :
       {ReviewDecision::kRefunded, ReviewDecision::kNotRefunded, ReviewDecision::kAskAgain}) {
    OrderAggregate aggregate = TwoUnknown();
    const Order before = aggregate.order;
    EXPECT_EQ(RefundsToDecide(aggregate.order, decision), (std::vector<std::int32_t>{1, 2}));
    EXPECT_EQ(Resolve(aggregate, decision, "x"), ResolveOutcome::kRefundNotNamed);
    for (const std::int32_t none : {-1, 0, 3}) {
      EXPECT_EQ(Resolve(aggregate, decision, "x", none), ResolveOutcome::kRefundDoesNotFit) << none;
    }
    EXPECT_EQ(aggregate.order, before) << "nothing was changed";
  }
}

TEST(UnknownRefunds, TheLaterOneCanBeDecidedFirst) {
  OrderAggregate aggregate = TwoUnknown();
  Decide(aggregate, ReviewDecision::kRefunded, 2);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kUnknown);
  EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kConfirmed);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "x", 2),
            ResolveOutcome::kRefundDoesNotFit)
      << "it is decided";
  Decide(aggregate, ReviewDecision::kNotRefunded);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kRefused);
  EXPECT_EQ(aggregate.order.refunds.at(2).payment, aggregate.order.refunds[0].payment);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(UnknownRefunds, TheOnlyOneMayBeNamed) {
  OrderAggregate aggregate = RefundUnknown();
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "x", 2),
            ResolveOutcome::kRefundDoesNotFit);
  Decide(aggregate, ReviewDecision::kRefunded, 1);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kConfirmed);
}

TEST(UnknownRefunds, DecisionAboutNoRefundNamesNone) {
  OrderAggregate aggregate = CardElsewhere();
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  (void)OnDeliverySent(aggregate, 1);
  (void)OnDeliveryUnknown(aggregate, 1);
  EXPECT_EQ(OnAsksUsedUp(aggregate, 'd', 1), EventOutcome::kApplied);
  for (const auto decision : {ReviewDecision::kNotDelivered, ReviewDecision::kAskAgain}) {
    EXPECT_TRUE(RefundsToDecide(aggregate.order, decision).empty());
    EXPECT_EQ(Resolve(aggregate, decision, "x", 1), ResolveOutcome::kRefundDoesNotFit);
  }
  Decide(aggregate, ReviewDecision::kNotDelivered);
}

// The refunds of two charges, both refused.
OrderAggregate TwoRefused() {
  OrderAggregate aggregate = TwoUnknown();
  for (const std::int32_t n : {1, 2})
    EXPECT_EQ(OnRefundRefused(aggregate, n), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused);
  return aggregate;
}

TEST(RefusedRefunds, OneOfSeveralPaymentsMustBeNamed) {
  OrderAggregate aggregate = TwoRefused();
  EXPECT_EQ(RefundsToDecide(aggregate.order, ReviewDecision::kRefunded).size(), 2U);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "x"), ResolveOutcome::kRefundNotNamed);
  Decide(aggregate, ReviewDecision::kRefunded, 1);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kConfirmed);
  EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kRefused);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused) << "of the other payment";
  Decide(aggregate, ReviewDecision::kRefunded);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(RefusedRefunds, AreNamedInAscendingOrderAlsoIfTheFirstIsOfTheLaterPayment) {
  OrderAggregate aggregate = TwoRefused();
  std::swap(aggregate.order.refunds[0].payment, aggregate.order.refunds[1].payment);
  EXPECT_EQ(RefundsToDecide(aggregate.order, ReviewDecision::kRefunded),
            (std::vector<std::int32_t>{1, 2}));
}

TEST(RefusedRefunds, AllAreSentAgainUnlessOneIsNamed) {
  OrderAggregate one = TwoRefused();
  Decide(one, ReviewDecision::kAskAgain, 2);
  ASSERT_EQ(one.order.refunds.size(), 3U);
  EXPECT_EQ(one.order.refunds[2].payment, one.order.refunds[1].payment);
  EXPECT_EQ(one.order.attention, Attention::kRefundRefused) << "of the other payment";
  OrderAggregate all = TwoRefused();
  Decide(all, ReviewDecision::kAskAgain);
  EXPECT_EQ(all.order.refunds.size(), 4U);
  EXPECT_EQ(all.order.attention, Attention::kNone);
}

TEST(RefusedRefunds, OfOnePaymentTheLastIsDecided) {
  OrderAggregate aggregate = TwoRefused();
  Decide(aggregate, ReviewDecision::kRefunded, 1);
  Decide(aggregate, ReviewDecision::kAskAgain);
  ASSERT_EQ(aggregate.order.refunds.size(), 3U);
  ASSERT_EQ(OnRefundSent(aggregate, 3), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundRefused(aggregate, 3), EventOutcome::kApplied);
  EXPECT_EQ(RefundsToDecide(aggregate.order, ReviewDecision::kRefunded),
            std::vector<std::int32_t>{3});
  Decide(aggregate, ReviewDecision::kRefunded);
  EXPECT_EQ(aggregate.order.refunds[2].state, RefundState::kConfirmed);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
}

TEST(UnknownRefunds, NewsOfOneLeavesTheReviewOfTheOther) {
  OrderAggregate aggregate = TwoUnknown();
  ASSERT_EQ(OnRefundConfirmed(aggregate, 2, "re_2"), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundUnknown);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
}

TEST(UnknownRefunds, OneThatIsStillAskedAboutIsNotDecided) {
  OrderAggregate aggregate = TwoUnknown();
  Decide(aggregate, ReviewDecision::kAskAgain, 1);
  ASSERT_EQ(aggregate.order.attention, Attention::kRefundUnknown);
  Decide(aggregate, ReviewDecision::kNotRefunded);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kUnknown) << "it is asked about again";
  EXPECT_EQ(aggregate.order.refunds[1].state, RefundState::kRefused);
  const auto next = NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, kTimings);
  ASSERT_TRUE(next && next->purpose == Purpose::kRefund);
  EXPECT_EQ(next->n, 1);
}

TEST(UnknownRefunds, NobodyAsksAboutWhatIsLeftToAPerson) {
  const OrderAggregate aggregate = TwoUnknown();
  EXPECT_EQ(NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, kTimings),
            std::nullopt);
}

}  // namespace
}  // namespace herlaad::orders
