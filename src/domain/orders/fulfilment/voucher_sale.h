// The fulfilment VoucherSale: a voucher for whoever has its PIN. See fulfil.h.
#pragma once

#include <string>

#include "base/core/secret.h"
#include "domain/orders/placing/place.h"
#include "domain/vouchers/voucher.h"

namespace herlaad::orders {

struct VoucherSaleRequest {
  Money face;
  PaymentMethod payment_method = PaymentMethod::kCash;
  std::string payment_account;  // the till that took the money, or the owner of the float
  std::string client;
  messages::Language language = messages::Language::kEn;
};

// Refuses a value that no operator sells as a top-up: a voucher must be worth something.
Result<Terms, Refusal> ValidateVoucherSale(const VoucherSaleRequest& request,
                                           const catalogue::Catalogue& catalogue);

// Fills `aggregate`, whose order has only its id, with an order that is paid and has sold a
// voucher, of whose PIN `pin` is the digest. The voucher is in the aggregate. After a refusal the
// aggregate must be discarded.
Result<Nothing, Refusal> SellVoucher(const VoucherSaleRequest& request, const Digest& pin,
                                     const catalogue::Catalogue& catalogue,
                                     OrderAggregate& aggregate);

// The voucher becomes active.
void FulfilVoucherSale(OrderAggregate& aggregate);

// A voucher that was not sold after all stays void.
void ReverseVoucherSale(OrderAggregate& aggregate);

// What was paid is owed to whoever holds the voucher.
void PostVoucherSale(OrderAggregate& aggregate);

}  // namespace herlaad::orders
