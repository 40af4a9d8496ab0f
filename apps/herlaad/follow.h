// Following an order: every change of what is to be said of it on a line, until nothing more is
// expected to happen by itself.
#pragma once

#include <string>

#include "apps/herlaad/console.h"
#include "apps/herlaad/signals.h"

namespace herlaad::app {

// Starts from `order` as the API gave it, printing its state first. Ends when it is final or needs
// a person, or when somebody interrupts, which says how to go on watching. While the server does
// not answer it says so and keeps trying. With `json` each state is one line of the API's JSON. kOk
// only when it is delivered; the exit code otherwise.
int Follow(Console& console, Signals& signals, const Reply& order, bool json);

// Nothing more happens by itself.
bool IsSettled(const nlohmann::json& order);

// The operator's name as people know it, from the API; its id where that is all there is.
std::string OperatorName(Console& console, const std::string& id);

// "14:02:11  delivered          €15.00 is on the number. You paid €15.00, …".
void PrintState(const nlohmann::json& order, const std::string& clock);

}  // namespace herlaad::app
