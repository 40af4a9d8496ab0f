// Second-person approvals.
#include "domain/access/approval.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "domain/access/roles.h"

namespace herlaad::access {
namespace {

constexpr Instant kNow{1'795'352'531'000};
const Act kRefund{"topup.resolve", "tu_1", "refunded"};

Approval Asked() { return {kRefund, "the bank says so", "an", kNow}; }

Giver Person(const char* name, Role role = Role::kFinance) { return {name, role}; }

TEST(Approvals, GiveTable) {
  Approval used = Asked();
  used.given_by = "bo";
  used.used_at = kNow;
  Approval given = Asked();
  given.given_by = "cy";
  Approval ended = Asked();
  ended.ended_by = "an";
  const Instant late = kNow + kApprovalLifetime;
  Giver gone = Person("bo");
  gone.enabled = false;
  Giver lately = Person("bo");
  lately.changed_at = kNow - kGivesNothingFor + Millis(1);
  Giver long_ago = lately;
  long_ago.changed_at = kNow - kGivesNothingFor;
  long_ago.changed_by = "di";
  Giver by_asker = long_ago;
  by_asker.changed_by = "an";
  struct Row {
    const char* name;
    Approval approval;
    Giver giver;
    Instant now;
    GiveOutcome outcome;
    Matter matter = Matter::kAsAsked;
  };
  const Matter overtaken = Matter::kOvertaken;
  const Row rows[] = {
      {"by another person who may", Asked(), Person("bo"), kNow, GiveOutcome::kGiven},
      {"at the last moment", Asked(), Person("bo", Role::kAdmin), late - Millis(1),
       GiveOutcome::kGiven},
      {"by a role that may not", Asked(), Person("bo", Role::kSupport), kNow,
       GiveOutcome::kNotAllowed},
      {"by somebody who left", Asked(), gone, kNow, GiveOutcome::kNotAllowed},
      {"by the person who asked", Asked(), Person("an", Role::kAdmin), kNow,
       GiveOutcome::kSamePerson},
      {"after it was used", used, Person("bo"), kNow, GiveOutcome::kUsed},
      {"too late", Asked(), Person("bo"), late, GiveOutcome::kExpired},
      {"after the order was decided", Asked(), Person("bo"), kNow, GiveOutcome::kOvertaken,
       overtaken},
      {"after the order was decided, by who asked", Asked(), Person("an"), kNow,
       GiveOutcome::kSamePerson, overtaken},
      {"after the order was decided with it", used, Person("bo"), kNow, GiveOutcome::kUsed,
       overtaken},
      {"a second time after the order was decided", given, Person("bo"), kNow,
       GiveOutcome::kOvertaken, overtaken},
      {"a second time", given, Person("bo"), kNow, GiveOutcome::kAlready},
      {"after it was withdrawn", ended, Person("bo"), kNow, GiveOutcome::kEnded},
      {"by somebody added or changed lately", Asked(), lately, kNow, GiveOutcome::kChangedLately},
      {"by somebody changed a day ago", Asked(), long_ago, kNow, GiveOutcome::kGiven},
      {"by somebody changed by who asks", Asked(), by_asker, kNow, GiveOutcome::kChangedByAsker},
  };
  for (const Row& row : rows) {
    Approval approval = row.approval;
    EXPECT_EQ(Give(approval, row.giver, Person("an"), row.matter, row.now), row.outcome)
        << row.name;
    EXPECT_EQ(approval == row.approval, row.outcome != GiveOutcome::kGiven) << row.name;
  }
}

TEST(Approvals, StateTable) {
  Approval given = Asked();
  given.given_by = "bo";
  Approval used = given;
  used.used_at = kNow;
  Approval declined = Asked();
  declined.ended_by = "bo";
  const Instant late = kNow + kApprovalLifetime;
  struct Row {
    const char* name;
    Approval approval;
    Matter matter;
    Instant now;
    ApprovalState state;
  };
  const Row rows[] = {
      {"asked for", Asked(), Matter::kAsAsked, kNow, ApprovalState::kOpen},
      {"given", given, Matter::kAsAsked, kNow, ApprovalState::kGiven},
      {"asked for something that was decided", Asked(), Matter::kOvertaken, kNow,
       ApprovalState::kOvertaken},
      {"given for something that was decided", given, Matter::kOvertaken, kNow,
       ApprovalState::kOvertaken},
      {"decided by using it", used, Matter::kOvertaken, kNow, ApprovalState::kUsed},
      {"declined before", declined, Matter::kOvertaken, kNow, ApprovalState::kDeclined},
      {"too late", given, Matter::kOvertaken, late, ApprovalState::kExpired},
  };
  for (const Row& row : rows)
    EXPECT_EQ(StateOf(row.approval, row.matter, row.now), row.state) << row.name;
}

TEST(Approvals, WhoMadeThePersonWhoAsksGivesThemNone) {
  Giver asker = Person("an", Role::kSupport);
  asker.changed_by = "bo";
  Approval approval = Asked();
  EXPECT_EQ(Give(approval, Person("bo"), asker, Matter::kAsAsked, kNow),
            GiveOutcome::kAskerChanged);
  EXPECT_EQ(Give(approval, Person("cy"), asker, Matter::kAsAsked, kNow), GiveOutcome::kGiven);
}

TEST(Approvals, UseTable) {
  Approval given = Asked();
  ASSERT_EQ(Give(given, Person("bo"), Person("an"), Matter::kAsAsked, kNow), GiveOutcome::kGiven);
  Approval used = given;
  used.used_at = kNow;
  Approval ended = given;
  ended.ended_by = "bo";
  Giver gone = Person("bo");
  gone.enabled = false;
  Giver back = Person("bo");
  back.changed_at = kNow + Millis(1);
  back.changed_by = "cy";
  struct Row {
    const char* name;
    Approval approval;
    Act act;
    const char* person;
    std::optional<Giver> giver;
    Instant now;
    UseOutcome outcome;
  };
  const std::optional<Giver> bo = Person("bo");
  const Row rows[] = {
      {"for the act it was asked for", given, kRefund, "an", bo, kNow, UseOutcome::kUsed},
      {"by the person who gave it", given, kRefund, "bo", bo, kNow, UseOutcome::kOtherPerson},
      {"for another order",
       given,
       {"topup.resolve", "tu_2", "refunded"},
       "an",
       bo,
       kNow,
       UseOutcome::kOtherAct},
      {"for another decision",
       given,
       {"topup.resolve", "tu_1", "accepted"},
       "an",
       bo,
       kNow,
       UseOutcome::kOtherAct},
      {"a second time", used, kRefund, "an", bo, kNow, UseOutcome::kUsedAlready},
      {"after it was withdrawn", ended, kRefund, "an", bo, kNow, UseOutcome::kEnded},
      {"too late", given, kRefund, "an", bo, kNow + kApprovalLifetime, UseOutcome::kExpired},
      {"before it is given", Asked(), kRefund, "an", std::nullopt, kNow, UseOutcome::kNotGiven},
      {"after who gave it left", given, kRefund, "an", gone, kNow, UseOutcome::kGiverMayNot},
      {"after who gave it was disabled and enabled again", given, kRefund, "an", back,
       kNow + Millis(2), UseOutcome::kGiverMayNot},
      {"after who gave it got another role", given, kRefund, "an", Person("bo", Role::kSupport),
       kNow, UseOutcome::kGiverMayNot},
      {"with the row of another", given, kRefund, "an", Person("cy"), kNow,
       UseOutcome::kGiverMayNot},
      {"without a row", given, kRefund, "an", std::nullopt, kNow, UseOutcome::kGiverMayNot},
  };
  for (const Row& row : rows) {
    Approval approval = row.approval;
    EXPECT_EQ(Use(approval, row.act, row.person, row.giver, {}, row.now), row.outcome) << row.name;
    EXPECT_EQ(approval == row.approval, row.outcome != UseOutcome::kUsed) << row.name;
  }
}

// An order that is in review again is another matter than the one that was approved.
TEST(Approvals, ApprovalOfEarlierIsNotOfNow) {
  Approval approval = Asked();
  approval.given_by = "bo";
  const Instant asked = approval.asked_at;
  EXPECT_EQ(Use(approval, kRefund, "an", Person("bo"), asked + Millis(1), kNow),
            UseOutcome::kAskedBefore);
  EXPECT_EQ(approval.used_at, Instant{});
  EXPECT_EQ(Use(approval, kRefund, "an", Person("bo"), asked, kNow), UseOutcome::kUsed);
}

TEST(Approvals, WithdrawnByWhoAskedOrGaveAndDeclinedByOthers) {
  Approval given = Asked();
  ASSERT_EQ(Give(given, Person("bo"), Person("an"), Matter::kAsAsked, kNow), GiveOutcome::kGiven);
  for (const char* person : {"an", "bo"}) {
    Approval approval = given;
    EXPECT_EQ(Withdraw(approval, person, kNow), EndOutcome::kEnded);
    EXPECT_EQ(StateOf(approval, Matter::kAsAsked, kNow), ApprovalState::kWithdrawn);
    EXPECT_EQ(Withdraw(approval, person, kNow), EndOutcome::kAlready);
  }
  Approval approval = given;
  EXPECT_EQ(Withdraw(approval, "cy", kNow), EndOutcome::kNotAllowed);
  EXPECT_EQ(Withdraw(approval, "", kNow), EndOutcome::kNotAllowed);
  EXPECT_EQ(Decline(approval, "an", Role::kAdmin, kNow), EndOutcome::kNotAllowed);
  EXPECT_EQ(Decline(approval, "cy", Role::kSupport, kNow), EndOutcome::kNotAllowed);
  EXPECT_EQ(Decline(approval, "cy", Role::kFinance, kNow + kApprovalLifetime),
            EndOutcome::kExpired);
  EXPECT_EQ(StateOf(approval, Matter::kAsAsked, kNow), ApprovalState::kGiven);
  EXPECT_EQ(Decline(approval, "cy", Role::kFinance, kNow), EndOutcome::kEnded);
  EXPECT_EQ(StateOf(approval, Matter::kAsAsked, kNow), ApprovalState::kDeclined);
  Approval used = given;
  used.used_at = kNow;
  EXPECT_EQ(Withdraw(used, "an", kNow), EndOutcome::kUsed);
}

// Whoever does what in whatever order: an act is done at most once, and two persons stand behind
// it.
TEST(Approvals, EveryUseHasTwoPersonsBehindIt) {
  rc::check([] {
    const std::vector<std::string> people{"an", "bo", "cy"};
    Approval approval = Asked();
    int uses = 0;
    bool ended = false;
    Instant now = kNow;
    const auto steps = *rc::gen::container<std::vector<std::tuple<int, int, int>>>(rc::gen::tuple(
        rc::gen::inRange(0, 3), rc::gen::inRange(0, 8), rc::gen::inRange(0, 4 * 3'600'000)));
    for (const auto& [who, what, pass] : steps) {
      now = now + Millis(pass);
      const std::string& person = people.at(static_cast<std::size_t>(who));
      if (what < 3) {
        (void)Give(approval, {person, Role::kFinance}, Person("an"), Matter::kAsAsked, now);
      } else if (what == 7) {
        ended = ended || Withdraw(approval, person, now) == EndOutcome::kEnded;
      } else if (Use(approval, kRefund, person, Giver{approval.given_by, Role::kFinance}, {},
                     now) == UseOutcome::kUsed) {
        ++uses;
        RC_ASSERT(!ended);
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
