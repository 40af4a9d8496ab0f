#include "domain/orders/events/events.h"

#include <gtest/gtest.h>

#include "domain/orders/events/late_payment.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/outbox/retry_policy.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using ledger::AccountKind;

OrderAggregate PaidElsewhere() {
  OrderAggregate aggregate = CardElsewhere();
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  return aggregate;
}

OrderAggregate SentElsewhere() {
  OrderAggregate aggregate = PaidElsewhere();
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  return aggregate;
}

OrderAggregate RefundedElsewhere() {
  OrderAggregate aggregate = SentElsewhere();
  EXPECT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundSent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundConfirmed(aggregate, 1, "rf_1"), EventOutcome::kApplied);
  return aggregate;
}

std::int64_t Change(const OrderAggregate& aggregate, AccountKind kind, const char* owner = "") {
  return ledger::ChangeOf(aggregate.transfers, ledger::Of(kind, owner));
}

std::optional<Purpose> Next(const OrderAggregate& aggregate) {
  const auto outbox_message =
      NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, kTimings);
  return outbox_message ? std::optional(outbox_message->purpose) : std::nullopt;
}

TEST(Payment, HostedOrderIsDeliveredInTheSameDecision) {
  OrderAggregate aggregate = CardAtHosted();
  ASSERT_EQ(OnPaymentOpened(aggregate, 1, "https://bank/x"), EventOutcome::kApplied);
  EXPECT_EQ(Next(aggregate), Purpose::kWatchPayment);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(aggregate.number->sim->credit.amount, 15'000'000);
  EXPECT_EQ(Next(aggregate), std::nullopt);
}

TEST(Payment, RepeatedPaymentEventChangesNothing) {
  OrderAggregate aggregate = PaidElsewhere();
  const Order before = aggregate.order;
  const auto posted = aggregate.transfers.size();
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kRepeated);
  EXPECT_EQ(aggregate.order, before);
  EXPECT_EQ(aggregate.transfers.size(), posted);
}

TEST(Payment, SecondChargeIsRefundedAndTheOrderContinues) {
  OrderAggregate aggregate = CardAtHosted();
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  ASSERT_EQ(aggregate.order.payments.size(), 2U);
  EXPECT_EQ(aggregate.order.refunds.at(0).payment, 2);
  EXPECT_EQ(Next(aggregate), Purpose::kRefund);
  EXPECT_EQ(InFlight(aggregate.order), kTotal);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "rf_1"), EventOutcome::kApplied);
  EXPECT_EQ(InFlight(aggregate.order), 0);
  EXPECT_EQ(aggregate.number->sim->credit.amount, 15'000'000) << "credited once";
}

TEST(Payment, DifferentSumIsRefundedInFull) {
  for (const std::int64_t received : {std::int64_t{1}, kTotal - 1, kTotal + 1}) {
    OrderAggregate aggregate = CardAtHosted();
    ASSERT_EQ(OnPaymentPaid(aggregate, 1, received, "ch_1"), EventOutcome::kApplied);
    EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
    EXPECT_EQ(aggregate.order.refunds.at(0).amount, received);
    EXPECT_EQ(aggregate.number->sim->credit.amount, 0);
  }
}

TEST(Payment, DeclinedPaymentEndsTheOrderAndTakesNoLimit) {
  OrderAggregate aggregate = CardAtHosted();
  ASSERT_EQ(OnPaymentClosed(aggregate, 1, CloseReason::kDeclined), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kCancelled);
  EXPECT_EQ(Taken(aggregate.number), 0);
  EXPECT_EQ(OnPaymentClosed(aggregate, 1, CloseReason::kDeclined), EventOutcome::kRepeated);
  EXPECT_EQ(Taken(aggregate.number), 0) << "given back once";
}

