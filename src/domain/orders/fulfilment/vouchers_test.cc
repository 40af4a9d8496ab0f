// Orders that sell a voucher, and orders that are paid with one.
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "domain/orders/fulfilment/voucher_sale.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using vouchers::VoucherState;

constexpr Digest kPin{7, 9};

OrderAggregate Sold(std::int64_t cents = 1'500) {
  OrderAggregate aggregate(Order(OrderId(60), VoucherSale{}), std::nullopt, kNow);
  VoucherSaleRequest request{Euros(cents), PaymentMethod::kCash, "till-1", "key:test"};
  EXPECT_TRUE(SellVoucher(request, kPin, Catalogue(), aggregate).ok());
  return aggregate;
}

PlaceRequest WithVoucher(Msisdn msisdn, std::string op) {
  PlaceRequest request = Request(msisdn, std::move(op), PaymentMethod::kVoucher, 0);
  request.payment_account = std::string(payments::kSoldVouchers);
  return request;
}

Result<Nothing, Refusal> Redeem(const PlaceRequest& request, OrderAggregate& aggregate,
                                const std::optional<vouchers::Voucher>& voucher) {
  aggregate.voucher = voucher;
  return Place(request, Catalogue(), kTimings.payment_lifetime, aggregate);
}

// An order of a remote number, paid with the voucher of Sold().
OrderAggregate RedeemedElsewhere() {
  OrderAggregate aggregate = Blank(Subscriber(kRemoteNumber));
  EXPECT_TRUE(Redeem(WithVoucher(kRemoteNumber, "telenet"), aggregate, Sold().voucher).ok());
  return aggregate;
}

std::int64_t ChangeOf(const OrderAggregate& aggregate, ledger::AccountKind kind,
                      const std::string& owner = {}) {
  return ledger::ChangeOf(aggregate.transfers, ledger::Of(kind, owner));
}

