#include "domain/orders/receipts/receipt.h"

#include <algorithm>

#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/receipts/signed_receipt.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

constexpr std::string_view kNumberPrefix = "re_";

std::int64_t Received(const Order& order) {
  std::int64_t sum = 0;
  for (const Payment& payment : order.payments) sum += payment.received;
  return sum;
}

const Payment& PaymentOf(const Order& order) {
  const Payment* const paying = PayingCharge(order);
  CHECK(paying != nullptr, "a receipt is given for what was paid");
  return *paying;
}

const catalogue::Product* ProductOf(const Terms& terms, const catalogue::Operator* op) {
  return op != nullptr ? op->Find({terms.amount, terms.currency}) : nullptr;
}

bool Gives(money::BasisPoints rate, Money taxed, std::int64_t vat) {
  return money::VatIncluded(taxed, rate).vat.minor == vat;
}

// Whether the order was placed under the flag and rate that the product has now.
bool IsTaxedAs(const Terms& terms, const catalogue::Product& product) {
  const bool on_all = product.vat_treatment == catalogue::VatTreatment::kSinglePurpose;
  const Money taxed{on_all ? terms.total() : terms.fee, terms.currency};
  return Gives(product.vat_rate, taxed, terms.vat) &&
         Gives(product.vat_rate, {terms.fee, terms.currency}, terms.fee_vat);
}

// The order stores the VAT amounts but not the treatment: VAT on more than the fee means a
// single-purpose product. Where both treatments give the same VAT, as of nothing or of a few cents,
// the catalogue decides.
catalogue::VatTreatment TreatmentOf(const Terms& terms, const catalogue::Operator* op) {
  if (terms.vat != terms.fee_vat) return catalogue::VatTreatment::kSinglePurpose;
  const catalogue::Product* const product = ProductOf(terms, op);
  if (product != nullptr && IsTaxedAs(terms, *product)) return product->vat_treatment;
  return catalogue::VatTreatment::kMultiPurpose;
}

// The catalogue's rate if it results in the VAT of the order (it may have changed since); otherwise
// the only whole percentage that does; otherwise nullopt, because a wrong rate is worse than none.
std::optional<money::BasisPoints> RateOf(const Terms& terms, catalogue::VatTreatment treatment,
                                         const catalogue::Operator* op) {
  const bool on_all = treatment == catalogue::VatTreatment::kSinglePurpose;
  const Money taxed{on_all ? terms.total() : terms.fee, terms.currency};
  const std::int64_t vat = on_all ? terms.vat : terms.fee_vat;
  if (vat == 0) return std::nullopt;
  const catalogue::Product* const product = ProductOf(terms, op);
  if (product != nullptr && Gives(product->vat_rate, taxed, vat)) return product->vat_rate;
  std::optional<money::BasisPoints> only;
  for (std::int32_t percent = 1; percent <= 100; ++percent) {
    const money::BasisPoints rate{percent * 100};
    if (!Gives(rate, taxed, vat)) continue;
    if (only) return std::nullopt;
    only = rate;
  }
  return only;
}

void WriteTimes(const Order& order, Receipt& receipt) {
  receipt.ordered_at = order.created_at;
  receipt.paid_at = PaymentOf(order).settled_at;
  for (const Refund& refund : order.refunds) {
    if (IsBack(refund.state))
      receipt.refunded_at = std::max(receipt.refunded_at, refund.settled_at);
  }
  receipt.issued_at = std::max(
      {receipt.paid_at, receipt.credited_at, receipt.refunded_at, MoneyBesidesSince(order)});
}

// Only a gateway gives references of its own to charges and refunds.
bool IsPaidAtGateway(const Order& order) {
  return payments::FlowOf(order.payment_method) == payments::Flow::kRedirect;
}

// A refund that a review confirmed has no bank reference.
void WriteParts(const Order& order, Receipt& receipt) {
  const bool online = IsPaidAtGateway(order);
  for (const Payment& payment : order.payments) {
    if (payment.received == 0) continue;
    receipt.charges.push_back({payment.received, online ? payment.reference : std::string()});
  }
  for (const Refund& refund : order.refunds) {
    if (!IsBack(refund.state)) continue;
    const bool known = online && !IsFromReview(refund.reference);
    receipt.refunds.push_back({refund.amount, known ? refund.reference : std::string()});
  }
}

void WriteReferences(const Order& order, Receipt& receipt) {
  if (const Delivery* const delivery = ConfirmedDelivery(order)) {
    receipt.operator_reference = delivery->reference;
  }
  if (IsPaidAtGateway(order)) receipt.bank_reference = PaymentOf(order).reference;
}

void WriteWhy(const Order& order, Receipt& receipt) {
  if (receipt.kind == ReceiptKind::kRefunded) {
    receipt.why = WhyAllGoesBack(order, receipt.operator_name);
  } else if (auto extra = ExtraCharges(order)) {
    receipt.why.push_back(*std::move(extra));
  }
  for (Phrase& besides : MoneyBesides(order, ToldOfExtraCharges(order)))
    receipt.why.push_back(std::move(besides));
}

void WriteAmounts(const Order& order, const catalogue::Operator* op, Receipt& receipt) {
  const Terms& terms = order.terms;
  receipt.currency = terms.currency;
  receipt.amount = terms.amount;
  receipt.fee = terms.fee;
  receipt.received = Received(order);
  receipt.refunded = receipt.received - orders::Kept(order);
  receipt.vat_treatment = TreatmentOf(terms, op);
  if (receipt.kind == ReceiptKind::kRefunded) return;
  receipt.vat = terms.vat;
  receipt.vat_rate = RateOf(terms, receipt.vat_treatment, op);
}

}  // namespace

std::int64_t Receipt::GoingBack() const { return SignedPartOf(*this).GoingBack(); }

std::string ReceiptNumber(OrderId order) { return IdText(kNumberPrefix, order.value()); }

std::optional<OrderId> ParseReceiptNumber(std::string_view number) {
  const auto value = ParseIdText(kNumberPrefix, number);
  return value ? std::optional(OrderId(*value)) : std::nullopt;
}

bool HasReceipt(const Order& order) {
  return ConfirmedDelivery(order) != nullptr || (Kept(order) == 0 && Received(order) > 0);
}

Result<Receipt, NoReceipt> ReceiptOf(const Order& order, const catalogue::Catalogue& catalogue,
                                     bool sandbox) {
  if (Received(order) == 0) return Failure{NoReceipt::kNothingPaid};
  if (!HasReceipt(order)) return Failure{NoReceipt::kNotYet};
  const catalogue::Operator* const op = catalogue.Find(order.operator_id());
  Receipt receipt;
  receipt.order = order.id;
  receipt.sandbox = sandbox;
  receipt.masked = order.msisdn().Masked();
  receipt.operator_id = order.operator_id();
  receipt.operator_name = op != nullptr ? op->name : order.operator_id();
  receipt.payment_method = order.payment_method;
  receipt.kind = ReceiptKind::kRefunded;
  if (const auto credited = CreditedOf(order)) {
    receipt.kind = ReceiptKind::kCredited;
    receipt.credited_at = credited->at;
    receipt.credit = credited->amount;
    receipt.bonus = credited->bonus;
    receipt.valid_until = credited->valid_until;
    receipt.bonus_until = credited->bonus_until;
  }
  WriteReferences(order, receipt);
  WriteParts(order, receipt);
  WriteWhy(order, receipt);
  WriteAmounts(order, op, receipt);
  WriteTimes(order, receipt);
  return receipt;
}

}  // namespace herlaad::orders
