// Follows an order: prints every change of its status on a line, until nothing more is expected
// without a person.
#pragma once

#include <string>

#include "apps/herlaad/cli/console.h"
#include "apps/herlaad/server/signals.h"

namespace herlaad::app {

// Starts with `order` as the API returned it, and prints its state first. Ends when it is final or
// needs a person, or when interrupted, and then prints how to continue. While the server does not
// answer, it says so and keeps trying. With `json`, each state is one line of the API's JSON. kOk
// only if it was delivered; otherwise the exit code.
int Follow(Console& console, Signals& signals, const Reply& order, bool json);

// Whether nothing more happens without a person.
bool IsSettled(const nlohmann::json& order);

// The operator's name from the API; its id if that fails.
std::string OperatorName(Console& console, const std::string& id);

// "14:02:11  delivered          €15.00 is on the number. You paid €15.00, …".
void PrintState(const nlohmann::json& order, const std::string& clock);

}  // namespace herlaad::app
