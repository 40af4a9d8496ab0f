#include "domain/catalogue/quote.h"

#include "base/core/check.h"

namespace herlaad::catalogue {
namespace {

// The part of the total that is taxed at the time of sale.
Money Taxed(const Product& product, Money total, Money fee) {
  switch (product.vat_treatment) {
    case VatTreatment::kSinglePurpose:
      return total;
    case VatTreatment::kMultiPurpose:
      return fee;
  }
  CHECK(false, "a VAT treatment is one of the closed set");
}

// The only place where the VAT of a price is computed.
void WritePrice(const Product& product, Money fee, Quote& quote) {
  const std::optional<Money> total = Add(product.amount, fee);
  CHECK(total.has_value(), "an amount and its fee were bounded when the catalogue was read");
  quote.amount = product.amount;
  quote.fee = fee;
  quote.total = *total;
  quote.vat = money::VatIncluded(Taxed(product, *total, fee), product.vat_rate).vat;
  quote.fee_vat = money::VatIncluded(fee, product.vat_rate).vat;
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
  WritePrice(*product, product->fee, quote);
  quote.vat_rate = product->vat_rate;
  quote.credited_eur6 = product->credited_eur6;
  quote.bonus_eur6 = product->bonus.eur6;
  return quote;
}

Quote WithoutFee(Quote quote) {
  WritePrice(*quote.product, {0, quote.amount.currency}, quote);
  return quote;
}

}  // namespace herlaad::catalogue
