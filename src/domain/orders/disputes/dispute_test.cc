// Disputes: a payer's bank questions a charge.
#include <gtest/gtest.h>

#include <map>

#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/events/events.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

constexpr Millis kDay{24LL * 3'600'000};

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

OrderAggregate Delivered() {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  return aggregate;
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

TEST(Dispute, LeavesADeliveredOrderDelivered) {
  OrderAggregate aggregate = Delivered();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  ASSERT_EQ(aggregate.order.disputes.size(), 1U);
  EXPECT_EQ(aggregate.order.disputes[0].amount, kTotal);
}

struct Course {
  const char* name;
  std::vector<DisputeState> states;
  std::int64_t in_dispute;
  std::int64_t loss;
};

TEST(Dispute, MoneyFollowsItsCourse) {
  const Course courses[] = {
      {"a question takes nothing", {DisputeState::kWarned, DisputeState::kWarningReview}, 0, 0},
      {"a question that is settled costs nothing", {DisputeState::kWarningClosed}, 0, 0},
      {"an open dispute holds the money", {DisputeState::kOpened}, kTotal, 0},
      {"a review still holds it", {DisputeState::kOpened, DisputeState::kUnderReview}, kTotal, 0},
      {"a dispute that is won costs nothing",
       {DisputeState::kOpened, DisputeState::kUnderReview, DisputeState::kWon},
       0,
       0},
      {"one that is lost is our loss", {DisputeState::kOpened, DisputeState::kLost}, 0, kTotal},
      {"its end alone says the same", {DisputeState::kLost}, 0, kTotal},
      {"one that was prevented costs nothing", {DisputeState::kPrevented}, 0, 0},
      {"an appeal leaves the loss as it is",
       {DisputeState::kLost, DisputeState::kAppealOpened, DisputeState::kAppealUnderReview},
       0,
       kTotal},
  };
  for (const Course& course : courses) {
    OrderAggregate aggregate = Delivered();
    aggregate.transfers.clear();
    for (const DisputeState state : course.states) {
      aggregate.now = aggregate.now + kDay;
      EXPECT_EQ(Dispute(aggregate, Report(state, 0, aggregate.now)), EventOutcome::kApplied)
          << course.name;
    }
    auto balances = Balances(aggregate);
    EXPECT_EQ(balances["dispute:bank"], -course.in_dispute) << course.name;
    EXPECT_EQ(balances["loss:bank"], -course.loss) << course.name;
    EXPECT_EQ(balances["psp:bank"], course.in_dispute + course.loss) << course.name;
    EXPECT_EQ(Problem(aggregate.order), std::nullopt) << course.name;
  }
}

TEST(Dispute, AppealThatIsWonBringsTheLossBack) {
  OrderAggregate aggregate = Delivered();
  aggregate.transfers.clear();
  for (const DisputeState state : {DisputeState::kLost, DisputeState::kAppealOpened,
                                   DisputeState::kAppealUnderReview, DisputeState::kWon}) {
    aggregate.now = aggregate.now + kDay;
    EXPECT_EQ(Dispute(aggregate, Report(state, 0, aggregate.now)), EventOutcome::kApplied);
  }
  EXPECT_TRUE(Balances(aggregate).empty());
  EXPECT_EQ(aggregate.order.disputes[0].at_loss, 0);
}

TEST(Dispute, PartOfAChargeTakesOnlyThatPart) {
  OrderAggregate aggregate = Delivered();
  aggregate.transfers.clear();
  EXPECT_EQ(Dispute(aggregate, Report(DisputeState::kLost, 400)), EventOutcome::kApplied);
  EXPECT_EQ(Balances(aggregate)["loss:bank"], -400);
}

TEST(Dispute, WhatTheProviderSaysItTookCounts) {
  OrderAggregate aggregate = Delivered();
  aggregate.transfers.clear();
  DisputeReport report = Report(DisputeState::kPrevented);
  report.taken = kTotal;
  EXPECT_EQ(Dispute(aggregate, report), EventOutcome::kApplied);
  EXPECT_EQ(Balances(aggregate)["loss:bank"], -kTotal);
}

TEST(Dispute, RefundIsNotSentWhileTheProviderHoldsTheMoney) {
  OrderAggregate aggregate = ToBeRefunded();
  EXPECT_TRUE(SendsARefund(aggregate));
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  EXPECT_FALSE(SendsARefund(aggregate));
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
}

TEST(Dispute, QuestionOfTheBankDoesNotStopARefund) {
  OrderAggregate aggregate = ToBeRefunded();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kWarned), EventOutcome::kApplied);
  EXPECT_TRUE(SendsARefund(aggregate));
}

