// The steps of a status view: what happened so far, what is under way and what is ahead. Only for
// this room.
#pragma once

#include <string>
#include <vector>

#include "rules/orders/status_view.h"

namespace herlaad::orders {

std::vector<StatusStep> StatusSteps(const Order& order, const std::string& operator_name);

}  // namespace herlaad::orders
