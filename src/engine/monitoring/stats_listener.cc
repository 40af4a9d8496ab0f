#include "engine/monitoring/stats_listener.h"

namespace herlaad::engine {
namespace {

// From payment to credit.
void ObserveDelivery(const orders::Order& order, Instant now, Stats& stats) {
  const orders::Delivery* const delivery = orders::ConfirmedDelivery(order);
  // Only deliveries settled in this commit, not an order that a later event changed.
  if (delivery == nullptr || delivery->settled_at != now) return;
  stats.delivery_ms.Observe((now - order.payments.front().settled_at).count());
}

}  // namespace

void StatsListener::OnCommit(const WriteSet& writes, Instant now) {
  for (const WriteSet::Entered& entered : writes.entered) {
    stats_.entered[static_cast<std::size_t>(entered.state)].Add(1);
  }
  for (const BrakeStop& stop : writes.changed.Of<BrakeStop>()) stats_.braked.Add(stop.rule, 1);
  for (const OrderRecord& record : writes.inserted.Of<OrderRecord>())
    ObserveDelivery(record.order, now, stats_);
  for (const OrderRecord& record : writes.changed.Of<OrderRecord>())
    ObserveDelivery(record.order, now, stats_);
}

}  // namespace herlaad::engine
