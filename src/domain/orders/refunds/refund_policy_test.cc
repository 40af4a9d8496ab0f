#include "domain/orders/refunds/refund_policy.h"

#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

constexpr RefundState kAllRefundStates[] = {
    RefundState::kWaiting,  RefundState::kSent,    RefundState::kUnknown,   RefundState::kConfirmed,
    RefundState::kDue,      RefundState::kPaidOut, RefundState::kRefused,   RefundState::kWithdrawn,
    RefundState::kAccepted, RefundState::kExtra,   RefundState::kWrittenOff};
static_assert(std::size(kAllRefundStates) == static_cast<std::size_t>(kLastRefundState));

Order Paid(PaymentMethod payment_method = PaymentMethod::kCard) {
  Order order = CardElsewhere().order;
  order.payment_method = payment_method;
  Payment& payment = order.payments.front();
  payment.state = PaymentState::kPaid;
  payment.received = kTotal;
  return order;
}

Order WithRefund(Order order, RefundState state, std::int64_t amount = kTotal) {
  Refund refund;
  refund.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
  refund.state = state;
  refund.amount = amount;
  order.refunds.push_back(refund);
  return order;
}

struct Row {
  RefundState state;
  bool is_back;
  bool is_on_its_way;
  bool can_be_withdrawn;
  std::int64_t unreturned;  // of kTotal, after a refund of all of it in this state
  bool can_be_kept;         // the payment can pay for a delivery that is confirmed now
};

TEST(RefundPolicy, StateDecidesWhereTheMoneyIs) {
  using R = RefundState;
  const Row rows[] = {
      {R::kWaiting, false, true, true, 0, true},
      {R::kSent, false, true, false, 0, false},
      {R::kUnknown, false, true, false, 0, false},
      {R::kConfirmed, true, false, false, 0, false},
      {R::kDue, false, false, true, 0, true},
      {R::kPaidOut, true, false, false, 0, false},
      {R::kRefused, false, false, true, kTotal, true},
      {R::kWithdrawn, false, false, false, kTotal, true},
      {R::kAccepted, false, true, false, 0, false},
      {R::kExtra, false, false, false, kTotal, false},
      {R::kWrittenOff, false, false, false, kTotal, false},
  };
  ASSERT_EQ(std::size(rows), std::size(kAllRefundStates));
  for (const Row& row : rows) {
    SCOPED_TRACE(Name(row.state));
    const Order order = WithRefund(Paid(), row.state);
    EXPECT_EQ(IsBack(row.state), row.is_back);
    EXPECT_EQ(IsOnItsWay(row.state), row.is_on_its_way);
    EXPECT_EQ(CanBeWithdrawn(row.state), row.can_be_withdrawn);
    EXPECT_EQ(Unreturned(order, order.payments.front()), row.unreturned);
    EXPECT_EQ(PaymentToKeep(order), row.can_be_kept ? &order.payments.front() : nullptr);
  }
}

TEST(RefundPolicy, RefundFollowsItsPaymentMethod) {
  for (const PaymentMethod method : payments::AllPaymentMethods()) {
    const Order order = Paid(method);
    const auto refund = NextRefund(order, order.payments.front(), kNow);
    ASSERT_TRUE(refund.has_value());
    auto expected = RefundState::kWaiting;
    if (payments::RefundsBy(method) == payments::Refunder::kTill) expected = RefundState::kDue;
    if (payments::RefundsBy(method) == payments::Refunder::kStoredValue)
      expected = RefundState::kConfirmed;
    EXPECT_EQ(refund->state, expected) << payments::PaymentMethodName(method);
    EXPECT_EQ(refund->settled_at, expected == RefundState::kConfirmed ? kNow : Instant{});
  }
}

