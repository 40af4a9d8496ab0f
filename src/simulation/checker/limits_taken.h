// What the limits of a month must hold, from the orders that took them.
#pragma once

#include <cstdint>
#include <map>
#include <utility>

#include "base/calendar/calendar.h"
#include "engine/ports/records.h"

namespace herlaad::simulation {

// By number and month, in minor units: of the orders that were paid in time, fitted the limits and
// were not cancelled or expired, nor refunded, unless the number kept the credit.
using LimitsTaken = std::map<std::pair<Msisdn, calendar::Month>, std::int64_t>;
LimitsTaken LimitsTakenBy(const std::map<OrderId, engine::OrderRecord>& records);

}  // namespace herlaad::simulation