TEST(Payment, ExpiryIsConfirmedByTheGateway) {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(OnPaymentTimeOver(aggregate, 1), EventOutcome::kIgnored) << "not before its time";
  aggregate.now = aggregate.order.expires_at;
  ASSERT_EQ(OnPaymentTimeOver(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kAwaitingPayment);
  EXPECT_EQ(Next(aggregate), Purpose::kClosePayment);
  ASSERT_EQ(OnPaymentClosed(aggregate, 1, CloseReason::kCancelled), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kExpired);
}

TEST(Payment, PaymentInTimeIsDeliveredWhileTheOrderCloses) {
  OrderAggregate aggregate = CardAtHosted();
  aggregate.now = aggregate.order.expires_at;
  ASSERT_EQ(OnPaymentTimeOver(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
}

TEST(Payment, PaymentForAClosedOrderIsRefunded) {
  OrderAggregate aggregate = CardAtHosted();
  ASSERT_EQ(OnPaymentClosed(aggregate, 1, CloseReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_late"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "rf_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(aggregate.number->sim->credit.amount, 0);
  EXPECT_EQ(Taken(aggregate.number), 0);
}

TEST(Payment, TerminatedSimIsNotCreditedAndThePaymentIsRefunded) {
  OrderAggregate aggregate = CardAtHosted();
  aggregate.number->sim->state = prepaid::SimState::kTerminated;
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_EQ(aggregate.order.refunds.at(0).amount, kTotal);
}

TEST(Payment, PortedSimIsNotCredited) {
  OrderAggregate aggregate = CardAtHosted();
  aggregate.number->sim->operator_id = "orange";
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
}

TEST(Payment, TooManyChargesNeedReview) {
  OrderAggregate aggregate = CardAtHosted();
  for (int i = 0; i <= kPaymentsMax; ++i) {
    ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_" + std::to_string(i)),
              EventOutcome::kApplied);
  }
  EXPECT_EQ(aggregate.order.payments.size(), static_cast<std::size_t>(kPaymentsMax));
  EXPECT_EQ(StateOf(aggregate.order), State::kAttention);
}

TEST(Delivery, UnknownDeliveryCanBeConfirmed) {
  OrderAggregate aggregate = SentElsewhere();
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivering);
  ASSERT_EQ(OnDeliveryUnknown(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDeliveryUnknown);
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kIgnored) << "never sent again";
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(aggregate.order.deliveries.at(0).credited, 15'000'000);
  EXPECT_EQ(Change(aggregate, AccountKind::kPayable, "telenet"), 1'500);
  EXPECT_EQ(Change(aggregate, AccountKind::kSuspense), 0);
}

TEST(Delivery, UnknownDeliveryIsOnlyAskedAbout) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(aggregate, 1), EventOutcome::kApplied);
  const auto outbox_message = NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(outbox_message.has_value());
  EXPECT_EQ(outbox_message->state, OutboxMessageState::kAsking);
  EXPECT_TRUE(aggregate.order.refunds.empty());
}

TEST(Delivery, RestoredOrderMayHaveBeenSentUnseen) {
  OrderAggregate aggregate = PaidElsewhere();
  const Instant before = aggregate.order.created_at;
  const Instant after = before + Millis(1);
  EXPECT_FALSE(MayHaveBeenSentUnseen(aggregate.order, 1, {})) << "never restored";
  EXPECT_FALSE(MayHaveBeenSentUnseen(aggregate.order, 1, before)) << "placed after it";
  EXPECT_TRUE(MayHaveBeenSentUnseen(aggregate.order, 1, after));
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kUnavailable), EventOutcome::kApplied);
  EXPECT_TRUE(MayHaveBeenSentUnseen(aggregate.order, 2, after)) << "the second may have followed";
  ASSERT_EQ(OnDeliverySent(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 2, RefusalReason::kNotFound), EventOutcome::kApplied);
  EXPECT_FALSE(MayHaveBeenSentUnseen(aggregate.order, 3, after)) << "without the second no third";
}

TEST(Delivery, TemporaryRefusalIsRetriedUnderANewKeyThenRefunded) {
  OrderAggregate aggregate = PaidElsewhere();
  for (int n = 1; n <= kDeliveriesMax; ++n) {
    ASSERT_EQ(Next(aggregate), Purpose::kDeliver);
    ASSERT_EQ(OnDeliverySent(aggregate, n), EventOutcome::kApplied);
    ASSERT_EQ(OnDeliveryRefused(aggregate, n, RefusalReason::kUnavailable), EventOutcome::kApplied);
  }
  EXPECT_EQ(aggregate.order.deliveries.size(), static_cast<std::size_t>(kDeliveriesMax));
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
}

