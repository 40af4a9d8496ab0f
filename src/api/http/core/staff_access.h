// What only persons may do, and the administration socket, which stands for whoever runs the
// server.
#pragma once

#include <optional>
#include <string_view>

#include "api/http/core/exchange.h"
#include "engine/commands/staff_actor.h"

namespace herlaad::http {

// Answers with a problem and returns false unless the client is a person who has signed in.
[[nodiscard]] bool IsPerson(Exchange& exchange);
// The same unless the client, a person or the administration socket, has the permission. No API key
// does: what needs one is done by somebody.
[[nodiscard]] bool StaffMay(Exchange& exchange, std::string_view permission);

// Who does an act that needs a step-up.
engine::Acting ActingOf(const Client& client);
// The problem for engine::kActorMayNot and engine::kStepUpNeeded; nothing for other outcomes.
std::optional<Problem> WhyNot(std::uint8_t outcome, std::string_view permission);

}  // namespace herlaad::http
