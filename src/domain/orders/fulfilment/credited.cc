#include "domain/orders/fulfilment/credited.h"

#include "base/money/asset.h"

namespace herlaad::orders {

std::optional<Credited> CreditedOf(const Order& order) {
  const Delivery* const delivery = ConfirmedDelivery(order);
  if (delivery == nullptr || !order.IsTopup()) return std::nullopt;
  Credited credited;
  credited.amount = money::MoneyFromEur6(delivery->credited).amount;
  credited.bonus = money::MoneyFromEur6(delivery->bonus).amount;
  credited.at = delivery->settled_at;
  credited.valid_until = delivery->valid_until.ms != 0
                             ? delivery->valid_until
                             : catalogue::ValidUntil(order.terms.validity, delivery->settled_at);
  if (credited.bonus.minor > 0) {
    credited.bonus_until = catalogue::ValidUntil(order.terms.bonus_validity, delivery->settled_at);
  }
  return credited;
}

}  // namespace herlaad::orders
