#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "domain/access/approval.h"
#include "domain/access/roles.h"
#include "domain/access/sign_in.h"

namespace herlaad::access {
namespace {

constexpr Instant kNow{1'795'352'531'000};
const Act kRefund{"topup.resolve", "tu_1", "refunded"};

// --- Roles

TEST(Roles, EachHasANameThatIsReadBack) {
  std::set<std::string_view> names;
  for (const Role role : kRoles) {
    EXPECT_TRUE(names.insert(RoleName(role)).second);
    EXPECT_EQ(ParseRole(RoleName(role)), role);
  }
  EXPECT_EQ(ParseRole("root"), std::nullopt);
  EXPECT_EQ(ParseRole(""), std::nullopt);
  EXPECT_EQ(ParseRole("Admin"), std::nullopt);
}

TEST(Roles, PermissionTable) {
  struct Row {
    const char* name;
    Role role;
    std::string_view permission;
    bool may;
  };
  const Row rows[] = {
      {"a clerk sells", Role::kClerk, kMaySellForCash, true},
      {"a clerk reads no orders of others", Role::kClerk, kMayReadTopups, false},
      {"a dealer sells", Role::kDealer, kMaySellForCash, true},
      {"support decides reviews", Role::kSupport, kMayResolve, true},
      {"support does not approve", Role::kSupport, kMayGiveApproval, false},
      {"finance approves", Role::kFinance, kMayGiveApproval, true},
      {"finance reads the audit trail", Role::kFinance, kMayReadAudit, true},
      {"finance manages nobody", Role::kFinance, kMayManageStaff, false},
      {"finance pays floats", Role::kFinance, kMayPayFloats, true},
      {"support pays none", Role::kSupport, kMayPayFloats, false},
      {"an admin manages staff", Role::kAdmin, kMayManageStaff, true},
      {"an admin does not sell", Role::kAdmin, kMaySellForCash, false},
      {"nobody has a permission that does not exist", Role::kAdmin, "topup:free", false},
  };
  for (const Row& row : rows) EXPECT_EQ(May(row.role, row.permission), row.may) << row.name;
}

TEST(Roles, StaffNameTable) {
  for (const char* name : {"an", "an.peeters", "an-2", "a_b", "sample.admin"})
    EXPECT_TRUE(IsStaffName(name)) << name;
  for (const char* name : {"", "a", "An", "2an", ".an", "an peeters", "an@b", "é.v", "an:b"})
    EXPECT_FALSE(IsStaffName(name)) << name;
  EXPECT_TRUE(IsStaffName(std::string(32, 'a')));
  EXPECT_FALSE(IsStaffName(std::string(33, 'a')));
}

// --- Codes

TEST(Codes, AcceptableStepTable) {
  const std::int64_t step = TimeStepAt(kNow);
  struct Row {
    const char* name;
    std::int64_t step;
    std::int64_t last_used;
    bool acceptable;
  };
  const Row rows[] = {
      {"the current one", step, 0, true},
      {"one before", step - 1, 0, true},
      {"one after", step + 1, 0, true},
      {"two before", step - 2, 0, false},
      {"two after", step + 2, 0, false},
      {"the one that was used", step, step, false},
      {"one before the one that was used", step - 1, step, false},
      {"one after the one that was used", step + 1, step, true},
  };
  for (const Row& row : rows)
    EXPECT_EQ(IsAcceptableStep(row.step, row.last_used, kNow), row.acceptable) << row.name;
}

// Whatever codes are tried in whatever order while time passes, none is accepted twice.
TEST(Codes, NoneIsAcceptedTwice) {
  rc::check([] {
    Instant now = kNow;
    std::int64_t last_used = 0;
    std::set<std::int64_t> accepted;
    const auto tries = *rc::gen::container<std::vector<std::pair<int, int>>>(
        rc::gen::pair(rc::gen::inRange(0, 40'000), rc::gen::inRange(-3, 4)));
    for (const auto& [pass, off] : tries) {
      now = now + Millis(pass);
      const std::int64_t step = TimeStepAt(now) + off;
      if (!IsAcceptableStep(step, last_used, now)) continue;
      RC_ASSERT(accepted.insert(step).second);
      last_used = step;
    }
  });
}

// --- Wrong tries

TEST(WrongTries, TheFifthBeginsAWaitThatDoublesToAQuarterOfAnHour) {
  Tries tries;
  for (int n = 1; n < kFreeTries; ++n) {
    tries = AfterWrongTry(tries, kNow);
    EXPECT_FALSE(MustWait(tries, kNow)) << n;
  }
  Millis expected = kFirstWait;
  for (int n = 0; n < 8; ++n) {
    tries = AfterWrongTry(tries, kNow);
    EXPECT_EQ(tries.wait_until - kNow, expected) << n;
    EXPECT_TRUE(MustWait(tries, kNow));
    EXPECT_TRUE(MustWait(tries, tries.wait_until - Millis(1)));
    EXPECT_FALSE(MustWait(tries, tries.wait_until));
    expected = std::min(expected * 2, kLongestWait);
  }
}

TEST(WrongTries, AWaitDatedByAWrongClockDoesNotCount) {
  const Tries tries = AfterWrongTry({kFreeTries, {}}, kNow);
  EXPECT_FALSE(MustWait(tries, kNow - Millis(86'400'000)));
}

// However fast somebody guesses, a day has room for few compared tries.
TEST(WrongTries, ADayHasRoomForAHundred) {
  rc::check([] {
    const auto every = Millis(*rc::gen::inRange(1, 120'000));
    Tries tries;
    int compared = 0;
    for (Instant now = kNow; now < kNow + Millis(86'400'000); now = now + every) {
      if (MustWait(tries, now)) continue;
      ++compared;
      tries = AfterWrongTry(tries, now);
    }
    RC_ASSERT(compared <= 105);
  });
}

// --- Sessions

TEST(Sessions, LiveTable) {
  struct Row {
    const char* name;
    SessionTimes session;
    Instant all_ended_at;
    Instant now;
    bool live;
  };
  const SessionTimes fresh{kNow, kNow, {}};
  const Instant soon = kNow + Millis(1);
  const Row rows[] = {
      {"just begun", fresh, {}, soon, true},
      {"idle, to the last moment", fresh, {}, kNow + kSessionIdle - Millis(1), true},
      {"idle too long", fresh, {}, kNow + kSessionIdle, false},
      {"used for as long as it may",
       {kNow, kNow + kSessionLongest - Millis(60'000), {}},
       {},
       kNow + kSessionLongest - Millis(1),
       true},
      {"used for longer",
       {kNow, kNow + kSessionLongest - Millis(60'000), {}},
       {},
       kNow + kSessionLongest,
       false},
      {"ended", {kNow, kNow, soon}, {}, soon, false},
      {"begun before all were ended", fresh, soon, soon + Millis(1), false},
      {"begun when all were ended", fresh, kNow, soon, false},
      {"begun after all were ended", fresh, kNow - Millis(1), soon, true},
  };
  for (const Row& row : rows)
    EXPECT_EQ(IsLive(row.session, row.all_ended_at, row.now), row.live) << row.name;
}

TEST(Sessions, ARequestIsRecordedOnceAMinute) {
  const SessionTimes session{kNow, kNow, {}};
  EXPECT_FALSE(IsSeenAnew(session, kNow + kSessionSeenEvery - Millis(1)));
  EXPECT_TRUE(IsSeenAnew(session, kNow + kSessionSeenEvery));
}

// --- Approvals

Approval Asked() { return {kRefund, "the bank says so", "an", kNow}; }

TEST(Approvals, GiveTable) {
  Approval used = Asked();
  used.given_by = "bo";
  used.used_at = kNow;
  Approval given = Asked();
  given.given_by = "cy";
  struct Row {
    const char* name;
    Approval approval;
    const char* person;
    Role role;
    Instant now;
    GiveOutcome outcome;
  };
  const Instant late = kNow + kApprovalLifetime;
  const Row rows[] = {
      {"by another person who may", Asked(), "bo", Role::kFinance, kNow, GiveOutcome::kGiven},
      {"at the last moment", Asked(), "bo", Role::kAdmin, late - Millis(1), GiveOutcome::kGiven},
      {"by a role that may not", Asked(), "bo", Role::kSupport, kNow, GiveOutcome::kNotAllowed},
      {"by the person who asked", Asked(), "an", Role::kAdmin, kNow, GiveOutcome::kSamePerson},
      {"after it was used", used, "bo", Role::kFinance, kNow, GiveOutcome::kUsed},
      {"too late", Asked(), "bo", Role::kFinance, late, GiveOutcome::kExpired},
      {"a second time", given, "bo", Role::kFinance, kNow, GiveOutcome::kAlready},
  };
  for (const Row& row : rows) {
    Approval approval = row.approval;
    EXPECT_EQ(Give(approval, row.person, row.role, row.now), row.outcome) << row.name;
    EXPECT_EQ(approval == row.approval, row.outcome != GiveOutcome::kGiven) << row.name;
  }
}

TEST(Approvals, UseTable) {
  Approval given = Asked();
  ASSERT_EQ(Give(given, "bo", Role::kFinance, kNow), GiveOutcome::kGiven);
  Approval used = given;
  used.used_at = kNow;
  struct Row {
    const char* name;
    Approval approval;
    Act act;
    const char* person;
    Instant now;
    UseOutcome outcome;
  };
  const Row rows[] = {
      {"for the act it was asked for", given, kRefund, "an", kNow, UseOutcome::kUsed},
      {"by the person who gave it", given, kRefund, "bo", kNow, UseOutcome::kOtherPerson},
      {"for another order",
       given,
       {"topup.resolve", "tu_2", "refunded"},
       "an",
       kNow,
       UseOutcome::kOtherAct},
      {"for another decision",
       given,
       {"topup.resolve", "tu_1", "accepted"},
       "an",
       kNow,
       UseOutcome::kOtherAct},
      {"a second time", used, kRefund, "an", kNow, UseOutcome::kUsedAlready},
      {"too late", given, kRefund, "an", kNow + kApprovalLifetime, UseOutcome::kExpired},
      {"before it is given", Asked(), kRefund, "an", kNow, UseOutcome::kNotGiven},
  };
  for (const Row& row : rows) {
    Approval approval = row.approval;
    EXPECT_EQ(Use(approval, row.act, row.person, {}, row.now), row.outcome) << row.name;
  }
}

// An order that is in review again is another matter than the one that was approved.
TEST(Approvals, ApprovalOfEarlierIsNotOfNow) {
  Approval approval = Asked();
  approval.given_by = "bo";
  const Instant asked = approval.asked_at;
  EXPECT_EQ(Use(approval, kRefund, "an", asked + Millis(1), kNow), UseOutcome::kAskedBefore);
  EXPECT_EQ(approval.used_at, Instant{});
  EXPECT_EQ(Use(approval, kRefund, "an", asked, kNow), UseOutcome::kUsed);
}

// Whoever does what in whatever order: an act is done at most once, and two persons stand behind
// it.
TEST(Approvals, EveryUseHasTwoPersonsBehindIt) {
  rc::check([] {
    const std::vector<std::string> people{"an", "bo", "cy"};
    Approval approval = Asked();
    int uses = 0;
    Instant now = kNow;
    const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(rc::gen::tuple(
        rc::gen::inRange(0, 3), rc::gen::inRange(0, 2), rc::gen::inRange(0, 8 * 3'600'000)));
    for (const auto& [who, what, pass] : steps) {
      now = now + Millis(pass);
      const std::string& person = people.at(static_cast<std::size_t>(who));
      if (what == 0) {
        (void)Give(approval, person, Role::kFinance, now);
      } else if (Use(approval, kRefund, person, {}, now) == UseOutcome::kUsed) {
        ++uses;
        RC_ASSERT(!approval.given_by.empty());
        RC_ASSERT(approval.given_by != person);
        RC_ASSERT(now < approval.asked_at + kApprovalLifetime);
      }
    }
    RC_ASSERT(uses <= 1);
  });
}

TEST(Approvals, AreNeededAboveTheSumOnly) {
  EXPECT_FALSE(NeedsApproval(5'000, 5'000));
  EXPECT_TRUE(NeedsApproval(5'001, 5'000));
}

}  // namespace
}  // namespace herlaad::access
