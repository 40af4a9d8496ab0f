#include "engine/commands/orders/sell_voucher.h"

#include <string>

#include "base/core/mutant.h"
#include "domain/payments/payment_method.h"
#include "domain/vouchers/pin.h"
#include "engine/commands/orders/new_order.h"

namespace herlaad::engine {
namespace {

Digest BodyDigest(const orders::VoucherSaleRequest& request) {
  std::string text = "voucher sale";
  for (const std::string& part :
       {std::to_string(request.face.minor), std::string(Text(request.face.currency)),
        std::string(payments::PaymentMethodName(request.payment_method)),
        request.payment_account}) {
    text += '\0';
    text += part;
  }
  return DigestOf(text);
}

}  // namespace

Result<std::unique_ptr<SellVoucher>, SellVoucherError> SellVoucher::Check(
    orders::VoucherSaleRequest request, std::string_view idempotency_key, Secret pin_key,
    std::optional<UsedKey> used) {
  if (idempotency_key.empty()) return Failure{SellVoucherError::kKeyEmpty};
  if (idempotency_key.size() > kIdempotencyKeyMax) return Failure{SellVoucherError::kKeyTooLong};
  if (request.face.minor <= 0) return Failure{SellVoucherError::kValueNotPositive};
  const Digest key = IdempotencyKeyDigest(request.client, idempotency_key);
  const Digest body = BodyDigest(request);
  return std::unique_ptr<SellVoucher>(
      new SellVoucher(std::move(request), key, body, std::move(pin_key), used));
}

void SellVoucher::AddNeeds(Needs& needs) const {
  needs.Put<IdempotencyRecord>(key_);
  AddCashNeeds(used_, needs);
  if (const auto account = Prepaid()) needs.Put<ledger::AccountBalance>(ledger::Name(*account));
}

DecisionOf<PlaceResult> SellVoucher::Decide(const ReadSet& read_set,
                                            const DecisionContext& context) const {
  const IdempotencyRecord* const earlier = read_set.Find<IdempotencyRecord>(key_);
  if (earlier != nullptr && !MutantIs("no_unique_claim"))
    return RepeatedOrder(*earlier, body_, request_.face.currency);

  const OrderId id(context.ids.Next(context.now));
  const OrderRecord blank(orders::Order(id, orders::VoucherSale{}));
  orders::OrderAggregate aggregate(blank.order, std::nullopt, context.now);
  aggregate.prepaid = PrepaidIn(read_set, Prepaid());
  const Digest pin = vouchers::PinDigest(pin_key_, vouchers::DerivePin(pin_key_, id));
  const auto sold = orders::SellVoucher(request_, pin, context.catalogue, aggregate);
  return NewOrder(sold, std::move(aggregate), blank, {used_, key_, body_}, read_set, context);
}

}  // namespace herlaad::engine
