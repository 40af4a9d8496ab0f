// Disputed orders: which orders have disputes, so that lists of disputes need not look through all
// orders. The disputes themselves are parts of their order.
#pragma once

#include "domain/orders/order.h"

namespace herlaad::engine {

struct DisputedOrder {
  OrderId order;
  bool open = false;  // one of its disputes has not ended
  Instant due_at{};   // the first deadline for evidence; 0: none is awaited

  friend bool operator==(const DisputedOrder&, const DisputedOrder&) = default;
};

DisputedOrder DisputedOrderOf(const orders::Order& order);

}  // namespace herlaad::engine