TEST(Dispute, WonDisputeLetsTheRefundGoOn) {
  OrderAggregate aggregate = ToBeRefunded();
  (void)Dispute(aggregate, DisputeState::kOpened);
  EXPECT_EQ(Dispute(aggregate, DisputeState::kWon), EventOutcome::kApplied);
  EXPECT_TRUE(SendsARefund(aggregate));
}

TEST(Dispute, LostDisputeIsTheRefund) {
  OrderAggregate aggregate = ToBeRefunded();
  (void)Dispute(aggregate, DisputeState::kOpened);
  EXPECT_EQ(Dispute(aggregate, DisputeState::kLost), EventOutcome::kApplied);
  EXPECT_FALSE(SendsARefund(aggregate));
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  ASSERT_EQ(aggregate.order.refunds.size(), 1U);
  EXPECT_EQ(aggregate.order.refunds[0].dispute, 1);
  EXPECT_EQ(aggregate.order.refunds[0].reference, "du_1");
  EXPECT_TRUE(Balances(aggregate).empty()) << "the payer has what was paid, and we have no loss";
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(Dispute, RefundThatIsDecidedLaterIsNotSentEither) {
  OrderAggregate aggregate = CardElsewhere();
  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
  (void)OnDeliverySent(aggregate, 1);
  EXPECT_EQ(Dispute(aggregate, DisputeState::kLost), EventOutcome::kApplied);
  EXPECT_EQ(Balances(aggregate)["loss:bank"], -kTotal) << "as long as the credit may be there";
  EXPECT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  EXPECT_FALSE(SendsARefund(aggregate));
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_TRUE(Balances(aggregate).empty());
}

TEST(Dispute, PartThatWasLostLeavesTheRestToBeRefunded) {
  OrderAggregate aggregate = ToBeRefunded();
  EXPECT_EQ(Dispute(aggregate, Report(DisputeState::kLost, 400)), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.refunds.size(), 2U);
  EXPECT_EQ(aggregate.order.refunds[0].amount, kTotal - 400);
  EXPECT_EQ(aggregate.order.refunds[0].state, RefundState::kWaiting);
  EXPECT_EQ(aggregate.order.refunds[1].amount, 400);
  EXPECT_EQ(aggregate.order.refunds[1].dispute, 1);
  EXPECT_TRUE(SendsARefund(aggregate));
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(Dispute, RefundThatTheGatewayRefusedIsDoneByTheDispute) {
  OrderAggregate aggregate = ToBeRefunded();
  (void)OnRefundSent(aggregate, 1);
  EXPECT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kAttention);
  EXPECT_EQ(Dispute(aggregate, DisputeState::kLost), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_TRUE(Balances(aggregate).empty());
}

TEST(Dispute, RefundThatAPersonOrdersWaitsToo) {
  OrderAggregate aggregate = ToBeRefunded();
  (void)OnRefundSent(aggregate, 1);
  (void)OnRefundRefused(aggregate, 1);
  (void)Dispute(aggregate, DisputeState::kOpened);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kAskAgain, "try it again"),
            ResolveOutcome::kResolved);
  EXPECT_FALSE(SendsARefund(aggregate));
  EXPECT_EQ(Dispute(aggregate, DisputeState::kWon), EventOutcome::kApplied);
  EXPECT_TRUE(SendsARefund(aggregate));
}

TEST(Dispute, RefundThatWasSentBeforeMakesALostDisputeOurLoss) {
  OrderAggregate aggregate = ToBeRefunded();
  (void)OnRefundSent(aggregate, 1);
  EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  EXPECT_EQ(Dispute(aggregate, DisputeState::kLost), EventOutcome::kApplied);
  EXPECT_EQ(Balances(aggregate)["loss:bank"], -kTotal);
  EXPECT_EQ(aggregate.order.attention, Attention::kReturnedTwice);
}

