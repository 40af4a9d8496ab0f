// States of SIMs through the commands that change them, and the invariants that guard them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "engine/batches/batch.h"
#include "engine/batches/invariants.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/record_payment.h"
#include "engine/commands/sims/provision_sims.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using payments::PaymentMethod;
using prepaid::SimState;
using prepaid::StateCause;

constexpr Millis kDay{86'400'000};

class SimStatesTest : public ::testing::Test {
 protected:
  SimStatesTest()
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, kTimings, IdSource(Shard{0}, 1), {7, 10, {}, nullptr},
                [this](std::string_view kind, const std::string& problem) {
                  reports_.push_back(std::string(kind) + ": " + problem);
                }) {}

  template <class C>
  AnsweredTo<C> RunOne(std::unique_ptr<C> command, Instant now = kNow) {
    return testing::RunCommand(runner_, std::move(command), now);
  }
  ProvisionOutcome Set(SimState state, Instant now = kNow) {
    auto command = ProvisionSims::Check({kHostedNumber}, "orange", state, "test");
    EXPECT_TRUE(command.ok());
    return RunOne(*std::move(command), now)->outcome;
  }
  OrderId Place(PaymentMethod payment_method, Instant now = kNow) {
    auto command =
        PlaceTopup::Check(Request(kHostedNumber, "orange", payment_method), ToRfc3339(now));
    EXPECT_TRUE(command.ok());
    const auto answer = RunOne(*std::move(command), now);
    return answer.ok() ? answer->order : OrderId();
  }
  void Pay(OrderId order, Instant now) {
    GatewayAnswer paid;
    paid.kind = GatewayAnswer::Kind::kPaid;
    paid.received = kTotal;
    paid.reference = "ch_1";
    (void)RunOne(RecordPayment::CalledBack(order, 1, paid, "bank"), now);
  }
  prepaid::Sim Sim() { return *store_.FindSubscriber(kHostedNumber).value()->sim; }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_;
  std::vector<std::string> reports_;
  BatchRunner runner_;
};

TEST_F(SimStatesTest, ActOnOneNumberNamesIt) {
  EXPECT_EQ(Set(SimState::kActive), ProvisionOutcome::kDone);
  EXPECT_EQ(Set(SimState::kSuspended), ProvisionOutcome::kDone);
  EXPECT_EQ(store_.Audit().back().action, "sim.provision");
  EXPECT_EQ(store_.Audit().back().subject, std::to_string(kHostedNumber.value()));
  EXPECT_EQ(store_.Audit().back().detail, "suspended 1");
}

TEST_F(SimStatesTest, EveryChangeKeepsItsCauseAndDate) {
  struct Step {
    SimState wish;
    ProvisionOutcome outcome;
    SimState state;
    StateCause cause;
    bool is_new;  // the date
  };
  const Step steps[] = {
      {SimState::kPreactive, ProvisionOutcome::kDone, SimState::kPreactive, StateCause::kCreated,
       true},
      {SimState::kSuspended, ProvisionOutcome::kNoTransition, SimState::kPreactive,
       StateCause::kCreated, false},
      {SimState::kActive, ProvisionOutcome::kDone, SimState::kActive, StateCause::kActivated, true},
      {SimState::kActive, ProvisionOutcome::kDone, SimState::kActive, StateCause::kActivated,
       false},
      {SimState::kSuspended, ProvisionOutcome::kDone, SimState::kSuspended, StateCause::kSuspended,
       true},
      {SimState::kActive, ProvisionOutcome::kDone, SimState::kActive, StateCause::kResumed, true},
      {SimState::kPreactive, ProvisionOutcome::kNoTransition, SimState::kActive,
       StateCause::kResumed, false},
      {SimState::kTerminated, ProvisionOutcome::kDone, SimState::kTerminated,
       StateCause::kTerminated, true},
      {SimState::kActive, ProvisionOutcome::kNoTransition, SimState::kTerminated,
       StateCause::kTerminated, false},
  };
  Instant now = kNow;
  Instant since;
  for (const Step& step : steps) {
    now = now + kDay;
    if (step.is_new) since = now;
    EXPECT_EQ(Set(step.wish, now), step.outcome);
    EXPECT_EQ(Sim().state, step.state);
    EXPECT_EQ(Sim().state_cause, step.cause);
    EXPECT_EQ(Sim().state_since, since);
  }
  EXPECT_TRUE(reports_.empty());
}

TEST_F(SimStatesTest, GraceIsNotSetByAPerson) {
  EXPECT_EQ(ProvisionSims::Check({kHostedNumber}, "orange", SimState::kGrace, "test").error(),
            ProvisionError::kGrace);
}

TEST_F(SimStatesTest, PaymentInGraceRevivesTheCredit) {
  ASSERT_EQ(Set(SimState::kActive), ProvisionOutcome::kDone);
  (void)Place(PaymentMethod::kCash);
  const Instant end = Sim().credit.valid_until;
  const OrderId order = Place(PaymentMethod::kCard, end);
  Pay(order, end + kDay);
  EXPECT_EQ(Sim().credit.amount, 30'000'000);
  EXPECT_EQ(Sim().state, SimState::kActive);
  EXPECT_EQ(Sim().state_cause, StateCause::kToppedUp);
  EXPECT_EQ(Sim().state_since, end + kDay);
  EXPECT_TRUE(reports_.empty());
}

TEST_F(SimStatesTest, PaymentAfterGraceBringsNothingBack) {
  ASSERT_EQ(Set(SimState::kActive), ProvisionOutcome::kDone);
  (void)Place(PaymentMethod::kCash);
  const Instant end = Sim().credit.valid_until;
  const OrderId order = Place(PaymentMethod::kCard, end);
  Pay(order, end + kDay * 31);
  EXPECT_EQ(Sim().credit.amount, 15'000'000);
  EXPECT_EQ(Sim().state_cause, StateCause::kGraceEnded);
  EXPECT_TRUE(reports_.empty());
}

// A damaged row is not written again as if it were right.
TEST_F(SimStatesTest, StateWithoutItsCauseIsRejected) {
  orders::Subscriber damaged(kHostedNumber);
  damaged.sim = prepaid::NewSim("orange", SimState::kActive, kNow);
  damaged.sim->state_cause = StateCause::kTerminated;
  store_.Put(damaged);
  (void)Place(PaymentMethod::kCash);
  ASSERT_EQ(reports_.size(), 1U);
  EXPECT_THAT(reports_[0], ::testing::HasSubstr("a SIM's state does not follow from its cause"));
  EXPECT_EQ(Sim().credit.amount, 0);
}

TEST(SimInvariants, TerminatedSimKeepsItsState) {
  orders::Subscriber before(kHostedNumber);
  before.sim = prepaid::NewSim("orange", SimState::kTerminated, kNow);
  ReadSet read_set;
  read_set.Put(before);
  Decision decision;
  decision.rows.Of<orders::Subscriber>() = {before};
  EXPECT_EQ(BrokenInvariant(read_set, decision), std::nullopt);
  decision.rows.Of<orders::Subscriber>()[0].sim =
      prepaid::NewSim("orange", SimState::kActive, kNow);
  EXPECT_EQ(BrokenInvariant(read_set, decision), "a terminated SIM changes its state");
  decision.rows.Of<orders::Subscriber>()[0].sim =
      prepaid::NewSim("orange", SimState::kTerminated, kNow + kDay);
  EXPECT_EQ(BrokenInvariant(read_set, decision), "a terminated SIM changes its state");
}

}  // namespace
}  // namespace herlaad::engine
