// What a number got and until when.
#pragma once

#include <optional>

#include "rules/orders/order.h"

namespace herlaad::orders {

struct Credited {
  Money amount;
  Money bonus;  // 0: none
  Instant at;
  Instant valid_until;
  Instant bonus_until{};  // 0: there is no bonus
};

// Of an order that is delivered; nothing otherwise. An operator that does not say until when is
// held to what the catalogue promised.
std::optional<Credited> CreditedOf(const Order& order);

}  // namespace herlaad::orders
