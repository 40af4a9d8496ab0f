// What lapses is posted by the sweep, once, on every store.
#include "engine/sweeps/lapse_sweep.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <thread>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/sims/lapse_credit.h"
#include "engine/commands/sims/provision_sims.h"
#include "engine/verify/verify.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using ::testing::HasSubstr;

constexpr Millis kDay{86'400'000};
constexpr std::size_t kNumbers = 10;

Msisdn Number(std::size_t n) {
  return Msisdn::FromStored(32'470'000'000 + static_cast<std::int64_t>(n));
}

// A node: decides commands over a store.
class Node {
 public:
  Node(Store& store, const catalogue::Catalogue& catalogue, std::int32_t number)
      : runner_(store, catalogue, kTimings, IdSource(Shard{0}, number), {number, 10, {}, nullptr},
                [](std::string_view kind, const std::string& problem) {
                  ADD_FAILURE() << kind << ": " << problem;
                }) {}

  // Runs them as one batch; what each is answered.
  template <class C>
  auto Run(std::vector<std::unique_ptr<C>> commands, Instant now) {
    return testing::RunCommands(runner_, std::move(commands), now);
  }
  template <class C>
  AnsweredTo<C> RunOne(std::unique_ptr<C> command, Instant now) {
    return testing::RunCommand(runner_, std::move(command), now);
  }
  void RunAll(std::vector<Submitted> batch, Instant now) { runner_.Run(std::move(batch), now); }
  void Run(Submitted submitted, Instant now) {
    std::vector<Submitted> batch;
    batch.push_back(std::move(submitted));
    RunAll(std::move(batch), now);
  }

 private:
  BatchRunner runner_;
};

std::unique_ptr<PlaceTopup> Topup(Msisdn msisdn, const std::string& op, std::string_view key,
                                  std::int64_t cents = 5'000) {
  auto command = PlaceTopup::Check(Request(msisdn, op, orders::PaymentMethod::kCash, cents), key);
  EXPECT_TRUE(command.ok());
  return *std::move(command);
}

// kNumbers SIMs of Proximus, each topped up with 50 euros for a year and a bonus of 5 for 31 days.
void Populate(Node& node) {
  std::vector<Msisdn> numbers;
  for (std::size_t n = 0; n < kNumbers; ++n) numbers.push_back(Number(n));
  auto provision = ProvisionSims::Check(numbers, "proximus", prepaid::SimState::kActive, "test");
  ASSERT_TRUE(provision.ok());
  EXPECT_EQ(node.RunOne(*std::move(provision), kNow)->outcome, ProvisionOutcome::kDone);
  std::vector<std::unique_ptr<PlaceTopup>> topups;
  for (std::size_t n = 0; n < kNumbers; ++n)
    topups.push_back(Topup(Number(n), "proximus", "first " + std::to_string(n)));
  for (const auto& answer : node.Run(std::move(topups), kNow))
    EXPECT_EQ(answer->outcome(), orders::PlaceOutcome::kAccepted);
}

std::int64_t Breakage(Queries& queries) {
  std::int64_t breakage = 0;
  Queries::Reader reader;
  const auto any = [](const auto&) { return true; };
  reader.order = any;
  reader.number = any;
  reader.entry = any;
  reader.balance = [&breakage](const ledger::Account& account, std::int64_t balance) {
    if (account == ledger::Of(ledger::AccountKind::kBreakage, "proximus")) breakage = balance;
    return true;
  };
  EXPECT_TRUE(queries.ReadAll(reader).ok());
  return breakage;
}

std::string Difference(Queries& queries) {
  const auto report = Verify(queries);
  EXPECT_TRUE(report.ok());
  return report.ok() ? report->difference.value_or("") : "";
}

const Instant kBonusOver = kNow + kDay * 32;
const Instant kAllOver = kNow + kDay * 400;
constexpr auto kPosted = LapseOutcome::kPosted;
constexpr auto kNothing = LapseOutcome::kNothing;

template <class Kind>
class LapseSweepTest : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (this->IsSkipped()) return;
    node_ = std::make_unique<Node>(this->store(), catalogue_, 1);
    Populate(*node_);
  }

  LapseSweep MakeSweep(const catalogue::Catalogue& catalogue) {
    LapseSweep::Options options;
    options.rows = 3;
    return LapseSweep(
        this->queries(), catalogue,
        [this](Submitted submitted) {
          if (refused_ > 0 && --refused_ >= 0) return false;
          node_->Run(std::move(submitted), now_);
          return true;
        },
        options, [this](const LapseSweep::Pass& pass) { passes_.push_back(pass); }, stats_);
  }
  // A whole pass; how many numbers had something lapsed.
  std::int64_t Sweep(Instant now) { return Sweep(now, catalogue_); }
  std::int64_t Sweep(Instant now, const catalogue::Catalogue& catalogue) {
    now_ = now;
    LapseSweep sweep = MakeSweep(catalogue);
    for (int steps = 0; steps < 100; ++steps) {
      if (sweep.Step(now).is_pass_over) return passes_.back().posted;
    }
    ADD_FAILURE() << "a pass does not end";
    return -1;
  }
  prepaid::Sim Sim(std::size_t n) {
    return (*this->queries().FindSubscriber(Number(n)).value()).sim.value();
  }

  const catalogue::Catalogue catalogue_ = Catalogue();
  Stats stats_;
  std::vector<LapseSweep::Pass> passes_;
  std::unique_ptr<Node> node_;
  Instant now_ = kNow;
  int refused_ = 0;  // of the next commands
};
TYPED_TEST_SUITE(LapseSweepTest, store::Stores, store::StoreNames);

