// Support: a person of ours who looks at what needs attention, telephones with the other side once
// everything that was under way has arrived, and says truthfully what it said.
#pragma once

#include <set>

#include "engine/ports/records.h"
#include "rules/orders/events.h"
#include "sim/town.h"

namespace herlaad::sim {

class Support {
 public:
  explicit Support(Town& town) : town_(town), stage_(town.stage) {}

  // Looks at the list from time to time, until the world has come to rest.
  void Start() { LookAtList(); }
  [[nodiscard]] std::int64_t resolved() const { return resolved_; }

 private:
  void LookAtList();
  void Handle(OrderId order, int tries);
  // What is true, and made to stay so; nothing when it is too early to say.
  std::optional<orders::Resolution> FindOut(const orders::Order& order);
  std::optional<orders::Resolution> OfDelivery(const orders::Order& order, bool pin);
  orders::Resolution OfRefund(const orders::Order& order);
  orders::Resolution OfPayment(const orders::Order& order);
  orders::Resolution HandOverCash(const orders::Order& order);

  Town& town_;
  Stage& stage_;
  std::set<OrderId> in_hand_;
  int idle_looks_ = 0;
  std::int64_t resolved_ = 0;
};

}  // namespace herlaad::sim