TEST(Dispute, AppealThatTakesTheMoneyFromThePayerMakesTheRefundDueAgain) {
  OrderAggregate aggregate = ToBeRefunded();
  for (const DisputeState state :
       {DisputeState::kLost, DisputeState::kAppealOpened, DisputeState::kWon}) {
    aggregate.now = aggregate.now + kDay;
    EXPECT_EQ(Dispute(aggregate, Report(state, 0, aggregate.now)), EventOutcome::kApplied);
  }
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_TRUE(SendsARefund(aggregate));
  EXPECT_EQ(Balances(aggregate)["suspense"], kTotal);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(Dispute, AppealDoesNotSendARefundThatTheGatewayRefused) {
  OrderAggregate aggregate = ToBeRefunded();
  (void)OnRefundSent(aggregate, 1);
  (void)OnRefundRefused(aggregate, 1);
  for (const DisputeState state :
       {DisputeState::kLost, DisputeState::kAppealOpened, DisputeState::kWon}) {
    aggregate.now = aggregate.now + kDay;
    ASSERT_EQ(Dispute(aggregate, Report(state, 500, aggregate.now)), EventOutcome::kApplied);
  }
  ASSERT_EQ(aggregate.order.refunds.size(), 3U);
  EXPECT_EQ(aggregate.order.refunds[2].state, RefundState::kWaiting);
  EXPECT_EQ(aggregate.order.refunds[2].amount, 500) << "what was taken back, and no more";
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused) << "a person has the rest";
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(Dispute, PersonRecordsTheRestThatADisputeLeft) {
  OrderAggregate aggregate = ToBeRefunded();
  (void)OnRefundSent(aggregate, 1);
  (void)OnRefundRefused(aggregate, 1);
  (void)Dispute(aggregate, Report(DisputeState::kLost, 500));
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "by bank transfer"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  EXPECT_EQ(Balances(aggregate).count("suspense"), 0U);
}

TEST(Dispute, RepeatOfAnEndWithItsOldDeadlineChangesNothing) {
  OrderAggregate aggregate = Delivered();
  DisputeReport report = Report(DisputeState::kLost, kTotal + 500);
  report.due_at = aggregate.now + kDay;
  EXPECT_EQ(Dispute(aggregate, report), EventOutcome::kApplied);
  EXPECT_EQ(Dispute(aggregate, report), EventOutcome::kRepeated);
}

TEST(Dispute, RefundWaitsBeforeTheMoneyIsReportedAsTaken) {
  OrderAggregate aggregate = ToBeRefunded();
  DisputeReport report = Report(DisputeState::kOpened);
  report.taken = 0;
  EXPECT_EQ(Dispute(aggregate, report), EventOutcome::kApplied);
  EXPECT_FALSE(SendsARefund(aggregate));
}

TEST(Dispute, AppealAboutLessTakesNoMoreThanThat) {
  OrderAggregate aggregate = Delivered();
  (void)Dispute(aggregate, Report(DisputeState::kLost, 0, aggregate.now));
  EXPECT_EQ(Dispute(aggregate, Report(DisputeState::kAppealOpened, 400, aggregate.now + kDay)),
            EventOutcome::kApplied);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(Dispute, RepeatedReportChangesNothing) {
  OrderAggregate aggregate = Delivered();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  const Order order = aggregate.order;
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kRepeated);
  EXPECT_EQ(aggregate.order, order);
}

TEST(Dispute, LateReportOfAnEarlierStateIsIgnored) {
  for (const DisputeState end :
       {DisputeState::kWon, DisputeState::kLost, DisputeState::kPrevented}) {
    OrderAggregate aggregate = Delivered();
    EXPECT_EQ(Dispute(aggregate, DisputeState::kUnderReview), EventOutcome::kApplied);
    EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kIgnored);
    EXPECT_EQ(Dispute(aggregate, end), EventOutcome::kApplied);
    EXPECT_EQ(Dispute(aggregate, DisputeState::kUnderReview), EventOutcome::kIgnored);
    EXPECT_EQ(aggregate.order.disputes[0].state, end);
  }
}