TYPED_TEST(LapseSweepTest, WhatLapsedIsPostedOnce) {
  EXPECT_EQ(this->Sweep(kNow), 0);
  EXPECT_EQ(this->passes_.back().numbers, std::int64_t{kNumbers});
  EXPECT_EQ(this->Sweep(kBonusOver), std::int64_t{kNumbers});
  EXPECT_EQ(this->Sim(4).bonus.amount, 0);
  EXPECT_EQ(this->Sim(4).credit.amount, 50'000'000);
  EXPECT_EQ(Breakage(this->queries()), 5'000'000 * std::int64_t{kNumbers});
  EXPECT_EQ(this->Sweep(kBonusOver), 0) << "a repeat posts nothing";
  EXPECT_EQ(this->Sweep(kAllOver), std::int64_t{kNumbers});
  EXPECT_EQ(this->Sim(4).credit.amount, 0);
  EXPECT_EQ(Breakage(this->queries()), 55'000'000 * std::int64_t{kNumbers});
  EXPECT_EQ(this->stats_.lapses_posted.Value(), 2 * std::int64_t{kNumbers});
  EXPECT_EQ(this->stats_.lapse_sweep_numbers.Value(), 4 * std::int64_t{kNumbers});
  EXPECT_EQ(Difference(this->queries()), "");
}

TYPED_TEST(LapseSweepTest, BothBucketsAreOneEntry) {
  ASSERT_EQ(*this->node_->RunOne(LapseCredit::Check(Number(1)), kAllOver), kPosted);
  std::vector<ledger::Entry> entries;
  Queries::Reader reader;
  reader.order = [](const OrderRecord&) { return true; };
  reader.number = [](const orders::Subscriber&) { return true; };
  reader.entry = [&entries](const ledger::Entry& entry) {
    if (entry.cause.kind == ledger::CauseKind::kSubscriber) entries.push_back(entry);
    return true;
  };
  reader.balance = [](const ledger::Account&, std::int64_t) { return true; };
  ASSERT_TRUE(this->queries().ReadAll(reader).ok());
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries.front().key(), (ledger::EntryKey{ledger::CauseOf(Number(1)), 1}));
  EXPECT_EQ(entries.front().at, kAllOver);
  EXPECT_EQ(entries.front().transfers.size(), 2U);
  EXPECT_EQ((*this->queries().FindSubscriber(Number(1)).value()).transfers, 2);
}

TYPED_TEST(LapseSweepTest, RepeatInOneBatchAndLaterFindsNothing) {
  std::vector<std::unique_ptr<LapseCredit>> commands;
  for (int i = 0; i < 3; ++i) commands.push_back(LapseCredit::Check(Number(1)));
  const auto answers = this->node_->Run(std::move(commands), kBonusOver);
  EXPECT_EQ(*answers[0], kPosted);
  EXPECT_EQ(*answers[1], kNothing);
  EXPECT_EQ(*answers[2], kNothing);
  EXPECT_EQ(*this->node_->RunOne(LapseCredit::Check(Number(1)), kBonusOver), kNothing);
  EXPECT_EQ(*this->node_->RunOne(LapseCredit::Check(Number(1)), kAllOver), kPosted)
      << "the next entry continues the first";
  EXPECT_EQ(Difference(this->queries()), "");
}

