// Support: a simulated employee who reviews orders in attention: asks the other side once all
// requests have arrived, and decides truthfully.
#pragma once

#include <set>

#include "domain/orders/events/events.h"
#include "engine/commands/orders/review_act.h"
#include "engine/ports/records.h"
#include "simulation/cluster.h"

namespace herlaad::simulation {

class Support {
 public:
  explicit Support(Cluster& cluster) : cluster_(cluster), stage_(cluster.stage) {}

  // Looks at the list regularly until nothing is left to do, but for some cash to be handed back:
  // approvals are asked for it.
  void Start() { LookAtList(); }
  // From now on nothing is left.
  void HandleAll();
  [[nodiscard]] std::int64_t resolved() const { return resolved_; }

 private:
  void LookAtList();
  [[nodiscard]] bool IsLeft(const orders::Order& order) const;
  void Handle(OrderId order, int tries);
  // Refunds a delivered top-up, now and then one of those that were placed last.
  void BeKind();
  // `resolves`: it ends a review.
  void Decide(OrderId order, engine::ReviewAct act, bool resolves);
  // A decision that is true and stays true; nullopt if it is too early to decide.
  std::optional<orders::ReviewDecision> FindOut(const orders::Order& order);
  std::optional<orders::ReviewDecision> OfDelivery(const orders::Order& order, bool pin);
  orders::ReviewDecision OfRefund(const orders::Order& order);
  orders::ReviewDecision OfPayment(const orders::Order& order);
  orders::ReviewDecision HandOverCash(const orders::Order& order);

  Cluster& cluster_;
  Stage& stage_;
  std::set<OrderId> in_hand_;
  bool leaves_some_ = true;
  int idle_looks_ = 0;
  std::int64_t resolved_ = 0;
};

}  // namespace herlaad::simulation