TEST(VoucherSale, CashBecomesWhatIsOwedForTheVoucher) {
  const OrderAggregate sale = Sold();
  EXPECT_EQ(StateOf(sale.order), State::kDelivered);
  EXPECT_EQ(Problem(sale.order), std::nullopt);
  EXPECT_FALSE(sale.order.subscriber().has_value());
  EXPECT_FALSE(sale.order.IsTopup());
  EXPECT_EQ(ChangeOf(sale, ledger::AccountKind::kCash, "till-1"), -1'500);
  EXPECT_EQ(ChangeOf(sale, ledger::AccountKind::kVoucherSold, "sold"), 1'500);
  EXPECT_EQ(ChangeOf(sale, ledger::AccountKind::kSuspense), 0);
  ASSERT_TRUE(sale.voucher.has_value());
  EXPECT_EQ(sale.voucher->state, VoucherState::kActive);
  EXPECT_EQ(sale.voucher->face, Euros(1'500)) << "no fee is added to a voucher";
  EXPECT_EQ(sale.voucher->pin, kPin);
  EXPECT_EQ(sale.voucher->valid_until, kNow + vouchers::kVoucherValid);
  EXPECT_EQ(VoucherOf(sale.order), sale.voucher->serial);
  EXPECT_EQ(NextOutboxMessage(sale.order, std::nullopt, kNow, kTimings), std::nullopt)
      << "nobody is told: the seller hands the voucher over";
}

TEST(VoucherSale, ValueThatBuysNothingIsRefused) {
  OrderAggregate aggregate(Order(OrderId(60), VoucherSale{}), std::nullopt, kNow);
  const VoucherSaleRequest request{Euros(1'234), PaymentMethod::kCash, "till-1", "key:test"};
  const auto sold = SellVoucher(request, kPin, Catalogue(), aggregate);
  ASSERT_FALSE(sold.ok());
  EXPECT_EQ(sold.error().outcome, PlaceOutcome::kAmountNotOnSale);
}

TEST(VoucherSale, CannotBeCancelled) {
  OrderAggregate sale = Sold();
  EXPECT_EQ(Cancel(sale), CancelOutcome::kDelivered);
  EXPECT_EQ(sale.voucher->state, VoucherState::kActive);
}

TEST(RedeemedVoucher, PaysAndCreditsAHostedNumberInOneDecision) {
  OrderAggregate aggregate = Blank(HostedNumber());
  ASSERT_TRUE(Redeem(WithVoucher(kHostedNumber, "proximus"), aggregate, Sold().voucher).ok());
  EXPECT_EQ(StateOf(aggregate.order), State::kDelivered);
  EXPECT_EQ(aggregate.order.terms.total(), 1'500) << "the fee of 50 cents is not charged";
  EXPECT_EQ(aggregate.voucher->state, VoucherState::kRedeemed);
  EXPECT_EQ(aggregate.voucher->redeemed_by, aggregate.order.id);
  EXPECT_EQ(VoucherOf(aggregate.order), aggregate.voucher->serial);
  EXPECT_EQ(ChangeOf(aggregate, ledger::AccountKind::kVoucherSold, "sold"), -1'500);
  EXPECT_EQ(ChangeOf(aggregate, ledger::AccountKind::kPayable, "proximus"), 1'500);
  EXPECT_GT(aggregate.number->sim->credit.amount, 0);
}

TEST(RedeemedVoucher, IsRefusedForItsOwnReasonsFirst) {
  const auto outcome = [](const std::optional<vouchers::Voucher>& voucher, std::int64_t cents = 0) {
    OrderAggregate aggregate = Blank(HostedNumber());
    PlaceRequest request = WithVoucher(kHostedNumber, "proximus");
    request.amount = Euros(cents);
    const auto placed = Redeem(request, aggregate, voucher);
    return placed.ok() ? PlaceOutcome::kAccepted : placed.error().outcome;
  };
  const vouchers::Voucher sold = *Sold().voucher;
  EXPECT_EQ(outcome(std::nullopt), PlaceOutcome::kVoucherRefused);
  vouchers::Voucher changed = sold;
  changed.state = VoucherState::kVoid;
  EXPECT_EQ(outcome(changed), PlaceOutcome::kVoucherRefused) << "as if it were not there";
  EXPECT_EQ(outcome(vouchers::Redeemed(sold, OrderId(1), kNow)), PlaceOutcome::kVoucherUsed);
  changed = sold;
  changed.valid_until = kNow;
  EXPECT_EQ(outcome(changed), PlaceOutcome::kVoucherExpired);
  EXPECT_EQ(outcome(sold, 1'000), PlaceOutcome::kVoucherOtherAmount);
  EXPECT_EQ(outcome(sold, 1'500), PlaceOutcome::kAccepted);
  EXPECT_EQ(outcome(sold), PlaceOutcome::kAccepted);
}

TEST(RedeemedVoucher, IsValidAgainWhenTheOperatorRefuses) {
  OrderAggregate aggregate = RedeemedElsewhere();
  EXPECT_EQ(StateOf(aggregate.order), State::kPaid);
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  aggregate.transfers.clear();
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(aggregate.voucher, Sold().voucher) << "the same PIN, value and validity";
  EXPECT_EQ(ChangeOf(aggregate, ledger::AccountKind::kVoucherSold, "sold"), 1'500);
  EXPECT_EQ(ChangeOf(aggregate, ledger::AccountKind::kSuspense), -1'500);
  EXPECT_EQ(Taken(aggregate.number), 0) << "the limit is given back";
  EXPECT_EQ(Problem(aggregate.order), std::nullopt);
  EXPECT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kRepeated);
}

TEST(RedeemedVoucher, StaysTakenWhileTheOutcomeIsUnknown) {
  OrderAggregate aggregate = RedeemedElsewhere();
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryUnknown(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.voucher->state, VoucherState::kRedeemed);
  EXPECT_EQ(Cancel(aggregate), CancelOutcome::kDelivering);
  EXPECT_EQ(aggregate.voucher->state, VoucherState::kRedeemed);
}

TEST(RedeemedVoucher, IsValidAgainWhenTheOrderIsCancelledUnsent) {
  OrderAggregate aggregate = RedeemedElsewhere();
  EXPECT_EQ(Cancel(aggregate), CancelOutcome::kCancelling);
  EXPECT_EQ(StateOf(aggregate.order), State::kRefunded);
  EXPECT_EQ(aggregate.voucher->state, VoucherState::kActive);
}

// The credit arrived although the operator had refused: the voucher is the payer's again, so the
// credit is ours to lose.
TEST(RedeemedVoucher, CreditAfterTheRefundIsALoss) {
  OrderAggregate aggregate = RedeemedElsewhere();
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryConfirmed(aggregate, 1, {}), EventOutcome::kApplied);
  EXPECT_EQ(aggregate.order.attention, Attention::kCreditedAndRefunded);
  EXPECT_EQ(aggregate.voucher->state, VoucherState::kActive);
}

TEST(RedeemedVoucher, PayerIsToldThatThePinCanBeUsedAgain) {
  OrderAggregate aggregate = RedeemedElsewhere();
  ASSERT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  ASSERT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  const StatusView view = StatusOf(aggregate.order, "Telenet", kNow);
  std::vector<std::string_view> next;
  for (const Phrase& phrase : view.next) next.push_back(phrase.key.name());
  EXPECT_EQ(next,
            (std::vector<std::string_view>{"order.refunded.voucher", "order.refunded.nothing"}));
  const auto receipt = ReceiptOf(aggregate.order, Catalogue(), false);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->refunded, 1'500);
  EXPECT_TRUE(receipt->refunds.front().reference.empty()) << "no bank has one";
}

}  // namespace
}  // namespace herlaad::orders
