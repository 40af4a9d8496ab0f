#include "engine/commands/approvals.h"

namespace herlaad::engine {
namespace {

std::string TextOf(const access::Act& act) {
  return act.action + " " + act.subject + " " + act.detail;
}

}  // namespace

std::unique_ptr<RequestApproval> RequestApproval::Check(access::Act act, std::string reason,
                                                        std::string person) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) return nullptr;
  if (reason.size() > kApprovalReasonMax) return nullptr;
  return std::unique_ptr<RequestApproval>(
      new RequestApproval(std::move(act), std::move(reason), std::move(person)));
}

void RequestApproval::AddNeeds(Needs& needs) const {
  AddNeedsOfActor(StaffText(person_), needs);
  needs.audit = true;
}

Decision RequestApproval::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  if (!ActorMay(StaffText(person_), access::kMayResolve, read_set)) {
    decision.answer.outcome = kActorMayNot;
    return decision;
  }
  const ApprovalId id(context.ids.Next(context.now));
  decision.plain.Put(StaffApproval{id, access::Approval{act_, reason_, person_, context.now}});
  decision.audit.push_back({context.now, StaffText(person_), "approval.request", ToText(id),
                            TextOf(act_) + ": " + reason_});
  decision.answer.detail = id.value();
  return decision;
}

std::unique_ptr<GiveApproval> GiveApproval::Check(ApprovalId approval, std::string person) {
  return std::unique_ptr<GiveApproval>(new GiveApproval(approval, std::move(person)));
}

Decision GiveApproval::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  Decision decision;
  const StaffApproval* const found = read_set.FindPlain<StaffApproval>(approval_);
  const StaffMember* const member = read_set.FindPlain<StaffMember>(person_);
  if (found == nullptr) {
    decision.answer.outcome = kNoSuchApproval;
    return decision;
  }
  auto outcome = access::GiveOutcome::kNotAllowed;
  if (member != nullptr && member->disabled_at.ms == 0) {
    StaffApproval given = *found;
    outcome = access::Give(given.approval, person_, member->role, context.now);
    if (outcome == access::GiveOutcome::kGiven) {
      decision.audit.push_back({context.now, StaffText(person_), "approval.give", ToText(approval_),
                                TextOf(given.approval.act)});
      decision.plain.Put(std::move(given));
    }
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

void AddNeedsOf(const SecondPerson& rule, Needs& needs) {
  AddNeedsOfActor(StaffText(rule.person), needs);
  if (!rule.approval.empty()) needs.plain.Of<StaffApproval>().push_back(rule.approval);
}

std::optional<access::UseOutcome> Prevented(const SecondPerson& rule, const access::Act& act,
                                            std::int64_t amount, Instant since,
                                            const ReadSet& read_set, Instant now,
                                            Decision& decision) {
  if (!access::NeedsApproval(amount, rule.above)) return std::nullopt;
  const StaffApproval* const found = read_set.FindPlain<StaffApproval>(rule.approval);
  if (found == nullptr) return access::UseOutcome::kNotGiven;
  StaffApproval used = *found;
  const auto outcome = access::Use(used.approval, act, rule.person, since, now);
  if (outcome != access::UseOutcome::kUsed) return outcome;
  decision.audit.push_back({now, StaffText(rule.person), "approval.use", ToText(used.id),
                            "given by " + StaffText(used.approval.given_by)});
  decision.plain.Put(std::move(used));
  return std::nullopt;
}

}  // namespace herlaad::engine
