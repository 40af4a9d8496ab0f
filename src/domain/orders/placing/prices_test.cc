// One price, from the quote to the receipt: for every product of the sample catalogue, with every
// fee and both VAT treatments, and whatever it is paid with.
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "domain/catalogue/quote.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/receipts/receipt.h"
#include "domain/orders/receipts/signed_receipt.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures
using catalogue::VatTreatment;
using ledger::AccountKind;

// With that fee, treatment and rate everywhere.
catalogue::Catalogue Sample(Money fee, VatTreatment treatment, money::BasisPoints rate) {
  std::ifstream in(HERLAAD_SOURCE_DIR "/config/catalogue.toml", std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  auto parsed = catalogue::ParseCatalogue(text, "catalogue.toml");
  EXPECT_TRUE(parsed.ok());
  if (!parsed.ok()) return {};
  for (catalogue::Operator& op : parsed->operators) {
    for (catalogue::Product& product : op.products) {
      product.fee = fee;
      product.vat_treatment = treatment;
      product.vat_rate = rate;
    }
  }
  return *std::move(parsed);
}

template <class Check>
void ForEachSale(const Check& check) {
  int sales = 0;
  for (const std::int64_t fee : {0, 1, 2, 3, 50, 99, 250}) {
    for (const auto treatment : {VatTreatment::kSinglePurpose, VatTreatment::kMultiPurpose}) {
      for (const std::int32_t rate : {0, 600, 2'100}) {
        const auto catalogue = Sample(Euros(fee), treatment, {rate});
        for (const catalogue::Operator& op : catalogue.operators) {
          for (const catalogue::Product& product : op.products) {
            SCOPED_TRACE(op.id + " " + std::to_string(product.amount.minor) + " fee " +
                         std::to_string(fee) + " rate " + std::to_string(rate) +
                         (treatment == VatTreatment::kSinglePurpose ? " single" : " multi"));
            check(catalogue, op, product);
            ++sales;
          }
        }
      }
    }
  }
  EXPECT_EQ(sales, 7 * 2 * 3 * 10) << "the sample catalogue has ten products";
}

OrderAggregate Sold(const catalogue::Catalogue& catalogue, const catalogue::Operator& op,
                    const catalogue::Product& product, PaymentMethod method) {
  const bool hosted = op.connection == catalogue::Connection::kHosted;
  Subscriber number(hosted ? kHostedNumber : kRemoteNumber);
  if (hosted) number.sim = prepaid::NewSim(op.id, prepaid::SimState::kActive, kNow);
  OrderAggregate aggregate = Blank(number);
  const auto placed = Place(Request(number.msisdn, op.id, method, product.amount.minor), catalogue,
                            kTimings.payment_lifetime, aggregate);
  EXPECT_TRUE(placed.ok());
  return aggregate;
}

OrderAggregate Delivered(OrderAggregate aggregate) {
  const std::int64_t asked = aggregate.order.payments.front().asked;
  EXPECT_EQ(OnPaymentPaid(aggregate, 1, asked, "ch_1"), EventOutcome::kApplied);
  if (aggregate.order.hosted()) return aggregate;
  EXPECT_EQ(OnDeliverySent(aggregate, 1), EventOutcome::kApplied);
  EXPECT_EQ(OnDeliveryConfirmed(aggregate, 1, {"op-9", 0, {}}), EventOutcome::kApplied);
  return aggregate;
}

Money TaxedOf(const catalogue::Product& product) {
  return product.vat_treatment == VatTreatment::kSinglePurpose ? product.Total() : product.fee;
}

TEST(Prices, QuoteIsTheSumOfItsLinesAndTaxedByTheProductsFlag) {
  ForEachSale([](const auto& catalogue, const auto& op, const auto& product) {
    const auto quote = catalogue::QuoteFor(catalogue, op.id, product.amount);
    ASSERT_TRUE(quote.ok());
    EXPECT_EQ(quote->amount, product.amount);
    EXPECT_EQ(quote->fee, product.fee);
    EXPECT_EQ(quote->total.minor, quote->amount.minor + quote->fee.minor);
    EXPECT_EQ(quote->vat, money::VatIncluded(TaxedOf(product), product.vat_rate).vat);
    EXPECT_EQ(quote->fee_vat, money::VatIncluded(product.fee, product.vat_rate).vat);
  });
}

TEST(Prices, OrderAsksForTheQuotedTotalWhateverThePaymentMethod) {
  ForEachSale([](const auto& catalogue, const auto& op, const auto& product) {
    const auto quote = catalogue::QuoteFor(catalogue, op.id, product.amount);
    for (const PaymentMethod method : payments::AllPaymentMethods()) {
      if (payments::FlowOf(method) == payments::Flow::kStoredValue) continue;
      SCOPED_TRACE(payments::PaymentMethodName(method));
      const Order order = Sold(catalogue, op, product, method).order;
      EXPECT_EQ(order.terms.amount, quote->amount.minor);
      EXPECT_EQ(order.terms.fee, quote->fee.minor);
      EXPECT_EQ(order.terms.total(), quote->total.minor);
      EXPECT_EQ(order.terms.vat, quote->vat.minor);
      EXPECT_EQ(order.payments.front().asked, quote->total.minor);
    }
  });
}

TEST(Prices, BooksSplitTheTotalWithoutALeftover) {
  ForEachSale([](const auto& catalogue, const auto& op, const auto& product) {
    const OrderAggregate sold = Delivered(Sold(catalogue, op, product, PaymentMethod::kCard));
    ASSERT_EQ(StateOf(sold.order), State::kDelivered);
    const auto change = [&sold](AccountKind kind, const std::string& owner = {}) {
      return ledger::ChangeOf(sold.transfers, ledger::Of(kind, owner));
    };
    const std::int64_t fee_vat = money::VatIncluded(product.fee, product.vat_rate).vat.minor;
    EXPECT_EQ(change(AccountKind::kPayable, op.id), product.amount.minor);
    EXPECT_EQ(change(AccountKind::kFees), product.fee.minor - fee_vat);
    EXPECT_EQ(change(AccountKind::kVat), fee_vat);
    EXPECT_EQ(change(AccountKind::kPsp, "bank"), -product.Total().minor);
    EXPECT_EQ(change(AccountKind::kSuspense), 0);
  });
}

TEST(Prices, ReceiptIsTheSumOfItsLinesAndTaxedByTheProductsFlag) {
  ForEachSale([](const auto& catalogue, const auto& op, const auto& product) {
    const OrderAggregate sold = Delivered(Sold(catalogue, op, product, PaymentMethod::kCard));
    const auto receipt = ReceiptOf(sold.order, catalogue, false);
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->amount, product.amount.minor);
    EXPECT_EQ(receipt->fee, product.fee.minor);
    EXPECT_EQ(receipt->total(), product.Total().minor);
    EXPECT_EQ(receipt->received, receipt->total());
    EXPECT_EQ(receipt->refunded, 0);
    EXPECT_EQ(receipt->vat, money::VatIncluded(TaxedOf(product), product.vat_rate).vat.minor);
    EXPECT_EQ(receipt->vat_rate.has_value(), receipt->vat > 0);
    EXPECT_EQ(receipt->vat_rate.value_or(product.vat_rate), product.vat_rate);
    EXPECT_EQ(receipt->vat_treatment, product.vat_treatment);
    const SignedReceipt part = SignedPartOf(*receipt);
    EXPECT_EQ(part.total(), receipt->total());
    EXPECT_EQ(part.vat, receipt->vat);
    EXPECT_EQ(part.vat_treatment, product.vat_treatment);
  });
}

}  // namespace
}  // namespace herlaad::orders
