#include "domain/orders/stored_value.h"

#include "base/core/check.h"

namespace herlaad::orders {
namespace {

using vouchers::VoucherVerdict;

Failure<Refusal> Refuse(PlaceOutcome outcome, std::int64_t detail = 0) {
  return Failure{Refusal{outcome, detail, {}}};
}

bool IsPaidWithStoredValue(PaymentMethod method) {
  return payments::FlowOf(method) == payments::Flow::kStoredValue;
}

}  // namespace

Result<Money, Refusal> AmountToPlace(const PlaceRequest& request, const OrderAggregate& aggregate) {
  if (!IsPaidWithStoredValue(request.payment_method)) return request.amount;
  if (!aggregate.voucher) return Refuse(PlaceOutcome::kVoucherRefused);
  switch (vouchers::JudgeVoucher(*aggregate.voucher, aggregate.now)) {
    case VoucherVerdict::kVoid:
      return Refuse(PlaceOutcome::kVoucherRefused);
    case VoucherVerdict::kUsed:
      return Refuse(PlaceOutcome::kVoucherUsed);
    case VoucherVerdict::kExpired:
      return Refuse(PlaceOutcome::kVoucherExpired, aggregate.voucher->valid_until.ms);
    case VoucherVerdict::kGood:
      break;
  }
  const Money face = aggregate.voucher->face;
  if (request.amount.minor != 0 && request.amount != face)
    return Refuse(PlaceOutcome::kVoucherOtherAmount, face.minor);
  return face;
}

std::string TakeStoredValue(OrderAggregate& aggregate) {
  CHECK(aggregate.voucher.has_value(), "an order paid with a voucher has it with it");
  aggregate.voucher =
      vouchers::Redeemed(*std::move(aggregate.voucher), aggregate.order.id, aggregate.now);
  return ToText(aggregate.voucher->serial);
}

void GiveBackStoredValue(OrderAggregate& aggregate) {
  CHECK(aggregate.voucher && aggregate.voucher->redeemed_by == aggregate.order.id,
        "a voucher is given back by the order that it paid for");
  aggregate.voucher = vouchers::GivenBack(*std::move(aggregate.voucher), aggregate.now);
}

}  // namespace herlaad::orders
