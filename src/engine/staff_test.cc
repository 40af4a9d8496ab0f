// Staff: who is added, signs in, and approves what. With the domain's rules; the comparisons of
// passwords and codes are made elsewhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "engine/batch.h"
#include "engine/commands/approvals.h"
#include "engine/commands/manage_staff.h"
#include "engine/commands/resolve_topup.h"
#include "engine/commands/staff_sessions.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using access::GiveOutcome;
using access::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StaffTest : public ::testing::Test {
 protected:
  Answer Call(std::unique_ptr<Command> command) {
    Answer answered = testing::RunCommand(runner_, std::move(command), now_);
    EXPECT_EQ(answered.fault, Answer::Fault::kNone);
    return answered;
  }
  static StaffMember Named(const std::string& name, const std::string& full_name) {
    StaffMember member;
    member.name = name;
    member.full_name = full_name;
    return member;
  }
  AddStaffOutcome Add(const std::string& name, Role role, const std::string& hash = "hash") {
    StaffMember member = Named(name, "A Person");
    member.role = role;
    member.password = hash + " of " + name;
    member.code_secret = "sealed " + name;
    auto command = AddStaff::Check(std::move(member), "admin");
    return static_cast<AddStaffOutcome>(Call(*std::move(command)).outcome);
  }
  void Change(const std::string& name, StaffChange change) {
    EXPECT_EQ(Call(ChangeStaff::Check(name, std::move(change), "admin")).outcome,
              static_cast<std::uint8_t>(ChangeStaffOutcome::kChanged));
  }
  [[nodiscard]] SignInProof Right(const std::string& name) const {
    return {"hash of " + name, "sealed " + name, true, access::TimeStepAt(now_)};
  }
  SignInOutcome Try(const std::string& name, SignInProof proof) {
    const Answer answer = Call(SignIn::Check(name, std::move(proof), Digest{1, 2}, "A Browser"));
    last_session_ = StaffSessionId(answer.detail);
    return static_cast<SignInOutcome>(answer.outcome);
  }
  StaffMember Member(const std::string& name) { return **store_.FindRow<StaffMember>(name); }
  StaffSession Session() { return **store_.FindRow<StaffSession>(last_session_); }
  bool LastSessionIsLive(const std::string& name) {
    return access::IsLive(Session().times, Member(name).sessions_ended_at, now_);
  }
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
};

TEST_F(StaffTest, NameBelongsToOnePersonForEver) {
  EXPECT_EQ(Add("an", Role::kClerk), AddStaffOutcome::kAdded);
  EXPECT_EQ(Add("an", Role::kClerk), AddStaffOutcome::kAdded) << "the same command again";
  EXPECT_EQ(Add("an", Role::kAdmin, "another hash"), AddStaffOutcome::kNameTaken);
  Change("an", {.disabled = true});
  EXPECT_EQ(Add("an", Role::kAdmin, "another hash"), AddStaffOutcome::kNameTaken);
  EXPECT_EQ(Member("an").role, Role::kClerk);
  EXPECT_THAT(Actions(), ElementsAre("admin staff.add", "admin staff.disable"));
}

TEST_F(StaffTest, NamesAreChecked) {
  EXPECT_EQ(AddStaff::Check(Named("An", "x"), "admin").error(), AddStaffError::kName);
  EXPECT_EQ(AddStaff::Check(Named("an", ""), "admin").error(), AddStaffError::kFullName);
  EXPECT_EQ(AddStaff::Check(Named("an", std::string(81, 'x')), "admin").error(),
            AddStaffError::kFullName);
}

TEST_F(StaffTest, SignInWritesASessionAndIsAuditedUnderThePersonsName) {
  Add("an", Role::kSupport);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
  EXPECT_EQ(Session().staff, "an");
  EXPECT_EQ(Session().device, "A Browser");
  EXPECT_TRUE(LastSessionIsLive("an"));
  EXPECT_EQ(store_.Audit().back().actor, "staff:an");
  EXPECT_EQ(store_.Audit().back().action, "staff.sign_in");
  EXPECT_EQ(store_.Audit().back().subject, ToText(last_session_));
}

TEST_F(StaffTest, EachCodeCountsOnce) {
  Add("an", Role::kSupport);
  const SignInProof proof = Right("an");
  EXPECT_EQ(Try("an", proof), SignInOutcome::kSignedIn);
  EXPECT_EQ(Try("an", proof), SignInOutcome::kRefused);
  Pass(access::kTimeStep);
  EXPECT_EQ(Try("an", proof), SignInOutcome::kRefused);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
}

