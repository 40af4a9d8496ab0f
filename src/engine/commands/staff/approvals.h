// Second-person approval: asked for by one person, given by another, and used by the first in the
// same commit as the act. Until then it is withdrawn by either or declined by somebody else.
// Audited, refusals too. The rules are domain/access/approval.h. One is asked for only what could
// be decided now; once its order has been decided otherwise it is overtaken.
#pragma once

#include <optional>
#include <string>

#include "engine/commands/command.h"
#include "engine/commands/orders/review_act.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {

inline constexpr std::size_t kApprovalReasonMax = 500;  // bytes

// The act of a decision about an order in review; the act's subject is the order, and its detail
// that of a ReviewAct.
inline constexpr std::string_view kResolveAct = "topup.resolve";

// Whether what was asked for can still be done. `order`: the one that the act is about; nullptr if
// there is none.
access::Matter MatterOf(const access::Approval& approval, const orders::Order* order);
// Since when what the decision is about is as it is now: of a decision that names a refund, when
// that refund was refused, or became one whose outcome a person has to find out, whatever was
// decided about others since; of every other one, when the review began that the order is in.
Instant SinceOf(const ReviewAct& act, const orders::Order& order);
// The order that the act is about; empty if it is about none.
OrderId OrderOf(const access::Act& act);

enum class RequestApprovalOutcome : std::uint8_t {
  kRequested = 1,
  kActorMayNot = 2,
  kTooMany = 3,  // the person has access::kOpenRequestsMax open
  kNoSuchOrder = 4,
  kNotInAttention = 5,  // this and the next ones as the decision would say itself
  kDoesNotFit = 6,
  kRefundNotNamed = 7,
  kRefundDoesNotFit = 8,
};

struct RequestApprovalResult {
  RequestApprovalOutcome outcome = RequestApprovalOutcome::kRequested;
  ApprovalId approval = {};  // kRequested
};

class RequestApproval final : public CommandOf<RequestApprovalResult> {
 public:
  // Approvals of the person, as read before, that their orders may have overtaken, with those
  // orders. Those that the commit finds overtaken do not count as open.
  using Overtaken = std::vector<std::pair<ApprovalId, OrderId>>;
  // Nullptr when the reason is blank or longer than kApprovalReasonMax, or there are no approvals
  // for the act.
  static std::unique_ptr<RequestApproval> Check(access::Act act, std::string reason,
                                                std::string person, Overtaken overtaken = {});
  [[nodiscard]] std::string_view Kind() const override { return "request_approval"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat asks for another one; each is used at most once.
  [[nodiscard]] DecisionOf<RequestApprovalResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RequestApproval(access::Act act, ReviewAct review, std::string reason, std::string person,
                  Overtaken overtaken)
      : act_(std::move(act)),
        order_(OrderOf(act_)),
        review_(review),
        reason_(std::move(reason)),
        person_(std::move(person)),
        overtaken_(std::move(overtaken)) {}
  // Why the decision itself would be refused for the order as it is.
  [[nodiscard]] std::optional<RequestApprovalOutcome> Impossible(
      const ReadSet& read_set, const DecisionContext& context) const;
  void ForgetOvertaken(std::vector<std::string>& asked, const ReadSet& read_set) const;
  access::Act act_;
  OrderId order_;
  ReviewAct review_;
  std::string reason_;
  std::string person_;
  Overtaken overtaken_;
};

enum class GiveApprovalOutcome : std::uint8_t {
  kJudged = 1,  // by the rule of approvals: given or not
  kNoSuchApproval = 2,
  kActorMayNot = 3,  // the session has ended
  kStepUpNeeded = 4,
};

struct GiveApprovalResult {
  GiveApprovalOutcome outcome = GiveApprovalOutcome::kJudged;
  access::GiveOutcome judged = access::GiveOutcome::kNotAllowed;  // kJudged

