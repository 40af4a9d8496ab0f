// The keys of a status view that follow from one value alone. Only for this module.
#pragma once

#include "base/messages/messages.h"
#include "domain/orders/order.h"

namespace herlaad::orders {

// The headline of an order that ended unpaid.
messages::Key ClosedHeadline(CloseReason reason);
// Why the payer's bank declined.
messages::Key DeclineKey(DeclineReason reason);

}  // namespace herlaad::orders