TEST(Delivery, DefiniteRefusalIsRefunded) {
  const OrderAggregate aggregate = RefundedElsewhere();
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(Change(aggregate, AccountKind::kPsp, "bank"), 0);
  EXPECT_EQ(Change(aggregate, AccountKind::kSuspense), 0);
  EXPECT_EQ(Taken(aggregate.number), 0);
}

TEST(Delivery, ConfirmationAfterTheRefundIsALossAndNeedsReview) {
  OrderAggregate aggregate = RefundedElsewhere();
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kAttention);
  EXPECT_EQ(aggregate.order.attention, Attention::kCreditedAndRefunded);
  EXPECT_EQ(Change(aggregate, AccountKind::kLoss, "telenet"), -1'500);
  EXPECT_EQ(Change(aggregate, AccountKind::kPayable, "telenet"), 1'500);
  EXPECT_EQ(Change(aggregate, AccountKind::kSuspense), 0);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kAccepted, "written off"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
}

TEST(Delivery, ConfirmationBeforeTheRefundIsSentWithdrawsIt) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(aggregate.order.refunds.at(0).state, RefundState::kWithdrawn);
  EXPECT_EQ(Next(aggregate), std::nullopt);
}

TEST(Delivery, LateConfirmationWithdrawsTheNextDelivery) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kNotFound), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.deliveries.size(), 2U);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.deliveries.at(1).state, DeliveryState::kWithdrawn);
  EXPECT_EQ(OnDeliverySent(aggregate, 2), EventOutcome::kIgnored);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
}

TEST(Delivery, SecondConfirmationIsALoss) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kNotFound), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 2, {"op-10", 0, {}}), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kCreditedAndRefunded);
  EXPECT_EQ(Change(aggregate, AccountKind::kLoss, "telenet"), -1'500);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
}

TEST(Delivery, PinInsteadOfCreditNeedsReview) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryPin(aggregate, 1, "op-9"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kAttention);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kDelivered, "PIN passed on by telephone"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(aggregate.order.deliveries.at(0).reference, "op-9");
}

TEST(Delivery, UnusedPinIsNotARefusalByTheOperator) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryPin(aggregate, 1, "op-9"), EventOutcome::kApplied);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kNotDelivered, "voided by telephone"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_EQ(aggregate.order.deliveries.at(0).refusal, RefusalReason::kPinInsteadOfCredit);
}

TEST(Delivery, UnsentDeliveryMayBeSentAgain) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryNotSent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kPaid);
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
}

TEST(Refund, CashRefundWaitsUntilItIsHandedOver) {
  OrderAggregate aggregate = CashElsewhere();
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kUnknownNumber), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kCashRefundDue);
  EXPECT_EQ(Next(aggregate), std::nullopt);
  EXPECT_EQ(InFlight(aggregate.order), kTotal);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kPaidOut, "handed back"), ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(Change(aggregate, AccountKind::kCash, "till-1"), 0);
  EXPECT_EQ(Taken(aggregate.number), 0);
}

TEST(Refund, RefusedRefundIsRetriedOnlyByReviewUnderANewKey) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundSent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused);
  EXPECT_EQ(Next(aggregate), std::nullopt);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kAskAgain, "the bank asked us to"),
            ResolveOutcome::kResolved);
  ASSERT_EQ(aggregate.order.refunds.size(), 2U);
  EXPECT_EQ(Next(aggregate), Purpose::kRefund);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 2, "rf_2"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
}

// A second charge whose refund was refused, while the delivery is still unknown.
OrderAggregate RefundRefusedWhileUnknown() {
  OrderAggregate aggregate = SentElsewhere();
  EXPECT_EQ(OnDeliveryUnknown(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundSent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  return aggregate;
}

TEST(Refund, RefusedRefundIsNotRetriedWhenTheDeliveryIsRefused) {
  OrderAggregate aggregate = RefundRefusedWhileUnknown();
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.refunds.size(), 2U) << "only the first charge goes back by itself";
  EXPECT_EQ(aggregate.order.refunds.at(1).payment, 1);
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "by bank transfer"),
            ResolveOutcome::kResolved);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 2, "rf_2"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(InFlight(aggregate.order), 0);
}

