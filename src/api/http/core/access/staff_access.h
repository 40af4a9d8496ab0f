// What only persons may do, and the administration socket, which stands for whoever runs the
// server.
#pragma once

#include <string_view>

#include "api/http/core/exchange.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::http {

// Answers with a problem and returns false unless the client is a person who has signed in.
[[nodiscard]] bool IsPerson(Exchange& exchange);
// The same unless the client, a person or the administration socket, has the permission. No API key
// does: what needs one is done by somebody.
[[nodiscard]] bool StaffMay(Exchange& exchange, std::string_view permission);

// Who does an act that needs a step-up.
engine::Acting ActingOf(const Client& client);
// The problem of somebody who is not allowed, or not any more. Without a permission their session
// has ended.
Problem ActorMayNot(std::string_view permission = {});
// The problem of an act that needs the password and a code once more.
Problem StepUpNeeded();

}  // namespace herlaad::http
