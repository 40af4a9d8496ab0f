#include "domain/ledger/balance.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <limits>
#include <vector>

namespace herlaad::ledger {
namespace {

using Operation = Result<Balance, BalanceRefusal> (*)(Balance, std::int64_t);
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

struct Case {
  const char* name;
  Operation operation;
  Balance before;
  std::int64_t amount;
  std::optional<Balance> after;  // empty: refused
  BalanceRefusal refusal = BalanceRefusal::kTooLow;
};

const Case kCases[] = {
    {"one cent short", Debit, {49, 0, 0}, 50, {}, BalanceRefusal::kTooLow},
    {"exact balance", Debit, {50, 0, 0}, 50, Balance{0, 0, 0}},
    {"what is reserved is not spent", Debit, {50, 1, 0}, 50, {}, BalanceRefusal::kTooLow},
    {"down to the floor", Debit, {50, 10, 20}, 20, Balance{30, 10, 20}},
    {"below the floor", Debit, {50, 10, 20}, 21, {}, BalanceRefusal::kTooLow},
    {"a credit line", Debit, {0, 0, -100}, 100, Balance{-100, 0, -100}},
    {"below a credit line", Debit, {0, 0, -100}, 101, {}, BalanceRefusal::kTooLow},
    {"a debit of nothing", Debit, {50, 0, 0}, 0, {}, BalanceRefusal::kNotPositive},
    {"a debit of less than nothing", Debit, {50, 0, 0}, -1, {}, BalanceRefusal::kNotPositive},
    {"the least number", Debit, {50, 0, 0}, kLeast, {}, BalanceRefusal::kNotPositive},
    {"the greatest number", Debit, {50, 0, 0}, kMost, {}, BalanceRefusal::kTooLow},
    {"a credit", Credit, {50, 10, 20}, 1, Balance{51, 10, 20}},
    {"a credit up to the largest balance",
     Credit,
     {kBalanceMax - 1, 0, 0},
     1,
     Balance{kBalanceMax, 0, 0}},
    {"a credit above it", Credit, {kBalanceMax, 0, 0}, 1, {}, BalanceRefusal::kTooLarge},
    {"a credit of the greatest number", Credit, {1, 0, 0}, kMost, {}, BalanceRefusal::kTooLarge},
    {"a credit of nothing", Credit, {50, 0, 0}, 0, {}, BalanceRefusal::kNotPositive},
    {"a reservation of all", Reserve, {50, 10, 20}, 20, Balance{50, 30, 20}},
    {"a reservation of more", Reserve, {50, 10, 20}, 21, {}, BalanceRefusal::kTooLow},
    {"a commit of a part", Commit, {50, 10, 20}, 4, Balance{46, 6, 20}},
    {"a commit of more than is reserved",
     Commit,
     {50, 10, 0},
     11,
     {},
     BalanceRefusal::kNotReserved},
    {"a commit of less than nothing", Commit, {50, 10, 0}, -1, {}, BalanceRefusal::kNotPositive},
    {"a release of all", Release, {50, 10, 40}, 10, Balance{50, 0, 40}},
    {"a release of more than is reserved",
     Release,
     {50, 10, 0},
     11,
     {},
     BalanceRefusal::kNotReserved},
    {"a balance that is below its floor", Credit, {10, 0, 20}, 1, {}, BalanceRefusal::kTooLow},
};

TEST(Balance, OperationsChangeWhatTheyShouldOrRefuse) {
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    const auto after = one.operation(one.before, one.amount);
    ASSERT_EQ(after.ok(), one.after.has_value());
    if (after.ok()) {
      EXPECT_EQ(*after, *one.after);
    } else {
      EXPECT_EQ(after.error(), one.refusal);
    }
  }
}

TEST(Balance, ImpossibleOnesAreNamedAndHaveNothingAvailable) {
  for (const Balance& balance :
       {Balance{0, 1, 0}, Balance{5, 0, 6}, Balance{5, -1, 0}, Balance{kMost, 0, 0},
        Balance{kMost, kMost, kLeast}, Balance{kLeast, 0, kLeast}, Balance{0, kLeast, 0}}) {
    EXPECT_TRUE(Problem(balance).has_value()) << balance.amount;
    EXPECT_EQ(balance.Available(), 0) << balance.amount;
  }
  EXPECT_EQ(Problem(Balance{5, 2, 3}), std::nullopt);
  EXPECT_EQ(Balance({5, 2, 3}).Available(), 0);
  EXPECT_EQ(Balance({kBalanceMax, 0, -kBalanceMax}).Available(), 2 * kBalanceMax);
}

// Whatever is tried in whatever order: the balance stays at or above its floor, a refusal changes
// nothing, and the amount is what came in minus what went out.
TEST(Balance, AnySequenceOfOperationsKeepsTheFloorAndTheSum) {
  EXPECT_TRUE(rc::check("floor and sum", [] {
    const auto floor = *rc::gen::inRange<std::int64_t>(-1'000, 1);
    Balance balance{0, 0, floor};
    std::int64_t in = 0, out = 0, reserved = 0;
    const auto steps = *rc::gen::container<std::vector<std::pair<unsigned, std::int64_t>>>(
        rc::gen::pair(rc::gen::inRange(0U, 5U), rc::gen::weightedOneOf<std::int64_t>(
                                                    {{9, rc::gen::inRange<std::int64_t>(-2, 2'000)},
                                                     {1, rc::gen::arbitrary<std::int64_t>()}})));
    static constexpr Operation kOperations[] = {Debit, Credit, Reserve, Commit, Release};
    for (const auto& [which, amount] : steps) {
      const std::int64_t available = balance.Available();
      const auto after = kOperations[which](balance, amount);
      if (which == 0) RC_ASSERT(after.ok() == (amount > 0 && amount <= available));
      if (!after.ok()) continue;
      if (which == 0 || which == 3) out += amount;
      if (which == 1) in += amount;
      if (which == 2) reserved += amount;
      if (which > 2) reserved -= amount;
      balance = *after;
      RC_ASSERT(!Problem(balance));
      RC_ASSERT(balance.Available() >= 0);
      RC_ASSERT(balance.amount == in - out);
      RC_ASSERT(balance.reserved == reserved);
      RC_ASSERT(balance.floor == floor);
    }
  }));
}

}  // namespace
}  // namespace herlaad::ledger
