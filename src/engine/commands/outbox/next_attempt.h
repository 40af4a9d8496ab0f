// Next step of an outbox message after an attempt or ask without a definite answer. Only for this
// module.
#pragma once

#include <optional>

#include "engine/commands/command.h"

namespace herlaad::engine {

// The order's outbox message, rescheduled if it has this purpose and part; otherwise unchanged. If
// its asks are used up, the order needs a review. Without `may_resend` it is only asked about from
// now on.
std::optional<orders::OutboxMessage> NextAttempt(const OrderRecord& record,
                                                 orders::OrderAggregate& aggregate,
                                                 orders::Purpose purpose, std::int32_t n,
                                                 const DecisionContext& context,
                                                 bool may_resend = true);

}  // namespace herlaad::engine