TEST(Dispute, DecisionThatWasAppealedAgainstDoesNotEndTheAppeal) {
  OrderAggregate aggregate = Delivered();
  const Instant lost_at = aggregate.now;
  (void)Dispute(aggregate, Report(DisputeState::kLost, 0, lost_at));
  (void)Dispute(aggregate, Report(DisputeState::kAppealOpened, 0, lost_at + kDay));
  EXPECT_EQ(Dispute(aggregate, Report(DisputeState::kLost, 0, lost_at)), EventOutcome::kIgnored);
  EXPECT_EQ(aggregate.order.disputes[0].state, DisputeState::kAppealOpened);
}

TEST(Dispute, DeadlineIsKeptWhileEvidenceIsAwaited) {
  OrderAggregate aggregate = Delivered();
  DisputeReport report = Report(DisputeState::kOpened);
  report.due_at = aggregate.now + kDay;
  report.reason = "fraudulent";
  (void)Dispute(aggregate, report);
  EXPECT_EQ(aggregate.order.disputes[0].due_at, aggregate.now + kDay);
  EXPECT_EQ(aggregate.order.disputes[0].reason, "fraudulent");
  (void)Dispute(aggregate, DisputeState::kUnderReview);
  EXPECT_EQ(aggregate.order.disputes[0].due_at, Instant{});
}

// The report of the charge itself may have been lost.
TEST(Dispute, ChargeThatWasNotReportedYetIsTakenInFirst) {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.payments[0].reference, "ch_1");
  ASSERT_EQ(aggregate.order.disputes.size(), 1U);
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kRepeated);
}

TEST(Dispute, BelongsToTheChargeItNames) {
  OrderAggregate aggregate = Delivered();
  EXPECT_EQ(Dispute(aggregate, DisputeState::kLost, "ch_2"), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.payments.size(), 2U);
  ASSERT_EQ(aggregate.order.disputes.size(), 1U);
  EXPECT_EQ(aggregate.order.disputes[0].payment, 2);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_FALSE(SendsARefund(aggregate)) << "the second charge is back already";
}

TEST(Dispute, SecondDisputeOfAChargeIsKeptByItself) {
  OrderAggregate aggregate = Delivered();
  (void)Dispute(aggregate, Report(DisputeState::kWon));
  DisputeReport second = Report(DisputeState::kOpened);
  second.reference = "du_2";
  EXPECT_EQ(Dispute(aggregate, second), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.disputes.size(), 2U);
}

TEST(Dispute, NumberOfDisputesIsBounded) {
  OrderAggregate aggregate = Delivered();
  for (int i = 0; i < kDisputesMax + 3; ++i) {
    DisputeReport report = Report(DisputeState::kWarned);
    report.reference = "du_" + std::to_string(i);
    EXPECT_EQ(Dispute(aggregate, report),
              i < kDisputesMax ? EventOutcome::kApplied : EventOutcome::kIgnored);
  }
}

TEST(Dispute, PaymentThatWasNeverAskedForIsUnknown) {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(OnPaymentDisputed(aggregate, 7, 1'500, "ch_1", Report(DisputeState::kOpened)),
            EventOutcome::kNoSuchPart);
}

// A refund that was sent, before the bank takes the money as well.
OrderAggregate RefundSent(RefundState state) {
  OrderAggregate aggregate = ToBeRefunded();
  EXPECT_EQ(OnRefundSent(aggregate, 1), EventOutcome::kApplied);
  if (state == RefundState::kUnknown) {
    EXPECT_EQ(OnRefundUnknown(aggregate, 1), EventOutcome::kApplied);
  }
  if (state == RefundState::kAccepted) {
    EXPECT_EQ(OnRefundAccepted(aggregate, 1, "re_1"), EventOutcome::kApplied);
  }
  if (state == RefundState::kConfirmed) {
    EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "re_1"), EventOutcome::kApplied);
  }
  return aggregate;
}

