// Invitations: how a person comes to a password and codes that nobody else chose.
#include "engine/commands/staff/invitations.h"

#include "engine/command_tests/staff_fixture.h"

namespace herlaad::engine {
namespace {

using access::Role;

class InvitationTest : public StaffCommands {
 protected:
  void Invite(const std::string& name, Role role = Role::kFinance,
              const Acting& acting = {"admin"}) {
    StaffMember member = Named(name, "A Person");
    member.role = role;
    auto command = AddStaff::Check(std::move(member), kInvitation, acting);
    EXPECT_EQ(Call(*std::move(command)), AddStaffOutcome::kAdded);
  }
  AcceptOutcome Accept(const std::string& name, const Digest& invitation = kInvitation,
                       std::int64_t later = 0) {
    AcceptInvitation::Chosen chosen{"hash of " + name, "sealed " + name,
                                    access::TimeStepAt(now_) + later};
    auto command = AcceptInvitation::Check(name, invitation, std::move(chosen));
    return Call(std::move(command));
  }
};

TEST_F(InvitationTest, PasswordIsChosenByWhoeverHasItOnce) {
  Invite("an");
  EXPECT_TRUE(Member("an").password.empty());
  EXPECT_EQ(Try("an", {"", "", true, access::TimeStepAt(now_), {}}), SignInOutcome::kRefused);
  EXPECT_EQ(Accept("an", {9, 9}), AcceptOutcome::kNotInvited);
  EXPECT_EQ(Accept("an", {}), AcceptOutcome::kNotInvited);
  EXPECT_EQ(Accept("an", kInvitation, 2), AcceptOutcome::kWrongCode);
  EXPECT_EQ(Accept("an"), AcceptOutcome::kAccepted);
  EXPECT_EQ(Accept("an"), AcceptOutcome::kNotInvited) << "a second time";
  EXPECT_EQ(Accept("an", {}), AcceptOutcome::kNotInvited) << "there is none any more";
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kRefused) << "the code was used to accept it";
  Pass(access::kTimeStep);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
  EXPECT_EQ(store_.Audit().at(1).action, "staff.accept_invitation");
}

TEST_F(InvitationTest, WorksForAFewHoursAndNotForWhoLeft) {
  Invite("an");
  Invite("bo");
  Change("bo", {.disabled = true});
  EXPECT_EQ(Accept("bo"), AcceptOutcome::kNotInvited);
  Pass(access::kInvitationLifetime - Millis(1));
  EXPECT_TRUE(IsInvited(Member("an"), kInvitation, now_));
  Pass(Millis(1));
  EXPECT_EQ(Accept("an"), AcceptOutcome::kNotInvited);
}

TEST_F(InvitationTest, OwnOneNeedsAStepUpAndIsNoChangeBySomebodyElse) {
  Add("an", Role::kFinance);
  Try("an", Right("an"));
  EXPECT_EQ(Call(InviteSelf::Check("an", kInvitation, last_session_)),
            InviteSelfOutcome::kStepUpNeeded);
  const StaffSessionId session = SteppedUp("an");
  EXPECT_EQ(Call(InviteSelf::Check("an", kInvitation, session)), InviteSelfOutcome::kInvited);
  EXPECT_TRUE(LastSessionIsLive("an")) << "until it is accepted nothing changes";
  EXPECT_EQ(Accept("an"), AcceptOutcome::kAccepted);
  EXPECT_FALSE(LastSessionIsLive("an"));
  EXPECT_EQ(Member("an").changed_at, Instant{});
}

TEST_F(InvitationTest, SomebodyElsesIsAChangeFromWhenItIsAccepted) {
  Invite("an");
  EXPECT_EQ(Member("an").changed_by, "admin");
  Pass(Millis(3'600'000));
  EXPECT_EQ(Accept("an"), AcceptOutcome::kAccepted);
  EXPECT_EQ(Member("an").changed_at, now_);
}

TEST_F(InvitationTest, IsTakenBackByARestoreWhichEndsAllSessions) {
  Add("an", Role::kFinance);
  Try("an", Right("an"));
  Invite("bo");
  for (const char* name : {"an", "bo"}) Call(DoubtStaff::Check(name, "restore"));
  EXPECT_FALSE(LastSessionIsLive("an"));
  EXPECT_EQ(Accept("bo"), AcceptOutcome::kNotInvited);
  EXPECT_EQ(Accept("bo", {}), AcceptOutcome::kNotInvited);
}

}  // namespace
}  // namespace herlaad::engine
