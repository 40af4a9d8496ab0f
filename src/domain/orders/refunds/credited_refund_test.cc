// Refunds after the credit had arrived, by a person's decision.
#include "domain/orders/refunds/credited_refund.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "domain/orders/events/events.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using testing::ElementsAre;
using testing::IsEmpty;

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

OrderAggregate DeliveredHere() {
  OrderAggregate aggregate = CardAtHosted();
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  return aggregate;
}

OrderAggregate DeliveredElsewhere() {
  OrderAggregate aggregate = CardElsewhere();
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliveryConfirmed(aggregate, 1, {}), EventOutcome::kApplied);
  return aggregate;
}

ResolveOutcome Decide(OrderAggregate& aggregate, ReviewDecision decision) {
  return Resolve(aggregate, decision, "the payer called");
}

void Refunded(OrderAggregate& aggregate) {
  const auto n = static_cast<std::int32_t>(aggregate.order.refunds.size());
  ASSERT_EQ(OnRefundSent(aggregate, n), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundConfirmed(aggregate, n, "re_1"), EventOutcome::kApplied);
}

TEST(CreditedRefund, RefundAsALossLeavesTheCreditAndReturnsAllThatWasPaid) {
  OrderAggregate aggregate = DeliveredElsewhere();
  EXPECT_EQ(Decide(aggregate, ReviewDecision::kRefundAsLoss), ResolveOutcome::kResolved);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
  ASSERT_EQ(aggregate.order.refunds.size(), 1U);
  EXPECT_EQ(aggregate.order.refunds[0].amount, kTotal);
  Refunded(aggregate);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  const std::int64_t amount = aggregate.order.terms.amount;
  EXPECT_EQ(BalancesOf(aggregate),
            (Balances{{"payable:telenet", amount}, {"loss:telenet", -amount}}))
      << "the operator is still owed for the credit, and neither fee nor VAT is kept";
}

TEST(CreditedRefund, CreditThatTheOperatorTookBackCostsNothing) {
  OrderAggregate aggregate = DeliveredElsewhere();
  EXPECT_EQ(Decide(aggregate, ReviewDecision::kCreditTakenBack), ResolveOutcome::kResolved);
  Refunded(aggregate);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_THAT(BalancesOf(aggregate), IsEmpty());
}

TEST(CreditedRefund, WordAboutCreditInOurOwnLedgerIsNotTaken) {
  OrderAggregate aggregate = DeliveredHere();
  EXPECT_THAT(ReviewDecisionsFor(aggregate.order), ElementsAre(ReviewDecision::kRefundAsLoss));
  EXPECT_EQ(Decide(aggregate, ReviewDecision::kCreditTakenBack), ResolveOutcome::kNotInAttention);
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(Decide(aggregate, ReviewDecision::kRefundAsLoss), ResolveOutcome::kResolved);
  EXPECT_EQ(Taken(aggregate.number), aggregate.order.terms.amount)
      << "what the number keeps still counts in its month";
}

TEST(CreditedRefund, SecondDecisionChangesNothing) {
  OrderAggregate aggregate = DeliveredElsewhere();
  ASSERT_EQ(Decide(aggregate, ReviewDecision::kRefundAsLoss), ResolveOutcome::kResolved);
  EXPECT_EQ(Decide(aggregate, ReviewDecision::kRefundAsLoss), ResolveOutcome::kNotInAttention);
  EXPECT_EQ(Decide(aggregate, ReviewDecision::kCreditTakenBack), ResolveOutcome::kNotInAttention);
  EXPECT_EQ(aggregate.order.refunds.size(), 1U);
}

struct NotPossible {
  const char* name;
  OrderAggregate (*order)();
};

void PrintTo(const NotPossible& c, std::ostream* out) { *out << c.name; }

class NothingToRefund : public testing::TestWithParam<NotPossible> {};

