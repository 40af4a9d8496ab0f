// What disputes mean for the money of an order: what the provider took is not refunded besides, and
// ends as our loss where the payer also has the credit. Amounts are in minor units.
//
// Pure: events_dispute.cc and steps.cc apply it.
#pragma once

#include <cstdint>

#include "domain/orders/order.h"

namespace herlaad::orders {

// What the dispute takes after `report`, of the amount in dispute.
std::int64_t TakenAfter(const Dispute& dispute, const DisputeReport& report);

// What the payer got through the dispute in place of refunds.
std::int64_t ReturnedBy(const Order& order, const Dispute& dispute);

// What of the money that the dispute took is our loss now: what ended with the payer and was owed
// to nobody. An appeal leaves what was decided before. Below zero: won back after the payer had
// been refunded by it and credited all the same.
std::int64_t LossOf(const Order& order, const Dispute& dispute);

// What ended with the payer through disputes of `payment` and did not replace a refund yet, by the
// first such dispute; nullptr if there is none.
const Dispute* DisputeToReturnBy(const Order& order, const Payment& payment);

// What the payer gets twice: by refunds that were sent and by disputes that took the money of the
// same charge. 0: nothing.
std::int64_t ReturnedTwice(const Order& order, const Payment& payment);

// What of the refunds of payment `n` waits for the end of disputes: what the provider holds, or
// will hold, the payer may get from there. Of a part in dispute only that part.
std::int64_t HeldByDisputes(const Order& order, std::int32_t n);

// True if this refund, which was not sent yet, waits for that: of several the last ones do.
bool WaitsForDispute(const Order& order, const Refund& refund);

// True if nothing may be delivered for the order: the bank questions the charge that pays for it,
// or took the money. A question that is settled, and a dispute that is won, stop nothing.
bool StopsDelivery(const Order& order);
// The same of the first report about a charge of `received`.
bool StopsDelivery(const DisputeReport& report, std::int64_t received);

}  // namespace herlaad::orders
