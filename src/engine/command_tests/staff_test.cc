// Staff: who is added, signs in and manages staff. With the domain's rules; the comparisons of
// passwords and codes are made elsewhere.
#include "engine/command_tests/staff_fixture.h"

namespace herlaad::engine {
namespace {

using access::Role;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

class StaffTest : public StaffCommands {};

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
  const auto error = [](const std::string& name, const std::string& full_name) {
    return AddStaff::Check(Named(name, full_name), kInvitation, {"admin"}).error();
  };
  EXPECT_EQ(error("An", "x"), AddStaffError::kName);
  EXPECT_EQ(error("an", ""), AddStaffError::kFullName);
  EXPECT_EQ(error("an", "\xC2\xA0"), AddStaffError::kFullName);
  EXPECT_EQ(error("an", std::string(81, 'x')), AddStaffError::kFullName);
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
  EXPECT_EQ(access::WrongInARow(Member("an").tries, {}), 4);
  EXPECT_EQ(Try("nobody", Right("nobody")), SignInOutcome::kRefused);
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
  EXPECT_EQ(access::WrongInARow(Member("an").tries, {}), 0);
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

TEST_F(StaffTest, StrangersKeepNobodyOutOfTheOwnNetwork) {
  Add("an", Role::kSupport);
  SignInProof right = Right("an");
  right.network = {1, 1};
  EXPECT_EQ(Try("an", right), SignInOutcome::kSignedIn);
  SignInProof wrong = Right("an");
  wrong.password_matches = false;
  for (std::uint64_t n = 0; n < 200; ++n) {
    wrong.network = {2, n};
    Try("an", wrong);
  }
  EXPECT_EQ(Try("an", wrong), SignInOutcome::kMustWait);
  EXPECT_EQ(store_.Audit().back().action, "staff.wrong_tries");
  EXPECT_THAT(store_.Audit().back().detail, HasSubstr("networks without a sign-in"));
  Pass(access::kTimeStep);
  right = Right("an");
  right.network = {1, 1};
  EXPECT_EQ(Try("an", right), SignInOutcome::kSignedIn);
}

TEST_F(StaffTest, ChangesEndSessionsAndRepeatsChangeNothing) {
  Add("an", Role::kSupport);
  for (const StaffChange& change :
       {StaffChange{.role = Role::kFinance}, StaffChange{.invitation = kInvitation}}) {
    EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kSignedIn);
    Change("an", change);
    EXPECT_FALSE(LastSessionIsLive("an"));
    const StaffMember once = Member("an");
    Pass(access::kTimeStep);
    Change("an", change);
    EXPECT_EQ(Member("an"), once);
  }
  EXPECT_EQ(Try("an", Right("an")), SignInOutcome::kRefused) << "the old ones count no more";
  EXPECT_EQ(Call(ChangeStaff::Check("nobody", {}, {"admin"})), ChangeStaffOutcome::kNoSuchPerson);
  EXPECT_THAT(Actions(),
              ElementsAre("admin staff.add", "staff:an staff.sign_in", "admin staff.role",
                          "staff:an staff.sign_in", "admin staff.invite"));
}

// --- Sessions

TEST_F(StaffTest, SessionEndsForItsPersonOnly) {
  Add("an", Role::kSupport);
  Try("an", Right("an"));
  const auto end = [this](const std::string& name) {
    return Call(EndSession::Check(last_session_, name, StaffText(name)));
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

// A clock that was a day ahead for a moment must not make a session that nobody can end.
TEST_F(StaffTest, SessionDatedAheadEndsToo) {
  Add("an", Role::kSupport);
  const Instant right = now_;
  Pass(Millis(86'400'000));
  Try("an", Right("an"));
  now_ = right;
  BatchRunner restarted{store_, catalogue_, timings_, IdSource(Shard{}, 1), {}, {}};
  (void)testing::RunCommand(restarted, EndSessions::Check("an", "admin"), now_);
  EXPECT_LT(now_, Session().times.begun_at);
  EXPECT_FALSE(LastSessionIsLive("an"));
}

TEST_F(StaffTest, StepUpIsOfOneSessionAndCountsWrongTries) {
  Add("ad", Role::kAdmin);
  Try("ad", Right("ad"));
  const StaffSessionId other = last_session_;
  const StaffSessionId session = SteppedUp("ad");
  const auto change = [&](StaffSessionId with) {
    return Call(ChangeStaff::Check("ad", {.role = Role::kAdmin}, {"staff:ad", with}));
  };
  EXPECT_EQ(change(other), ChangeStaffOutcome::kStepUpNeeded);
  EXPECT_EQ(change({}), ChangeStaffOutcome::kActorMayNot);
  EXPECT_EQ(change(session), ChangeStaffOutcome::kChanged);
  EXPECT_EQ(store_.Audit().back().action, "staff.change_refused");
  Pass(access::kStepUpLasts);
  EXPECT_EQ(change(session), ChangeStaffOutcome::kStepUpNeeded);
  SignInProof wrong = Right("ad");
  wrong.password_matches = false;
  EXPECT_EQ(Call(StepUp::Check("ad", session, wrong)), SignInOutcome::kRefused);
  EXPECT_EQ(access::WrongInARow(Member("ad").tries, {}), 1);
  Call(EndSession::Check(session, "ad", "staff:ad"));
  EXPECT_EQ(Call(StepUp::Check("ad", session, Right("ad"))), SignInOutcome::kRefused)
      << "of an ended session";
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
  EXPECT_EQ(Call(SealCodeSecret::Check("an", "another", "new")), SealOutcome::kOtherSecret);
  EXPECT_EQ(Call(SealCodeSecret::Check("an", "sealed an", "new")), SealOutcome::kSealed);
  EXPECT_EQ(Call(SealCodeSecret::Check("an", "sealed an", "new")), SealOutcome::kSealed);
  EXPECT_EQ(Member("an").code_secret, "new");
}

TEST_F(StaffTest, LastAdminStaysOne) {
  Add("ad", Role::kAdmin);
  Add("an", Role::kSupport);
  const auto change = [this](const std::string& name, StaffChange what,
                             std::vector<std::string> managers) {
    return Call(ChangeStaff::Check(name, what, {"admin"}, std::move(managers)));
  };
  const StaffChange disabled{.disabled = true};
  const StaffChange demoted{.role = Role::kFinance};
  EXPECT_EQ(change("ad", disabled, {}), ChangeStaffOutcome::kLastManager);
  EXPECT_EQ(change("ad", demoted, {}), ChangeStaffOutcome::kLastManager);
  EXPECT_EQ(store_.Audit().back().action, "staff.change_refused");
  EXPECT_EQ(store_.Audit().back().detail, "last_manager");
  EXPECT_EQ(change("ad", disabled, {"ad", "an", "nobody"}), ChangeStaffOutcome::kLastManager)
      << "none of them manages staff besides";
  EXPECT_TRUE(ManagesStaff(Member("ad")));
  EXPECT_EQ(change("an", disabled, {}), ChangeStaffOutcome::kChanged) << "is no admin";
  EXPECT_EQ(change("ad", {.role = Role::kAdmin, .disabled = false}, {}),
            ChangeStaffOutcome::kChanged)
      << "stays what it is";
  Add("boss", Role::kAdmin);
  EXPECT_EQ(change("ad", demoted, {"boss"}), ChangeStaffOutcome::kChanged);
  EXPECT_EQ(change("boss", disabled, {"ad"}), ChangeStaffOutcome::kLastManager)
      << "as read before the other one was changed";
}

TEST_F(StaffTest, AdminWithoutAPasswordIsNobodyToRelyOn) {
  Add("ad", Role::kAdmin);
  Add("boss", Role::kAdmin);
  Change("boss", {.invitation = kInvitation});
  const auto disable = [this](const std::string& name, std::vector<std::string> managers) {
    return Call(ChangeStaff::Check(name, {.disabled = true}, {"admin"}, std::move(managers)));
  };
  EXPECT_EQ(disable("ad", {"boss"}), ChangeStaffOutcome::kLastManager);
  EXPECT_EQ(disable("boss", {"ad"}), ChangeStaffOutcome::kChanged);
}

// As another server may have done a moment ago: what a session was good for is judged in the
// commit.
TEST_F(StaffTest, PersonWhoMayNotAnyMoreChangesNothing) {
  Add("ad", Role::kAdmin);
  Add("boss", Role::kAdmin);
  Add("an", Role::kSupport);
  session_ = SteppedUp("ad");
  Change("ad", {.disabled = true});
  const auto change = [this](const std::string& name, StaffChange what, const std::string& actor) {
    return Call(ChangeStaff::Check(name, what, {actor, session_}));
  };
  EXPECT_EQ(change("ad", {.disabled = false}, "staff:ad"), ChangeStaffOutcome::kActorMayNot);
  EXPECT_EQ(change("an", {.role = Role::kAdmin}, "staff:an"), ChangeStaffOutcome::kActorMayNot);
  EXPECT_EQ(change("an", {.disabled = true}, "staff:nobody"), ChangeStaffOutcome::kActorMayNot);
  auto add = AddStaff::Check(Named("new", "A Person"), kInvitation, {"staff:ad", session_});
  EXPECT_EQ(Call(*std::move(add)), AddStaffOutcome::kActorMayNot);
  EXPECT_NE(Member("ad").disabled_at.ms, 0);
  EXPECT_EQ(Member("an").role, Role::kSupport);
  EXPECT_FALSE((*store_.FindRow<StaffMember>("new")).has_value());
}

}  // namespace
}  // namespace herlaad::engine
