#include "domain/orders/placing/stored_value.h"

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::orders {
namespace {

using vouchers::VoucherVerdict;

Failure<Refusal> Refuse(PlaceOutcome outcome) { return Failure{Refusal{outcome}}; }

// That the order is paid from. An account to which nothing was posted yet has no row.
ledger::AccountBalance RowOf(const ledger::Account& account, const OrderAggregate& aggregate) {
  if (!aggregate.prepaid) return {account, {}};
  CHECK(aggregate.prepaid->account == account, "an order has the account that pays it with it");
  return *aggregate.prepaid;
}

}  // namespace

Result<Money, Refusal> AmountToPlace(const PlaceRequest& request, const OrderAggregate& aggregate) {
  if (!payments::NeedsPin(request.payment_method)) return request.amount;
  if (!aggregate.voucher) return Refuse(PlaceOutcome::kVoucherRefused);
  switch (vouchers::JudgeVoucher(*aggregate.voucher, aggregate.now)) {
    case VoucherVerdict::kVoid:
      return Refuse(PlaceOutcome::kVoucherRefused);
    case VoucherVerdict::kUsed:
      return Refuse(PlaceOutcome::kVoucherUsed);
    case VoucherVerdict::kExpired:
      return Failure{Refusal{.outcome = PlaceOutcome::kVoucherExpired,
                             .expired_at = aggregate.voucher->valid_until}};
    case VoucherVerdict::kGood:
      break;
  }
  const Money face = aggregate.voucher->face;
  if (request.amount.minor != 0 && request.amount != face)
    return Failure{Refusal{.outcome = PlaceOutcome::kVoucherOtherAmount, .face = face}};
  return face;
}

Result<Nothing, Refusal> JudgePrepaid(PaymentMethod method, const std::string& payment_account,
                                      Money total, const OrderAggregate& aggregate) {
  const auto account = payments::PrepaidAccount(method, payment_account);
  if (!account) return Nothing{};
  const ledger::Balance& balance = RowOf(*account, aggregate).balance;
  if (ledger::Debit(balance, total.minor).ok()) return Nothing{};
  return Failure{Refusal{.outcome = PlaceOutcome::kFloatTooLow,
                         .available = {balance.Available(), total.currency}}};
}

std::string TakeStoredValue(OrderAggregate& aggregate) {
  if (const auto account = PrepaidAccountOf(aggregate.order)) {
    ledger::AccountBalance row = RowOf(*account, aggregate);
    const auto after = ledger::Debit(row.balance, aggregate.order.terms.total());
    CHECK(after.ok(), "a float was judged before it is spent");
    row.balance = *after;
    aggregate.prepaid = std::move(row);
    return account->owner;
  }
  CHECK(aggregate.voucher.has_value(), "an order paid with a voucher has it with it");
  aggregate.voucher =
      vouchers::Redeemed(*std::move(aggregate.voucher), aggregate.order.id, aggregate.now);
  return ToText(aggregate.voucher->serial);
}

void GiveBackStoredValue(OrderAggregate& aggregate, std::int64_t amount) {
  if (const auto account = PrepaidAccountOf(aggregate.order)) {
    if (MutantIs("float_not_restored")) return;
    ledger::AccountBalance row = RowOf(*account, aggregate);
    const auto after = ledger::Credit(row.balance, amount);
    CHECK(after.ok(), "what was taken from a float fits into it");
    row.balance = *after;
    aggregate.prepaid = std::move(row);
    return;
  }
  CHECK(aggregate.voucher && aggregate.voucher->redeemed_by == aggregate.order.id,
        "a voucher is given back by the order that it paid for");
  aggregate.voucher = vouchers::GivenBack(*std::move(aggregate.voucher), aggregate.now);
}

}  // namespace herlaad::orders
