// Late refunds: one that was given up, because the gateway or a person said that it was not made,
// and that was made after all. What of it is still owed to the payer takes the place of refunds
// that were not sent yet; what is not owed any more, since the money went back another way or paid
// for the credit, the payer has besides. That is our loss, and a person is asked once.
//
// Pure: events_refund.cc and steps.cc apply it.
#pragma once

#include <cstdint>
#include <string_view>

#include "domain/orders/events/events.h"

namespace herlaad::orders {

// Whether news that refund `refund` was made as `reference` is old: the gateway told since that the
// same one failed.
bool IsOldSuccess(const Refund& refund, std::string_view reference);

// Takes in that the gateway made refund `n`, which had been given up, as `reference`. Its loss is
// booked, and kExtraRefund raised, for as much of it as is not owed.
void ConfirmLate(OrderAggregate& aggregate, std::int32_t n, std::string_view reference);
// The same where the refund's own row says how a person returned its money instead: the row stays,
// and another is added. kRepeated if that is known.
EventOutcome ConfirmBesides(OrderAggregate& aggregate, std::int32_t n, std::string_view reference);
// The gateway took refund `n`, which had been given up, as `reference`, and tells the outcome
// later: refunds in its place that were not sent wait no longer. False, and nothing is changed, if
// one was sent already.
bool AcceptLate(OrderAggregate& aggregate, std::int32_t n, std::string_view reference);

// What of extra refunds became owed since, as when the refund in their place failed, is a loss no
// longer. May be called again.
void SettleExtraRefunds(OrderAggregate& aggregate);

}  // namespace herlaad::orders
