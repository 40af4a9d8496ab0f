#include "engine/commands/staff/approvals.h"

#include <algorithm>

#include "base/core/blank.h"
#include "base/core/check.h"
#include "base/core/printable.h"

namespace herlaad::engine {
namespace {

std::string TextOf(const access::Act& act) {
  return act.action + " " + act.subject + " " + act.detail;
}

// Those that can still be used: an id says when it was asked for.
void ForgetExpired(std::vector<std::string>& asked, Instant now) {
  std::erase_if(asked, [now](const std::string& text) {
    const auto id = ParseIdText("ap_", text);
    return !id || now >= InstantOfId(*id) + access::kApprovalLifetime;
  });
}

// The row of whoever asked, without an approval that is used or withdrawn.
std::optional<StaffMember> Without(const StaffMember* asker, ApprovalId approval) {
  if (asker == nullptr) return std::nullopt;
  StaffMember member = *asker;
  if (std::erase(member.asked, ToText(approval)) == 0) return std::nullopt;
  return member;
}

bool Fits(const ReviewAct& review, const orders::Order& order) {
  const auto fitting = orders::ReviewDecisionsFor(order);
  if (std::find(fitting.begin(), fitting.end(), review.decision) == fitting.end()) return false;
  if (!review.refund) return true;
  const auto refunds = orders::RefundsToDecide(order, review.decision);
  return std::find(refunds.begin(), refunds.end(), *review.refund) != refunds.end();
}

const orders::Order* OrderIn(const ReadSet& read_set, OrderId id) {
  const OrderRecord* const found = read_set.Find<OrderRecord>(id);
  return found != nullptr ? &found->order : nullptr;
}

}  // namespace

OrderId OrderOf(const access::Act& act) {
  return act.action == kResolveAct ? ParseOrderId(act.subject).value_or(OrderId()) : OrderId();
}

Instant SinceOf(const ReviewAct& act, const orders::Order& order) {
  if (!act.refund) return order.attention_since;
  const auto named = std::find_if(order.refunds.begin(), order.refunds.end(),
                                  [&act](const orders::Refund& r) { return r.n == *act.refund; });
  const bool is_known = named != order.refunds.end() && named->settled_at.ms != 0;
  return is_known ? named->settled_at : order.attention_since;
}

access::Matter MatterOf(const access::Approval& approval, const orders::Order* order) {
  const auto review = ParseReviewAct(approval.act.detail);
  if (order == nullptr || !review) return access::Matter::kOvertaken;
  return Fits(*review, *order) && approval.asked_at >= SinceOf(*review, *order)
             ? access::Matter::kAsAsked
             : access::Matter::kOvertaken;
}

std::unique_ptr<RequestApproval> RequestApproval::Check(access::Act act, std::string reason,
                                                        std::string person, Overtaken overtaken) {
  if (IsBlank(reason) || reason.size() > kApprovalReasonMax || !IsOneLine(reason)) return nullptr;
  const auto review = ParseReviewAct(act.detail);
  if (OrderOf(act).empty() || !review) return nullptr;
  return std::unique_ptr<RequestApproval>(new RequestApproval(
      std::move(act), *review, std::move(reason), std::move(person), std::move(overtaken)));
}

void RequestApproval::AddNeeds(Needs& needs) const {
  AddNeedsOfActor(StaffText(person_), needs);
  needs.Put<OrderRecord>(order_);
  for (const auto& [approval, order] : overtaken_) {
    needs.Put<StaffApproval>(approval);
    needs.Put<OrderRecord>(order);
  }
  needs.audit = true;
}

std::optional<RequestApprovalOutcome> RequestApproval::Impossible(
    const ReadSet& read_set, const DecisionContext& context) const {
  auto aggregate = AggregateOf(read_set, order_, context);
  if (!aggregate) return RequestApprovalOutcome::kNoSuchOrder;
  switch (orders::Resolve(*aggregate, review_.decision, reason_, review_.refund)) {
    case orders::ResolveOutcome::kResolved:
      return std::nullopt;
    case orders::ResolveOutcome::kNotInAttention:
      return RequestApprovalOutcome::kNotInAttention;
    case orders::ResolveOutcome::kDoesNotFit:
      return RequestApprovalOutcome::kDoesNotFit;
    case orders::ResolveOutcome::kRefundNotNamed:
      return RequestApprovalOutcome::kRefundNotNamed;
    case orders::ResolveOutcome::kRefundDoesNotFit:
      return RequestApprovalOutcome::kRefundDoesNotFit;
  }
  CHECK(false, "a resolution has one of the listed outcomes");
}

void RequestApproval::ForgetOvertaken(std::vector<std::string>& asked,
                                      const ReadSet& read_set) const {
  for (const auto& [id, order] : overtaken_) {
    const StaffApproval* const found = read_set.Find<StaffApproval>(id);
    if (found == nullptr || OrderOf(found->approval.act) != order) continue;
    if (MatterOf(found->approval, OrderIn(read_set, order)) == access::Matter::kOvertaken)
      std::erase(asked, ToText(id));
  }
}

DecisionOf<RequestApprovalResult> RequestApproval::Decide(const ReadSet& read_set,
                                                          const DecisionContext& context) const {
  DecisionOf<RequestApprovalResult> decision(RequestApprovalResult{});
  const StaffMember* const found = read_set.Find<StaffMember>(person_);
  if (found == nullptr || !ActorMay(StaffText(person_), access::kMayResolve, read_set)) {
    decision.result.outcome = RequestApprovalOutcome::kActorMayNot;
    decision.audit.push_back({context.now, StaffText(person_), "approval.request_refused",
                              act_.subject, TextOf(act_) + ": not_allowed"});
    return decision;
  }
  if (const auto why_not = Impossible(read_set, context)) return RequestApprovalResult{*why_not};
  StaffMember member = *found;
  ForgetExpired(member.asked, context.now);
  ForgetOvertaken(member.asked, read_set);
  if (member.asked.size() >= access::kOpenRequestsMax)
    return RequestApprovalResult{RequestApprovalOutcome::kTooMany};
  const ApprovalId id(context.ids.Next(context.now));
  member.asked.push_back(ToText(id));
  decision.rows.Put(std::move(member));
  decision.rows.Put(StaffApproval{id, access::Approval{act_, reason_, person_, context.now}});
  decision.audit.push_back({context.now, StaffText(person_), "approval.request", ToText(id),
                            TextOf(act_) + ": " + reason_});
  decision.result.approval = id;
  return decision;
}

std::unique_ptr<GiveApproval> GiveApproval::Check(ApprovalId approval, std::string asker,
                                                  OrderId order, std::string person,
                                                  StaffSessionId session) {
  return std::unique_ptr<GiveApproval>(
      new GiveApproval(approval, std::move(asker), order, std::move(person), session));
}

DecisionOf<GiveApprovalResult> GiveApproval::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  const StaffApproval* const found = read_set.Find<StaffApproval>(approval_);
  const StaffMember* const member = read_set.Find<StaffMember>(person_);
  const StaffMember* const asker = read_set.Find<StaffMember>(asker_);
  if (found == nullptr || asker == nullptr || found->approval.asked_by != asker_ ||
      OrderOf(found->approval.act) != order_)
    return GiveApprovalResult{GiveApprovalOutcome::kNoSuchApproval};
  auto outcome = access::GiveOutcome::kNotAllowed;
  StaffApproval given = *found;
  if (member != nullptr) {
    outcome = access::Give(given.approval, GiverOf(*member), GiverOf(*asker),
                           MatterOf(given.approval, OrderIn(read_set, order_)), context.now);
  }
  DecisionOf<GiveApprovalResult> decision(
      GiveApprovalResult{GiveApprovalOutcome::kJudged, outcome});
  const auto audit = [&](const char* action, std::string detail) {
    decision.audit.push_back(
        {context.now, StaffText(person_), action, ToText(approval_), std::move(detail)});
  };
  if (outcome != access::GiveOutcome::kGiven) {
    audit("approval.give_refused", std::string(Name(outcome)));
    return decision;
  }
  if (const auto why_not = WhyNot(acting_, read_set, context.now)) {
    decision.result = {*why_not == ActorRefusal::kMayNot ? GiveApprovalOutcome::kActorMayNot
                                                         : GiveApprovalOutcome::kStepUpNeeded};
    audit("approval.give_refused", "password and code were not asked for again");
    return decision;
  }
  audit("approval.give", TextOf(given.approval.act));
  decision.rows.Put(std::move(given));
  return decision;
}

