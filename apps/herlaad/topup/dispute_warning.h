// What a person must know before deciding about an order whose payment is disputed.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace herlaad::app {

// From an order's history, as the API answers it. Empty unless the bank has taken the money back,
// or may still do so.
std::string DisputeWarning(const nlohmann::json& order);

}  // namespace herlaad::app
