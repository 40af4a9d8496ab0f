#include "domain/access/approval.h"

#include "base/core/mutant.h"

namespace herlaad::access {

bool IsExpired(const Approval& approval, Instant now) {
  return now >= approval.asked_at + kApprovalLifetime;
}

GiveOutcome Give(Approval& approval, const std::string& person, Role role, Instant now) {
  if (!May(role, kMayGiveApproval)) return GiveOutcome::kNotAllowed;
  if (person == approval.asked_by && !MutantIs("approval_by_same_person"))
    return GiveOutcome::kSamePerson;
  if (approval.used_at.ms != 0) return GiveOutcome::kUsed;
  if (IsExpired(approval, now)) return GiveOutcome::kExpired;
  if (!approval.given_by.empty()) return GiveOutcome::kAlready;
  approval.given_by = person;
  approval.given_at = now;
  return GiveOutcome::kGiven;
}

UseOutcome Use(Approval& approval, const Act& act, const std::string& person, Instant since,
               Instant now) {
  if (person != approval.asked_by) return UseOutcome::kOtherPerson;
  if (act != approval.act) return UseOutcome::kOtherAct;
  if (approval.used_at.ms != 0) return UseOutcome::kUsedAlready;
  if (IsExpired(approval, now)) return UseOutcome::kExpired;
  if (approval.given_by.empty()) return UseOutcome::kNotGiven;
  if (approval.asked_at < since) return UseOutcome::kAskedBefore;
  approval.used_at = now;
  return UseOutcome::kUsed;
}

}  // namespace herlaad::access
