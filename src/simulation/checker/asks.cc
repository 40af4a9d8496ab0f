#include "simulation/checker/asks.h"

namespace herlaad::simulation {

std::string PlacingBy(const std::string& client) { return "place " + client; }
std::string CancellingOf(OrderId order) { return "topup.cancel " + ToText(order); }
std::string ResolvingOf(OrderId order) { return "topup.resolve " + ToText(order); }

void Asks::NotDone(const std::string& action, OrderId order, int client) {
  Counts& counted = counts_[action];
  ++counted.not_done;
  if (counted.done > counted.asked - counted.not_done) {
    stage_.Break("answered as not done, but it was done: " + action, order, client);
  }
}

// An act is durable before its answer is sent, so it is enough to compare when answers arrive.
void Asks::OnCommit(const engine::WriteSet& writes) {
  for (const engine::OrderRecord& record : writes.inserted.Of<engine::OrderRecord>()) {
    ++counts_[PlacingBy(record.order.client)].done;
  }
  for (const engine::AuditRow& row : writes.changed.Of<engine::AuditRow>()) {
    ++counts_[row.entry.action + " " + row.entry.subject].done;
  }
}

}  // namespace herlaad::simulation
