#include "engine/commands/manage_staff.h"

namespace herlaad::engine {
namespace {

AuditEntry Entry(const DecisionContext& context, const std::string& actor, const char* action,
                 const std::string& name, std::string detail = {}) {
  return {context.now, actor, action, StaffText(name), std::move(detail)};
}

}  // namespace

Result<std::unique_ptr<AddStaff>, AddStaffError> AddStaff::Check(StaffMember member,
                                                                 std::string actor) {
  if (!access::IsStaffName(member.name)) return Failure{AddStaffError::kName};
  if (member.full_name.empty() || member.full_name.size() > kFullNameMax)
    return Failure{AddStaffError::kFullName};
  return std::unique_ptr<AddStaff>(new AddStaff(std::move(member), std::move(actor)));
}

Decision AddStaff::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  if (!ActorMay(actor_, access::kMayManageStaff, read_set)) {
    decision.answer.outcome = kActorMayNot;
    return decision;
  }
  const StaffMember* const there = read_set.FindPlain<StaffMember>(member_.name);
  // A hash has a random salt: the same one is there only if this command put it there.
  const bool taken = there != nullptr && there->password != member_.password;
  if (there == nullptr) {
    StaffMember member = member_;
    member.created_at = context.now;
    decision.audit.push_back(Entry(context, actor_, "staff.add", member.name,
                                   std::string(access::RoleName(member.role))));
    decision.plain.Put(std::move(member));
  }
  decision.answer.outcome =
      static_cast<std::uint8_t>(taken ? AddStaffOutcome::kNameTaken : AddStaffOutcome::kAdded);
  return decision;
}

std::unique_ptr<ChangeStaff> ChangeStaff::Check(std::string name, StaffChange change,
                                                std::string actor) {
  return std::unique_ptr<ChangeStaff>(
      new ChangeStaff(std::move(name), std::move(change), std::move(actor)));
}

Decision ChangeStaff::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  if (!ActorMay(actor_, access::kMayManageStaff, read_set)) {
    decision.answer.outcome = kActorMayNot;
    return decision;
  }
  const StaffMember* const found = read_set.FindPlain<StaffMember>(name_);
  if (found == nullptr) {
    decision.answer.outcome = static_cast<std::uint8_t>(ChangeStaffOutcome::kNoSuchPerson);
    return decision;
  }
  StaffMember member = *found;
  auto& audit = decision.audit;
  if (change_.role && *change_.role != member.role) {
    audit.push_back(Entry(context, actor_, "staff.role", name_,
                          std::string(access::RoleName(member.role)) + " to " +
                              std::string(access::RoleName(*change_.role))));
    member.role = *change_.role;
  }
  if (change_.disabled && *change_.disabled != (member.disabled_at.ms != 0)) {
    const bool disabled = *change_.disabled;
    audit.push_back(Entry(context, actor_, disabled ? "staff.disable" : "staff.enable", name_));
    member.disabled_at = disabled ? context.now : Instant{};
  }
  if (change_.password && *change_.password != member.password) {
    audit.push_back(Entry(context, actor_, "staff.set_password", name_));
    member.password = *change_.password;
    member.tries = {};
  }
  if (change_.code_secret && *change_.code_secret != member.code_secret) {
    audit.push_back(Entry(context, actor_, "staff.reset_code", name_));
    member.code_secret = *change_.code_secret;
    member.last_step = 0;
    member.tries = {};
  }
  if (!audit.empty()) {
    member.sessions_ended_at = context.now;
    decision.plain.Put(std::move(member));
  }
  decision.answer.outcome = static_cast<std::uint8_t>(ChangeStaffOutcome::kChanged);
  return decision;
}

std::unique_ptr<SealCodeSecret> SealCodeSecret::Check(std::string name, std::string before,
                                                      std::string after) {
  return std::unique_ptr<SealCodeSecret>(
      new SealCodeSecret(std::move(name), std::move(before), std::move(after)));
}

Decision SealCodeSecret::Decide(const ReadSet& read_set, const DecisionContext&) const {
  Decision decision;
  const StaffMember* const found = read_set.FindPlain<StaffMember>(name_);
  if (found == nullptr) return decision;
  if (found->code_secret == before_) {
    StaffMember member = *found;
    member.code_secret = after_;
    decision.plain.Put(std::move(member));
    decision.answer.outcome = 1;
  } else if (found->code_secret == after_) {
    decision.answer.outcome = 1;
  }
  return decision;
}

}  // namespace herlaad::engine
