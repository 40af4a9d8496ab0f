// Second-person approval: asked for by one person, given by another, and used by the first in the
// same commit as the act. Audited. The rules are domain/access/approval.h.
#pragma once

#include <optional>
#include <string>

#include "engine/commands/command.h"
#include "engine/commands/staff_actor.h"

namespace herlaad::engine {

inline constexpr std::size_t kApprovalReasonMax = 500;  // bytes

class RequestApproval final : public Command {
 public:
  // Nullptr when the reason is blank or longer than kApprovalReasonMax.
  static std::unique_ptr<RequestApproval> Check(access::Act act, std::string reason,
                                                std::string person);
  [[nodiscard]] std::string_view Kind() const override { return "request_approval"; }
  void AddNeeds(Needs& needs) const override;
  // detail: the approval's id, or the outcome is kActorMayNot. A repeat asks for another one; each
  // is used at most once.
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  RequestApproval(access::Act act, std::string reason, std::string person)
      : act_(std::move(act)), reason_(std::move(reason)), person_(std::move(person)) {}
  access::Act act_;
  std::string reason_;
  std::string person_;
};

// Outcomes are access::GiveOutcome, or this.
inline constexpr std::uint8_t kNoSuchApproval = 255;

class GiveApproval final : public Command {
 public:
  static std::unique_ptr<GiveApproval> Check(ApprovalId approval, std::string person);
  [[nodiscard]] std::string_view Kind() const override { return "give_approval"; }
  void AddNeeds(Needs& needs) const override {
    needs.plain.Of<StaffApproval>().push_back(approval_);
    needs.plain.Of<StaffMember>().push_back(person_);
    needs.audit = true;
  }
  // The role is the one that the person has now.
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  GiveApproval(ApprovalId approval, std::string person)
      : approval_(approval), person_(std::move(person)) {}
  ApprovalId approval_;
  std::string person_;
};

// The rule for one person's act: above a sum, it needs an approval.
struct SecondPerson {
  std::string person;                                 // who does the act: a staff name
  ApprovalId approval{};                              // empty: none
  std::int64_t above = 0;                             // in minor units
  std::string_view permission = access::kMayResolve;  // that the act needs
};
// For commands: their needs, and the use of the approval in their decision. Nothing if the act may
// be done; then `decision` has the used approval, if it needed one. kNotGiven if it needs one and
// has none; kAskedBefore if it was asked for before `since`, when what it is about came to be.
void AddNeedsOf(const SecondPerson& rule, Needs& needs);
std::optional<access::UseOutcome> Prevented(const SecondPerson& rule, const access::Act& act,
                                            std::int64_t amount, Instant since,
                                            const ReadSet& read_set, Instant now,
                                            Decision& decision);

}  // namespace herlaad::engine
