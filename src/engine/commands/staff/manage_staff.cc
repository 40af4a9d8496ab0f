#include "engine/commands/staff/manage_staff.h"

#include <algorithm>

#include "base/core/blank.h"
#include "base/core/printable.h"

namespace herlaad::engine {
namespace {

AuditEntry Entry(const DecisionContext& context, const std::string& actor, const char* action,
                 const std::string& name, std::string detail = {}) {
  return {context.now, actor, action, StaffText(name), std::move(detail)};
}

// Not allowed, with the entry that says so.
template <class Outcome>
DecisionOf<Outcome> Refused(ActorRefusal why_not, const DecisionContext& context,
                            const Acting& acting, const char* action, const std::string& name) {
  const bool may = why_not == ActorRefusal::kStepUpNeeded;
  DecisionOf<Outcome> decision(may ? Outcome::kStepUpNeeded : Outcome::kActorMayNot);
  decision.audit.push_back(
      Entry(context, acting.actor, action, name,
            may ? "password and code were not asked for again" : "not_allowed"));
  return decision;
}

// May manage staff, once the person can sign in.
bool IsAppointed(const StaffMember& member) {
  return member.disabled_at.ms == 0 && access::May(member.role, access::kMayManageStaff);
}

void Invite(StaffMember& member, const Digest& invitation, const std::string& actor, Instant now) {
  member.invitation = invitation;
  member.invited_until = now + access::kInvitationLifetime;
  member.invited_by = actor;
}

}  // namespace

Result<std::unique_ptr<AddStaff>, AddStaffError> AddStaff::Check(StaffMember member,
                                                                 Digest invitation, Acting acting) {
  std::string actor = acting.actor;
  member.password.clear();
  member.code_secret.clear();
  member.invitation = invitation;
  auto command = CheckSample(std::move(member), std::move(actor));
  if (command.ok()) (*command)->acting_ = std::move(acting);
  return command;
}

Result<std::unique_ptr<AddStaff>, AddStaffError> AddStaff::CheckSample(StaffMember member,
                                                                       std::string actor) {
  if (!access::IsStaffName(member.name)) return Failure{AddStaffError::kName};
  if (IsBlank(member.full_name) || member.full_name.size() > kFullNameMax ||
      !IsOneLine(member.full_name))
    return Failure{AddStaffError::kFullName};
  return std::unique_ptr<AddStaff>(new AddStaff(std::move(member), {std::move(actor)}));
}

// A hash has a random salt, and an invitation is random: the same one is there only if this command
// put it there.
bool AddStaff::IsThis(const StaffMember& there) const {
  return there.password == member_.password && there.invitation == member_.invitation;
}

DecisionOf<AddStaffOutcome> AddStaff::Decide(const ReadSet& read_set,
                                             const DecisionContext& context) const {
  if (const auto why_not = WhyNot(acting_, access::kMayManageStaff, read_set, context.now)) {
    return Refused<AddStaffOutcome>(*why_not, context, acting_, "staff.add_refused", member_.name);
  }
  if (const StaffMember* const there = read_set.Find<StaffMember>(member_.name))
    return IsThis(*there) ? AddStaffOutcome::kAdded : AddStaffOutcome::kNameTaken;
  DecisionOf<AddStaffOutcome> decision(AddStaffOutcome::kAdded);
  StaffMember member = member_;
  member.created_at = context.now;
  member.cash_of = KeyId(context.ids.Next(context.now));
  if (member.password.empty()) {
    Invite(member, member.invitation, acting_.actor, context.now);
    member.changed_at = context.now;
    member.changed_by = acting_.actor;
  }
  decision.audit.push_back(Entry(context, acting_.actor, "staff.add", member.name,
                                 std::string(access::RoleName(member.role))));
  decision.rows.Put(std::move(member));
  return decision;
}

bool ManagesStaff(const StaffMember& member) {
  return IsAppointed(member) && !member.password.empty();
}

std::unique_ptr<ChangeStaff> ChangeStaff::Check(std::string name, StaffChange change, Acting acting,
                                                std::vector<std::string> managers) {
  return std::unique_ptr<ChangeStaff>(
      new ChangeStaff(std::move(name), change, std::move(acting), std::move(managers)));
}

// Who has not accepted the invitation yet may still do so, but is nobody to rely on.
bool ChangeStaff::LeavesNobody(const StaffMember& member, const ReadSet& read_set) const {
  StaffMember after = member;
  after.role = change_.role.value_or(member.role);
  if (change_.disabled) after.disabled_at = *change_.disabled ? Instant{1} : Instant{};
  // The console may invite anybody: that is the way back when the only administrator lost the means
  // to sign in.
  const bool starts_anew = change_.invitation && ManagesStaff(member) && !acting_.session.empty();
  if (!starts_anew && (!IsAppointed(member) || IsAppointed(after))) return false;
  return std::none_of(managers_.begin(), managers_.end(), [&](const std::string& name) {
    const StaffMember* const other = read_set.Find<StaffMember>(name);
    return name != name_ && other != nullptr && ManagesStaff(*other);
  });
}

bool ChangeStaff::Apply(StaffMember& member, const DecisionContext& context,
                        Decision& decision) const {
  bool gains = false;
  auto& audit = decision.audit;
  const std::string& actor = acting_.actor;
  if (change_.role && *change_.role != member.role) {
    audit.push_back(Entry(context, actor, "staff.role", name_,
                          std::string(access::RoleName(member.role)) + " to " +
                              std::string(access::RoleName(*change_.role))));
    member.role = *change_.role;
    gains = true;
  }
  if (change_.disabled && *change_.disabled != (member.disabled_at.ms != 0)) {
    const bool disabled = *change_.disabled;
    audit.push_back(Entry(context, actor, disabled ? "staff.disable" : "staff.enable", name_));
    member.disabled_at = disabled ? context.now : Instant{};
    gains = gains || !disabled;
  }
  if (change_.invitation && *change_.invitation != member.invitation) {
    audit.push_back(Entry(context, actor, "staff.invite", name_));
    Invite(member, *change_.invitation, actor, context.now);
    member.password.clear();
    member.code_secret.clear();
    member.last_step = 0;
    member.tries = {};
    gains = true;
  }
  return gains;
}

DecisionOf<ChangeStaffOutcome> ChangeStaff::Decide(const ReadSet& read_set,
                                                   const DecisionContext& context) const {
  if (const auto why_not = WhyNot(acting_, access::kMayManageStaff, read_set, context.now)) {
    return Refused<ChangeStaffOutcome>(*why_not, context, acting_, "staff.change_refused", name_);
  }
  const StaffMember* const found = read_set.Find<StaffMember>(name_);
  if (found == nullptr) return ChangeStaffOutcome::kNoSuchPerson;
  if (LeavesNobody(*found, read_set)) {
    DecisionOf<ChangeStaffOutcome> refused(ChangeStaffOutcome::kLastManager);
    refused.audit.push_back(
        Entry(context, acting_.actor, "staff.change_refused", name_, "last_manager"));
    return refused;
  }
  DecisionOf<ChangeStaffOutcome> decision(ChangeStaffOutcome::kChanged);
  StaffMember member = *found;
  const bool gains = Apply(member, context, decision);
  if (gains && acting_.actor != StaffText(name_)) {
    member.changed_at = context.now;
    member.changed_by = acting_.actor;
  }
  if (!decision.audit.empty()) {
    ++member.session_generation;
    decision.rows.Put(std::move(member));
  }
  return decision;
}

std::unique_ptr<DoubtStaff> DoubtStaff::Check(std::string name, std::string actor) {
  return std::unique_ptr<DoubtStaff>(new DoubtStaff(std::move(name), std::move(actor)));
}

DecisionOf<Nothing> DoubtStaff::Decide(const ReadSet& read_set,
                                       const DecisionContext& context) const {
  DecisionOf<Nothing> decision(Nothing{});
  const StaffMember* const found = read_set.Find<StaffMember>(name_);
  if (found == nullptr) return decision;
  StaffMember member = *found;
  ++member.session_generation;
  member.invitation = {};
  member.invited_until = {};
  decision.rows.Put(std::move(member));
  decision.audit.push_back(
      {context.now, actor_, "staff.end_sessions", StaffText(name_), "after a restore"});
  return decision;
}

std::unique_ptr<SealCodeSecret> SealCodeSecret::Check(std::string name, std::string before,
                                                      std::string after) {
  return std::unique_ptr<SealCodeSecret>(
      new SealCodeSecret(std::move(name), std::move(before), std::move(after)));
}

DecisionOf<SealOutcome> SealCodeSecret::Decide(const ReadSet& read_set,
                                               const DecisionContext&) const {
  const StaffMember* const found = read_set.Find<StaffMember>(name_);
  if (found == nullptr) return SealOutcome::kOtherSecret;
  if (found->code_secret == after_) return SealOutcome::kSealed;
  if (found->code_secret != before_) return SealOutcome::kOtherSecret;
  DecisionOf<SealOutcome> decision(SealOutcome::kSealed);
  StaffMember member = *found;
  member.code_secret = after_;
  decision.rows.Put(std::move(member));
  return decision;
}

}  // namespace herlaad::engine
