// Adds staff and changes what they may do. Audited. Passwords and secrets of codes never enter the
// engine readable, only as hashes and sealed.
#pragma once

#include <optional>
#include <string>

#include "base/core/result.h"
#include "engine/commands/command.h"
#include "engine/commands/staff_actor.h"

namespace herlaad::engine {

enum class AddStaffError : std::uint8_t {
  kName = 1,      // not access::IsStaffName
  kFullName = 2,  // empty, or longer than kFullNameMax
};
enum class AddStaffOutcome : std::uint8_t { kAdded = 1, kNameTaken = 2 };

class AddStaff final : public Command {
 public:
  // `member` has a name, full name, role, password and code secret.
  static Result<std::unique_ptr<AddStaff>, AddStaffError> Check(StaffMember member,
                                                                std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "add_staff"; }
  void AddNeeds(Needs& needs) const override {
    needs.plain.Of<StaffMember>().push_back(member_.name);
    AddNeedsOfActor(actor_, needs);
    needs.audit = true;
  }
  // outcome: AddStaffOutcome or kActorMayNot. Names are never given to another person, not even
  // those of persons who left.
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  AddStaff(StaffMember member, std::string actor)
      : member_(std::move(member)), actor_(std::move(actor)) {}
  StaffMember member_;
  std::string actor_;
};

// What is set is changed.
struct StaffChange {
  std::optional<access::Role> role = {};
  std::optional<bool> disabled = {};
  std::optional<std::string> password = {};     // hash
  std::optional<std::string> code_secret = {};  // sealed; codes of the old one count no more
};
enum class ChangeStaffOutcome : std::uint8_t { kChanged = 1, kNoSuchPerson = 2 };

class ChangeStaff final : public Command {
 public:
  static std::unique_ptr<ChangeStaff> Check(std::string name, StaffChange change,
                                            std::string actor);
  [[nodiscard]] std::string_view Kind() const override { return "change_staff"; }
  void AddNeeds(Needs& needs) const override {
    needs.plain.Of<StaffMember>().push_back(name_);
    AddNeedsOfActor(actor_, needs);
    needs.audit = true;
  }
  // outcome: ChangeStaffOutcome or kActorMayNot. Ends the person's sessions, so that no session has
  // more than its person may; a repeat changes and ends nothing.
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  ChangeStaff(std::string name, StaffChange change, std::string actor)
      : name_(std::move(name)), change_(std::move(change)), actor_(std::move(actor)) {}
  std::string name_;
  StaffChange change_;
  std::string actor_;
};

// Replaces the sealed secret of a person's codes by the same secret sealed with another key. Not
// audited: nothing changes for anybody.
class SealCodeSecret final : public Command {
 public:
  static std::unique_ptr<SealCodeSecret> Check(std::string name, std::string before,
                                               std::string after);
  [[nodiscard]] std::string_view Kind() const override { return "seal_code_secret"; }
  void AddNeeds(Needs& needs) const override { needs.plain.Of<StaffMember>().push_back(name_); }
  // outcome: 1 if it was or is replaced; 0 if another secret stands there now.
  [[nodiscard]] Decision Decide(const ReadSet& read_set,
                                const DecisionContext& context) const override;

 private:
  SealCodeSecret(std::string name, std::string before, std::string after)
      : name_(std::move(name)), before_(std::move(before)), after_(std::move(after)) {}
  std::string name_;
  std::string before_;
  std::string after_;
};

}  // namespace herlaad::engine
