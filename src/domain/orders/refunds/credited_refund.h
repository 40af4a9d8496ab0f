// Refunds of a top-up whose credit had arrived, by a person's decision: either the credit stays on
// the number and is a loss, or the operator has taken it back. Always of everything that was paid,
// never of a part.
//
// Pure: events_review.cc applies it.
#pragma once

#include <vector>

#include "domain/orders/events/events.h"

namespace herlaad::orders {

// The decisions that are possible now: none unless the order is a delivered top-up whose charge no
// dispute has taken. kCreditTakenBack is for another operator's subscribers: the credit of a hosted
// one stands in our own ledger, where a word about it changes nothing.
std::vector<ReviewDecision> CreditedRefundsOf(const Order& order);

// Books it and starts the refund. False if CreditedRefundsOf has no such decision.
bool RefundCredited(OrderAggregate& aggregate, ReviewDecision decision);

// Whether all goes back although the last delivery was confirmed. No text is sent about such a
// refund: those say that nothing was credited.
bool IsCreditedRefund(const Order& order);

// Whether the delivery was confirmed at a loss after its refund had been decided, and not before.
bool CameTooLate(const Order& order, const Delivery& delivery);

}  // namespace herlaad::orders
