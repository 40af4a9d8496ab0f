// The credit that a number received, and its validity.
#pragma once

#include <optional>

#include "domain/orders/order.h"

namespace herlaad::orders {

struct Credited {
  Money amount;
  Money bonus;  // 0: none
  Instant at;
  Instant valid_until;
  Instant bonus_until{};  // 0: no bonus
};

// nullopt unless the order is delivered. If the operator did not report a validity, that of the
// catalogue is used.
std::optional<Credited> CreditedOf(const Order& order);

}  // namespace herlaad::orders
