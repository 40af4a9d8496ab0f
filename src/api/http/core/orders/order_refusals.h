// Refusals of changes to an order, the same wherever a decision about it is refused.
#pragma once

#include "api/http/core/problem.h"
#include "domain/orders/order.h"

namespace herlaad::http {

// Whether something was received for the order is known for certain once it was.
bool IsPaid(const orders::Order& order);
// A refusal to change such an order.
Problem AboutPaid(bool is_paid, Problem problem);

// Why a decision in review is not possible for the order as it is.
Problem NotInAttention(const orders::Order& order);
Problem ResolutionDoesNotFit(const orders::Order& order);  // names those that do

}  // namespace herlaad::http
