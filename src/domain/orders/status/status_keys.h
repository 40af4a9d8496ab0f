// The keys of a status view that follow from one value alone. Only for this module.
#pragma once

#include "base/messages/messages.h"
#include "domain/orders/order.h"

namespace herlaad::orders {

// The headline of an order that ended unpaid. What the gateway gave no reason for was not declined:
// a payment that was in progress did not go through.
messages::Key ClosedHeadline(const Payment& payment);
// Why the payer's bank declined.
messages::Key DeclineKey(DeclineReason reason);

}  // namespace herlaad::orders
