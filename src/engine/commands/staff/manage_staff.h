// Adds staff and changes what they may do. Audited, refusals too. Whoever adds a person chooses
// neither the password nor the secret of the codes: the person does, with an invitation (see
// invitations.h). Passwords and secrets never enter the engine readable, only as hashes and sealed.
#pragma once

#include <optional>
#include <string>

#include "base/core/result.h"
#include "engine/commands/command.h"
#include "engine/commands/staff/staff_actor.h"

namespace herlaad::engine {

enum class AddStaffError : std::uint8_t {
  kName = 1,      // not access::IsStaffName
  kFullName = 2,  // blank, or longer than kFullNameMax
};
enum class AddStaffOutcome : std::uint8_t {
  kAdded = 1,
  kNameTaken = 2,
  kActorMayNot = 3,
  kStepUpNeeded = 4,
};

class AddStaff final : public CommandOf<AddStaffOutcome> {
 public:
  // `member` has a name, full name and role; `invitation` is the digest of the secret with which
  // the person sets the password.
  static Result<std::unique_ptr<AddStaff>, AddStaffError> Check(StaffMember member,
                                                                Digest invitation, Acting acting);
  // Sample data: with a password and a code secret, as somebody who has been there for long.
  static Result<std::unique_ptr<AddStaff>, AddStaffError> CheckSample(StaffMember member,
                                                                      std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "add_staff"; }
  [[nodiscard]] bool RefusesItsRepeat() const override { return true; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffMember>(member_.name);
    AddNeedsOf(acting_, needs);
    needs.audit = true;
  }
  // Names are never given to another person, not even those of persons who left.
  [[nodiscard]] DecisionOf<AddStaffOutcome> Decide(const ReadSet& read_set,
                                                   const DecisionContext& context) const override;

 private:
  AddStaff(StaffMember member, Acting acting)
      : member_(std::move(member)), acting_(std::move(acting)) {}
  [[nodiscard]] bool IsThis(const StaffMember& there) const;
  StaffMember member_;
  Acting acting_;
};

// What is set is changed. Refused if nobody could manage staff then.
struct StaffChange {
  std::optional<access::Role> role = {};
  std::optional<bool> disabled = {};
  // The digest of a new invitation's secret: the password and the codes count no more, and the
  // person sets new ones.
  std::optional<Digest> invitation = {};
};
enum class ChangeStaffOutcome : std::uint8_t {
  kChanged = 1,
  kNoSuchPerson = 2,
  kActorMayNot = 3,
  kStepUpNeeded = 4,
  kLastManager = 5,  // nobody else could manage staff then
};

// Whether the person can manage staff: may, is not disabled, and has accepted an invitation.
bool ManagesStaff(const StaffMember& member);

class ChangeStaff final : public CommandOf<ChangeStaffOutcome> {
 public:
  // `managers`: some others who manage staff, as read before, for a change that could take that
  // from the person.
  static std::unique_ptr<ChangeStaff> Check(std::string name, StaffChange change, Acting acting,
                                            std::vector<std::string> managers = {});
  [[nodiscard]] std::string_view Kind() const override { return "change_staff"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffMember>(name_);
    for (const std::string& manager : managers_) needs.Put<StaffMember>(manager);
    AddNeedsOf(acting_, needs);
    needs.audit = true;
  }
  // Ends the person's sessions, so that no session has more than its person may; a repeat changes
  // and ends nothing.
  [[nodiscard]] DecisionOf<ChangeStaffOutcome> Decide(
      const ReadSet& read_set, const DecisionContext& context) const override;

 private:
  ChangeStaff(std::string name, StaffChange change, Acting acting,
              std::vector<std::string> managers)
      : name_(std::move(name)),
        change_(change),
        acting_(std::move(acting)),
        managers_(std::move(managers)) {}
  [[nodiscard]] bool LeavesNobody(const StaffMember& member, const ReadSet& read_set) const;
  // Whether somebody has been given more than before, or other proofs of who they are.
  bool Apply(StaffMember& member, const DecisionContext& context, Decision& decision) const;
  std::string name_;
  StaffChange change_;
  Acting acting_;
  std::vector<std::string> managers_;
};

// After a restore: ends all sessions of a person, as some may have been ended since the copy was
// made, and takes back the open invitation, which may have been used since.
class DoubtStaff final : public CommandOf<Nothing> {
 public:
  static std::unique_ptr<DoubtStaff> Check(std::string name, std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "doubt_staff"; }
  void AddNeeds(Needs& needs) const override {
    needs.Put<StaffMember>(name_);
    needs.audit = true;
  }
  [[nodiscard]] DecisionOf<Nothing> Decide(const ReadSet& read_set,
                                           const DecisionContext& context) const override;

 private:
  DoubtStaff(std::string name, std::string actor)
      : name_(std::move(name)), actor_(std::move(actor)) {}
  std::string name_;
  std::string actor_;
};

enum class SealOutcome : std::uint8_t {
  kSealed = 1,  // now or before
  kOtherSecret = 2,
};

// Replaces the sealed secret of a person's codes by the same secret sealed with another key. Not
// audited: nothing changes for anybody.
class SealCodeSecret final : public CommandOf<SealOutcome> {
 public:
  static std::unique_ptr<SealCodeSecret> Check(std::string name, std::string before,
                                               std::string after);
  [[nodiscard]] std::string_view Kind() const override { return "seal_code_secret"; }
  void AddNeeds(Needs& needs) const override { needs.Put<StaffMember>(name_); }
  [[nodiscard]] DecisionOf<SealOutcome> Decide(const ReadSet& read_set,
                                               const DecisionContext& context) const override;

 private:
  SealCodeSecret(std::string name, std::string before, std::string after)
      : name_(std::move(name)), before_(std::move(before)), after_(std::move(after)) {}
  std::string name_;
  std::string before_;
  std::string after_;
};

}  // namespace herlaad::engine