// A payer who had been refunded also got the money by a dispute, and nobody was told.
TEST(Dispute, MoneyThatIsReturnedTwiceNeedsAPerson) {
  for (const RefundState state : {RefundState::kSent, RefundState::kUnknown, RefundState::kAccepted,
                                  RefundState::kConfirmed}) {
    OrderAggregate aggregate = RefundSent(state);
    ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
    EXPECT_EQ(aggregate.order.attention, Attention::kReturnedTwice) << Name(state);
    EXPECT_EQ(aggregate.order.disputes[0].twice, kTotal);
    EXPECT_EQ(Resolve(aggregate, ReviewDecision::kAccepted, "the refund was sent as evidence"),
              ResolveOutcome::kResolved);
    EXPECT_EQ(aggregate.order.attention, Attention::kNone) << "asked once about an amount";
    ASSERT_EQ(Dispute(aggregate, DisputeState::kUnderReview), EventOutcome::kApplied);
    EXPECT_EQ(aggregate.order.attention, Attention::kNone);
  }
}

TEST(Dispute, MoneyThatComesBackIsNotReturnedTwice) {
  OrderAggregate aggregate = RefundSent(RefundState::kConfirmed);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.attention, Attention::kReturnedTwice);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kWon), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(aggregate.order.disputes[0].twice, 0);
}

TEST(Dispute, RefundThatIsRefusedIsNotReturnedTwice) {
  OrderAggregate aggregate = RefundSent(RefundState::kSent);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kOpened), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused);
  EXPECT_EQ(aggregate.order.disputes[0].twice, 0);
}

TEST(Dispute, QuestionAboutMoneyReturnedTwiceWaitsForTheOneThatIsOpen) {
  OrderAggregate aggregate = RefundSent(RefundState::kUnknown);
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'r', 1), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.attention, Attention::kRefundUnknown);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kLost), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundUnknown) << "it would be lost";
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "the provider says so"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(aggregate.order.attention, Attention::kReturnedTwice);
}

TEST(Dispute, OtherQuestionBringsTheOneAboutMoneyReturnedTwiceBack) {
  OrderAggregate aggregate = RefundSent(RefundState::kUnknown);
  ASSERT_EQ(Dispute(aggregate, DisputeState::kLost), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.attention, Attention::kReturnedTwice);
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'r', 1), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.attention, Attention::kRefundUnknown);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "the provider says so"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(aggregate.order.attention, Attention::kReturnedTwice);
}

TEST(Dispute, PartThatStaysWithinTheChargeIsNotReturnedTwice) {
  OrderAggregate aggregate = Delivered();
  ASSERT_EQ(Dispute(aggregate, Report(DisputeState::kLost, 500)), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kNone);
}

void LoseAndWin(OrderAggregate& aggregate, std::string_view charge = "ch_1") {
  Instant at = aggregate.now;
  for (const auto s : {DisputeState::kLost, DisputeState::kAppealOpened, DisputeState::kWon}) {
    at = at + kDay;
    EXPECT_EQ(Dispute(aggregate, Report(s, 0, at), charge), EventOutcome::kApplied);
  }
}

TEST(Dispute, AppealMakesARefundByADecisionDueAgain) {
  OrderAggregate aggregate = Delivered();
  aggregate.now = aggregate.now + kDay;
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kRefundAsLoss, "the payer called"),
            ResolveOutcome::kResolved);
  LoseAndWin(aggregate);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_TRUE(SendsARefund(aggregate));
}

TEST(Dispute, AppealMakesTheRefundOfAnExtraChargeDueAgain) {
  OrderAggregate aggregate = Delivered();
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  LoseAndWin(aggregate, "ch_2");
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_TRUE(SendsARefund(aggregate)) << "the number has credit for the first charge only";
}

TEST(Dispute, NamesOfStatesRoundTrip) {
  for (int i = 1; i <= static_cast<int>(kLastDisputeState); ++i) {
    const auto state = static_cast<DisputeState>(i);
    EXPECT_EQ(ParseDisputeState(Name(state)), state);
  }
  EXPECT_FALSE(ParseDisputeState("").has_value());
  EXPECT_FALSE(ParseDisputeState("closed").has_value());
}

}  // namespace
}  // namespace herlaad::orders
