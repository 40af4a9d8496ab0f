#include "engine/commands/staff/invitations.h"

namespace herlaad::engine {

std::unique_ptr<InviteSelf> InviteSelf::Check(std::string name, Digest invitation,
                                              StaffSessionId session) {
  return std::unique_ptr<InviteSelf>(new InviteSelf(std::move(name), invitation, session));
}

DecisionOf<InviteSelfOutcome> InviteSelf::Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const {
  if (const auto why_not = WhyNot(acting_, read_set, context.now)) {
    return *why_not == ActorRefusal::kMayNot ? InviteSelfOutcome::kActorMayNot
                                             : InviteSelfOutcome::kStepUpNeeded;
  }
  DecisionOf<InviteSelfOutcome> decision(InviteSelfOutcome::kInvited);
  StaffMember member = *read_set.Find<StaffMember>(name_);
  member.invitation = invitation_;
  member.invited_until = context.now + access::kInvitationLifetime;
  member.invited_by = StaffText(name_);
  decision.rows.Put(std::move(member));
  decision.audit.push_back(
      {context.now, StaffText(name_), "staff.invite", StaffText(name_), "for oneself"});
  return decision;
}

bool IsInvited(const StaffMember& member, const Digest& invitation, Instant now) {
  if (member.disabled_at.ms != 0 || member.invited_until.ms == 0) return false;
  if (member.invitation != invitation) return false;
  // One dated ahead by a wrong clock does not live longer.
  return now < member.invited_until && member.invited_until - now <= access::kInvitationLifetime;
}

std::unique_ptr<AcceptInvitation> AcceptInvitation::Check(std::string name, Digest invitation,
                                                          Chosen chosen) {
  return std::unique_ptr<AcceptInvitation>(
      new AcceptInvitation(std::move(name), invitation, std::move(chosen)));
}

DecisionOf<AcceptOutcome> AcceptInvitation::Decide(const ReadSet& read_set,
                                                   const DecisionContext& context) const {
  const StaffMember* const found = read_set.Find<StaffMember>(name_);
  if (found == nullptr || !IsInvited(*found, invitation_, context.now))
    return AcceptOutcome::kNotInvited;
  if (!chosen_.step || !access::IsAcceptableStep(*chosen_.step, 0, context.now))
    return AcceptOutcome::kWrongCode;
  DecisionOf<AcceptOutcome> decision(AcceptOutcome::kAccepted);
  StaffMember member = *found;
  member.password = chosen_.password;
  member.code_secret = chosen_.code_secret;
  member.last_step = *chosen_.step;
  member.tries = {};
  ++member.session_generation;
  // Who handed it over may have used it.
  if (member.invited_by != StaffText(name_)) member.changed_at = context.now;
  member.invitation = {};
  member.invited_until = {};
  decision.rows.Put(std::move(member));
  decision.audit.push_back({context.now, StaffText(name_), "staff.accept_invitation",
                            StaffText(name_), "by " + found->invited_by});
  return decision;
}

}  // namespace herlaad::engine
