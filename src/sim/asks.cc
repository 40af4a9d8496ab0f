#include "sim/asks.h"

namespace herlaad::sim {

std::string PlacingBy(const std::string& caller) { return "place " + caller; }
std::string CancellingOf(OrderId order) { return "topup.cancel " + ToText(order); }
std::string ResolvingOf(OrderId order) { return "topup.resolve " + ToText(order); }

void Asks::Answered(const std::string& deed, engine::Answer::Fault fault, OrderId order,
                    int person) {
  if (fault != engine::Answer::Fault::kUnavailable) return;
  Deed& counted = deeds_[deed];
  ++counted.not_done;
  if (counted.done > counted.asked - counted.not_done) {
    stage_.Break("the answer was that nothing was done, and it is done: " + deed, order, person);
  }
}

// A deed is durable before anybody hears of it, so it is enough to compare when they do.
void Asks::OnCommit(const engine::WriteSet& writes) {
  for (const engine::OrderRecord& record : writes.new_orders) {
    ++deeds_[PlacingBy(record.order.caller)].done;
  }
  for (const engine::AuditEntry& entry : writes.audit) {
    ++deeds_[entry.action + " " + entry.subject].done;
  }
}

}  // namespace herlaad::sim
