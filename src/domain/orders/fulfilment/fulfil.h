// What each fulfilment (fulfilment.h) says about itself. Its rules stand in one file, and only
// fulfil.cc chooses between them:
//
//                 credit.cc                           voucher_sale.cc
//   validate      what is on sale, the number's       what is on sale
//                 SIM and limits
//   fulfil        takes the limit; credits a hosted   the voucher becomes active
//                 number, else adds a delivery
//   reverse       gives the limit back                the voucher stays void
//   postings      operator, fees, VAT                 voucher:sold
//   notifications texts to the number                 none: the seller hands the voucher over
//
// Only for this module.
#pragma once

#include <optional>

#include "domain/orders/events/events.h"
#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::orders {

// The order is paid: delivers at once, adds a delivery for the outbox worker, or refuses and
// refunds, as what is in dispute (StopsDelivery).
void Fulfil(OrderAggregate& aggregate);

// An order that ended unfulfilled gives back what it had taken. May be called again.
void Reverse(OrderAggregate& aggregate);

// Posts the money of a confirmed delivery from suspense to whom it belongs.
void PostFulfilment(OrderAggregate& aggregate);

// The text that the subscriber gets about the order's outcome, if one is wanted and still due.
std::optional<NotificationKind> SubscriberText(const Order& order);

}  // namespace herlaad::orders
