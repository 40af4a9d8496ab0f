#include "engine/commands/staff/staff_actor.h"

#include "base/core/mutant.h"
#include "domain/access/roles.h"
#include "engine/ports/staff.h"

namespace herlaad::engine {

void AddNeedsOfActor(std::string_view actor, Needs& needs) {
  if (std::string name = StaffNameIn(actor); !name.empty()) needs.Put<StaffMember>(std::move(name));
}

bool ActorMay(std::string_view actor, std::string_view permission, const ReadSet& read_set) {
  const std::string name = StaffNameIn(actor);
  if (name.empty() || MutantIs("disabled_person_acts")) return true;
  const StaffMember* const member = read_set.Find<StaffMember>(name);
  return member != nullptr && member->disabled_at.ms == 0 && access::May(member->role, permission);
}

void AddNeedsOf(const Acting& acting, Needs& needs) {
  AddNeedsOfActor(acting.actor, needs);
  if (!acting.session.empty()) needs.Put<StaffSession>(acting.session);
}

std::optional<ActorRefusal> WhyNot(const Acting& acting, std::string_view permission,
                                   const ReadSet& read_set, Instant now) {
  if (!ActorMay(acting.actor, permission, read_set)) return ActorRefusal::kMayNot;
  return WhyNot(acting, read_set, now);
}

std::optional<ActorRefusal> WhyNot(const Acting& acting, const ReadSet& read_set, Instant now) {
  const std::string name = StaffNameIn(acting.actor);
  if (name.empty()) return std::nullopt;
  const StaffMember* const member = read_set.Find<StaffMember>(name);
  const StaffSession* const session = read_set.Find<StaffSession>(acting.session);
  if (member == nullptr || session == nullptr || !IsLive(*session, *member, now))
    return ActorRefusal::kMayNot;
  if (!access::IsSteppedUp(session->times, now)) return ActorRefusal::kStepUpNeeded;
  return std::nullopt;
}

}  // namespace herlaad::engine