TEST(RefundPolicy, RefundIsOfWhatIsLeft) {
  Order order = WithRefund(Paid(), RefundState::kConfirmed, 500);
  order.payments.emplace_back();
  order.payments.back().n = 2;
  order.payments.back().received = 77;
  const auto first = NextRefund(order, order.payments[0], kNow);
  ASSERT_TRUE(first.has_value());
  EXPECT_EQ(first->n, 2);
  EXPECT_EQ(first->payment, 1);
  EXPECT_EQ(first->amount, kTotal - 500);
  EXPECT_EQ(first->created_at, kNow);
  const auto second = NextRefund(order, order.payments[1], kNow);
  ASSERT_TRUE(second.has_value());
  EXPECT_EQ(second->payment, 2);
  EXPECT_EQ(second->amount, 77);
}

TEST(RefundPolicy, NothingIsRefundedTwice) {
  const Order order = WithRefund(Paid(), RefundState::kSent);
  EXPECT_EQ(NextRefund(order, order.payments.front(), kNow), std::nullopt);
  const Order unpaid = CardElsewhere().order;
  EXPECT_EQ(NextRefund(unpaid, unpaid.payments.front(), kNow), std::nullopt);
}

TEST(RefundPolicy, OnlyAFullPaymentPaysForADelivery) {
  Order order = Paid();
  order.payments.front().received = kTotal - 1;
  EXPECT_EQ(PaymentToKeep(order), nullptr);
  order.payments.emplace_back();
  order.payments.back().n = 2;
  order.payments.back().received = kTotal;
  EXPECT_EQ(PaymentToKeep(order), &order.payments[1]);
  order.deliveries.emplace_back();
  order.deliveries.back().state = DeliveryState::kConfirmed;
  EXPECT_EQ(PaymentToKeep(order), nullptr) << "one payment pays for one delivery";
}

TEST(RefundPolicy, UnsentRefundWaitsForTheOperator) {
  struct Waiting {
    const char* name;
    RefundState refund;
    DeliveryState delivery;
    Attention attention;
    bool waits;
  };
  using R = RefundState;
  using D = DeliveryState;
  const Waiting rows[] = {
      {"not sent to the operator yet", R::kWaiting, D::kWaiting, Attention::kNone, true},
      {"with the operator", R::kWaiting, D::kSent, Attention::kNone, true},
      {"its outcome is unknown", R::kWaiting, D::kUnknown, Attention::kNone, true},
      {"a person asks", R::kWaiting, D::kUnknown, Attention::kDeliveryUnknown, false},
      {"a PIN came", R::kWaiting, D::kUnknown, Attention::kPinInsteadOfCredit, false},
      {"refused", R::kWaiting, D::kRefused, Attention::kNone, false},
      {"delivered", R::kWaiting, D::kConfirmed, Attention::kNone, false},
      {"the refund was sent already", R::kSent, D::kSent, Attention::kNone, false},
      {"cash that is due", R::kDue, D::kSent, Attention::kNone, false},
  };
  for (const Waiting& row : rows) {
    Order order = WithRefund(Paid(), row.refund);
    order.attention = row.attention;
    order.deliveries.emplace_back();
    order.deliveries.back().state = row.delivery;
    EXPECT_EQ(WaitsForOperator(order, order.refunds.front()), row.waits) << row.name;
  }
}

TEST(RefundPolicy, RefusedAndDueRefundsNeedAPerson) {
  EXPECT_EQ(AttentionOfRefunds(Paid()), Attention::kNone);
  for (const RefundState state : kAllRefundStates) {
    const Order order = WithRefund(Paid(), state);
    EXPECT_EQ(WasRefused(order, order.payments.front()), state == RefundState::kRefused);
    const Attention attention = state == RefundState::kDue       ? Attention::kCashRefundDue
                                : state == RefundState::kRefused ? Attention::kRefundRefused
                                : state == RefundState::kExtra   ? Attention::kExtraRefund
                                                                 : Attention::kNone;
    EXPECT_EQ(AttentionOfRefunds(order), attention) << Name(state);
  }
  const Order retried = WithRefund(WithRefund(Paid(), RefundState::kRefused), RefundState::kSent);
  EXPECT_EQ(AttentionOfRefunds(retried), Attention::kNone) << "a new refund is on its way";
}

}  // namespace
}  // namespace herlaad::orders
