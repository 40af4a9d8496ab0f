// What a gateway keeps of a payment is our expense: booked once for each charge, and of no effect
// on what the payer pays, gets back and is shown.
#include <gtest/gtest.h>

#include "domain/orders/events/events.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/receipts/receipt.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using ledger::AccountKind;

constexpr payments::MethodCost kCost{25, {140}};
constexpr std::int64_t kOfTotal = 47;  // 0.25 and 1.4 % of 15.50, which is 0.217

std::int64_t Change(const OrderAggregate& aggregate, AccountKind kind, const char* owner = "") {
  return ledger::ChangeOf(aggregate.transfers, ledger::Of(kind, owner));
}

OrderAggregate With(const payments::MethodCost& cost, OrderAggregate aggregate) {
  aggregate.cost = cost;
  return aggregate;
}

TEST(Costs, AreOurExpenseAndLeaveTheGatewayHoldingLess) {
  OrderAggregate aggregate = With(kCost, CardAtHosted());
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  EXPECT_EQ(Change(aggregate, AccountKind::kPsp, "bank"), -kTotal + kOfTotal);
  EXPECT_EQ(Change(aggregate, AccountKind::kFees), 41 - kOfTotal) << "our fee without its VAT";
  EXPECT_EQ(Change(aggregate, AccountKind::kVat), 9);
  EXPECT_EQ(Change(aggregate, AccountKind::kPayable, "proximus"), 1'500);
  EXPECT_EQ(Change(aggregate, AccountKind::kSuspense), 0);
  EXPECT_EQ(ledger::Problem(aggregate.transfers), std::nullopt);
}

TEST(Costs, PayerSeesTheSameWithAndWithoutThem) {
  const auto delivered = [](const payments::MethodCost& cost) {
    OrderAggregate aggregate = With(cost, CardAtHosted());
    EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
    return aggregate;
  };
  const OrderAggregate free = delivered({});
  const OrderAggregate dear = delivered({1'000, {500}});
  EXPECT_EQ(free.order, dear.order);
  EXPECT_EQ(free.transfers.size() + 1, dear.transfers.size());
  EXPECT_EQ(ReceiptOf(free.order, Catalogue(), false)->total(),
            ReceiptOf(dear.order, Catalogue(), false)->total());
}

TEST(Costs, RepeatedNewsBooksNothing) {
  OrderAggregate aggregate = With(kCost, CardElsewhere());
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kRepeated);
  EXPECT_EQ(Change(aggregate, AccountKind::kFees), -kOfTotal);
}

TEST(Costs, EachChargeHasItsOwn) {
  OrderAggregate aggregate = With(kCost, CardElsewhere());
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, 100, "ch_2"), EventOutcome::kApplied);
  EXPECT_EQ(Change(aggregate, AccountKind::kFees), -kOfTotal - 26);
  EXPECT_EQ(Change(aggregate, AccountKind::kSuspense), kTotal + 100);
}

// The contracts that we know keep the fee of a payment that is refunded.
TEST(Costs, RefundReturnsAllToThePayerAndNoCostToUs) {
  OrderAggregate aggregate = With(kCost, CardElsewhere());
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_1"), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.refunds.at(0).amount, kTotal);
  ASSERT_EQ(OnRefundConfirmed(aggregate, 1, "rf_1"), EventOutcome::kApplied);
  EXPECT_EQ(Change(aggregate, AccountKind::kPsp, "bank"), kOfTotal);
  EXPECT_EQ(Change(aggregate, AccountKind::kFees), -kOfTotal);
  EXPECT_EQ(Change(aggregate, AccountKind::kSuspense), 0);
}

TEST(Costs, UnpaidOrderHasNone) {
  OrderAggregate aggregate = With(kCost, CardElsewhere());
  ASSERT_EQ(OnPaymentClosed(aggregate, 1, CloseReason::kDeclined), EventOutcome::kApplied);
  EXPECT_TRUE(aggregate.transfers.empty());
}

}  // namespace
}  // namespace herlaad::orders
