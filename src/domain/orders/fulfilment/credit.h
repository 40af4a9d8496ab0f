// The fulfilment Credit: prepaid credit for a number. See fulfil.h.
#pragma once

#include <optional>

#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/placing/place.h"

namespace herlaad::orders {

// Validates a top-up of `amount` and gives its terms. Puts the operator's limits and grace into
// `aggregate`. Refuses what is known to fail.
Result<Terms, Refusal> ValidateCredit(const PlaceRequest& request, Money amount,
                                      const catalogue::Catalogue& catalogue,
                                      OrderAggregate& aggregate);

// Takes the limit, then credits a hosted number at once or adds a delivery for the outbox worker.
// If it no longer fits the limits, or the number cannot be credited any more, the delivery is
// refused and the order refunded.
void FulfilCredit(OrderAggregate& aggregate);

// Gives back the order's part of the monthly limit and its pause, if it ended unfulfilled.
void ReverseCredit(OrderAggregate& aggregate);

// Splits the payment between the operator, our fee and VAT.
void PostCredit(OrderAggregate& aggregate);

std::optional<NotificationKind> TextAboutCredit(const Order& order);

}  // namespace herlaad::orders
