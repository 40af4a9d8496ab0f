#include "domain/orders/receipts/receipt.h"

#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

constexpr Millis kMinute{60'000};

OrderAggregate Paid(OrderAggregate aggregate, std::int64_t received = kTotal) {
  aggregate.now = aggregate.now + kMinute;
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, received, "ch_1"), EventOutcome::kApplied);
  return aggregate;
}

OrderAggregate Delivered(OrderAggregate aggregate) {
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  aggregate.now = aggregate.now + kMinute;
  EXPECT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  return aggregate;
}

OrderAggregate Refunded(OrderAggregate aggregate, std::int32_t n = 1) {
  EXPECT_EQ(OnRefundSent(aggregate, n), EventOutcome::kApplied);
  aggregate.now = aggregate.now + kMinute;
  EXPECT_EQ(OnRefundConfirmed(aggregate, n, "rf_1"), EventOutcome::kApplied);
  return aggregate;
}

OrderAggregate Refused(OrderAggregate aggregate) {
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  return aggregate;
}

Result<Receipt, NoReceipt> Of(const OrderAggregate& aggregate,
                              const catalogue::Catalogue& catalogue = Catalogue()) {
  return ReceiptOf(aggregate.order, catalogue, false);
}

TEST(ReceiptTest, CreditedReceiptShowsPaymentAndCredit) {
  const OrderAggregate aggregate = Delivered(Paid(CardElsewhere()));
  const auto receipt = Of(aggregate);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->kind, ReceiptKind::kCredited);
  EXPECT_EQ(receipt->masked, "0485 •• •• 56");
  EXPECT_EQ(receipt->ordered_at, kNow);
  EXPECT_EQ(receipt->paid_at, kNow + kMinute);
  EXPECT_EQ(receipt->credited_at, kNow + 2 * kMinute);
  EXPECT_EQ(receipt->issued_at, receipt->credited_at);
  EXPECT_EQ(receipt->total(), kTotal);
  EXPECT_EQ(receipt->received, kTotal);
  EXPECT_EQ(receipt->refunded, 0);
  EXPECT_EQ(receipt->credit, Euros(1'500));
  EXPECT_EQ(receipt->bank_reference, "ch_1");
  EXPECT_EQ(receipt->operator_reference, "op-9");
  EXPECT_GT(receipt->valid_until, receipt->credited_at);
}

TEST(ReceiptTest, ReceiptNumberRoundTrips) {
  const auto receipt = Of(Delivered(Paid(CardElsewhere())));
  const std::string number = ReceiptNumber(receipt->order);
  EXPECT_EQ(number, "re_" + ToText(receipt->order).substr(3));
  EXPECT_EQ(ParseReceiptNumber(number), receipt->order);
  EXPECT_FALSE(ParseReceiptNumber(ToText(receipt->order)).has_value());
}

TEST(ReceiptTest, VatFollowsTheProductsTreatment) {
  catalogue::Catalogue catalogue = Catalogue();
  const OrderAggregate single = Delivered(Paid(CardElsewhere()));
  EXPECT_EQ(Of(single)->vat_treatment, catalogue::VatTreatment::kSinglePurpose);
  EXPECT_EQ(Of(single)->vat, 269) << "of €15.50";
  EXPECT_EQ(Of(single)->vat_rate, money::BasisPoints{2'100});

  for (auto& op : catalogue.operators) {
    for (auto& product : op.products) {
      product.vat_treatment = catalogue::VatTreatment::kMultiPurpose;
    }
  }
  OrderAggregate multi = Blank(Subscriber(kRemoteNumber));
  ASSERT_TRUE(Place(Request(kRemoteNumber, "telenet", PaymentMethod::kCard), catalogue,
                    kTimings.payment_lifetime, multi)
                  .ok());
  multi = Delivered(Paid(std::move(multi)));
  EXPECT_EQ(Of(multi, catalogue)->vat_treatment, catalogue::VatTreatment::kMultiPurpose);
  EXPECT_EQ(Of(multi, catalogue)->vat, 9) << "of the fee of 50 cents alone";
  EXPECT_EQ(Of(multi, catalogue)->vat_rate, money::BasisPoints{2'100});
}

TEST(ReceiptTest, ChangedVatRateIsNotPrinted) {
  const OrderAggregate aggregate = Delivered(Paid(CardElsewhere()));
  catalogue::Catalogue later = Catalogue();
  for (auto& op : later.operators) {
    for (auto& product : op.products) product.vat_rate = {2'500};
  }
  EXPECT_EQ(Of(aggregate, later)->vat, 269) << "as it was sold";
  EXPECT_EQ(Of(aggregate, later)->vat_rate, money::BasisPoints{2'100})
      << "no other percentage gives it";
  later.operators.clear();
  EXPECT_EQ(Of(aggregate, later)->operator_name, "telenet");
  EXPECT_EQ(Of(aggregate, later)->vat_rate, money::BasisPoints{2'100});

  // 9 cents of 50 are 21, 22 or 23 %: the rate cannot be derived.
  OrderAggregate multi = aggregate;
  multi.order.terms.vat = multi.order.terms.fee_vat;
  EXPECT_FALSE(Of(multi, later)->vat_rate.has_value());
}

TEST(ReceiptTest, RefundedReceiptShowsRefundAndNoVat) {
  const OrderAggregate aggregate = Refunded(Refused(Paid(CardElsewhere())));
  ASSERT_EQ(StateOf(aggregate.order), State::kRefunded);
  const auto receipt = Of(aggregate);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->kind, ReceiptKind::kRefunded);
  EXPECT_EQ(receipt->received, kTotal);
  EXPECT_EQ(receipt->refunded, kTotal);
  EXPECT_EQ(receipt->vat, 0);
  EXPECT_EQ(receipt->GoingBack(), 0);
  EXPECT_EQ(receipt->refunded_at, aggregate.now);
  EXPECT_EQ(receipt->issued_at, aggregate.now);
  EXPECT_EQ(receipt->credited_at, Instant{});
}

TEST(ReceiptTest, DifferentSumIsReceiptedAsCharged) {
  const auto receipt = Of(Refunded(Paid(CardElsewhere(), 1'450)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->received, 1'450);
  EXPECT_EQ(receipt->refunded, 1'450);
  EXPECT_EQ(receipt->total(), kTotal);
}

TEST(ReceiptTest, SecondChargeIsShownBeforeAndAfterItsRefund) {
  OrderAggregate aggregate = Delivered(Paid(CardElsewhere()));
  const Instant credited = aggregate.now;
  aggregate.now = aggregate.now + kMinute;
  ASSERT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  auto receipt = Of(aggregate);
  EXPECT_EQ(receipt->kind, ReceiptKind::kCredited);
  EXPECT_EQ(receipt->bank_reference, "ch_1");
  EXPECT_EQ(receipt->received, 2 * kTotal);
  EXPECT_EQ(receipt->GoingBack(), kTotal);
  EXPECT_EQ(receipt->issued_at, credited);
  aggregate = Refunded(std::move(aggregate));
  receipt = Of(aggregate);
  EXPECT_EQ(receipt->refunded, kTotal);
  EXPECT_EQ(receipt->GoingBack(), 0);
  EXPECT_EQ(receipt->vat, 269) << "that of the one that stays";
  EXPECT_EQ(receipt->issued_at, aggregate.now);
}

TEST(ReceiptTest, CashReceiptHasNoBankReference) {
  const auto receipt = Of(Delivered(CashElsewhere()));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->payment_method, PaymentMethod::kCash);
  EXPECT_EQ(receipt->bank_reference, "");
  EXPECT_EQ(receipt->charges, (std::vector<ReceiptPart>{{kTotal, ""}}));
}

TEST(ReceiptTest, UnpaidOrderHasNoReceipt) {
  EXPECT_EQ(Of(CardElsewhere()).error(), NoReceipt::kNothingPaid);
  OrderAggregate closed = CardElsewhere();
  (void)OnPaymentClosed(closed, 1, CloseReason::kDeclined);
  EXPECT_EQ(Of(closed).error(), NoReceipt::kNothingPaid);
  EXPECT_FALSE(HasReceipt(closed.order));
}

TEST(ReceiptTest, UnsettledOrderHasNoReceipt) {
  OrderAggregate aggregate = Paid(CardElsewhere());
  EXPECT_EQ(Of(aggregate).error(), NoReceipt::kNotYet);
  (void)OnDeliverySent(aggregate, 1);
  (void)OnDeliveryUnknown(aggregate, 1);
  EXPECT_EQ(Of(aggregate).error(), NoReceipt::kNotYet) << "not before it is certain";
  (void)OnDeliveryRefused(aggregate, 1, RefusalReason::kBarred);
  EXPECT_EQ(Of(aggregate).error(), NoReceipt::kNotYet) << "not before the money is back";
  EXPECT_FALSE(HasReceipt(aggregate.order));
  EXPECT_TRUE(HasReceipt(Refunded(aggregate).order));
}

TEST(ReceiptTest, DifferentSumReceiptShowsReasonAndRefund) {
  const auto receipt = Of(Refunded(Paid(CardElsewhere(), kTotal - 100)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->refunded, kTotal - 100);
  EXPECT_EQ(receipt->refunds, (std::vector<ReceiptPart>{{kTotal - 100, "rf_1"}}));
  ASSERT_EQ(receipt->why.size(), 1U);
  EXPECT_EQ(receipt->why[0].key, messages::Key("order.why.other_amount"));
}

TEST(ReceiptTest, ReasonNamesTheCodeThatCameInsteadOfCredit) {
  OrderAggregate aggregate = Paid(CardElsewhere());
  (void)OnDeliverySent(aggregate, 1);
  ASSERT_EQ(OnDeliveryPin(aggregate, 1, "op-9"), EventOutcome::kApplied);
  ASSERT_EQ(Resolve(aggregate, ReviewDecision::kNotDelivered, "unused"), ResolveOutcome::kResolved);
  const auto receipt = Of(Refunded(aggregate));
  ASSERT_TRUE(receipt.ok());
  ASSERT_EQ(receipt->why.size(), 1U);
  EXPECT_EQ(receipt->why[0].key, messages::Key("order.refusal.pin_instead_of_credit"));
}

TEST(ReceiptTest, CreditedReceiptShowsSecondCharge) {
  OrderAggregate aggregate = Delivered(Paid(CardElsewhere()));
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  const auto receipt = Of(Refunded(aggregate));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->bank_reference, "ch_1");
  ASSERT_EQ(receipt->why.size(), 1U);
  EXPECT_EQ(receipt->why[0].key, messages::Key("order.twice.back"));
  EXPECT_EQ(receipt->charges, (std::vector<ReceiptPart>{{kTotal, "ch_1"}, {kTotal, "ch_2"}}));
  EXPECT_EQ(receipt->refunds, (std::vector<ReceiptPart>{{kTotal, "rf_1"}}));
}

}  // namespace
}  // namespace herlaad::orders
