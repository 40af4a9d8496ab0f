#include "rules/orders/receipt.h"

#include <gtest/gtest.h>

#include "rules/orders/fixtures.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

constexpr Millis kMinute{60'000};

Scene Paid(Scene scene, std::int64_t received = kTotal) {
  scene.now = scene.now + kMinute;
  EXPECT_EQ(OnPaymentPaid(scene, 1, received, "ch_1"), EventOutcome::kApplied);
  return scene;
}

Scene Delivered(Scene scene) {
  EXPECT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  scene.now = scene.now + kMinute;
  EXPECT_EQ(OnDeliveryConfirmed(scene, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  return scene;
}

Scene Refunded(Scene scene, std::int32_t n = 1) {
  EXPECT_EQ(OnRefundSent(scene, n), EventOutcome::kApplied);
  scene.now = scene.now + kMinute;
  EXPECT_EQ(OnRefundConfirmed(scene, n, "rf_1"), EventOutcome::kApplied);
  return scene;
}

Scene Refused(Scene scene) {
  EXPECT_EQ(OnDeliverySent(scene, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliveryRefused(scene, 1, RefusalReason::kBarred), EventOutcome::kApplied);
  return scene;
}

Result<Receipt, NoReceipt> Of(const Scene& scene, const catalog::Catalog& catalog = Catalogue()) {
  return ReceiptOf(scene.order, catalog, false);
}

TEST(ReceiptTest, OfACreditedNumberSaysWhatWasPaidAndWhatItGave) {
  const Scene scene = Delivered(Paid(CardElsewhere()));
  const auto receipt = Of(scene);
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

TEST(ReceiptTest, ItsNumberIsTheOrdersIdAndReadsBack) {
  const auto receipt = Of(Delivered(Paid(CardElsewhere())));
  const std::string number = ReceiptNumber(receipt->order);
  EXPECT_EQ(number, "re_" + ToText(receipt->order).substr(3));
  EXPECT_EQ(ParseReceiptNumber(number), receipt->order);
  EXPECT_FALSE(ParseReceiptNumber(ToText(receipt->order)).has_value());
}

TEST(ReceiptTest, VatIsThatOfTheProductsFlag) {
  catalog::Catalog catalog = Catalogue();
  const Scene single = Delivered(Paid(CardElsewhere()));
  EXPECT_EQ(Of(single)->vat_treatment, catalog::VatTreatment::kSinglePurpose);
  EXPECT_EQ(Of(single)->vat, 269) << "of €15.50";
  EXPECT_EQ(Of(single)->vat_rate, money::BasisPoints{2'100});

  for (auto& op : catalog.operators) {
    for (auto& product : op.products) {
      product.vat_treatment = catalog::VatTreatment::kMultiPurpose;
    }
  }
  Scene multi = Blank(Number(kRemoteNumber));
  ASSERT_TRUE(Place(Request(kRemoteNumber, "telenet", Tender::kCard), catalog,
                    kTimings.payment_lifetime, multi)
                  .ok());
  multi = Delivered(Paid(std::move(multi)));
  EXPECT_EQ(Of(multi, catalog)->vat_treatment, catalog::VatTreatment::kMultiPurpose);
  EXPECT_EQ(Of(multi, catalog)->vat, 9) << "of the fee of 50 cents alone";
  EXPECT_EQ(Of(multi, catalog)->vat_rate, money::BasisPoints{2'100});
}

TEST(ReceiptTest, ARateThatChangedSinceIsNotPrinted) {
  const Scene scene = Delivered(Paid(CardElsewhere()));
  catalog::Catalog later = Catalogue();
  for (auto& op : later.operators) {
    for (auto& product : op.products) product.vat_rate = {2'500};
  }
  EXPECT_EQ(Of(scene, later)->vat, 269) << "as it was sold";
  EXPECT_EQ(Of(scene, later)->vat_rate, money::BasisPoints{2'100})
      << "no other percentage gives it";
  later.operators.clear();
  EXPECT_EQ(Of(scene, later)->operator_name, "telenet");
  EXPECT_EQ(Of(scene, later)->vat_rate, money::BasisPoints{2'100});

  // 9 cents of 50 are 21, 22 or 23 %: nobody can tell any more.
  Scene multi = scene;
  multi.order.terms.vat = multi.order.terms.fee_vat;
  EXPECT_FALSE(Of(multi, later)->vat_rate.has_value());
}

TEST(ReceiptTest, OfARefundedOrderSaysWhatCameBackAndOwesNoVat) {
  const Scene scene = Refunded(Refused(Paid(CardElsewhere())));
  ASSERT_EQ(StateOf(scene.order), State::kRefunded);
  const auto receipt = Of(scene);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->kind, ReceiptKind::kRefunded);
  EXPECT_EQ(receipt->received, kTotal);
  EXPECT_EQ(receipt->refunded, kTotal);
  EXPECT_EQ(receipt->vat, 0);
  EXPECT_EQ(receipt->GoingBack(), 0);
  EXPECT_EQ(receipt->refunded_at, scene.now);
  EXPECT_EQ(receipt->issued_at, scene.now);
  EXPECT_EQ(receipt->credited_at, Instant{});
}

TEST(ReceiptTest, AnotherSumThanAskedForIsReceiptedAsItWasTaken) {
  const auto receipt = Of(Refunded(Paid(CardElsewhere(), 1'450)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->received, 1'450);
  EXPECT_EQ(receipt->refunded, 1'450);
  EXPECT_EQ(receipt->total(), kTotal);
}

TEST(ReceiptTest, ASecondChargeIsOnItUntilAndAfterItIsBack) {
  Scene scene = Delivered(Paid(CardElsewhere()));
  const Instant credited = scene.now;
  scene.now = scene.now + kMinute;
  ASSERT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  auto receipt = Of(scene);
  EXPECT_EQ(receipt->kind, ReceiptKind::kCredited);
  EXPECT_EQ(receipt->bank_reference, "ch_1");
  EXPECT_EQ(receipt->received, 2 * kTotal);
  EXPECT_EQ(receipt->GoingBack(), kTotal);
  EXPECT_EQ(receipt->issued_at, credited);
  scene = Refunded(std::move(scene));
  receipt = Of(scene);
  EXPECT_EQ(receipt->refunded, kTotal);
  EXPECT_EQ(receipt->GoingBack(), 0);
  EXPECT_EQ(receipt->vat, 269) << "that of the one that stays";
  EXPECT_EQ(receipt->issued_at, scene.now);
}

TEST(ReceiptTest, CashHasNoBanksReference) {
  const auto receipt = Of(Delivered(CashElsewhere()));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->tender, Tender::kCash);
  EXPECT_EQ(receipt->bank_reference, "");
}

TEST(ReceiptTest, ThereIsNoneWhereNothingWasPaid) {
  EXPECT_EQ(Of(CardElsewhere()).error(), NoReceipt::kNothingPaid);
  Scene closed = CardElsewhere();
  (void)OnPaymentClosed(closed, 1, CloseReason::kDeclined);
  EXPECT_EQ(Of(closed).error(), NoReceipt::kNothingPaid);
  EXPECT_FALSE(HasReceipt(closed.order));
}

TEST(ReceiptTest, ThereIsNoneWhileTheMoneyMoves) {
  Scene scene = Paid(CardElsewhere());
  EXPECT_EQ(Of(scene).error(), NoReceipt::kNotYet);
  (void)OnDeliverySent(scene, 1);
  (void)OnDeliveryUnknown(scene, 1);
  EXPECT_EQ(Of(scene).error(), NoReceipt::kNotYet) << "not before it is certain";
  (void)OnDeliveryRefused(scene, 1, RefusalReason::kBarred);
  EXPECT_EQ(Of(scene).error(), NoReceipt::kNotYet) << "not before the money is back";
  EXPECT_FALSE(HasReceipt(scene.order));
  EXPECT_TRUE(HasReceipt(Refunded(scene).order));
}

TEST(ReceiptTest, OfAnotherAmountSaysWhyItIsBackAndByWhichRefund) {
  const auto receipt = Of(Refunded(Paid(CardElsewhere(), kTotal - 100)));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->refunded, kTotal - 100);
  EXPECT_EQ(receipt->refund_references, std::vector<std::string>{"rf_1"});
  ASSERT_EQ(receipt->why.size(), 1U);
  EXPECT_EQ(receipt->why[0].key, messages::Key("order.why.other_amount"));
}

TEST(ReceiptTest, OfACreditedNumberSaysWhatWasChargedTwice) {
  Scene scene = Delivered(Paid(CardElsewhere()));
  EXPECT_EQ(OnPaymentPaid(scene, 1, kTotal, "ch_2"), EventOutcome::kApplied);
  const auto receipt = Of(Refunded(scene));
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->bank_reference, "ch_1");
  ASSERT_EQ(receipt->why.size(), 1U);
  EXPECT_EQ(receipt->why[0].key, messages::Key("order.twice.back"));
}

}  // namespace
}  // namespace herlaad::orders
