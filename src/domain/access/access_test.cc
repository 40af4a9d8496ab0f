#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <set>

#include "domain/access/roles.h"
#include "domain/access/sign_in.h"
#include "domain/access/tries.h"

namespace herlaad::access {
namespace {

constexpr Instant kNow{1'795'352'531'000};

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

// --- Wrong tries of one person, from many networks

constexpr Digest kHome{1, 1};
Digest Network(std::uint64_t n) { return {7, n}; }

// Wrong tries from ever new networks until all strangers wait; how many were compared.
int Flood(WrongTries& tries, Instant now, bool password_was_right = false) {
  int compared = 0;
  for (std::uint64_t n = 0; n < 1'000; ++n) {
    if (MustWait(tries, Network(n), now)) continue;
    ++compared;
    tries = AfterWrongTry(std::move(tries), Network(n), password_was_right, now);
  }
  return compared;
}

TEST(Networks, WaitOfOneIsNotThatOfAnother) {
  WrongTries tries;
  for (int n = 0; n < kFreeTries; ++n) tries = AfterWrongTry(std::move(tries), kHome, false, kNow);
  EXPECT_TRUE(MustWait(tries, kHome, kNow));
  EXPECT_EQ(WrongInARow(tries, kHome), kFreeTries);
  EXPECT_FALSE(MustWait(tries, Network(1), kNow));
  tries = AfterSignIn(std::move(tries), kHome, kNow + kFirstWait);
  EXPECT_EQ(WrongInARow(tries, kHome), 0);
}

TEST(Networks, StrangersTogetherHaveOneBound) {
  WrongTries tries;
  EXPECT_EQ(Flood(tries, kNow), kStrangersAtOnce);
  EXPECT_EQ(StrangersWaitUntil(tries, kNow), kNow + kStrangerEvery);
  EXPECT_TRUE(MustWait(tries, Network(2'000), kNow + kStrangerEvery - Millis(1)));
  EXPECT_FALSE(MustWait(tries, Network(2'000), kNow + kStrangerEvery));
  tries = AfterWrongTry(std::move(tries), Network(2'000), false, kNow + kStrangerEvery);
  EXPECT_TRUE(MustWait(tries, Network(2'001), kNow + kStrangerEvery));
}

TEST(Networks, WrongCodesOfWhoHasThePasswordCountMore) {
  WrongTries tries;
  EXPECT_EQ(Flood(tries, kNow, true), kStrangersAtOnce / kWrongCodeCounts);
}

TEST(Networks, StrangersKeepNobodyOutOfANetworkOfASignIn) {
  WrongTries tries = AfterSignIn({}, kHome, kNow);
  EXPECT_TRUE(IsKnown(tries, kHome, kNow));
  EXPECT_EQ(Flood(tries, kNow), kStrangersAtOnce);
  EXPECT_LE(tries.networks.size(), kNetworksKept);
  EXPECT_FALSE(MustWait(tries, kHome, kNow));
  tries = AfterWrongTry(std::move(tries), kHome, true, kNow);
  EXPECT_FALSE(MustWait(tries, kHome, kNow)) << "one's own wrong tries are counted apart";
  EXPECT_FALSE(IsKnown(tries, kHome, kNow + kNetworkKnownFor));
  EXPECT_FALSE(IsKnown(tries, Network(1), kNow));
}

TEST(Networks, FewAreKnownAndTheLatestStay) {
  WrongTries tries;
  for (std::uint64_t n = 0; n < 40; ++n)
    tries = AfterSignIn(std::move(tries), Digest{9, n}, kNow + Millis(static_cast<int>(n)));
  const Instant now = kNow + Millis(40);
  std::size_t known = 0;
  for (std::uint64_t n = 0; n < 40; ++n) known += IsKnown(tries, Digest{9, n}, now) ? 1 : 0;
  EXPECT_EQ(known, kNetworksKnown);
  EXPECT_TRUE(IsKnown(tries, Digest{9, 39}, now));
  EXPECT_LE(tries.networks.size(), kNetworksKept);
  EXPECT_EQ(Flood(tries, now), kStrangersAtOnce);
  EXPECT_TRUE(IsKnown(tries, Digest{9, 39}, now));
}

TEST(Networks, WaitOfStrangersDatedByAWrongClockDoesNotCount) {
  WrongTries tries;
  Flood(tries, kNow);
  EXPECT_FALSE(MustWait(tries, Network(5'000), kNow - Millis(86'400'000LL * 30)));
}

// From whatever networks somebody guesses, a day has room for few compared tries.
TEST(Networks, ADayHasRoomForFewGuesses) {
  rc::check([] {
    const auto every = Millis(*rc::gen::inRange(1'000, 400'000));
    const auto networks = *rc::gen::inRange(1, 3'000);
    const bool has_password = *rc::gen::arbitrary<bool>();
    WrongTries tries = AfterSignIn({}, kHome, kNow);
    int compared = 0;
    std::uint64_t n = 0;
    for (Instant now = kNow; now < kNow + Millis(86'400'000); now = now + every) {
      const Digest network = Network(++n % static_cast<std::uint64_t>(networks));
      if (MustWait(tries, network, now)) continue;
      ++compared;
      tries = AfterWrongTry(std::move(tries), network, has_password, now);
      RC_ASSERT(tries.networks.size() <= kNetworksKept);
    }
    RC_ASSERT(compared <= (has_password ? 35 : 341));
    RC_ASSERT(!MustWait(tries, kHome, kNow + Millis(86'400'000)));
  });
}

// --- Sessions

TEST(Sessions, LiveTable) {
  struct Row {
    const char* name;
    SessionTimes session;
    Instant now;
    bool live;
  };
  const SessionTimes fresh{kNow, kNow, {}, {}};
  const Instant soon = kNow + Millis(1);
  const Instant used = kNow + kSessionLongest - Millis(60'000);
  const Row rows[] = {
      {"just begun", fresh, soon, true},
      {"idle, to the last moment", fresh, kNow + kSessionIdle - Millis(1), true},
      {"idle too long", fresh, kNow + kSessionIdle, false},
      {"used as long as may be", {kNow, used, {}, {}}, kNow + kSessionLongest - Millis(1), true},
      {"used for longer", {kNow, used, {}, {}}, kNow + kSessionLongest, false},
      {"ended", {kNow, kNow, soon, {}}, soon, false},
  };
  for (const Row& row : rows) EXPECT_EQ(IsLive(row.session, row.now), row.live) << row.name;
}

TEST(Sessions, StepUpLastsAFewMinutes) {
  SessionTimes session{kNow, kNow, {}, {}};
  EXPECT_FALSE(IsSteppedUp(session, kNow)) << "signing in is none";
  session.stepped_up_at = kNow;
  EXPECT_TRUE(IsSteppedUp(session, kNow + kStepUpLasts - Millis(1)));
  EXPECT_FALSE(IsSteppedUp(session, kNow + kStepUpLasts));
  EXPECT_FALSE(IsSteppedUp(session, kNow - Millis(1))) << "dated ahead by a wrong clock";
}

TEST(Sessions, ARequestIsRecordedOnceAMinute) {
  const SessionTimes session{kNow, kNow, {}, {}};
  EXPECT_FALSE(IsSeenAnew(session, kNow + kSessionSeenEvery - Millis(1)));
  EXPECT_TRUE(IsSeenAnew(session, kNow + kSessionSeenEvery));
}

}  // namespace
}  // namespace herlaad::access
