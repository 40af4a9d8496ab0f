#include "simulation/clients/vouchers.h"

#include "base/core/check.h"
#include "domain/payments/payment_method.h"
#include "domain/vouchers/pin.h"
#include "engine/commands/orders/sell_voucher.h"

namespace herlaad::simulation {
namespace {

using engine::PlaceResult;
using orders::PlaceOutcome;
using vouchers::VoucherState;

const Secret kPinKey{"the key of the simulated vouchers"};
constexpr const char* kTill = "till-4";
constexpr Millis kPatience{15'000};
constexpr int kTriesMax = 200;

std::string SellerOf(std::size_t sale) { return "key:seller-" + std::to_string(sale); }
std::string RedeemerOf(std::size_t sale, std::size_t redeemer) {
  return "key:holder-" + std::to_string(sale) + "-" + std::to_string(redeemer);
}

// Holds the value of the voucher, for good.
bool Keeps(const engine::OrderRecord& record) { return orders::Kept(record.order) > 0; }

}  // namespace

void VoucherTrade::Plan(int count, Millis span, std::vector<Customer> holders) {
  static constexpr std::int64_t kValues[] = {500, 1'000, 1'500};
  for (int i = 0; i < count; ++i) {
    Sale sale;
    sale.cents = kValues[stage_.random.Below(3)];
    const std::size_t redeemers = 1 + stage_.random.Below(3);
    for (std::size_t n = 0; n < redeemers; ++n)
      sale.redeemers.push_back({holders[stage_.random.Below(holders.size())]});
    sales_.push_back(std::move(sale));
    const std::size_t number = sales_.size() - 1;
    stage_.schedule.After(stage_.Between(0, span.count()), [this, number] { Sell(number); });
  }
}

void VoucherTrade::Sell(std::size_t number) {
  Sale& sale = sales_[number];
  if (sale.told || ++sale.tries > kTriesMax) return;
  auto command = engine::SellVoucher::Check(
      {Euros(sale.cents), payments::PaymentMethod::kCash, kTill, SellerOf(number)}, "k", kPinKey);
  CHECK(command.ok(), "a till sends well-formed requests");
  cluster_.Place(*std::move(command), SellerOf(number),
                 [this, number](const PlaceResult& result) { Sold(number, result); });
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] { Sell(number); });
}

void VoucherTrade::Sold(std::size_t number, const PlaceResult& result) {
  Sale& sale = sales_[number];
  if (result.refusal) return stage_.Break("a voucher was not sold");
  if (sale.told && sale.order != result.order)
    return stage_.Break("one key sold two vouchers", result.order);
  if (sale.told) return;
  sale.told = true;
  sale.order = result.order;
  cluster_.tills[result.order] = {kTill, sale.cents, {}};
  stage_.Tell(result.order, std::string(kTill) + ": sells a voucher");
  const bool at_once = stage_.random.Chance(50);
  for (std::size_t i = 0; i < sale.redeemers.size(); ++i) {
    const Millis wait = at_once ? Millis(1'000) : stage_.Between(1'000, 120'000);
    stage_.schedule.After(wait, [this, number, i] { Redeem(number, i); });
  }
}

void VoucherTrade::Redeem(std::size_t number, std::size_t which) {
  Sale& sale = sales_[number];
  Redeemer& redeemer = sale.redeemers[which];
  if (redeemer.told || ++redeemer.tries > kTriesMax) return;
  const std::string client = RedeemerOf(number, which);
  orders::PlaceRequest request{redeemer.holder.msisdn,
                               redeemer.holder.operator_id,
                               Euros(0),
                               0,
                               payments::PaymentMethod::kVoucher,
                               std::string(payments::kSoldVouchers),
                               client};
  request.texts = which == 0;
  const engine::HeldPin pin{vouchers::PinDigest(kPinKey, vouchers::DerivePin(kPinKey, sale.order)),
                            vouchers::VoucherOf(sale.order)};
  auto command = engine::PlaceTopup::Check(std::move(request), "k", std::nullopt, pin);
  CHECK(command.ok(), "people send well-formed requests");
  cluster_.Place(*std::move(command), client, [this, number, which](const PlaceResult& result) {
    Redeemed(number, which, result);
  });
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000),
                        [this, number, which] { Redeem(number, which); });
}