std::unique_ptr<EndApproval> EndApproval::Check(ApprovalId approval, std::string asker, Way way,
                                                std::string person) {
  return std::unique_ptr<EndApproval>(
      new EndApproval(approval, std::move(asker), way, std::move(person)));
}

DecisionOf<EndApprovalResult> EndApproval::Decide(const ReadSet& read_set,
                                                  const DecisionContext& context) const {
  const StaffApproval* const found = read_set.Find<StaffApproval>(approval_);
  if (found == nullptr || found->approval.asked_by != asker_)
    return EndApprovalResult{EndApprovalOutcome::kNoSuchApproval};
  const StaffMember* const member = read_set.Find<StaffMember>(person_);
  const bool withdraws = way_ == Way::kWithdraw;
  auto outcome = access::EndOutcome::kNotAllowed;
  StaffApproval ended = *found;
  if (member != nullptr && member->disabled_at.ms == 0) {
    outcome = withdraws ? access::Withdraw(ended.approval, person_, context.now)
                        : access::Decline(ended.approval, person_, member->role, context.now);
  }
  DecisionOf<EndApprovalResult> decision(EndApprovalResult{EndApprovalOutcome::kJudged, outcome});
  const std::string act = withdraws ? "approval.withdraw" : "approval.decline";
  if (outcome == access::EndOutcome::kEnded) {
    decision.audit.push_back(
        {context.now, StaffText(person_), act, ToText(approval_), TextOf(ended.approval.act)});
    if (auto asker = Without(read_set.Find<StaffMember>(asker_), approval_))
      decision.rows.Put(*std::move(asker));
    decision.rows.Put(std::move(ended));
  } else {
    decision.audit.push_back({context.now, StaffText(person_), act + "_refused", ToText(approval_),
                              std::string(Name(outcome))});
  }
  return decision;
}

