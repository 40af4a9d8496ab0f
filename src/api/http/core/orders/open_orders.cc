#include "api/http/core/orders/open_orders.h"

#include <algorithm>

namespace herlaad::http {

OpenOrders::OpenOrders(Millis time_to_pay, Millis young, std::size_t most, std::size_t clients_max)
    : time_to_pay_(time_to_pay), young_(young), most_(most), clients_max_(clients_max) {}

std::vector<OrderId> OpenOrders::Placed(std::string_view client, OrderId order, Instant now) {
  const std::lock_guard lock(mutex_);
  Client& found = Find(client);
  auto& kept = found.orders;
  while (!kept.empty() && now >= kept.front().at + time_to_pay_) kept.pop_front();
  kept.push_back({order, now});
  std::vector<OrderId> all;
  if (!HasExcess(found, now)) return all;
  for (const OpenOrder& one : kept) all.push_back(one.order);
  return all;
}

std::vector<OrderId> OpenOrders::TakeExcess(std::string_view client, std::size_t judged,
                                            const std::vector<OrderId>& ended, Instant now) {
  const std::lock_guard lock(mutex_);
  Client& found = Find(client);
  std::erase_if(found.orders, [&ended](const OpenOrder& one) {
    return std::find(ended.begin(), ended.end(), one.order) != ended.end();
  });
  std::vector<OrderId> excess;
  const std::size_t open = judged - ended.size();
  while (HasExcess(found, now) && excess.size() + most_ < open) {
    excess.push_back(found.orders.front().order);
    found.orders.pop_front();
  }
  return excess;
}

bool OpenOrders::HasExcess(const Client& client, Instant now) const {
  return client.orders.size() > most_ && now >= client.orders.front().at + young_;
}

// Moves the client to the front; if there are too many, forgets the one that placed longest ago.
OpenOrders::Client& OpenOrders::Find(std::string_view name) {
  if (const auto found = by_name_.find(name); found != by_name_.end()) {
    clients_.splice(clients_.begin(), clients_, found->second);
    return clients_.front();
  }
  if (clients_.size() >= clients_max_) {
    by_name_.erase(clients_.back().name);
    clients_.pop_back();
  }
  clients_.push_front({std::string(name), {}});
  by_name_.emplace(clients_.front().name, clients_.begin());
  return clients_.front();
}

std::size_t OpenOrders::clients() const {
  const std::lock_guard lock(mutex_);
  return clients_.size();
}

}  // namespace herlaad::http