TEST(Attention, StartIsKeptUntilNoReasonRemains) {
  OrderAggregate aggregate = RefundRefusedWhileUnknown();
  const Instant first = aggregate.now;
  EXPECT_EQ(aggregate.order.attention_since, first);
  aggregate.now = first + Millis(60'000);
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention_since, first)
      << "another reason, and somebody waits since then";
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kAskAgain, "they have found it"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(aggregate.order.attention_since, first) << "the refused refund is still there";
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "by bank transfer"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(aggregate.order.attention, Attention::kNone);
  EXPECT_EQ(aggregate.order.attention_since, Instant{});
}

TEST(Refund, RefusedRefundStaysInReviewWhenTheDeliveryIsAskedAgain) {
  OrderAggregate aggregate = RefundRefusedWhileUnknown();
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'd', 1), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.attention, Attention::kDeliveryUnknown);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kAskAgain, "they have found it"),
            ResolveOutcome::kResolved);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kAttention) << "the second charge is still here";
  EXPECT_EQ(aggregate.order.attention, Attention::kRefundRefused);
}

TEST(Refund, ReviewDecisionAppliesToTheRefusedRefundOnly) {
  OrderAggregate aggregate = RefundRefusedWhileUnknown();
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_3"), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundSent(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundUnknown(aggregate, 2), EventOutcome::kApplied);
  ASSERT_EQ(aggregate.order.attention, Attention::kRefundRefused);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kRefunded, "by bank transfer"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(aggregate.order.refunds.at(0).state, RefundState::kConfirmed);
  EXPECT_EQ(aggregate.order.refunds.at(1).state, RefundState::kUnknown);
}

