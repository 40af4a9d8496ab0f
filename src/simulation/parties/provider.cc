#include "simulation/parties/provider.h"

#include <algorithm>

#include "domain/orders/events/events.h"

namespace herlaad::simulation {

bool KnowsDisputeOf(const orders::Order& order, const BankCharge& charge) {
  const orders::Payment* const charged = orders::PaymentOfCharge(order, charge.reference);
  if (charged == nullptr) return true;
  const auto dispute =
      std::find_if(order.disputes.begin(), order.disputes.end(),
                   [charged](const orders::Dispute& d) { return d.payment == charged->n; });
  if (dispute == order.disputes.end()) return !charge.dispute.has_value();
  return charge.dispute == dispute->state;
}

}  // namespace herlaad::simulation