TEST_P(NothingToRefund, IsRefused) {
  OrderAggregate aggregate = GetParam().order();
  const Order before = aggregate.order;
  EXPECT_EQ(Decide(aggregate, ReviewDecision::kRefundAsLoss), ResolveOutcome::kNotInAttention);
  EXPECT_EQ(aggregate.order, before);
}

INSTANTIATE_TEST_SUITE_P(
    Orders, NothingToRefund,
    testing::Values(NotPossible{"AnUnpaidOrder", [] { return CardElsewhere(); }},
                    NotPossible{"APaidOrderOnItsWay",
                                [] {
                                  OrderAggregate aggregate = CardElsewhere();
                                  (void)OnPaymentPaid(aggregate, 1, kTotal, "ch_1");
                                  return aggregate;
                                }},
                    NotPossible{"AChargeThatADisputeHasTaken",
                                [] {
                                  OrderAggregate aggregate = DeliveredElsewhere();
                                  DisputeReport opened;
                                  opened.reference = "du_1";
                                  (void)OnPaymentDisputed(aggregate, 1, kTotal, "ch_1", opened);
                                  return aggregate;
                                }}),
    [](const auto& c) { return std::string(c.param.name); });

TEST(CreditedRefund, RepeatedConfirmationOfTakenBackCreditIsIgnored) {
  OrderAggregate aggregate = DeliveredElsewhere();
  ASSERT_EQ(Decide(aggregate, ReviewDecision::kCreditTakenBack), ResolveOutcome::kResolved);
  EXPECT_EQ(OnDeliveryConfirmed(aggregate, 1, {}), EventOutcome::kIgnored);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunding);
}

// A person had paid by bank transfer what the gateway refused; its old refusal came again.
TEST(RefundFromReview, OldNewsOfAFailureDoesNotUndoIt) {
  OrderAggregate aggregate = CardElsewhere();
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundSent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnRefundRefused(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(Decide(aggregate, ReviewDecision::kRefunded), ResolveOutcome::kResolved);
  EXPECT_EQ(OnRefundFailed(aggregate, 1, "re_1"), EventOutcome::kIgnored);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
}

// Texts about refunds say that nothing was credited.
TEST(CreditedRefund, NobodyIsToldThatNothingWasCredited) {
  OrderAggregate aggregate = DeliveredElsewhere();
  aggregate.order.texts.bits = Texts::kWanted | Texts::kDelivered;
  aggregate.order.contact.email = *EmailAddress::Parse("payer@example.org");
  aggregate.order.contact.told = Contact::kDelivered;
  ASSERT_EQ(Decide(aggregate, ReviewDecision::kRefundAsLoss), ResolveOutcome::kResolved);
  Refunded(aggregate);
  const auto next = NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, Timings{});
  ASSERT_TRUE(next && next->purpose == Purpose::kNotify);
  EXPECT_EQ(next->n, static_cast<std::int32_t>(NotificationKind::kForgetContact));
}

TEST(CreditedRefund, PageSaysWhatHappenedToTheCredit) {
  OrderAggregate aggregate = DeliveredElsewhere();
  ASSERT_EQ(Decide(aggregate, ReviewDecision::kRefundAsLoss), ResolveOutcome::kResolved);
  EXPECT_EQ(RefundReason(aggregate.order), "credit_stays");
  const StatusView view = StatusOf(aggregate.order, "Telenet", aggregate.now);
  EXPECT_EQ(view.money.front().key, messages::Key("order.why.credit_stays"));
  OrderAggregate other = DeliveredElsewhere();
  ASSERT_EQ(Decide(other, ReviewDecision::kCreditTakenBack), ResolveOutcome::kResolved);
  EXPECT_EQ(RefundReason(other.order), "credit_taken_back");
  EXPECT_EQ(StatusOf(other.order, "Telenet", other.now).money.front().key,
            messages::Key("order.why.credit_taken_back"));
}

}  // namespace
}  // namespace herlaad::orders
