// Whom a payer can ask about an order: the help desk of whoever sold it, the operator, or both.
// Decided only here, for the pages and the API.
#pragma once

#include "domain/orders/order.h"

namespace herlaad::orders {

struct WhomToAsk {
  bool help_desk = false;
  bool operator_line = false;

  friend bool operator==(const WhomToAsk&, const WhomToAsk&) = default;
};

// The operator is named while the credit is ahead, on its way or there, or if it refused the credit
// or has taken it back: it knows nothing of an order that ended here, such as one that a fraud
// brake stopped. The help desk is named once the order is over without credit, its money goes back,
// or a person reviews it.
WhomToAsk WhomToAskAbout(const Order& order);

}  // namespace herlaad::orders