TEST(Attention, EveryUnknownPartEndsInReview) {
  OrderAggregate delivery = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(delivery, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnAsksUsedUp(delivery, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(delivery.order.attention, Attention::kDeliveryUnknown);
  EXPECT_EQ(OnDeliveryConfirmed(delivery, 1, {}), EventOutcome::kApplied)
      << "a late answer is welcome";
  EXPECT_EQ(StateOf(delivery.order), State::kDelivered);

  OrderAggregate payment = CardElsewhere();
  ASSERT_EQ(Cancel(payment), CancelOutcome::kCancelling);
  ASSERT_EQ(OnAsksUsedUp(payment, 'p', 1), EventOutcome::kApplied);
  EXPECT_EQ(payment.order.attention, Attention::kPaymentUnknown);
  EXPECT_EQ(Resolve(payment, ReviewDecision::kNotPaid, "the bank confirmed it"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(payment.order), State::kCancelled);
}

TEST(Attention, SecondChargeIsRefundedDuringReviewOfTheDelivery) {
  OrderAggregate aggregate = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(Next(aggregate), Purpose::kDeliver) << "one money effect at a time";
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(Next(aggregate), Purpose::kRefund);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "rf_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kAttention);
  EXPECT_EQ(InFlight(aggregate.order), kTotal);
  EXPECT_EQ(Next(aggregate), std::nullopt);
}

TEST(Attention, OnlyFittingReviewDecisionIsAccepted) {
  OrderAggregate aggregate = SentElsewhere();
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kDelivered, "x"), ResolveOutcome::kNotInAttention);
  ASSERT_EQ(OnDeliveryUnknown(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnAsksUsedUp(aggregate, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kPaidOut, "x"), ResolveOutcome::kDoesNotFit);
  EXPECT_EQ(Resolve(aggregate, ReviewDecision::kNotDelivered, "operator's list"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_EQ(aggregate.order.deliveries.at(0).refusal, RefusalReason::kNotCredited)
      << "staff decided, the operator declined nothing";
}

TEST(Cancel, OutcomePerState) {
  struct Row {
    const char* name;
    OrderAggregate aggregate;
    CancelOutcome outcome;
  };
  OrderAggregate cancelling = CardElsewhere();
  ASSERT_EQ(Cancel(cancelling), CancelOutcome::kCancelling);
  OrderAggregate unknown = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(unknown, 1), EventOutcome::kApplied);
  const Row rows[] = {
      {"not paid yet", CardElsewhere(), CancelOutcome::kCancelling},
      {"asked twice", cancelling, CancelOutcome::kAlready},
      {"paid and not sent", PaidElsewhere(), CancelOutcome::kCancelling},
      {"on the wire", SentElsewhere(), CancelOutcome::kDelivering},
      {"unknown", unknown, CancelOutcome::kDelivering},
      {"delivered",
       Placed(HostedNumber(), Request(kHostedNumber, "proximus", PaymentMethod::kCash)),
       CancelOutcome::kDelivered},
      {"refunded", RefundedElsewhere(), CancelOutcome::kAlready},
  };
  for (const Row& row : rows) {
    OrderAggregate aggregate = row.aggregate;
    EXPECT_EQ(Cancel(aggregate), row.outcome) << row.name;
    EXPECT_EQ(Problem(aggregate.order), std::nullopt) << row.name;
  }
}

TEST(Cancel, PaymentDuringCancellationIsRefunded) {
  OrderAggregate aggregate = CardElsewhere();
  ASSERT_EQ(Cancel(aggregate), CancelOutcome::kCancelling);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  EXPECT_TRUE(aggregate.order.deliveries.empty());
}

TEST(Parts, UnknownPartIsReported) {
  OrderAggregate aggregate = CardElsewhere();
  for (const std::int32_t n : {-1, 0, 2, 99}) {
    EXPECT_EQ(OnPaymentPaid(aggregate, n, 1, "x"), EventOutcome::kNoSuchPart);
    EXPECT_EQ(OnDeliveryConfirmed(aggregate, n, {}), EventOutcome::kNoSuchPart);
    EXPECT_EQ(OnRefundConfirmed(aggregate, n, "x"), EventOutcome::kNoSuchPart);
    EXPECT_EQ(OnAsksUsedUp(aggregate, 'd', n), EventOutcome::kNoSuchPart);
  }
}

TEST(Parts, ReferencesRoundTrip) {
  const std::string text = PartReference(OrderId(123456789), 'd', 2);
  const auto name = ParsePartReference(text);
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->order, OrderId(123456789));
  EXPECT_EQ(name->part, 'd');
  EXPECT_EQ(name->n, 2);
  for (const std::string& bad :
       {std::string("tu_x-d1"), text + "x", text.substr(0, text.size() - 1), std::string()}) {
    EXPECT_FALSE(ParsePartReference(bad).has_value()) << bad;
  }
}

TEST(DeclineTest, ReasonIsKeptOnlyForADecline) {
  OrderAggregate declined = CardElsewhere();
  EXPECT_EQ(OnPaymentClosed(declined, 1, CloseReason::kDeclined, DeclineReason::kExpiredCard),
            EventOutcome::kApplied);
  EXPECT_EQ(declined.order.payments[0].decline, DeclineReason::kExpiredCard);
  OrderAggregate cancelled = CardElsewhere();
  EXPECT_EQ(Cancel(cancelled), CancelOutcome::kCancelling);
  EXPECT_EQ(OnPaymentClosed(cancelled, 1, CloseReason::kDeclined, DeclineReason::kExpiredCard),
            EventOutcome::kApplied);
  EXPECT_EQ(cancelled.order.payments[0].decline, DeclineReason::kNone);
}

TEST(DeclineTest, UnknownReasonIsOther) {
  EXPECT_EQ(ParseDeclineReason("limit_exceeded"), DeclineReason::kLimitExceeded);
  EXPECT_EQ(ParseDeclineReason("lost_card"), DeclineReason::kOther);
  EXPECT_EQ(ParseDeclineReason(""), DeclineReason::kNone);
}

TEST(UnpaidTest, UnpaidReportIsStoredWithItsTime) {
  OrderAggregate aggregate = CardElsewhere();
  EXPECT_EQ(OnPaymentUnpaid(aggregate, 1), EventOutcome::kIgnored) << "nobody could have paid";
  EXPECT_EQ(OnPaymentOpened(aggregate, 1, "https://bank.example/1"), EventOutcome::kApplied);
  aggregate.now = aggregate.now + Millis(3'000);
  EXPECT_EQ(OnPaymentUnpaid(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.payments[0].unpaid_at, aggregate.now);
  EXPECT_EQ(OnPaymentUnpaid(aggregate, 2), EventOutcome::kNoSuchPart);
}

}  // namespace
}  // namespace herlaad::orders