void VoucherTrade::Redeemed(std::size_t number, std::size_t which, const PlaceResult& result) {
  Redeemer& redeemer = sales_[number].redeemers[which];
  if (redeemer.told) {
    if (*redeemer.told != result.outcome())
      stage_.Break("one redemption was answered in two ways", result.order);
    return;
  }
  redeemer.told = result.outcome();
  redeemer.order = result.order;
  if (result.outcome() == PlaceOutcome::kVoucherRefused)
    stage_.Break("a right PIN was refused as if it were wrong", sales_[number].order);
  if (result.refusal) return;
  stage_.Tell(result.order, RedeemerOf(number, which) + ": redeems voucher " +
                                ToText(vouchers::VoucherOf(sales_[number].order)));
}

void VoucherTrade::RepeatAll() {
  for (std::size_t number = 0; number < sales_.size(); ++number) {
    Sale& sale = sales_[number];
    if (!sale.told) {
      sale.tries = 0;
      Sell(number);
      continue;
    }
    for (std::size_t which = 0; which < sale.redeemers.size(); ++which) {
      if (sale.redeemers[which].told || sale.redeemers[which].tries <= kTriesMax) continue;
      sale.redeemers[which].tries = 0;
      Redeem(number, which);
    }
  }
}

void VoucherTrade::TryAllAgain() {
  for (std::size_t i = 0; i < sales_.size(); ++i) {
    Sale& sale = sales_[i];
    if (!sale.told) continue;
    sale.redeemers.push_back({sale.redeemers.front().holder});
    const std::size_t last = sale.redeemers.size() - 1;
    // Before it is tried, no order can be kept from changing: the world is at rest.
    const auto before = Row(sale);
    Redeem(i, last);
    stage_.schedule.After(Millis(600'000), [this, i, last, before] {
      const Sale& tried = sales_[i];
      const auto told = tried.redeemers[last].told;
      if (!before || !told) return stage_.Break("a voucher is lost", tried.order);
      const bool was_active = before->state == VoucherState::kActive;
      const PlaceOutcome outcome = *told;
      if (was_active && outcome == PlaceOutcome::kVoucherUsed)
        stage_.Break("an active voucher is refused as used", tried.order);
      if (!was_active && outcome != PlaceOutcome::kVoucherUsed)
        stage_.Break("a redeemed voucher pays once more", tried.order);
    });
  }
}

std::optional<vouchers::Voucher> VoucherTrade::Row(const Sale& sale) const {
  const auto found = cluster_.queries->FindRow<vouchers::Voucher>(vouchers::VoucherOf(sale.order));
  return found.ok() ? *found : std::nullopt;
}

void VoucherTrade::Check(const std::map<OrderId, engine::OrderRecord>& records) const {
  for (const Sale& sale : sales_) {
    if (!sale.told) continue;
    const auto row = Row(sale);
    if (!row) {
      stage_.Break("a voucher that was sold is lost", sale.order);
      continue;
    }
    std::vector<OrderId> keeping;
    for (const auto& [id, record] : records) {
      if (record.order.IsTopup() && orders::VoucherOf(record.order) == row->serial && Keeps(record))
        keeping.push_back(id);
    }
    if (keeping.size() > 1) stage_.Break("a voucher paid for two top-ups", keeping.back());
    const OrderId paid_for = keeping.empty() ? OrderId() : keeping.front();
    const bool redeemed = row->state == VoucherState::kRedeemed;
    if (redeemed != !keeping.empty() || row->redeemed_by != paid_for)
      stage_.Break("a voucher's state does not follow from the orders that it paid for",
                   sale.order);
  }
}

}  // namespace herlaad::simulation
