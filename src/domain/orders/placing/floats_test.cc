// Orders that are paid from a float: taken with the order, given back with the refund.
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "domain/orders/fulfilment/voucher_sale.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using ledger::AccountBalance;
using ledger::AccountKind;

constexpr const char* kClient = "cli_1";

AccountBalance FloatOf(std::int64_t cents, std::int64_t reserved = 0, std::int64_t floor = 0) {
  return {ledger::Of(AccountKind::kFloat, kClient), {cents, reserved, floor}};
}

PlaceRequest FromFloat(Msisdn msisdn, std::string op, std::int64_t cents = 1'500) {
  PlaceRequest request = Request(msisdn, std::move(op), PaymentMethod::kFloat, cents);
  request.payment_account = kClient;
  return request;
}

Result<Nothing, Refusal> Buy(const PlaceRequest& request, OrderAggregate& aggregate,
                             const std::optional<AccountBalance>& prepaid) {
  aggregate.prepaid = prepaid;
  return Place(request, Catalogue(), kTimings.payment_lifetime, aggregate);
}

// A top-up of a remote number, paid from a float of 100 euros.
OrderAggregate BoughtElsewhere() {
  OrderAggregate aggregate = Blank(Subscriber(kRemoteNumber));
  EXPECT_TRUE(Buy(FromFloat(kRemoteNumber, "telenet"), aggregate, FloatOf(10'000)).ok());
  return aggregate;
}

std::int64_t ChangeOf(const OrderAggregate& aggregate, AccountKind kind,
                      const std::string& owner = {}) {
  return ledger::ChangeOf(aggregate.transfers, ledger::Of(kind, owner));
}

TEST(FloatOrder, AmountAndFeeAreTakenWithTheOrder) {
  OrderAggregate aggregate = Blank(HostedNumber());
  ASSERT_TRUE(Buy(FromFloat(kHostedNumber, "proximus"), aggregate, FloatOf(10'000)).ok());
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  EXPECT_EQ(aggregate.order.terms.total(), kTotal) << "a fee, as for cash";
  EXPECT_EQ(*aggregate.prepaid, FloatOf(10'000 - kTotal));
  EXPECT_EQ(ChangeOf(aggregate, AccountKind::kFloat, kClient), -kTotal);
  EXPECT_EQ(ChangeOf(aggregate, AccountKind::kSuspense), 0);
  EXPECT_EQ(aggregate.order.payments.front().reference, kClient);
  EXPECT_EQ(VoucherOf(aggregate.order), std::nullopt);
}

struct Funds {
  const char* name;
  std::optional<AccountBalance> prepaid;
  std::int64_t available;  // told with the refusal; negative: accepted
};

const Funds kFunds[] = {
    {"nothing was ever paid in", {}, 0},
    {"one cent short", FloatOf(kTotal - 1), kTotal - 1},
    {"the amount without the fee", FloatOf(1'500), 1'500},
    {"exact balance", FloatOf(kTotal), -1},
    {"all of it reserved", FloatOf(kTotal, kTotal), 0},
    {"down to the floor", FloatOf(kTotal + 500, 0, 500), -1},
    {"below the floor", FloatOf(kTotal + 499, 0, 500), kTotal - 1},
    {"within a credit line", FloatOf(0, 0, -kTotal), -1},
};

TEST(FloatOrder, TooLowAFloatIsRefusedWithWhatIsAvailable) {
  for (const Funds& funds : kFunds) {
    SCOPED_TRACE(funds.name);
    OrderAggregate aggregate = Blank(HostedNumber());
    const auto placed = Buy(FromFloat(kHostedNumber, "proximus"), aggregate, funds.prepaid);
    ASSERT_EQ(placed.ok(), funds.available < 0);
    if (placed.ok()) continue;
    EXPECT_EQ(placed.error(), (Refusal{.outcome = PlaceOutcome::kFloatTooLow,
                                       .available = Euros(funds.available)}));
    EXPECT_TRUE(aggregate.transfers.empty());
  }
}

TEST(FloatOrder, OtherRefusalsComeFirst) {
  OrderAggregate aggregate = Blank(HostedNumber());
  const auto placed = Buy(FromFloat(kHostedNumber, "proximus", 1'234), aggregate, FloatOf(0));
  ASSERT_FALSE(placed.ok());
  EXPECT_EQ(placed.error().outcome, PlaceOutcome::kAmountNotOnSale);
}

TEST(FloatOrder, RefundIsBackInTheFloatInTheSameDecision) {
  OrderAggregate aggregate = BoughtElsewhere();
  EXPECT_EQ(*aggregate.prepaid, FloatOf(10'000 - kTotal));
  aggregate.transfers.clear();
  OnDeliverySent(aggregate, 1);
  OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(*aggregate.prepaid, FloatOf(10'000));
  EXPECT_EQ(ChangeOf(aggregate, AccountKind::kFloat, kClient), kTotal);
  EXPECT_EQ(ChangeOf(aggregate, AccountKind::kSuspense), -kTotal);
  EXPECT_FALSE(NextOutboxMessage(aggregate.order, std::nullopt, kNow, kTimings).has_value());
  const StatusView view = StatusOf(aggregate.order, "Telenet", kNow);
  ASSERT_FALSE(view.next.empty());
  EXPECT_EQ(view.next.front().key.name(), "order.refunded.float");
}

TEST(FloatOrder, CreditAfterTheRefundIsALossAndTakesNothingMore) {
  OrderAggregate aggregate = BoughtElsewhere();
  OnDeliverySent(aggregate, 1);
  OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred);
  OnDeliveryConfirmed(aggregate, 1, {"op-1", 0, {}});
  EXPECT_EQ(*aggregate.prepaid, FloatOf(10'000)) << "what is spent again cannot be taken back";
  EXPECT_EQ(aggregate.order.attention, Attention::kCreditedAndRefunded);
}

TEST(FloatOrder, BuysAVoucherForItsFaceValue) {
  const auto sell = [](std::int64_t in_float, OrderAggregate& aggregate) {
    aggregate.prepaid = FloatOf(in_float);
    return SellVoucher({Euros(1'500), PaymentMethod::kFloat, kClient, "client:cli_1"}, Digest{7, 9},
                       Catalogue(), aggregate);
  };
  OrderAggregate sold(Order(OrderId(60), VoucherSale{}), std::nullopt, kNow);
  ASSERT_TRUE(sell(1'500, sold).ok());
  EXPECT_EQ(*sold.prepaid, FloatOf(0));
  EXPECT_EQ(ChangeOf(sold, AccountKind::kFloat, kClient), -1'500);
  EXPECT_EQ(ChangeOf(sold, AccountKind::kVoucherSold, "sold"), 1'500);
  EXPECT_EQ(StateOf(sold.order), State::kDelivered);
  OrderAggregate refused(Order(OrderId(61), VoucherSale{}), std::nullopt, kNow);
  const auto too_low = sell(1'499, refused);
  ASSERT_FALSE(too_low.ok());
  EXPECT_EQ(too_low.error(),
            (Refusal{.outcome = PlaceOutcome::kFloatTooLow, .available = Euros(1'499)}));
}

}  // namespace
}  // namespace herlaad::orders
