#include "domain/catalogue/quote.h"

#include "base/core/check.h"

namespace herlaad::catalogue {
namespace {

// The part of the total on which we owe VAT at the time of sale.
Money Taxed(const Product& product, Money total) {
  switch (product.vat_treatment) {
    case VatTreatment::kSinglePurpose:
      return total;
    case VatTreatment::kMultiPurpose:
      return product.fee;
  }
  CHECK(false, "a VAT treatment is one of the closed set");
}

Failure<QuoteRefusal> Refuse(QuoteRefusalReason reason, const Operator* op) {
  QuoteRefusal refusal{reason, {}};
  if (op != nullptr) {
    for (const Product& product : op->products) refusal.on_sale.push_back(product.amount);
  }
  return Failure{std::move(refusal)};
}

}  // namespace

std::string_view Code(QuoteRefusalReason reason) {
  switch (reason) {
    case QuoteRefusalReason::kUnknownOperator:
      return "operator_unknown";
    case QuoteRefusalReason::kOtherCurrency:
      return "currency_not_accepted";
    case QuoteRefusalReason::kAmountNotOnSale:
      return "amount_not_on_sale";
  }
  CHECK(false, "a reason is one of the closed set");
}

std::string_view Text(QuoteRefusalReason reason) {
  switch (reason) {
    case QuoteRefusalReason::kUnknownOperator:
      return "Top-ups of this operator are not sold here. Choose an operator from the list.";
    case QuoteRefusalReason::kOtherCurrency:
      return "Top-ups are sold in euros only. Give the amount in EUR.";
    case QuoteRefusalReason::kAmountNotOnSale:
      return "This operator does not sell that amount. Choose one of the amounts on sale.";
  }
  CHECK(false, "a reason is one of the closed set");
}

Result<Quote, QuoteRefusal> QuoteFor(const Catalogue& catalogue, std::string_view operator_id,
                                     Money amount) {
  const Operator* op = catalogue.Find(operator_id);
  if (op == nullptr) return Refuse(QuoteRefusalReason::kUnknownOperator, nullptr);
  if (amount.currency != Currency::kEur) return Refuse(QuoteRefusalReason::kOtherCurrency, op);
  const Product* product = op->Find(amount);
  if (product == nullptr) return Refuse(QuoteRefusalReason::kAmountNotOnSale, op);

  Quote quote;
  quote.op = op;
  quote.product = product;
  quote.amount = product->amount;
  quote.fee = product->fee;
  quote.total = product->Total();
  quote.vat = money::VatIncluded(Taxed(*product, quote.total), product->vat_rate).vat;
  quote.vat_rate = product->vat_rate;
  quote.credited_eur6 = product->credited_eur6;
  quote.bonus_eur6 = product->bonus.eur6;
  return quote;
}

}  // namespace herlaad::catalogue
