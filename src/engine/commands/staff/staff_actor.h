// The person behind an act, judged in the commit that does it: a server remembers a session for a
// few seconds, and another server may have disabled its person or ended the session since.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "engine/ports/read_set.h"

namespace herlaad::engine {

// Why somebody may not act. Nothing is changed but the audit trail, which names who was refused.
enum class ActorRefusal : std::uint8_t {
  kMayNot = 1,  // not allowed, or not any more
  // The act needs the password and a code once more, in this session; see access::IsSteppedUp.
  kStepUpNeeded = 2,
};

// `actor` is as the audit trail names it. Whoever is not a staff member, such as an administrator
// on the machine itself, needs nothing and may.
void AddNeedsOfActor(std::string_view actor, Needs& needs);
bool ActorMay(std::string_view actor, std::string_view permission, const ReadSet& read_set);

// Who does an act that needs a step-up, with the session of the request.
struct Acting {
  std::string actor;
  StaffSessionId session = {};  // of nobody, unless the actor is a staff member
};
void AddNeedsOf(const Acting& acting, Needs& needs);
// Nothing if the act may be done.
std::optional<ActorRefusal> WhyNot(const Acting& acting, std::string_view permission,
                                   const ReadSet& read_set, Instant now);
// The same for what everybody may do with what is their own.
std::optional<ActorRefusal> WhyNot(const Acting& acting, const ReadSet& read_set, Instant now);

}  // namespace herlaad::engine
