// The words of evidence: what was done, in English for people at a payment provider and a bank, who
// know nothing of the program. What is only of interest inside has none.
#pragma once

#include <string>
#include <string_view>

#include "domain/orders/order.h"
#include "engine/orders/order_history.h"

namespace herlaad::engine {

// "not_received" as people write it.
std::string Words(std::string_view name);

std::string DisputeWords(orders::DisputeState state);
std::string RefundWords(const orders::Refund& refund);
std::string DeliveryWords(const orders::Delivery& delivery);

// A line of the log: "Payment received (reported by the payment provider): €15.50, charge ch_1".
// Empty if it is not for others.
std::string LogWords(const HistoryEntry& entry, const std::string& operator_name);

}  // namespace herlaad::engine
