#include "engine/ports/disputed_orders.h"

namespace herlaad::engine {

DisputedOrder DisputedOrderOf(const orders::Order& order) {
  DisputedOrder row{.order = order.id};
  for (const orders::Dispute& dispute : order.disputes) {
    row.open = row.open || dispute.settled_at.ms == 0;
    const bool is_first = row.due_at.ms == 0 || dispute.due_at < row.due_at;
    if (dispute.due_at.ms != 0 && is_first) row.due_at = dispute.due_at;
  }
  return row;
}

}  // namespace herlaad::engine
