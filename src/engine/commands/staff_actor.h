// The person behind an act, judged in the commit that does it: a server remembers a session for a
// few seconds, and another server may have disabled its person since.
#pragma once

#include <cstdint>
#include <string_view>

#include "engine/ports/read_set.h"

namespace herlaad::engine {

// An outcome of acts of staff: the person may not do it, or not any more. Nothing is changed.
inline constexpr std::uint8_t kActorMayNot = 253;

// `actor` is as the audit trail names it. Whoever is not a staff member, such as an administrator
// on the machine itself, needs nothing and may.
void AddNeedsOfActor(std::string_view actor, Needs& needs);
bool ActorMay(std::string_view actor, std::string_view permission, const ReadSet& read_set);

}  // namespace herlaad::engine
