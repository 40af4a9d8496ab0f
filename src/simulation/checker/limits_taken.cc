#include "simulation/checker/limits_taken.h"

#include "domain/orders/refunds/credited_refund.h"

namespace herlaad::simulation {
namespace {

using orders::Order;
using orders::State;

bool TookItsLimit(const Order& order) {
  const State state = orders::StateOf(order);
  if (state == State::kRefunded && orders::IsCreditedRefund(order))
    return order.deliveries.back().at_a_loss && order.limit_month.number != 0;
  if (state == State::kRefunded || state == State::kCancelled || state == State::kExpired) {
    return false;
  }
  if (order.deliveries.empty()) return false;
  const orders::RefusalReason refusal = order.deliveries.front().refusal;
  return refusal != orders::RefusalReason::kLimitReached &&
         refusal != orders::RefusalReason::kStoppedByBrake;
}

}  // namespace

LimitsTaken LimitsTakenBy(const std::map<OrderId, engine::OrderRecord>& records) {
  LimitsTaken taken;
  for (const auto& [id, record] : records) {
    const Order& order = record.order;
    if (!order.IsTopup() || !TookItsLimit(order)) continue;
    const Instant paid_at = order.payments.front().settled_at;
    taken[{order.msisdn(), calendar::MonthOf(paid_at)}] += order.terms.amount;
  }
  return taken;
}

}  // namespace herlaad::simulation
