#include "simulation/clients/floats.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/clients/manage_clients.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/orders/sell_voucher.h"

namespace herlaad::simulation {
namespace {

using engine::PayFloatOutcome;
using engine::PayFloatResult;
using engine::PlaceResult;

const Secret kPinKey{"the key of the dealers' vouchers"};
constexpr int kDealers = 2;
constexpr Millis kPatience{15'000};
constexpr int kTriesMax = 200;

bool IsAccepted(const std::optional<PlaceResult>& told) { return told && !told->refusal; }
bool IsPaid(const std::optional<PayFloatResult>& told) {
  return told && told->outcome == PayFloatOutcome::kPaid;
}
std::string KeyOf(std::size_t purchase) { return "purchase-" + std::to_string(purchase); }
// For the log of the history.
std::string BuyerOf(std::size_t purchase) { return "dealer's " + KeyOf(purchase); }

}  // namespace

void FloatTrade::CreateDealers() {
  for (int i = 0; i < kDealers; ++i) {
    (void)cluster_.Submit(
        engine::CreateClient::Check("Dealer " + std::to_string(i), "the simulator"),
        [this](const engine::Answered<engine::CreateClientResult>& answer, const auto*) {
          if (answer.ok()) dealers_.push_back({answer->client});
        });
    while (stage_.schedule.Step()) {
    }
  }
  CHECK(dealers_.size() == kDealers, "without faults every dealer is added");
}

std::vector<engine::ClientId> FloatTrade::dealers() const {
  std::vector<engine::ClientId> ids;
  for (const Dealer& dealer : dealers_) ids.push_back(dealer.id);
  return ids;
}

void FloatTrade::Plan(int count, Millis span, std::vector<Customer> customers) {
  static constexpr std::int64_t kValues[] = {500, 1'000, 1'500};
  const auto soon = [this, span](auto work) {
    stage_.schedule.After(stage_.Between(0, span.count()), work);
  };
  const auto any_dealer = [this] {
    return static_cast<std::size_t>(stage_.random.Below(kDealers));
  };
  for (int i = 0; i < count; ++i) {
    const std::int64_t cents = kValues[stage_.random.Below(3)];
    Purchase purchase{any_dealer(), cents};
    if (stage_.random.Chance(75))
      purchase.customer = customers[stage_.random.Below(customers.size())];
    purchases_.push_back(std::move(purchase));
    soon([this, i] { Buy(static_cast<std::size_t>(i)); });
  }
  const int payments = std::max(2, count / 2);
  for (int i = 0; i < payments; ++i) {
    const std::int64_t cents = stage_.random.Between(1, 2'000);
    payments_.push_back({any_dealer(), stage_.random.Chance(20) ? -cents : cents});
    soon([this, i] { Pay(static_cast<std::size_t>(i)); });
  }
}

void FloatTrade::Pay(std::size_t number) {
  Payment& payment = payments_[number];
  if (payment.told || ++payment.tries > kTriesMax) return;
  auto command = engine::PayFloat::Check(dealers_[payment.dealer].id, payment.cents,
                                         "transfer " + std::to_string(number),
                                         std::to_string(number), "admin");
  CHECK(command.ok(), "finance sends well-formed requests");
  const bool lost = stage_.Happens(stage_.rates().response_lost);
  (void)cluster_.Submit(
      *std::move(command),
      [this, number, lost](const engine::Answered<PayFloatResult>& answer, const auto*) {
        if (!lost && answer.ok()) Paid(number, *answer);
      });
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] { Pay(number); });
}

void FloatTrade::Paid(std::size_t number, const PayFloatResult& result) {
  Payment& payment = payments_[number];
  // What was refused earlier may be paid when it is asked for again.
  if (IsPaid(payment.told)) {
    if (result != payment.told) stage_.Break("one payment of a float was answered in two ways");
    return;
  }
  const bool was_told = payment.told.has_value();
  payment.told = result;
  if (IsPaid(result)) {
    dealers_[payment.dealer].paid += payment.cents;
  } else if (result.outcome != PayFloatOutcome::kTooLow || payment.cents > 0 || was_told) {
    stage_.Break("a payment of a float was refused with outcome " +
                 std::to_string(static_cast<int>(result.outcome)));
  }
}

std::unique_ptr<engine::CommandOf<PlaceResult>> FloatTrade::OrderOf(std::size_t number) const {
  const Purchase& purchase = purchases_[number];
  const std::string dealer = ToText(dealers_[purchase.dealer].id);
  const std::string client = engine::ClientText(dealers_[purchase.dealer].id);
  if (!purchase.customer) {
    auto command = engine::SellVoucher::Check(
        {Euros(purchase.cents), payments::PaymentMethod::kFloat, dealer, client}, KeyOf(number),
        kPinKey);
    CHECK(command.ok(), "a dealer sends well-formed requests");
    return *std::move(command);
  }
  orders::PlaceRequest request{purchase.customer->msisdn,
                               purchase.customer->operator_id,
                               Euros(purchase.cents),
                               0,
                               payments::PaymentMethod::kFloat,
                               dealer,
                               client};
  request.texts = number % 2 == 0;
  auto command = engine::PlaceTopup::Check(std::move(request), KeyOf(number));
  CHECK(command.ok(), "a dealer sends well-formed requests");
  return *std::move(command);
}

void FloatTrade::Buy(std::size_t number) {
  Purchase& purchase = purchases_[number];
  if (purchase.told || ++purchase.tries > kTriesMax) return;
  cluster_.Place(OrderOf(number), BuyerOf(number),
                 [this, number](const PlaceResult& result) { Bought(number, result); });
  stage_.schedule.After(kPatience + stage_.Between(0, 15'000), [this, number] { Buy(number); });
}

void FloatTrade::Bought(std::size_t number, const PlaceResult& result) {
  Purchase& purchase = purchases_[number];
  if (purchase.told) {
    if (*purchase.told != result)
      stage_.Break("one purchase from a float was answered in two ways", result.order);
    return;
  }
  purchase.told = result;
  if (IsAccepted(purchase.told))
    stage_.Tell(result.order, BuyerOf(number) + ": buys from the float of " +
                                  ToText(dealers_[purchase.dealer].id));
}

void FloatTrade::RepeatAll() {
  for (std::size_t number = 0; number < payments_.size(); ++number) {
    if (payments_[number].told) continue;
    payments_[number].tries = 0;
    Pay(number);
  }
  for (std::size_t number = 0; number < purchases_.size(); ++number) {
    if (purchases_[number].told) continue;
    purchases_[number].tries = 0;
    Buy(number);
  }
}

void FloatTrade::CheckPurchases(const std::map<OrderId, engine::OrderRecord>& records) const {
  for (const Purchase& purchase : purchases_) {
    if (!purchase.told) stage_.Break("a purchase from a float was never answered");
    if (!IsAccepted(purchase.told)) continue;
    const OrderId order = purchase.told->order;
    const auto record = records.find(order);
    if (record == records.end()) {
      stage_.Break("an order paid from a float is lost", order);
    } else if (record->second.order.payment_account != ToText(dealers_[purchase.dealer].id)) {
      stage_.Break("an order is paid from the float of another", order);
    }
  }
}

std::int64_t FloatTrade::KeptBy(const Dealer& dealer,
                                const std::map<OrderId, engine::OrderRecord>& records) const {
  std::int64_t kept = 0;
  for (const auto& [id, record] : records) {
    if (orders::PrepaidAccountOf(record.order) != engine::FloatOf(dealer.id)) continue;
    kept += orders::Kept(record.order);
    const bool is_ours =
        std::any_of(purchases_.begin(), purchases_.end(), [ours = id](const auto& bought) {
          return IsAccepted(bought.told) && bought.told->order == ours;
        });
    if (!is_ours) stage_.Break("a float paid for an order that nobody was told of", id);
  }
  return kept;
}

void FloatTrade::Check(const std::map<OrderId, engine::OrderRecord>& records,
                       const ledger::Changes& balances) const {
  CheckPurchases(records);
  for (const Payment& payment : payments_) {
    if (!payment.told) stage_.Break("a payment of a float was never answered");
  }
  for (const Dealer& dealer : dealers_) {
    const ledger::Account account = engine::FloatOf(dealer.id);
    const auto found = balances.find(account);
    const std::int64_t balance = found != balances.end() ? found->second : 0;
    const std::int64_t expected = dealer.paid - KeptBy(dealer, records);
    if (balance < 0) stage_.Break(ledger::Name(account) + " is overdrawn");
    if (balance != expected) {
      stage_.Break(ledger::Name(account) + " holds " + std::to_string(balance) +
                   " cents, but its owner expects " + std::to_string(expected));
    }
  }
}

void FloatTrade::AddPaid(ledger::Changes& outside) const {
  const ledger::Account bank =
      ledger::Of(ledger::AccountKind::kBank, std::string(ledger::kOurBankAccount));
  for (const Dealer& dealer : dealers_) {
    outside[bank] -= dealer.paid;
    outside[engine::FloatOf(dealer.id)] += dealer.paid;
  }
}

}  // namespace herlaad::simulation
