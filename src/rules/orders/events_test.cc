#include "rules/orders/events.h"

#include <gtest/gtest.h>

#include "rules/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using ledger::AccountKind;

Scene PaidElsewhere() {
  Scene scene = CardElsewhere();
  EXPECT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  return scene;
}

Scene SentElsewhere() {
  Scene scene = PaidElsewhere();
  EXPECT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  return scene;
}

Scene RefundedElsewhere() {
  Scene scene = SentElsewhere();
  EXPECT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundSent(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundConfirmed(scene, 1, "rf_1"), EventOutcome::kApplied);
  return scene;
}

std::int64_t Change(const Scene& scene, AccountKind kind, const char* owner = "") {
  return ledger::ChangeOf(scene.transfers, ledger::Of(kind, owner));
}

std::optional<Purpose> Next(const Scene& scene) {
  const auto effect = NextEffect(scene.order, std::nullopt, scene.now, kTimings);
  return effect ? std::optional(effect->purpose) : std::nullopt;
}

TEST(Payment, PaidAtTheHouseIsDeliveredInTheSameDecision) {
  Scene scene = CardAtHouse();
  ASSERT_EQ(OnPaymentOpened(scene, 1, "https://bank/x"), EventOutcome::kApplied);
  EXPECT_EQ(Next(scene), Purpose::kWatchPayment);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
  EXPECT_EQ(scene.number.sim->balance, 15'000'000);
  EXPECT_EQ(Next(scene), std::nullopt);
}

TEST(Payment, TheSameNewsTwiceChangesNothing) {
  Scene scene = PaidElsewhere();
  const Order before = scene.order;
  const auto posted = scene.transfers.size();
  EXPECT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kRepeated);
  EXPECT_EQ(scene.order, before);
  EXPECT_EQ(scene.transfers.size(), posted);
}

TEST(Payment, ASecondChargeIsGivenBackAndTheOrderGoesOn) {
  Scene scene = CardAtHouse();
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
  ASSERT_EQ(scene.order.payments.size(), 2U);
  EXPECT_EQ(scene.order.refunds.at(0).payment, 2);
  EXPECT_EQ(Next(scene), Purpose::kRefund);
  EXPECT_EQ(InFlight(scene.order), kTotal);
  ASSERT_EQ(OnRefundConfirmed(scene, 1, "rf_1"), EventOutcome::kApplied);
  EXPECT_EQ(InFlight(scene.order), 0);
  EXPECT_EQ(scene.number.sim->balance, 15'000'000) << "credited once";
}

TEST(Payment, AnotherSumThanAskedIsGivenBackWhole) {
  for (const std::int64_t received : {std::int64_t{1}, kTotal - 1, kTotal + 1}) {
    Scene scene = CardAtHouse();
    ASSERT_EQ(OnPaymentPaid(scene, 1, received, "ch_1"), EventOutcome::kApplied);
    EXPECT_EQ(StateOf(scene.order), State::kRefunding);
    EXPECT_EQ(scene.order.refunds.at(0).amount, received);
    EXPECT_EQ(scene.number.sim->balance, 0);
  }
}

TEST(Payment, DeclinedEndsTheOrderAndGivesTheLimitBack) {
  Scene scene = CardAtHouse();
  ASSERT_EQ(OnPaymentClosed(scene, 1, CloseReason::kDeclined), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kCancelled);
  EXPECT_EQ(Taken(scene.number), 0);
  EXPECT_EQ(OnPaymentClosed(scene, 1, CloseReason::kDeclined), EventOutcome::kRepeated);
  EXPECT_EQ(Taken(scene.number), 0) << "given back once";
}

