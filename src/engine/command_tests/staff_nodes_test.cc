// Staff who sign in at several servers on one PostgreSQL.
#include <gtest/gtest.h>

#include <barrier>
#include <thread>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/commands/staff/manage_staff.h"
#include "engine/commands/staff/staff_sessions.h"
#include "engine/verify/verify.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using orders::fixtures::kNow;
using orders::fixtures::kTimings;

constexpr int kNodes = 2;
constexpr int kCodes = 40;

store::OpenedStore Open(const herlaad::testing::PostgresTestDatabase& database, int node) {
  store::PostgresOptions options;
  options.conninfo = database.conninfo();
  options.allow_unsafe = true;
  options.node_name = "node " + std::to_string(node);
  options.life = node + 1;
  auto opened = store::OpenPostgres(options);
  EXPECT_TRUE(opened.ok()) << opened.error().message;
  return std::move(opened).value();
}

class Node {
 public:
  Node(Store& store, const catalogue::Catalogue& catalogue, int number)
      : runner_(store, catalogue, kTimings, IdSource(Shard{0}, number), {number, 10, {}, nullptr},
                [](std::string_view kind, const std::string& problem) {
                  ADD_FAILURE() << kind << ": " << problem;
                }) {}
  // Until it is decided: a node may be told that another one is deciding.
  template <class Make>
  auto Call(const Make& make, Instant now) {
    for (;;) {
      auto answer = testing::RunCommand(runner_, make(), now);
      if (answer.ok()) return answer;
      EXPECT_EQ(answer.fault(), Fault::kUnavailable);
      if (answer.fault() != Fault::kUnavailable) return answer;
    }
  }

 private:
  BatchRunner runner_;
};

TEST(StaffNodes, CodeTriedAtTwoNodesAtOnceIsAcceptedOnce) {
  HERLAAD_NEEDS_POSTGRES();
  herlaad::testing::PostgresTestDatabase database;
  const catalogue::Catalogue catalogue = orders::fixtures::Catalogue();
  store::OpenedStore stores[] = {Open(database, 0), Open(database, 1)};
  {
    StaffMember member;
    member.name = "an";
    member.full_name = "An Peeters";
    member.password = "hash";
    member.code_secret = "sealed";
    Node node(*stores[0].store, catalogue, 0);
    (void)node.Call([&member] { return *AddStaff::CheckSample(member, "admin"); }, kNow);
  }
  int accepted[kNodes][kCodes] = {};
  std::barrier begin(kNodes);
  std::vector<std::thread> nodes;
  for (int number = 0; number < kNodes; ++number) {
    nodes.emplace_back([&, number] {
      Node node(*stores[number].store, catalogue, number);
      for (int code = 0; code < kCodes; ++code) {
        const Instant now = kNow + access::kTimeStep * (code + 1);
        const SignInProof proof{"hash", "sealed", true, access::TimeStepAt(now), {}};
        begin.arrive_and_wait();
        const auto answer = node.Call(
            [&proof, number] {
              return SignIn::Check("an", proof, Digest{static_cast<std::uint64_t>(number), 1}, "");
            },
            now);
        accepted[number][code] = answer->outcome == SignInOutcome::kSignedIn ? 1 : 0;
      }
    });
  }
  for (std::thread& node : nodes) node.join();
  for (int code = 0; code < kCodes; ++code)
    EXPECT_EQ(accepted[0][code] + accepted[1][code], 1) << "code " << code;
  const auto sessions = stores[0].queries->ReadRows(RowQuery<StaffSession>{});
  EXPECT_EQ(sessions->size(), std::size_t{kCodes});
  const auto report = Verify(*stores[0].queries);
  EXPECT_EQ(report->difference.value_or(""), "") << "each node's acts are one chain";
}

// Two administrators who each disable the other at the same moment: one of them stays.
TEST(StaffNodes, TwoAdminsWhoDisableEachOtherDoNotBothLeave) {
  HERLAAD_NEEDS_POSTGRES();
  herlaad::testing::PostgresTestDatabase database;
  const catalogue::Catalogue catalogue = orders::fixtures::Catalogue();
  store::OpenedStore stores[] = {Open(database, 0), Open(database, 1)};
  constexpr int kPairs = 20;
  const auto name_of = [](int pair, int which) {
    return "ad" + std::to_string(pair) + (which == 0 ? "a" : "b");
  };
  {
    Node node(*stores[0].store, catalogue, 0);
    for (int n = 0; n < 2 * kPairs; ++n) {
      StaffMember member;
      member.name = name_of(n / 2, n % 2);
      member.full_name = "A Person";
      member.role = access::Role::kAdmin;
      member.password = "hash";
      (void)node.Call([&member] { return *AddStaff::CheckSample(member, "admin"); }, kNow);
    }
  }
  int disabled[kNodes][kPairs] = {};
  std::barrier begin(kNodes);
  std::vector<std::thread> nodes;
  for (int number = 0; number < kNodes; ++number) {
    nodes.emplace_back([&, number] {
      Node node(*stores[number].store, catalogue, number);
      for (int pair = 0; pair < kPairs; ++pair) {
        begin.arrive_and_wait();
        const auto answer = node.Call(
            [&] {
              return ChangeStaff::Check(name_of(pair, number), {.disabled = true}, {"admin"},
                                        {name_of(pair, 1 - number)});
            },
            kNow);
        disabled[number][pair] = *answer == ChangeStaffOutcome::kChanged ? 1 : 0;
      }
    });
  }
  for (std::thread& node : nodes) node.join();
  for (int pair = 0; pair < kPairs; ++pair)
    EXPECT_EQ(disabled[0][pair] + disabled[1][pair], 1) << "pair " << pair;
}

}  // namespace
}  // namespace herlaad::engine
