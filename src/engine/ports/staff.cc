#include "engine/ports/staff.h"

namespace herlaad::engine {

bool IsLive(const StaffSession& session, const StaffMember& member, Instant now) {
  if (session.staff != member.name || member.disabled_at.ms != 0) return false;
  if (session.generation != member.session_generation) return false;
  return access::IsLive(session.times, now);
}

access::Giver GiverOf(const StaffMember& member) {
  return {member.name, member.role, member.disabled_at.ms == 0, member.changed_at,
          StaffNameIn(member.changed_by)};
}

}  // namespace herlaad::engine