TYPED_TEST(LapseSweepTest, TopupInTheSameBatchPostsTheRest) {
  std::vector<LapseOutcome> lapses;
  int accepted = 0;
  const auto lapsed = [&lapses](const Answered<LapseOutcome>& answer, const auto*) {
    lapses.push_back(*answer);
  };
  const auto placed = [&accepted](const Answered<PlaceResult>& answer, const auto*) {
    accepted += answer->refusal ? 0 : 1;
  };
  std::vector<Submitted> batch;
  batch.emplace_back(LapseCredit::Check(Number(1)), lapsed);
  batch.emplace_back(Topup(Number(1), "proximus", "k1"), placed);
  batch.emplace_back(Topup(Number(2), "proximus", "k2"), placed);
  batch.emplace_back(LapseCredit::Check(Number(2)), lapsed);
  this->node_->RunAll(std::move(batch), kAllOver);
  EXPECT_EQ(lapses, (std::vector{kPosted, kNothing}));
  EXPECT_EQ(accepted, 2);
  for (const std::size_t n : {1U, 2U}) {
    EXPECT_EQ(this->Sim(n).credit.amount, 50'000'000);
    EXPECT_EQ(this->Sim(n).bonus.amount, 5'000'000);
  }
  EXPECT_EQ(Breakage(this->queries()), 2 * 55'000'000);
  EXPECT_EQ(Difference(this->queries()), "");
}