TEST_F(StaffTest, WhateverIsWrongIsRefusedAndCounted) {
  Add("an", Role::kSupport);
  SignInProof proof = Right("an");
  proof.password_matches = false;
  EXPECT_EQ(Try("an", proof), SignInOutcome::kRefused);
  proof = Right("an");
  proof.step.reset();
  EXPECT_EQ(Try("an", proof), SignInOutcome::kRefused);
  proof = Right("an");
  proof.password = "an earlier hash";
  EXPECT_EQ(Try("an", proof), SignInOutcome::kRefused);
  proof = Right("an");
  proof.code_secret = "an earlier secret";
  EXPECT_EQ(Try("an", proof), SignInOutcome::kRefused);
  EXPECT_EQ(Member("an").tries.wrong, 4);
  EXPECT_EQ(Try("nobody", Right("nobody")), SignInOutcome::kRefused);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
  EXPECT_EQ(Member("an").tries, access::Tries());
}

TEST_F(StaffTest, AfterWrongTriesARightOneWaitsToo) {
  Add("an", Role::kSupport);
  SignInProof wrong = Right("an");
  wrong.password_matches = false;
  for (int n = 0; n < access::kFreeTries; ++n) EXPECT_EQ(Try("an", wrong), SignInOutcome::kRefused);
  EXPECT_EQ(store_.Audit().back().action, "staff.wrong_tries");
  EXPECT_EQ(store_.Audit().back().subject, "staff:an");
  const StaffMember before = Member("an");
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kMustWait);
  EXPECT_EQ(Try("an", wrong), SignInOutcome::kMustWait);
  EXPECT_EQ(Member("an"), before) << "what is not compared is not counted";
  Pass(access::kFirstWait);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
}

TEST_F(StaffTest, DisabledPersonCannotSignInAndLosesTheSessions) {
  Add("an", Role::kSupport);
  Try("an", Right("an"));
  Change("an", {.disabled = true});
  EXPECT_FALSE(LastSessionIsLive("an"));
  Pass(access::kTimeStep);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kRefused);
  Change("an", {.disabled = false});
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
}

TEST_F(StaffTest, ChangesEndSessionsAndRepeatsChangeNothing) {
  Add("an", Role::kSupport);
  for (const StaffChange& change :
       {StaffChange{.role = Role::kFinance}, StaffChange{.password = "hash of an, new"},
        StaffChange{.code_secret = "sealed an, new"}}) {
    const StaffMember was = Member("an");
    EXPECT_EQ(Try("an", {was.password, was.code_secret, true, access::TimeStepAt(now_)}),
              SignInOutcome::kSignedIn);
    Change("an", change);
    EXPECT_FALSE(LastSessionIsLive("an"));
    const StaffMember once = Member("an");
    Pass(access::kTimeStep);
    Change("an", change);
    EXPECT_EQ(Member("an"), once);
  }
  EXPECT_EQ(Call(ChangeStaff::Check("nobody", {}, "admin")).outcome,
            static_cast<std::uint8_t>(ChangeStaffOutcome::kNoSuchPerson));
  EXPECT_THAT(Actions(),
              ElementsAre("admin staff.add", "staff:an staff.sign_in", "admin staff.role",
                          "staff:an staff.sign_in", "admin staff.set_password",
                          "staff:an staff.sign_in", "admin staff.reset_code"));
}

TEST_F(StaffTest, SessionEndsForItsPersonOnly) {
  Add("an", Role::kSupport);
  Try("an", Right("an"));
  const auto end = [this](const std::string& name) {
    return static_cast<EndSessionOutcome>(
        Call(EndSession::Check(last_session_, name, StaffText(name))).outcome);
  };
  EXPECT_EQ(end("bo"), EndSessionOutcome::kNoSuchSession);
  EXPECT_TRUE(LastSessionIsLive("an"));
  EXPECT_EQ(end("an"), EndSessionOutcome::kEnded);
  EXPECT_FALSE(LastSessionIsLive("an"));
  EXPECT_EQ(end("an"), EndSessionOutcome::kEnded);
  EXPECT_THAT(Actions(), ElementsAre("admin staff.add", "staff:an staff.sign_in",
                                     "staff:an staff.end_session"));
}

TEST_F(StaffTest, AllSessionsEndTogether) {
  Add("an", Role::kSupport);
  Try("an", Right("an"));
  Call(EndSessions::Check("an", "admin"));
  EXPECT_FALSE(LastSessionIsLive("an"));
  Pass(access::kTimeStep);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
  EXPECT_TRUE(LastSessionIsLive("an"));
}

