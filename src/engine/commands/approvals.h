// Second-person approval: asked for by one person, given by another, and used by the first in the
// same commit as the act. Until then it is withdrawn by either or declined by somebody else.
// Audited, refusals too. The rules are domain/access/approval.h.
#pragma once

#include <optional>
#include <string>

#include "engine/commands/command.h"
#include "engine/commands/staff_actor.h"

namespace herlaad::engine {

inline constexpr std::size_t kApprovalReasonMax = 500;  // bytes

enum class RequestApprovalOutcome : std::uint8_t {
  kRequested = 1,
  kActorMayNot = 2,
  kTooMany = 3,  // the person has access::kOpenRequestsMax open
};

struct RequestApprovalResult {
  RequestApprovalOutcome outcome = RequestApprovalOutcome::kRequested;
  ApprovalId approval = {};  // kRequested
};

class RequestApproval final : public CommandOf<RequestApprovalResult> {
 public:
  // Nullptr when the reason is blank or longer than kApprovalReasonMax.
  static std::unique_ptr<RequestApproval> Check(access::Act act, std::string reason,
                                                std::string person);
  [[nodiscard]] std::string_view Kind() const override { return "request_approval"; }
  void AddNeeds(Needs& needs) const override;
  // A repeat asks for another one; each is used at most once.
  [[nodiscard]] DecisionOf<RequestApprovalResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  RequestApproval(access::Act act, std::string reason, std::string person)
      : act_(std::move(act)), reason_(std::move(reason)), person_(std::move(person)) {}
  access::Act act_;
  std::string reason_;
  std::string person_;
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
  // `asker`: who asked for it, as read before; that never changes.
  static std::unique_ptr<GiveApproval> Check(ApprovalId approval, std::string asker,
                                             std::string person, StaffSessionId session);
  [[nodiscard]] std::string_view Kind() const override { return "give_approval"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffApproval>(approval_);
    AddNeedsOfActor(StaffText(asker_), needs);
    AddNeedsOf(acting_, needs);
    needs.audit = true;
  }
  // The role is the one that the person has now, and the password and a code were asked for again.
  [[nodiscard]] DecisionOf<GiveApprovalResult> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  GiveApproval(ApprovalId approval, std::string asker, std::string person, StaffSessionId session)
      : approval_(approval),
        asker_(std::move(asker)),
        person_(std::move(person)),
        acting_{StaffText(person_), session} {}
  ApprovalId approval_;
  std::string asker_;
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
  static std::unique_ptr<EndApproval> Check(ApprovalId approval, Way way, std::string person);
  [[nodiscard]] std::string_view Kind() const override { return "end_approval"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffApproval>(approval_);
    needs.Put<StaffMember>(person_);
    needs.audit = true;
  }
  // A repeat changes nothing.
  [[nodiscard]] DecisionOf<EndApprovalResult> Decide(const ReadSet& read_set,
                                                     const DecisionContext& context) const override;

 private:
  EndApproval(ApprovalId approval, Way way, std::string person)
      : approval_(approval), way_(way), person_(std::move(person)) {}
  ApprovalId approval_;
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
