// Staff in a store in memory, for tests of commands.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/staff/manage_staff.h"
#include "engine/commands/staff/staff_sessions.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {

inline constexpr Digest kInvitation{3, 4};

class StaffCommands : public ::testing::Test {
 protected:
  template <class C>
  typename C::ResultType Call(std::unique_ptr<C> command) {
    return *testing::RunCommand(runner_, std::move(command), now_);
  }
  static StaffMember Named(const std::string& name, const std::string& full_name) {
    StaffMember member;
    member.name = name;
    member.full_name = full_name;
    return member;
  }
  AddStaffOutcome Add(const std::string& name, access::Role role,
                      const std::string& hash = "hash") {
    StaffMember member = Named(name, "A Person");
    member.role = role;
    member.password = hash + " of " + name;
    member.code_secret = "sealed " + name;
    auto command = AddStaff::CheckSample(std::move(member), "admin");
    return Call(*std::move(command));
  }
  void Change(const std::string& name, StaffChange change) {
    EXPECT_EQ(Call(ChangeStaff::Check(name, change, {"admin"}, Managers())),
              ChangeStaffOutcome::kChanged);
  }
  std::vector<std::string> Managers() {
    std::vector<std::string> names;
    const auto all = store_.ReadRows(RowQuery<StaffMember>{});
    for (const StaffMember& member : *all) {
      if (ManagesStaff(member)) names.push_back(member.name);
    }
    return names;
  }
  [[nodiscard]] SignInProof Right(const std::string& name) const {
    return {"hash of " + name, "sealed " + name, true, access::TimeStepAt(now_)};
  }
  SignInOutcome Try(const std::string& name, SignInProof proof) {
    const auto result = Call(SignIn::Check(name, std::move(proof), Digest{1, 2}, "A Browser"));
    last_session_ = result.session;
    return result.outcome;
  }
  // A new session with the password and a code asked for again; the person's.
  StaffSessionId SteppedUp(const std::string& name) {
    Pass(access::kTimeStep);
    EXPECT_EQ(Try(name, Right(name)), SignInOutcome::kSignedIn);
    Pass(access::kTimeStep);
    EXPECT_EQ(Call(StepUp::Check(name, last_session_, Right(name))), SignInOutcome::kSignedIn);
    return last_session_;
  }
  StaffMember Member(const std::string& name) { return **store_.FindRow<StaffMember>(name); }
  StaffSession Session() { return **store_.FindRow<StaffSession>(last_session_); }
  bool LastSessionIsLive(const std::string& name) { return IsLive(Session(), Member(name), now_); }
  std::vector<std::string> Actions() {
    std::vector<std::string> actions;
    for (const AuditEntry& entry : store_.Audit())
      actions.push_back(entry.actor + " " + entry.action);
    return actions;
  }
  void Pass(Millis time) { now_ = now_ + time; }

  Instant now_ = orders::fixtures::kNow;
  testing::ScriptedStore store_;
  orders::Timings timings_;
  catalogue::Catalogue catalogue_;
  BatchRunner runner_{store_, catalogue_, timings_, IdSource(Shard{}, 0), {}, {}};
  StaffSessionId last_session_;
  StaffSessionId session_;
};

}  // namespace herlaad::engine