TEST_F(StaffTest, SessionInUseLivesUntilItsLongestTime) {
  Add("an", Role::kSupport);
  Try("an", Right("an"));
  const Instant begun = now_;
  while (LastSessionIsLive("an")) {
    Pass(Millis(20 * 60'000));
    Call(SeeSession::Check(last_session_));
  }
  EXPECT_EQ(now_ - begun, access::kSessionLongest);
}

TEST_F(StaffTest, IdleSessionIsNotRevived) {
  Add("an", Role::kSupport);
  Try("an", Right("an"));
  Pass(access::kSessionIdle);
  Call(SeeSession::Check(last_session_));
  EXPECT_FALSE(LastSessionIsLive("an"));
}

TEST_F(StaffTest, SecretIsSealedAgainOnlyIfItIsTheSame) {
  Add("an", Role::kSupport);
  EXPECT_EQ(Call(SealCodeSecret::Check("an", "another", "new")).outcome, 0);
  EXPECT_EQ(Call(SealCodeSecret::Check("an", "sealed an", "new")).outcome, 1);
  EXPECT_EQ(Call(SealCodeSecret::Check("an", "sealed an", "new")).outcome, 1);
  EXPECT_EQ(Member("an").code_secret, "new");
}

// As another server may have done a moment ago: what a session was good for is judged in the
// commit.
TEST_F(StaffTest, PersonWhoMayNotAnyMoreChangesNothing) {
  Add("ad", Role::kAdmin);
  Add("an", Role::kSupport);
  Change("ad", {.disabled = true});
  EXPECT_EQ(Call(ChangeStaff::Check("ad", {.disabled = false}, "staff:ad")).outcome, kActorMayNot);
  EXPECT_EQ(Call(ChangeStaff::Check("an", {.role = Role::kAdmin}, "staff:an")).outcome,
            kActorMayNot);
  EXPECT_EQ(Call(ChangeStaff::Check("an", {.disabled = true}, "staff:nobody")).outcome,
            kActorMayNot);
  auto add = AddStaff::Check(Named("new", "A Person"), "staff:ad");
  EXPECT_EQ(Call(*std::move(add)).outcome, kActorMayNot);
  EXPECT_NE(Member("ad").disabled_at.ms, 0);
  EXPECT_EQ(Member("an").role, Role::kSupport);
  EXPECT_FALSE((*store_.FindRow<StaffMember>("new")).has_value());
}

// --- Approvals

class ApprovalTest : public StaffTest {
 protected:
  ApprovalTest() {
    Add("an", Role::kFinance);
    Add("bo", Role::kFinance);
    Add("su", Role::kSupport);
  }
  ApprovalId Ask(const std::string& person) {
    auto command = RequestApproval::Check(kAct, "the bank says so", person);
    return ApprovalId(Call(std::move(command)).detail);
  }
  GiveOutcome Give(ApprovalId approval, const std::string& person) {
    return static_cast<GiveOutcome>(Call(GiveApproval::Check(approval, person)).outcome);
  }
  const access::Act kAct{"topup.resolve", "tu_1", "refunded"};
};

TEST_F(ApprovalTest, IsGivenByAnotherPersonWhoMay) {
  const ApprovalId asked = Ask("an");
  EXPECT_EQ(Give(asked, "an"), GiveOutcome::kSamePerson);
  EXPECT_EQ(Give(asked, "su"), GiveOutcome::kNotAllowed);
  EXPECT_EQ(Give(asked, "nobody"), GiveOutcome::kNotAllowed);
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kGiven);
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kAlready);
  EXPECT_EQ(Call(GiveApproval::Check(ApprovalId(7), "bo")).outcome, kNoSuchApproval);
  const AuditEntry last = store_.Audit().back();
  EXPECT_EQ(last.actor, "staff:bo");
  EXPECT_EQ(last.action, "approval.give");
  EXPECT_EQ(last.subject, ToText(asked));
  EXPECT_THAT(last.detail, HasSubstr("refunded"));
}

TEST_F(ApprovalTest, IsNotGivenByWhoWasDisabled) {
  const ApprovalId asked = Ask("an");
  Change("bo", {.disabled = true});
  EXPECT_EQ(Give(asked, "bo"), GiveOutcome::kNotAllowed);
}

TEST_F(ApprovalTest, PersonWhoWasDisabledNeitherAsksNorResolves) {
  Change("an", {.disabled = true});
  auto ask = RequestApproval::Check(kAct, "the bank says so", "an");
  EXPECT_EQ(Call(std::move(ask)).outcome, kActorMayNot);
  auto resolve = ResolveTopup::Check(OrderId(5), orders::ReviewDecision::kRefunded, "x", "staff:an",
                                     SecondPerson{"an"});
  EXPECT_EQ(Call(*std::move(resolve)).outcome, kActorMayNot);
}

TEST_F(ApprovalTest, NeedsAReason) {
  EXPECT_EQ(RequestApproval::Check(kAct, " \n", "an"), nullptr);
  EXPECT_EQ(RequestApproval::Check(kAct, std::string(501, 'x'), "an"), nullptr);
}

}  // namespace
}  // namespace herlaad::engine
