// Invitations: with the secret of one, a person chooses a password and sets up the codes. Somebody
// who manages staff hands it over, or a person has one made for themselves. It works once and not
// for long (access::kInvitationLifetime).
#pragma once

#include <string>

#include "engine/commands/command.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {

enum class InviteSelfOutcome : std::uint8_t { kInvited = 1, kActorMayNot = 2, kStepUpNeeded = 3 };

// For oneself. Until it is accepted, the password and the codes stay what they are.
class InviteSelf final : public CommandOf<InviteSelfOutcome> {
 public:
  // `invitation`: the digest of its secret.
  static std::unique_ptr<InviteSelf> Check(std::string name, Digest invitation,
                                           StaffSessionId session);
  [[nodiscard]] std::string_view Kind() const override { return "invite_self"; }
  void AddNeeds(Needs& needs) const override {
    AddNeedsOf(acting_, needs);
    needs.audit = true;
  }
  // A new one replaces the one before.
  [[nodiscard]] DecisionOf<InviteSelfOutcome> Decide(const ReadSet& read_set,
                                                     const DecisionContext& context) const override;

 private:
  InviteSelf(std::string name, Digest invitation, StaffSessionId session)
      : name_(std::move(name)), invitation_(invitation), acting_{StaffText(name_), session} {}
  std::string name_;
  Digest invitation_;
  Acting acting_;
};

// Whether `invitation` is the open one of that person.
bool IsInvited(const StaffMember& member, const Digest& invitation, Instant now);

enum class AcceptOutcome : std::uint8_t {
  kAccepted = 1,
  kNotInvited = 2,  // another one, used, or too late; or the person may not sign in
  kWrongCode = 3,
};

class AcceptInvitation final : public CommandOf<AcceptOutcome> {
 public:
  struct Chosen {
    std::string password;              // hash
    std::string code_secret;           // sealed
    std::optional<std::int64_t> step;  // of the code that was typed; nothing: it is of none
  };
  static std::unique_ptr<AcceptInvitation> Check(std::string name, Digest invitation,
                                                 Chosen chosen);
  [[nodiscard]] std::string_view Kind() const override { return "accept_invitation"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffMember>(name_);
    needs.audit = true;
  }
  // Ends the person's sessions. The code counts once: signing in takes the next one. A repeat is
  // kNotInvited and changes nothing.
  [[nodiscard]] DecisionOf<AcceptOutcome> Decide(const ReadSet& read_set,
                                                 const DecisionContext& context) const override;

 private:
  AcceptInvitation(std::string name, Digest invitation, Chosen chosen)
      : name_(std::move(name)), invitation_(invitation), chosen_(std::move(chosen)) {}
  std::string name_;
  Digest invitation_;
  Chosen chosen_;
};

}  // namespace herlaad::engine