TEST(Payment, ExpiredNeedsTheGatewaysWord) {
  Scene scene = CardAtHouse();
  EXPECT_EQ(OnPaymentTimeOver(scene, 1), EventOutcome::kIgnored) << "not before its time";
  scene.now = scene.order.expires_at;
  ASSERT_EQ(OnPaymentTimeOver(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kAwaitingPayment);
  EXPECT_EQ(Next(scene), Purpose::kClosePayment);
  ASSERT_EQ(OnPaymentClosed(scene, 1, CloseReason::kCancelled), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kExpired);
}

TEST(Payment, PaidJustInTimeIsDeliveredThoughItWasBeingClosed) {
  Scene scene = CardAtHouse();
  scene.now = scene.order.expires_at;
  ASSERT_EQ(OnPaymentTimeOver(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
}

TEST(Payment, MoneyForAClosedOrderIsGivenBack) {
  Scene scene = CardAtHouse();
  ASSERT_EQ(OnPaymentClosed(scene, 1, CloseReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_late"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kRefunding);
  ASSERT_EQ(OnRefundConfirmed(scene, 1, "rf_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kRefunded);
  EXPECT_EQ(scene.number.sim->balance, 0);
  EXPECT_EQ(Taken(scene.number), 0);
}

TEST(Payment, ASimThatWasTerminatedMeanwhileGetsNothingAndThePayerGetsAll) {
  Scene scene = CardAtHouse();
  scene.number.sim->state = prepaid::SimState::kTerminated;
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kRefunding);
  EXPECT_EQ(scene.order.refunds.at(0).amount, kTotal);
}

TEST(Payment, ASimThatWasPortedMeanwhileGetsNothing) {
  Scene scene = CardAtHouse();
  scene.number.sim->operator_id = "orange";
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kRefunding);
}

TEST(Payment, MoreChargesThanAnOrderKeepsAreForAPerson) {
  Scene scene = CardAtHouse();
  for (int i = 0; i <= kPaymentsMax; ++i) {
    ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_" + std::to_string(i)), EventOutcome::kApplied);
  }
  EXPECT_EQ(scene.order.payments.size(), static_cast<std::size_t>(kPaymentsMax));
  EXPECT_EQ(StateOf(scene.order), State::kAttention);
}

TEST(Delivery, ConfirmedAfterUnknown) {
  Scene scene = SentElsewhere();
  EXPECT_EQ(StateOf(scene.order), State::kDelivering);
  ASSERT_EQ(OnDeliveryUnknown(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kDeliveryUnknown);
  EXPECT_EQ(OnDeliverySent(scene, 1), EventOutcome::kIgnored) << "never sent again";
  ASSERT_EQ(OnDeliveryConfirmed(scene, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
  EXPECT_EQ(scene.order.deliveries.at(0).credited, 15'000'000);
  EXPECT_EQ(Change(scene, AccountKind::kPayable, "telenet"), 1'500);
  EXPECT_EQ(Change(scene, AccountKind::kSuspense), 0);
}

TEST(Delivery, AnUnknownOneIsOnlyAsked) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(scene, 1), EventOutcome::kApplied);
  const auto effect = NextEffect(scene.order, std::nullopt, kNow, kTimings);
  ASSERT_TRUE(effect.has_value());
  EXPECT_EQ(effect->state, EffectState::kAsking);
  EXPECT_TRUE(scene.order.refunds.empty());
}

TEST(Delivery, WhatAnOrderFromACopyWasSentIsNotInItsBooks) {
  Scene scene = PaidElsewhere();
  const Instant before = scene.order.created_at;
  const Instant after = before + Millis(1);
  EXPECT_FALSE(MayHaveBeenSentUnseen(scene.order, 1, {})) << "never restored";
  EXPECT_FALSE(MayHaveBeenSentUnseen(scene.order, 1, before)) << "placed after it";
  EXPECT_TRUE(MayHaveBeenSentUnseen(scene.order, 1, after));
  ASSERT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kUnavailable), EventOutcome::kApplied);
  EXPECT_TRUE(MayHaveBeenSentUnseen(scene.order, 2, after)) << "the second may have followed";
  ASSERT_EQ(OnDeliverySent(scene, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(scene, 2, RefusalReason::kNotFound), EventOutcome::kApplied);
  EXPECT_FALSE(MayHaveBeenSentUnseen(scene.order, 3, after)) << "without the second no third";
}

TEST(Delivery, ARefusalThatAllowsItIsTriedAnewUnderANewKeyThenRefunded) {
  Scene scene = PaidElsewhere();
  for (int n = 1; n <= kDeliveriesMax; ++n) {
    ASSERT_EQ(Next(scene), Purpose::kDeliver);
    ASSERT_EQ(OnDeliverySent(scene, n), EventOutcome::kApplied);
    ASSERT_EQ(OnDeliveryRefused(scene, n, RefusalReason::kUnavailable), EventOutcome::kApplied);
  }
  EXPECT_EQ(scene.order.deliveries.size(), static_cast<std::size_t>(kDeliveriesMax));
  EXPECT_EQ(StateOf(scene.order), State::kRefunding);
}

TEST(Delivery, ADefiniteNoGivesTheMoneyBack) {
  const Scene scene = RefundedElsewhere();
  EXPECT_EQ(StateOf(scene.order), State::kRefunded);
  EXPECT_EQ(Change(scene, AccountKind::kPsp, "bank"), 0);
  EXPECT_EQ(Change(scene, AccountKind::kSuspense), 0);
  EXPECT_EQ(Taken(scene.number), 0);
}

TEST(Delivery, ConfirmedAfterTheRefundIsALossForAPerson) {
  Scene scene = RefundedElsewhere();
  ASSERT_EQ(OnDeliveryConfirmed(scene, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kAttention);
  EXPECT_EQ(scene.order.attention, Attention::kCreditedAndRefunded);
  EXPECT_EQ(Change(scene, AccountKind::kLoss, "telenet"), -1'500);
  EXPECT_EQ(Change(scene, AccountKind::kPayable, "telenet"), 1'500);
  EXPECT_EQ(Change(scene, AccountKind::kSuspense), 0);
  EXPECT_EQ(Resolve(scene, Resolution::kAccepted, "written off"), ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(scene.order), State::kRefunded);
}

TEST(Delivery, ConfirmedWhileTheRefundHasNotLeftKeepsTheMoney) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(scene, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
  EXPECT_EQ(scene.order.refunds.at(0).state, RefundState::kWithdrawn);
  EXPECT_EQ(Next(scene), std::nullopt);
}

TEST(Delivery, ALateConfirmationKeepsANewAttemptFromBeingSent) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kNotFound), EventOutcome::kApplied);
  ASSERT_EQ(scene.order.deliveries.size(), 2U);
  ASSERT_EQ(OnDeliveryConfirmed(scene, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(scene.order.deliveries.at(1).state, DeliveryState::kWithdrawn);
  EXPECT_EQ(OnDeliverySent(scene, 2), EventOutcome::kIgnored);
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
}

TEST(Delivery, ConfirmedTwiceUnderTwoKeysIsALoss) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kNotFound), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(scene, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(scene, 2, {"op-10", 0, {}}), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(scene, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  EXPECT_EQ(scene.order.attention, Attention::kCreditedAndRefunded);
  EXPECT_EQ(Change(scene, AccountKind::kLoss, "telenet"), -1'500);
  EXPECT_EQ(Problem(scene.order), std::nullopt);
}

TEST(Delivery, APinInsteadOfCreditIsForAPerson) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryPin(scene, 1, "op-9"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kAttention);
  EXPECT_EQ(Resolve(scene, Resolution::kDelivered, "PIN passed on by telephone"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(scene.order), State::kDelivered);
  EXPECT_EQ(scene.order.deliveries.at(0).reference, "op-9");
}

TEST(Delivery, NothingWasSentMeansItMayBeSent) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryNotSent(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kPaid);
  EXPECT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
}

TEST(Refund, OfCashWaitsForAPersonToHandItOver) {
  Scene scene = CashElsewhere();
  ASSERT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kUnknownNumber), EventOutcome::kApplied);
  EXPECT_EQ(scene.order.attention, Attention::kCashRefundDue);
  EXPECT_EQ(Next(scene), std::nullopt);
  EXPECT_EQ(InFlight(scene.order), kTotal);
  EXPECT_EQ(Resolve(scene, Resolution::kPaidOut, "handed back"), ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(scene.order), State::kRefunded);
  EXPECT_EQ(Change(scene, AccountKind::kCash, "till-1"), 0);
  EXPECT_EQ(Taken(scene.number), 0);
}

TEST(Refund, ARefusedOneIsTriedAgainOnlyByAPersonAndUnderANewKey) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kDeclined), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundSent(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundRefused(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(scene.order.attention, Attention::kRefundRefused);
  EXPECT_EQ(Next(scene), std::nullopt);
  ASSERT_EQ(Resolve(scene, Resolution::kAskAgain, "the bank asked us to"),
            ResolveOutcome::kResolved);
  ASSERT_EQ(scene.order.refunds.size(), 2U);
  EXPECT_EQ(Next(scene), Purpose::kRefund);
  ASSERT_EQ(OnRefundConfirmed(scene, 2, "rf_2"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kRefunded);
}

// A second charge whose refund was refused, while the delivery is still unknown.
Scene RefundRefusedWhileUnknown() {
  Scene scene = SentElsewhere();
  EXPECT_EQ(OnDeliveryUnknown(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundSent(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnRefundRefused(scene, 1), EventOutcome::kApplied);
  return scene;
}

TEST(Refund, ARefusedOneIsNotTriedAgainBecauseTheDeliveryIsRefusedToo) {
  Scene scene = RefundRefusedWhileUnknown();
  ASSERT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  ASSERT_EQ(scene.order.refunds.size(), 2U) << "only the first charge goes back by itself";
  EXPECT_EQ(scene.order.refunds.at(1).payment, 1);
  EXPECT_EQ(scene.order.attention, Attention::kRefundRefused);
  EXPECT_EQ(Resolve(scene, Resolution::kRefunded, "by bank transfer"), ResolveOutcome::kResolved);
  ASSERT_EQ(OnRefundConfirmed(scene, 2, "rf_2"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kRefunded);
  EXPECT_EQ(InFlight(scene.order), 0);
}

TEST(Attention, IsKnownSinceWhenUntilNothingOfItRemains) {
  Scene scene = RefundRefusedWhileUnknown();
  const Instant first = scene.now;
  EXPECT_EQ(scene.order.attention_since, first);
  scene.now = first + Millis(60'000);
  ASSERT_EQ(OnAsksUsedUp(scene, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(scene.order.attention_since, first) << "another reason, and somebody waits since then";
  ASSERT_EQ(Resolve(scene, Resolution::kAskAgain, "they have found it"), ResolveOutcome::kResolved);
  EXPECT_EQ(scene.order.attention_since, first) << "the refused refund is still there";
  ASSERT_EQ(Resolve(scene, Resolution::kRefunded, "by bank transfer"), ResolveOutcome::kResolved);
  EXPECT_EQ(scene.order.attention, Attention::kNone);
  EXPECT_EQ(scene.order.attention_since, Instant{});
}

TEST(Refund, ARefusedOneIsNotForgottenWhenAPersonAsksAboutTheDeliveryAgain) {
  Scene scene = RefundRefusedWhileUnknown();
  ASSERT_EQ(OnAsksUsedUp(scene, 'd', 1), EventOutcome::kApplied);
  ASSERT_EQ(scene.order.attention, Attention::kDeliveryUnknown);
  ASSERT_EQ(Resolve(scene, Resolution::kAskAgain, "they have found it"), ResolveOutcome::kResolved);
  ASSERT_EQ(OnDeliveryConfirmed(scene, 1, {}), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kAttention) << "the second charge is still here";
  EXPECT_EQ(scene.order.attention, Attention::kRefundRefused);
}

TEST(Refund, APersonsWordIsAboutTheRefusedOneAndNotAboutAnUnknownOneBesides) {
  Scene scene = RefundRefusedWhileUnknown();
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_3"), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundSent(scene, 2), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundUnknown(scene, 2), EventOutcome::kApplied);
  ASSERT_EQ(scene.order.attention, Attention::kRefundRefused);
  ASSERT_EQ(Resolve(scene, Resolution::kRefunded, "by bank transfer"), ResolveOutcome::kResolved);
  EXPECT_EQ(scene.order.refunds.at(0).state, RefundState::kConfirmed);
  EXPECT_EQ(scene.order.refunds.at(1).state, RefundState::kUnknown);
}

TEST(Attention, EveryPartThatStaysUnknownEndsThere) {
  Scene delivery = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(delivery, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnAsksUsedUp(delivery, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(delivery.order.attention, Attention::kDeliveryUnknown);
  EXPECT_EQ(OnDeliveryConfirmed(delivery, 1, {}), EventOutcome::kApplied)
      << "a late answer is welcome";
  EXPECT_EQ(StateOf(delivery.order), State::kDelivered);

  Scene payment = CardElsewhere();
  ASSERT_EQ(Cancel(payment), CancelOutcome::kCancelling);
  ASSERT_EQ(OnAsksUsedUp(payment, 'p', 1), EventOutcome::kApplied);
  EXPECT_EQ(payment.order.attention, Attention::kPaymentUnknown);
  EXPECT_EQ(Resolve(payment, Resolution::kNotPaid, "the bank confirmed it"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(payment.order), State::kCancelled);
}

TEST(Attention, ASecondChargeIsGivenBackWhileAPersonLooksAtTheDelivery) {
  Scene scene = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(Next(scene), Purpose::kDeliver) << "one money effect at a time";
  ASSERT_EQ(OnAsksUsedUp(scene, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(Next(scene), Purpose::kRefund);
  ASSERT_EQ(OnRefundConfirmed(scene, 1, "rf_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kAttention);
  EXPECT_EQ(InFlight(scene.order), kTotal);
  EXPECT_EQ(Next(scene), std::nullopt);
}

TEST(Attention, OnlyAFittingResolutionIsTaken) {
  Scene scene = SentElsewhere();
  EXPECT_EQ(Resolve(scene, Resolution::kDelivered, "x"), ResolveOutcome::kNotInAttention);
  ASSERT_EQ(OnDeliveryUnknown(scene, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnAsksUsedUp(scene, 'd', 1), EventOutcome::kApplied);
  EXPECT_EQ(Resolve(scene, Resolution::kPaidOut, "x"), ResolveOutcome::kDoesNotFit);
  EXPECT_EQ(Resolve(scene, Resolution::kNotDelivered, "operator's list"),
            ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(scene.order), State::kRefunding);
}

TEST(Cancel, Table) {
  struct Row {
    const char* name;
    Scene scene;
    CancelOutcome outcome;
  };
  Scene cancelling = CardElsewhere();
  ASSERT_EQ(Cancel(cancelling), CancelOutcome::kCancelling);
  Scene unknown = SentElsewhere();
  ASSERT_EQ(OnDeliveryUnknown(unknown, 1), EventOutcome::kApplied);
  const Row rows[] = {
      {"not paid yet", CardElsewhere(), CancelOutcome::kCancelling},
      {"asked twice", cancelling, CancelOutcome::kAlready},
      {"paid and not sent", PaidElsewhere(), CancelOutcome::kCancelling},
      {"on the wire", SentElsewhere(), CancelOutcome::kDelivering},
      {"unknown", unknown, CancelOutcome::kDelivering},
      {"delivered", Placed(HouseNumber(), Request(kHouseNumber, "proximus", Tender::kCash)),
       CancelOutcome::kDelivered},
      {"refunded", RefundedElsewhere(), CancelOutcome::kAlready},
  };
  for (const Row& row : rows) {
    Scene scene = row.scene;
    EXPECT_EQ(Cancel(scene), row.outcome) << row.name;
    EXPECT_EQ(Problem(scene.order), std::nullopt) << row.name;
  }
}

TEST(Cancel, MoneyThatWasFasterIsGivenBack) {
  Scene scene = CardElsewhere();
  ASSERT_EQ(Cancel(scene), CancelOutcome::kCancelling);
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(scene.order), State::kRefunding);
  EXPECT_TRUE(scene.order.deliveries.empty());
}

TEST(Parts, APartThatIsNotThereIsSaid) {
  Scene scene = CardElsewhere();
  for (const std::int32_t n : {-1, 0, 2, 99}) {
    EXPECT_EQ(OnPaymentPaid(scene, n, 1, "x"), EventOutcome::kNoSuchPart);
    EXPECT_EQ(OnDeliveryConfirmed(scene, n, {}), EventOutcome::kNoSuchPart);
    EXPECT_EQ(OnRefundConfirmed(scene, n, "x"), EventOutcome::kNoSuchPart);
    EXPECT_EQ(OnAsksUsedUp(scene, 'd', n), EventOutcome::kNoSuchPart);
  }
}

TEST(Parts, ReferencesReadBack) {
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

TEST(DeclineTest, TheBanksReasonIsKeptOnlyWithADecline) {
  Scene declined = CardElsewhere();
  EXPECT_EQ(OnPaymentClosed(declined, 1, CloseReason::kDeclined, DeclineReason::kExpiredCard),
            EventOutcome::kApplied);
  EXPECT_EQ(declined.order.payments[0].decline, DeclineReason::kExpiredCard);
  Scene cancelled = CardElsewhere();
  EXPECT_EQ(Cancel(cancelled), CancelOutcome::kCancelling);
  EXPECT_EQ(OnPaymentClosed(cancelled, 1, CloseReason::kDeclined, DeclineReason::kExpiredCard),
            EventOutcome::kApplied);
  EXPECT_EQ(cancelled.order.payments[0].decline, DeclineReason::kNone);
}

TEST(DeclineTest, AReasonThatIsNotKnownHereIsAnother) {
  EXPECT_EQ(ParseDeclineReason("limit_exceeded"), DeclineReason::kLimitExceeded);
  EXPECT_EQ(ParseDeclineReason("lost_card"), DeclineReason::kOther);
  EXPECT_EQ(ParseDeclineReason(""), DeclineReason::kNone);
}

TEST(UnpaidTest, TheBanksWordIsKeptWithItsTime) {
  Scene scene = CardElsewhere();
  EXPECT_EQ(OnPaymentUnpaid(scene, 1), EventOutcome::kIgnored) << "nobody could have paid";
  EXPECT_EQ(OnPaymentOpened(scene, 1, "https://bank.example/1"), EventOutcome::kApplied);
  scene.now = scene.now + Millis(3'000);
  EXPECT_EQ(OnPaymentUnpaid(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(scene.order.payments[0].unpaid_at, scene.now);
  EXPECT_EQ(OnPaymentUnpaid(scene, 2), EventOutcome::kNoSuchPart);
}

}  // namespace
}  // namespace herlaad::orders
