#include "domain/access/approval.h"

#include "base/core/mutant.h"

namespace herlaad::access {
namespace {

bool MayStillApprove(const Giver& giver) {
  return giver.enabled && May(giver.role, kMayGiveApproval);
}

// A change dated ahead by a wrong clock counts until the clock is there.
bool IsChangedLately(const Giver& giver, Instant now) {
  return giver.changed_at.ms != 0 && now < giver.changed_at + kGivesNothingFor;
}

EndOutcome End(Approval& approval, const std::string& person, Instant now) {
  if (approval.used_at.ms != 0) return EndOutcome::kUsed;
  if (!approval.ended_by.empty()) return EndOutcome::kAlready;
  if (IsExpired(approval, now)) return EndOutcome::kExpired;
  approval.ended_by = person;
  approval.ended_at = now;
  return EndOutcome::kEnded;
}

}  // namespace

bool IsExpired(const Approval& approval, Instant now) {
  return now >= approval.asked_at + kApprovalLifetime;
}

ApprovalState StateOf(const Approval& approval, Matter matter, Instant now) {
  if (approval.used_at.ms != 0) return ApprovalState::kUsed;
  if (!approval.ended_by.empty()) {
    const bool own = approval.ended_by == approval.asked_by;
    return own || approval.ended_by == approval.given_by ? ApprovalState::kWithdrawn
                                                         : ApprovalState::kDeclined;
  }
  if (IsExpired(approval, now)) return ApprovalState::kExpired;
  if (matter == Matter::kOvertaken) return ApprovalState::kOvertaken;
  return approval.given_by.empty() ? ApprovalState::kOpen : ApprovalState::kGiven;
}

GiveOutcome Give(Approval& approval, const Giver& giver, const Giver& asker, Matter matter,
                 Instant now) {
  if (!MayStillApprove(giver)) return GiveOutcome::kNotAllowed;
  if (giver.name == approval.asked_by && !MutantIs("approval_by_same_person"))
    return GiveOutcome::kSamePerson;
  if (approval.used_at.ms != 0) return GiveOutcome::kUsed;
  if (!approval.ended_by.empty()) return GiveOutcome::kEnded;
  if (IsExpired(approval, now)) return GiveOutcome::kExpired;
  if (matter == Matter::kOvertaken) return GiveOutcome::kOvertaken;
  if (!approval.given_by.empty()) return GiveOutcome::kAlready;
  if (IsChangedLately(giver, now)) return GiveOutcome::kChangedLately;
  if (!giver.changed_by.empty() && giver.changed_by == approval.asked_by)
    return GiveOutcome::kChangedByAsker;
  if (asker.changed_by == giver.name) return GiveOutcome::kAskerChanged;
  approval.given_by = giver.name;
  approval.given_at = now;
  return GiveOutcome::kGiven;
}

EndOutcome Withdraw(Approval& approval, const std::string& person, Instant now) {
  if (person.empty() || (person != approval.asked_by && person != approval.given_by))
    return EndOutcome::kNotAllowed;
  return End(approval, person, now);
}

EndOutcome Decline(Approval& approval, const std::string& person, Role role, Instant now) {
  if (!May(role, kMayGiveApproval) || person == approval.asked_by) return EndOutcome::kNotAllowed;
  return End(approval, person, now);
}

UseOutcome Use(Approval& approval, const Act& act, const std::string& person,
               const std::optional<Giver>& giver, Instant since, Instant now) {
  if (person != approval.asked_by) return UseOutcome::kOtherPerson;
  if (act != approval.act) return UseOutcome::kOtherAct;
  if (approval.used_at.ms != 0) return UseOutcome::kUsedAlready;
  if (!approval.ended_by.empty()) return UseOutcome::kEnded;
  if (IsExpired(approval, now)) return UseOutcome::kExpired;
  if (approval.given_by.empty()) return UseOutcome::kNotGiven;
  if (approval.asked_at < since) return UseOutcome::kAskedBefore;
  const bool giver_may = giver && giver->name == approval.given_by && MayStillApprove(*giver) &&
                         giver->changed_at <= approval.given_at;
  if (!giver_may && !MutantIs("approval_of_disabled_giver")) return UseOutcome::kGiverMayNot;
  approval.used_at = now;
  return UseOutcome::kUsed;
}

}  // namespace herlaad::access
