// The steps of a status view: done, in progress and ahead. Only for this module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::orders {

// `credited` is CreditedOf(order).
std::vector<StatusStep> StatusSteps(const Order& order, const std::optional<Credited>& credited,
                                    const std::string& operator_name);

}  // namespace herlaad::orders
