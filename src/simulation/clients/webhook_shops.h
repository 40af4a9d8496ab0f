// Webhooks in the simulation: shops that receive the events of some dealers over a wire with
// faults. Recounts from what was durably committed which orders of theirs ended, and compares that
// with the deliveries that were written and with those that arrived.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "domain/webhooks/endpoint.h"
#include "engine/ports/webhooks.h"
#include "simulation/cluster.h"
#include "simulation/parties/wire.h"

namespace herlaad::simulation {

// The other side of every endpoint.
class WebhookShops final : public engine::WebhookCaller {
 public:
  explicit WebhookShops(Stage& stage) : wire_(stage, "the shop") {}

  engine::WebhookAnswer Call(const engine::WebhookCall& call) override;
  // By the id of the delivery, how often it arrived.
  [[nodiscard]] const std::map<std::string, int>& arrived() const { return arrived_; }

 private:
  Wire wire_;
  std::map<std::string, int> arrived_;
};

class WebhookWatch {
 public:
  WebhookWatch(Cluster& cluster, const WebhookShops& shops)
      : cluster_(cluster), stage_(cluster.stage), shops_(shops) {}

  // Every other dealer hears of all events from now on, without faults.
  void SubscribeSome(const std::vector<engine::ClientId>& dealers);
  // A durable commit.
  void OnCommit(const engine::WriteSet& writes);

  // Adds to the stage's broken promises where the end of an order was not told.
  void Check() const;
  [[nodiscard]] std::size_t ends() const { return ended_.size(); }

 private:
  void CheckEnd(OrderId order, webhooks::Event event) const;

  Cluster& cluster_;
  Stage& stage_;
  const WebhookShops& shops_;
  std::set<std::string> clients_;  // with an endpoint
  std::map<OrderId, std::set<webhooks::Event>> ended_;
  std::map<std::pair<OrderId, webhooks::Event>, std::vector<outbox::MessageId>> written_;
};

}  // namespace herlaad::simulation
