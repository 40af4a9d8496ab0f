#include "domain/orders/fulfilment/voucher_sale.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/placing/stored_value.h"

namespace herlaad::orders {

using vouchers::Voucher;
using vouchers::VoucherState;

Result<Terms, Refusal> ValidateVoucherSale(const VoucherSaleRequest& request,
                                           const catalogue::Catalogue& catalogue) {
  const auto sells = [&request](const catalogue::Operator& op) {
    return op.Find(request.face) != nullptr;
  };
  if (std::none_of(catalogue.operators.begin(), catalogue.operators.end(), sells))
    return Failure{Refusal{PlaceOutcome::kAmountNotOnSale}};
  // A voucher of many uses: VAT is due when it is redeemed.
  Terms terms;
  terms.currency = request.face.currency;
  terms.amount = request.face.minor;
  return terms;
}

Result<Nothing, Refusal> SellVoucher(const VoucherSaleRequest& request, const Digest& pin,
                                     const catalogue::Catalogue& catalogue,
                                     OrderAggregate& aggregate) {
  CHECK(payments::BuysVouchers(request.payment_method), "a voucher is paid when it is sold");
  auto terms = ValidateVoucherSale(request, catalogue);
  if (!terms.ok()) return Failure{terms.error()};
  if (const auto judged = JudgePrepaid(request.payment_method, request.payment_account,
                                       {terms->total(), terms->currency}, aggregate);
      !judged.ok())
    return Failure{judged.error()};
  // Point of no return: nothing below may fail.
  Order& order = aggregate.order;
  Voucher voucher;
  voucher.serial = vouchers::VoucherOf(order.id);
  voucher.pin = pin;
  voucher.state = VoucherState::kVoid;
  voucher.face = request.face;
  voucher.sold_by = order.id;
  aggregate.voucher = voucher;
  order.payment_method = request.payment_method;
  order.payment_account = request.payment_account;
  order.client = request.client;
  order.language = request.language;
  OpenOrder(*terms, aggregate);
  const bool stored = payments::FlowOf(order.payment_method) == payments::Flow::kStoredValue;
  const std::string reference = stored ? TakeStoredValue(aggregate) : request.payment_account;
  OnPaymentPaid(aggregate, 1, order.terms.total(), reference);
  return Nothing{};
}

void FulfilVoucherSale(OrderAggregate& aggregate) {
  CHECK(aggregate.voucher.has_value(), "a sale has its voucher with it");
  Voucher& voucher = *aggregate.voucher;
  voucher.state = VoucherState::kActive;
  voucher.sold_at = aggregate.now;
  voucher.valid_until = aggregate.now + vouchers::kVoucherValid;
  Confirm(aggregate, AddDelivery(aggregate), {ToText(voucher.serial), 0, voucher.valid_until});
}

void ReverseVoucherSale(OrderAggregate& aggregate) {
  const State state = StateOf(aggregate.order);
  const bool ended = IsFinal(state) && state != State::kDelivered;
  if (ended && aggregate.voucher) aggregate.voucher->state = VoucherState::kVoid;
}

void PostVoucherSale(OrderAggregate& aggregate) {
  aggregate.transfers.push_back(ledger::Move(
      aggregate.order.terms.amount, ledger::Of(ledger::AccountKind::kSuspense), SoldVouchers()));
}

}  // namespace herlaad::orders