void AddNeedsOf(const SecondPerson& rule, Needs& needs) {
  AddNeedsOfActor(StaffText(rule.person), needs);
  if (!rule.approval.empty()) needs.Put<StaffApproval>(rule.approval);
  if (!rule.giver.empty()) needs.Put<StaffMember>(rule.giver);
}

std::optional<access::UseOutcome> Prevented(const SecondPerson& rule, const access::Act& act,
                                            std::int64_t amount, Instant since,
                                            const ReadSet& read_set, Instant now,
                                            Decision& decision) {
  if (!access::NeedsApproval(amount, rule.above)) return std::nullopt;
  const StaffApproval* const found = read_set.Find<StaffApproval>(rule.approval);
  if (found == nullptr) return access::UseOutcome::kNotGiven;
  // Given after it was read for this act: the next try finds it.
  if (rule.giver != found->approval.given_by) return access::UseOutcome::kNotGiven;
  const StaffMember* const giver = read_set.Find<StaffMember>(rule.giver);
  StaffApproval used = *found;
  const auto outcome =
      access::Use(used.approval, act, rule.person,
                  giver != nullptr ? std::optional(GiverOf(*giver)) : std::nullopt, since, now);
  if (outcome != access::UseOutcome::kUsed) return outcome;
  if (auto asker = Without(read_set.Find<StaffMember>(rule.person), used.id))
    decision.rows.Put(*std::move(asker));
  decision.audit.push_back({now, StaffText(rule.person), "approval.use", ToText(used.id),
                            "given by " + StaffText(used.approval.given_by)});
  decision.rows.Put(std::move(used));
  return std::nullopt;
}

}  // namespace herlaad::engine
