#include "engine/commands/staff_actor.h"

#include <string>

#include "base/core/mutant.h"
#include "domain/access/roles.h"
#include "engine/ports/staff.h"

namespace herlaad::engine {
namespace {

// Empty if it is no staff member.
std::string NameOf(std::string_view actor) {
  return std::string(actor.starts_with(kStaffPrefix) ? actor.substr(kStaffPrefix.size()) : "");
}

}  // namespace

void AddNeedsOfActor(std::string_view actor, Needs& needs) {
  if (std::string name = NameOf(actor); !name.empty())
    needs.plain.Of<StaffMember>().push_back(std::move(name));
}

bool ActorMay(std::string_view actor, std::string_view permission, const ReadSet& read_set) {
  const std::string name = NameOf(actor);
  if (name.empty() || MutantIs("disabled_person_acts")) return true;
  const StaffMember* const member = read_set.FindPlain<StaffMember>(name);
  return member != nullptr && member->disabled_at.ms == 0 && access::May(member->role, permission);
}

}  // namespace herlaad::engine