TYPED_TEST(LapseSweepTest, NumbersWithoutCreditHereAreLeftAlone) {
  EXPECT_EQ(*this->node_->RunOne(LapseCredit::Check(Number(999)), kAllOver), kNothing);
  (void)this->node_->RunOne(Topup(kRemoteNumber, "telenet", "remote", 1'500), kNow);
  EXPECT_EQ(*this->node_->RunOne(LapseCredit::Check(kRemoteNumber), kAllOver), kNothing);
}

TYPED_TEST(LapseSweepTest, GraceIsWaitedFor) {
  catalogue::Catalogue with_grace = this->catalogue_;
  with_grace.operators[0].grace_days = 30;
  Node node(this->store(), with_grace, 2);
  const Instant in_grace = kNow + kDay * 370;
  EXPECT_EQ(*node.RunOne(LapseCredit::Check(Number(1)), in_grace), kPosted) << "the bonus";
  EXPECT_EQ(this->Sim(1).bonus.amount, 0);
  EXPECT_EQ(this->Sim(1).credit.amount, 50'000'000);
  EXPECT_EQ(*node.RunOne(LapseCredit::Check(Number(1)), in_grace), kNothing);
  EXPECT_EQ(*node.RunOne(LapseCredit::Check(Number(1)), kAllOver), kPosted);
  EXPECT_EQ(this->Sim(1).credit.amount, 0);
  EXPECT_EQ(Difference(this->queries()), "");
}

// Whether it has a grace period is not known, and what lapsed never comes back.
TYPED_TEST(LapseSweepTest, OperatorThatIsNotInTheCatalogueKeepsItsCredit) {
  catalogue::Catalogue without = this->catalogue_;
  without.operators.erase(without.operators.begin());
  EXPECT_EQ(this->Sweep(kAllOver, without), 0);
  Node node(this->store(), without, 2);
  EXPECT_EQ(*node.RunOne(LapseCredit::Check(Number(1)), kAllOver), kNothing);
  EXPECT_EQ(this->Sim(1).credit.amount, 50'000'000);
}

TYPED_TEST(LapseSweepTest, FullQueueIsWaitedForAndNobodyIsSkipped) {
  this->now_ = kAllOver;
  LapseSweep sweep = this->MakeSweep(this->catalogue_);
  this->refused_ = 2;
  EXPECT_EQ(sweep.Step(kAllOver).wait, LapseSweep::Options{}.retry);
  EXPECT_EQ(sweep.Step(kAllOver).wait, LapseSweep::Options{}.retry);
  EXPECT_EQ(sweep.Step(kAllOver).wait, LapseSweep::Options{}.pause);
  while (!sweep.Step(kAllOver).is_pass_over) {
  }
  EXPECT_EQ(this->passes_.back().numbers, std::int64_t{kNumbers});
  EXPECT_EQ(this->passes_.back().posted, std::int64_t{kNumbers});
  EXPECT_EQ(Difference(this->queries()), "");
}

class LapseSweepInMemory : public ::testing::Test {
 protected:
  LapseSweepInMemory() { Populate(node_); }

  store::MemoryStore store_;
  catalogue::Catalogue catalogue_ = Catalogue();
  Node node_{store_, catalogue_, 1};
  Stats stats_;
};

TEST_F(LapseSweepInMemory, NextChunkWaitsForTheAnswers) {
  std::vector<Submitted> taken;
  LapseSweep::Options options;
  options.rows = 4;
  LapseSweep sweep(
      store_, catalogue_,
      [&taken](Submitted submitted) {
        taken.push_back(std::move(submitted));
        return true;
      },
      options, [](const LapseSweep::Pass&) {}, stats_);
  (void)sweep.Step(kAllOver);
  ASSERT_EQ(taken.size(), 4U);
  EXPECT_EQ(sweep.Step(kAllOver).wait, options.pause);
  EXPECT_EQ(taken.size(), 4U) << "one chunk is under way";
  for (Submitted& submitted : taken) node_.Run(std::move(submitted), kAllOver);
  (void)sweep.Step(kAllOver);
  EXPECT_EQ(taken.size(), 8U);
}

TEST_F(LapseSweepInMemory, ThreadSweepsUntilItIsStopped) {
  class Late final : public Clock {
   public:
    Instant Now() override { return kAllOver; }
  } clock;
  std::promise<LapseSweep::Pass> over;
  LapseSweep::Options options;
  options.rows = 4;
  options.pause = Millis(1);
  LapseSweep sweep(
      store_, catalogue_,
      [this](Submitted submitted) {
        node_.Run(std::move(submitted), kAllOver);
        return true;
      },
      options, [&over](const LapseSweep::Pass& pass) { over.set_value(pass); }, stats_);
  sweep.Start(clock);
  EXPECT_EQ(over.get_future().get().posted, std::int64_t{kNumbers});
  sweep.Stop();
}

// One damaged row stops the sweep, says so once, and nothing is skipped when it is repaired.
TEST(LapseSweepDamage, UnreadableRowIsReportedOnce) {
  store::SqliteInFolder folder;
  folder.SetUp();
  const catalogue::Catalogue catalogue = Catalogue();
  Node node(folder.store(), catalogue, 1);
  Populate(node);
  const auto sql = folder.Connect();
  EXPECT_TRUE(sql->Execute("PRAGMA query_only=OFF").ok()) << "the connection is for reading";
  const auto set_state = [&sql](int state) {
    EXPECT_TRUE(sql->Begin(store::Access::kWrite).ok());
    EXPECT_TRUE(sql->Execute("UPDATE subscribers SET sim_state = " + std::to_string(state) +
                             " WHERE msisdn = " + std::to_string(Number(5).value()))
                    .ok());
    EXPECT_TRUE(sql->Commit().ok());
  };
  set_state(99);
  std::vector<LapseSweep::Pass> reports;
  Stats stats;
  LapseSweep::Options options;
  options.rows = 3;
  LapseSweep sweep(
      folder.queries(), catalogue,
      [&node](Submitted submitted) {
        node.Run(std::move(submitted), kAllOver);
        return true;
      },
      options, [&reports](const LapseSweep::Pass& pass) { reports.push_back(pass); }, stats);
  for (int i = 0; i < 5; ++i) (void)sweep.Step(kAllOver);
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_THAT(reports.front().problem, HasSubstr("subscribers"));
  set_state(2);
  while (!sweep.Step(kAllOver).is_pass_over) {
  }
  EXPECT_EQ(reports.back().posted, std::int64_t{kNumbers});
  EXPECT_EQ(reports.back().problem, "");
}

// Several servers sweep one PostgreSQL at once.
TEST(LapseSweepNodes, EachLapseIsPostedByOneOfThem) {
  HERLAAD_NEEDS_POSTGRES();
  herlaad::testing::PostgresTestDatabase database;
  const catalogue::Catalogue catalogue = Catalogue();
  const auto open = [&database](std::int64_t life) {
    store::PostgresOptions options;
    options.conninfo = database.conninfo();
    options.allow_unsafe = true;
    options.node_name = "node " + std::to_string(life);
    options.life = life;
    auto opened = store::OpenPostgres(options);
    EXPECT_TRUE(opened.ok()) << opened.error().message;
    return std::move(opened).value();
  };
  store::OpenedStore stores[] = {open(1), open(2)};
  {
    Node first(*stores[0].store, catalogue, 1);
    Populate(first);
  }
  Stats stats;
  std::vector<std::thread> nodes;
  for (store::OpenedStore& opened : stores) {
    nodes.emplace_back([&opened, &catalogue, &stats] {
      Node node(*opened.store, catalogue, 1);
      LapseSweep sweep(
          *opened.queries, catalogue,
          [&node](Submitted submitted) {
            node.Run(std::move(submitted), kAllOver);
            return true;
          },
          {}, [](const LapseSweep::Pass&) {}, stats);
      for (int pass = 0; pass < 3; ++pass) {
        while (!sweep.Step(kAllOver).is_pass_over) {
        }
      }
    });
  }
  for (std::thread& node : nodes) node.join();
  EXPECT_EQ(stats.lapses_posted.Value(), std::int64_t{kNumbers});
  EXPECT_EQ(Breakage(*stores[0].queries), 55'000'000 * std::int64_t{kNumbers});
  EXPECT_EQ(Difference(*stores[0].queries), "");
}

}  // namespace
}  // namespace herlaad::engine