  [[nodiscard]] bool IsGiven() const {
    return outcome == GiveApprovalOutcome::kJudged && judged == access::GiveOutcome::kGiven;
  }
  friend bool operator==(const GiveApprovalResult&, const GiveApprovalResult&) = default;
};

class GiveApproval final : public CommandOf<GiveApprovalResult> {
 public:
  // `asker` and `order`: who asked for it and what it is about, as read before; neither ever
  // changes.
  static std::unique_ptr<GiveApproval> Check(ApprovalId approval, std::string asker, OrderId order,
                                             std::string person, StaffSessionId session);
  [[nodiscard]] std::string_view Kind() const override { return "give_approval"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffApproval>(approval_);
    needs.Put<OrderRecord>(order_);
    AddNeedsOfActor(StaffText(asker_), needs);
    AddNeedsOf(acting_, needs);
    needs.audit = true;
  }
  // The role is the one that the person has now, and the password and a code were asked for again.
  [[nodiscard]] DecisionOf<GiveApprovalResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  GiveApproval(ApprovalId approval, std::string asker, OrderId order, std::string person,
               StaffSessionId session)
      : approval_(approval),
        asker_(std::move(asker)),
        order_(order),
        person_(std::move(person)),
        acting_{StaffText(person_), session} {}
  ApprovalId approval_;
  std::string asker_;
  OrderId order_;
  std::string person_;
  Acting acting_;
};

enum class EndApprovalOutcome : std::uint8_t {
  kJudged = 1,  // by the rule of approvals: ended or not
  kNoSuchApproval = 2,
};

struct EndApprovalResult {
  EndApprovalOutcome outcome = EndApprovalOutcome::kJudged;
  access::EndOutcome judged = access::EndOutcome::kNotAllowed;  // kJudged
  friend bool operator==(const EndApprovalResult&, const EndApprovalResult&) = default;
};

// Withdraws or declines.
class EndApproval final : public CommandOf<EndApprovalResult> {
 public:
  enum class Way : std::uint8_t { kWithdraw, kDecline };
  // `asker`: who asked for it, as read before; it then counts no more among what they asked for.
  static std::unique_ptr<EndApproval> Check(ApprovalId approval, std::string asker, Way way,
                                            std::string person);
  [[nodiscard]] std::string_view Kind() const override { return "end_approval"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffApproval>(approval_);
    needs.Put<StaffMember>(asker_);
    needs.Put<StaffMember>(person_);
    needs.audit = true;
  }
  // A repeat changes nothing.
  [[nodiscard]] DecisionOf<EndApprovalResult> Decide(const ReadSet& read_set,
                                                     const DecisionContext& context) const override;

 private:
  EndApproval(ApprovalId approval, std::string asker, Way way, std::string person)
      : approval_(approval), asker_(std::move(asker)), way_(way), person_(std::move(person)) {}
  ApprovalId approval_;
  std::string asker_;
  Way way_;
  std::string person_;
};

// The rule for one person's act: above a sum, it needs an approval.
struct SecondPerson {
  std::string person;                                 // who does the act: a staff name
  ApprovalId approval{};                              // empty: none
  std::int64_t above = 0;                             // in minor units
  std::string_view permission = access::kMayResolve;  // that the act needs
  // Who gave the approval, as read before: it is given once, so that the name stays. Their row is
  // loaded with the act. Empty: it had not been given.
  std::string giver = {};
};
// For commands: their needs, and the use of the approval in their decision. Nothing if the act may
// be done; then `decision` has the used approval, if it needed one. kNotGiven if it needs one and
// has none; kAskedBefore if it was asked for before `since`, when what it is about came to be;
// kGiverMayNot if who gave it could not give it now.
void AddNeedsOf(const SecondPerson& rule, Needs& needs);
std::optional<access::UseOutcome> Prevented(const SecondPerson& rule, const access::Act& act,
                                            std::int64_t amount, Instant since,
                                            const ReadSet& read_set, Instant now,
                                            Decision& decision);

}  // namespace herlaad::engine
