// Quote: price and credit of a top-up, before payment.
//
// The price is the same for every payment method. VAT is rounded once, on the total; the part of it
// that is in the fee, which our books owe, is rounded on the fee, and the rest is the amount's. So
// both parts add up to the VAT of the total.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/core/result.h"
#include "base/money/money.h"
#include "domain/catalogue/catalogue.h"

namespace herlaad::catalogue {

// `op` and `product` point into the catalogue and live as long as it does.
struct Quote {
  const Operator* op = nullptr;
  const Product* product = nullptr;
  Money amount;
  Money fee;
  Money total;    // amount + fee
  Money vat;      // included in total: on all of it or on the fee only
  Money fee_vat;  // the part of vat that is included in the fee
  money::BasisPoints vat_rate;
  std::int64_t credited_eur6 = 0;
  std::int64_t bonus_eur6 = 0;
};

// In order of precedence; numbers are stable.
enum class QuoteRefusalReason : std::int8_t {
  kUnknownOperator = 1,
  kOtherCurrency = 2,
  kAmountNotOnSale = 3,
};

struct QuoteRefusal {
  QuoteRefusalReason reason;
  // The amounts that the operator sells, ascending; empty if the operator is unknown.
  std::vector<Money> on_sale;
};

std::string_view Code(QuoteRefusalReason reason);  // stable: "amount_not_on_sale"
std::string_view Text(QuoteRefusalReason reason);  // says what to do

Result<Quote, QuoteRefusal> QuoteFor(const Catalogue& catalogue, std::string_view operator_id,
                                     Money amount);

// The quote of the same top-up when what pays for it was itself sold before at its full value, as a
// voucher: the fee and its VAT fall away, and VAT that is due at sale is of the amount.
Quote WithoutFee(Quote quote);

}  // namespace herlaad::catalogue
