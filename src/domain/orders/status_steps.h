// The steps of a status view: done, in progress and ahead. Only for this module.
#pragma once

#include <string>
#include <vector>

#include "domain/orders/status_view.h"

namespace herlaad::orders {

std::vector<StatusStep> StatusSteps(const Order& order, const std::string& operator_name);

}  // namespace herlaad::orders
