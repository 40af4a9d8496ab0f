#include "engine/batches/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/check_store.h"
#include "engine/commands/clients/manage_keys.h"
#include "engine/commands/orders/cancel_topup.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/record_payment.h"
#include "engine/commands/outbox/record_refund.h"
#include "engine/verify/verify.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using orders::PlaceOutcome;
using payments::PaymentMethod;

template <class R>
struct Reply {
  Answered<R> answer = Fault::kUnavailable;
  std::optional<OrderRecord> record;
  int times = 0;
};
template <class R>
auto Hear(Reply<R>& reply) {
  return [&reply](const Answered<R>& answer, const OrderRecord* record) {
    reply.answer = answer;
    if (record != nullptr) reply.record = *record;
    ++reply.times;
  };
}

class BatchTest : public ::testing::Test {
 protected:
  BatchTest()
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, kTimings, IdSource(Shard{0}, 1), {7, 10, {}, &watch_},
                [this](std::string_view kind, const std::string& problem) {
                  reports_.push_back(std::string(kind) + ": " + problem);
                }) {
    store_.Put(HostedNumber());
  }

  static std::unique_ptr<PlaceTopup> Place(PaymentMethod payment_method, std::string_view key,
                                           std::string client = "client:a",
                                           std::int64_t cents = 1'500,
                                           Msisdn msisdn = kHostedNumber) {
    auto request = Request(msisdn, "proximus", payment_method, cents);
    request.client = std::move(client);
    auto command = PlaceTopup::Check(std::move(request), key);
    EXPECT_TRUE(command.ok());
    return *std::move(command);
  }

  // Runs the commands as one batch.
  template <class C>
  auto Run(std::vector<std::unique_ptr<C>> commands, Instant now = kNow) {
    std::vector<Reply<typename C::ResultType>> replies(commands.size());
    std::vector<Submitted> batch;
    for (std::size_t i = 0; i < commands.size(); ++i)
      batch.emplace_back(std::move(commands[i]), Hear(replies[i]));
    runner_.Run(std::move(batch), now);
    for (const auto& reply : replies) EXPECT_EQ(reply.times, 1) << "everybody is answered once";
    return replies;
  }

  template <class C>
  auto RunOne(std::unique_ptr<C> command, Instant now = kNow) {
    std::vector<std::unique_ptr<C>> one;
    one.push_back(std::move(command));
    return Run(std::move(one), now).front();
  }

  std::int64_t Balance() {
    return (*store_.FindSubscriber(kHostedNumber).value()).sim->credit.amount;
  }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_;
  std::vector<std::string> reports_;
  Stats stats_;
  std::vector<std::string> outages_;
  int ends_ = 0;
  StoreWatch watch_{stats_.store_writes,
                    stats_.store_write_failures,
                    {[this](const std::string& reason) { outages_.push_back(reason); },
                     [this](Millis) { ++ends_; }}};
  BatchRunner runner_;
};

TEST_F(BatchTest, IdenticalRequestsInOneBatchPlaceOneOrder) {
  std::vector<std::unique_ptr<PlaceTopup>> commands;
  for (int i = 0; i < 64; ++i) commands.push_back(Place(PaymentMethod::kCash, "k"));
  const auto replies = Run(std::move(commands));
  int first = 0;
  for (const auto& reply : replies) {
    EXPECT_EQ(reply.answer->order, replies.front().answer->order);
    EXPECT_EQ(reply.answer->outcome(), PlaceOutcome::kAccepted);
    first += reply.answer.replayed() ? 0 : 1;
  }
  EXPECT_EQ(first, 1);
  EXPECT_EQ(Balance(), 15'000'000);
  EXPECT_EQ(store_.commits, 1);
}

TEST_F(BatchTest, RepeatInALaterBatchReturnsTheSameOrder) {
  const auto first = RunOne(Place(PaymentMethod::kCash, "k"));
  const auto repeat = RunOne(Place(PaymentMethod::kCash, "k"), kNow + Millis(86'400'000));
  EXPECT_EQ(repeat.answer->order, first.answer->order);
  EXPECT_TRUE(repeat.answer.replayed());
  EXPECT_EQ(Balance(), 15'000'000);
}

TEST_F(BatchTest, SameKeyWithAnotherRequestIsRefused) {
  (void)RunOne(Place(PaymentMethod::kCash, "k"));
  const auto other = RunOne(Place(PaymentMethod::kCash, "k", "client:a", 1'000));
  EXPECT_EQ(other.answer->outcome(), PlaceOutcome::kKeyReused);
  EXPECT_EQ(Balance(), 15'000'000);
}

TEST_F(BatchTest, SameKeyOfAnotherClientPlacesAnotherOrder) {
  const auto a = RunOne(Place(PaymentMethod::kCash, "k", "client:a"));
  const auto b = RunOne(Place(PaymentMethod::kCash, "k", "client:b"));
  EXPECT_NE(a.answer->order, b.answer->order);
  EXPECT_EQ(Balance(), 30'000'000);
}

TEST_F(BatchTest, RefusalIsStoredAndRepeated) {
  const auto first = RunOne(Place(PaymentMethod::kCash, "k", "client:a", 6'000));
  ASSERT_EQ(first.answer->outcome(), PlaceOutcome::kAbovePaymentLimit);
  const auto repeat = RunOne(Place(PaymentMethod::kCash, "k", "client:a", 6'000));
  EXPECT_EQ(*repeat.answer, *first.answer);
  EXPECT_TRUE(repeat.answer.replayed());
}

TEST_F(BatchTest, LaterCommandsSeeEarlierOnesOfTheBatch) {
  std::vector<std::unique_ptr<PlaceTopup>> commands;
  for (int i = 0; i < 20; ++i) commands.push_back(Place(PaymentMethod::kCash, std::to_string(i)));
  const auto replies = Run(std::move(commands));
  int accepted = 0;
  for (const auto& reply : replies) {
    accepted += reply.answer->outcome() == PlaceOutcome::kAccepted ? 1 : 0;
  }
  EXPECT_EQ(accepted, 16) << "the month's 250 euros hold 16 of 15";
  EXPECT_EQ(Balance(), 16 * 15'000'000);
}

TEST_F(BatchTest, OrderIdExceedsTheNumbersLastOrderId) {
  // Decided by another node whose clock is half a second ahead.
  IdSource elsewhere(Shard{0}, 9);
  orders::Subscriber number = HostedNumber();
  number.last_order = OrderId(elsewhere.Next(kNow + Millis(512)));
  store_.Put(number);
  const auto next = RunOne(Place(PaymentMethod::kCash, "k"));
  EXPECT_EQ(next.record->order.previous, number.last_order);
  EXPECT_GT(next.answer->order, number.last_order);
  EXPECT_EQ(next.record->order.created_at, kNow);
}

TEST_F(BatchTest, ConflictIsDecidedAgain) {
  store_.next_commits = {CommitResult::kConflict, CommitResult::kConflict};
  const auto reply = RunOne(Place(PaymentMethod::kCash, "k"));
  EXPECT_EQ(reply.answer->outcome(), PlaceOutcome::kAccepted);
  EXPECT_EQ(Balance(), 15'000'000);
}

TEST_F(BatchTest, UnansweredCommitIsDecidedAgainByItsKey) {
  for (const bool kept : {true, false}) {
    store_.unknown_keeps = kept;
    store_.next_commits = {CommitResult::kUnknown};
    const std::int64_t before = Balance();
    const auto reply = RunOne(Place(PaymentMethod::kCash, kept ? "kept" : "lost"));
    EXPECT_EQ(reply.answer->outcome(), PlaceOutcome::kAccepted);
    EXPECT_EQ(reply.answer.replayed(), kept);
    EXPECT_EQ(Balance() - before, 15'000'000) << "credited once, kept or not";
  }
}

TEST_F(BatchTest, FullDiskIsReportedAndChangesNothing) {
  store_.next_commits = {CommitResult::kFailed};
  EXPECT_EQ(RunOne(Place(PaymentMethod::kCash, "k")).answer.fault(), Fault::kUnavailable);
  EXPECT_EQ(Balance(), 0);
  EXPECT_TRUE(RunOne(Place(PaymentMethod::kCash, "k")).answer.ok()) << "the same key works later";
}

TEST_F(BatchTest, BusyStoreIsRetriedAndLostStoreIsReported) {
  store_.next_loads = {StoreError::Kind::kBusy};
  EXPECT_TRUE(RunOne(Place(PaymentMethod::kCash, "a")).answer.ok());
  store_.next_loads = {StoreError::Kind::kUnavailable};
  EXPECT_EQ(RunOne(Place(PaymentMethod::kCash, "b")).answer.fault(), Fault::kUnavailable);
}

TEST_F(BatchTest, UnansweredCommitIsUnknownOnlyWhileItCannotBeChecked) {
  const auto gone = StoreError::Kind::kUnavailable;
  struct Case {
    const char* name;
    bool kept;
    std::deque<StoreError::Kind> loads;  // after the commit
    std::optional<Fault> fault;
  };
  const Case kCases[] = {
      {"looked at once", true, {}, std::nullopt},
      {"not to be looked at", true, {gone, gone}, Fault::kUnknown},
      {"not to be looked at either", false, {gone, gone}, Fault::kUnknown},
      {"looked at a little later: it is there", true, {gone}, Fault::kUnknown},
      {"looked at a little later: nothing was done", false, {gone}, Fault::kUnavailable},
  };
  for (const Case& one : kCases) {
    SCOPED_TRACE(one.name);
    store_.unknown_keeps = one.kept;
    store_.next_commits = {CommitResult::kUnknown};
    store_.after_commit = [this, &one] { store_.next_loads = one.loads; };
    const auto answer = RunOne(Place(PaymentMethod::kCash, one.name)).answer;
    EXPECT_EQ(answer.ok() ? std::nullopt : std::optional(answer.fault()), one.fault);
    store_.after_commit = {};
    const std::int64_t before = Balance();
    const auto repeat = RunOne(Place(PaymentMethod::kCash, one.name));
    EXPECT_EQ(repeat.answer->outcome(), PlaceOutcome::kAccepted);
    EXPECT_EQ(Balance() - before, one.kept ? 0 : 15'000'000) << "once, whatever was said";
  }
}

TEST_F(BatchTest, LostCommitsAreReportedAsUnavailable) {
  store_.next_commits.assign(10, CommitResult::kUnknown);
  EXPECT_EQ(RunOne(Place(PaymentMethod::kCash, "k")).answer.fault(), Fault::kUnavailable);
  EXPECT_EQ(Balance(), 0);
}

TEST_F(BatchTest, LaterFailureDoesNotClearAnEarlierDoubt) {
  store_.unknown_keeps = true;
  store_.next_commits = {CommitResult::kUnknown, CommitResult::kFailed};
  Reply<PlaceResult> reply;
  std::vector<Submitted> batch;
  batch.emplace_back(Place(PaymentMethod::kCash, "a"), Hear(reply));
  batch.emplace_back(std::make_unique<CheckStore>(), Unheard());  // writes something every time
  runner_.Run(std::move(batch), kNow);
  EXPECT_EQ(reply.answer.fault(), Fault::kUnknown);
  EXPECT_EQ(Balance(), 15'000'000);
}

// A COMMIT answered with a warning is visible but may be lost with its server.
TEST_F(BatchTest, RepeatIsNotAnsweredFromUnconfirmedReads) {
  const auto first = RunOne(Place(PaymentMethod::kCash, "k"));
  store_.next_confirms = {CommitResult::kUnknown, CommitResult::kConflict};
  const auto repeat = RunOne(Place(PaymentMethod::kCash, "k"));
  EXPECT_EQ(repeat.answer->order, first.answer->order) << "once it is confirmed";
  EXPECT_TRUE(store_.next_confirms.empty());
  store_.next_confirms.assign(10, CommitResult::kUnknown);
  EXPECT_EQ(RunOne(Place(PaymentMethod::kCash, "k")).answer.fault(), Fault::kUnknown);
}

TEST_F(BatchTest, OutageIsReportedOnceAtItsStartAndEnd) {
  store_.next_loads.assign(2, StoreError::Kind::kUnavailable);
  (void)RunOne(Place(PaymentMethod::kCash, "a"));
  (void)RunOne(Place(PaymentMethod::kCash, "b"));
  EXPECT_EQ(outages_, std::vector<std::string>{"scripted"});
  EXPECT_TRUE(watch_.in_outage());
  (void)RunOne(Place(PaymentMethod::kCash, "b"));
  EXPECT_FALSE(watch_.in_outage());
  EXPECT_EQ(ends_, 1);
  EXPECT_EQ(stats_.store_write_failures.Value(), 2);
}

// A full disk can still be read.
TEST_F(BatchTest, WriteOutageEndsOnlyAfterAWrite) {
  (void)RunOne(Place(PaymentMethod::kCash, "before"));
  store_.next_commits = {CommitResult::kFailed};
  (void)RunOne(Place(PaymentMethod::kCash, "a"));
  EXPECT_TRUE(RunOne(Place(PaymentMethod::kCash, "before")).answer.replayed());
  EXPECT_TRUE(watch_.in_outage());
  store_.next_commits = {CommitResult::kFailed};
  runner_.LookAtStore(kNow);
  EXPECT_TRUE(watch_.in_outage());
  runner_.LookAtStore(kNow);
  EXPECT_FALSE(watch_.in_outage()) << "the engine writes something itself";
  EXPECT_EQ(outages_.size(), 1U);
  EXPECT_EQ(ends_, 1);
}

TEST_F(BatchTest, OutageIsDetectedWhileIdle) {
  store_.next_loads = {StoreError::Kind::kUnavailable};
  runner_.LookAtStore(kNow);
  EXPECT_TRUE(watch_.in_outage());
  const int commits = store_.commits;
  runner_.LookAtStore(kNow);
  EXPECT_FALSE(watch_.in_outage());
  EXPECT_EQ(store_.commits, commits + 1);
  runner_.LookAtStore(kNow);
  EXPECT_EQ(store_.commits, commits + 1) << "nothing is written while all is well";
}

// A command whose decision breaks an invariant: it creates money from nothing.
class Poisoned final : public CommandOf<PlaceResult> {
 public:
  explicit Poisoned(bool throws) : throws_(throws) {}
  [[nodiscard]] std::string_view Kind() const override { return "poisoned"; }
  void AddNeeds(Needs& needs) const override { needs.Put<orders::Subscriber>(kHostedNumber); }
  [[nodiscard]] DecisionOf<PlaceResult> Decide(const ReadSet& read_set,
                                               const DecisionContext&) const override {
    if (throws_) throw std::runtime_error("a bug");
    DecisionOf<PlaceResult> decision(PlaceResult{});
    orders::Subscriber number = *read_set.Find<orders::Subscriber>(kHostedNumber);
    number.sim.value().credit.amount += 1'000'000;
    decision.rows.Put(number);
    return decision;
  }

 private:
  bool throws_;
};

TEST_F(BatchTest, PoisonedCommandDoesNotAffectItsBatch) {
  std::vector<std::unique_ptr<CommandOf<PlaceResult>>> commands;
  commands.push_back(Place(PaymentMethod::kCash, "before"));
  commands.push_back(std::make_unique<Poisoned>(false));
  commands.push_back(std::make_unique<Poisoned>(true));
  commands.push_back(Place(PaymentMethod::kCash, "after"));
  const auto replies = Run(std::move(commands));
  EXPECT_TRUE(replies[0].answer.ok());
  EXPECT_EQ(replies[1].answer.fault(), Fault::kRejected);
  EXPECT_EQ(replies[2].answer.fault(), Fault::kRejected);
  EXPECT_TRUE(replies[3].answer.ok());
  EXPECT_EQ(Balance(), 30'000'000);
  EXPECT_EQ(reports_.size(), 2U);
}

// A paid order whose number has lost what it took from the limit: giving it back fails a CHECK in
// the domain rules, which used to end the process, and again on every retry.
TEST_F(BatchTest, CorruptOrderIsRejectedAndOthersContinue) {
  const auto poisoned = RunOne(Place(PaymentMethod::kCard, "poisoned"));
  GatewayAnswer paid;
  paid.kind = GatewayAnswer::Kind::kPaid;
  paid.received = kTotal;
  paid.reference = "ch_1";
  orders::Subscriber suspended = HostedNumber(prepaid::SimState::kSuspended);
  suspended.last_order = poisoned.answer->order;
  store_.Put(suspended);
  (void)RunOne(RecordPayment::CalledBack(poisoned.answer->order, 1, paid, "bank"));
  orders::Subscriber forgetful = *store_.FindSubscriber(kHostedNumber).value();
  EXPECT_NE(forgetful.usage, limits::Usage{});
  forgetful.usage.months[0].taken = 0;
  ASSERT_TRUE(prepaid::BringTo(*forgetful.sim, prepaid::SimState::kActive, kNow));
  store_.Put(forgetful);

  const auto refunded = [&] {
    GatewayAnswer done;
    done.kind = GatewayAnswer::Kind::kDone;
    done.reference = "rf_1";
    orders::OutboxMessage outbox_message;
    outbox_message.order = poisoned.answer->order;
    outbox_message.purpose = orders::Purpose::kRefund;
    return RecordRefund::Answered(outbox_message, done);
  };
  orders::Subscriber other(Msisdn::FromStored(32470999999));
  other.sim = prepaid::NewSim("proximus", prepaid::SimState::kActive, kNow);
  store_.Put(other);
  const auto place = [&other](const std::string& key) {
    return Place(PaymentMethod::kCash, key, "client:a", 1'500, other.msisdn);
  };
  for (const std::string again : {"1", "2"}) {
    Reply<PlaceResult> before;
    Reply<orders::EventOutcome> refund;
    Reply<PlaceResult> after;
    std::vector<Submitted> batch;
    batch.emplace_back(place("before" + again), Hear(before));
    batch.emplace_back(refunded(), Hear(refund));
    batch.emplace_back(place("after" + again), Hear(after));
    runner_.Run(std::move(batch), kNow);
    EXPECT_TRUE(before.answer.ok());
    EXPECT_EQ(refund.answer.fault(), Fault::kRejected);
    EXPECT_TRUE(after.answer.ok());
  }
  EXPECT_EQ(store_.FindSubscriber(other.msisdn).value()->sim->credit.amount, 60'000'000);
  ASSERT_EQ(reports_.size(), 2U);
  EXPECT_THAT(reports_[0], ::testing::HasSubstr("order " + ToText(poisoned.answer->order)));
  EXPECT_THAT(reports_[0], ::testing::HasSubstr("no more is given back than was taken"));
}

TEST_F(BatchTest, UnreadableRowFailsOnlyItsOwnCommand) {
  // The whole batch, then its first command.
  store_.next_loads = {StoreError::Kind::kWrongRow, StoreError::Kind::kWrongRow};
  std::vector<std::unique_ptr<PlaceTopup>> commands;
  commands.push_back(Place(PaymentMethod::kCash, "a"));
  commands.push_back(Place(PaymentMethod::kCash, "b"));
  const auto replies = Run(std::move(commands));
  EXPECT_EQ(replies[0].answer.fault(), Fault::kRejected);
  EXPECT_TRUE(replies[1].answer.ok());
  EXPECT_EQ(reports_.size(), 1U);
  EXPECT_FALSE(watch_.in_outage());
}

TEST_F(BatchTest, RefusedRowFailsOnlyItsOwnCommand) {
  orders::Subscriber other(Msisdn::FromStored(32470999999));
  other.sim = prepaid::NewSim("proximus", prepaid::SimState::kActive, kNow);
  store_.Put(other);
  store_.poison = other.msisdn;
  std::vector<std::unique_ptr<PlaceTopup>> commands;
  commands.push_back(Place(PaymentMethod::kCash, "a"));
  commands.push_back(Place(PaymentMethod::kCash, "b", "client:a", 1'500, other.msisdn));
  commands.push_back(Place(PaymentMethod::kCash, "c"));
  const auto replies = Run(std::move(commands));
  EXPECT_TRUE(replies[0].answer.ok());
  EXPECT_EQ(replies[1].answer.fault(), Fault::kRejected);
  EXPECT_TRUE(replies[2].answer.ok());
  EXPECT_EQ(Balance(), 30'000'000);
}

// A gateway's callback must not confirm payments of another gateway.
TEST_F(BatchTest, CallbackOfAnotherGatewayChangesNothing) {
  const auto placed = RunOne(Place(PaymentMethod::kCard, "k"));
  GatewayAnswer paid;
  paid.kind = GatewayAnswer::Kind::kPaid;
  paid.received = kTotal;
  paid.reference = "ch_1";
  const auto say = [&](const char* gateway) {
    return *RunOne(RecordPayment::CalledBack(placed.answer->order, 1, paid, gateway)).answer;
  };
  EXPECT_EQ(say("another"), orders::EventOutcome::kNoSuchPart);
  EXPECT_EQ(Balance(), 0);
  EXPECT_EQ(say("bank"), orders::EventOutcome::kApplied);
  EXPECT_EQ(Balance(), 15'000'000);
}

TEST_F(BatchTest, RepeatedCallbackInOneBatchCreditsOnce) {
  const auto placed = RunOne(Place(PaymentMethod::kCard, "k"));
  GatewayAnswer paid;
  paid.kind = GatewayAnswer::Kind::kPaid;
  paid.received = kTotal;
  paid.reference = "ch_1";
  std::vector<std::unique_ptr<RecordPayment>> commands;
  commands.push_back(RecordPayment::CalledBack(placed.answer->order, 1, paid, "bank"));
  commands.push_back(RecordPayment::CalledBack(placed.answer->order, 1, paid, "bank"));
  const auto replies = Run(std::move(commands));
  EXPECT_EQ(*replies[0].answer, orders::EventOutcome::kApplied);
  EXPECT_EQ(*replies[1].answer, orders::EventOutcome::kRepeated);
  EXPECT_EQ(Balance(), 15'000'000);
}

TEST_F(BatchTest, InstantsNeverGoBack) {
  const auto first = RunOne(Place(PaymentMethod::kCash, "a"), kNow);
  const auto second = RunOne(Place(PaymentMethod::kCash, "b"), kNow - Millis(3'600'000));
  ASSERT_TRUE(first.record && second.record);
  EXPECT_GE(second.record->order.created_at, first.record->order.created_at);
  EXPECT_GT(second.answer->order, first.answer->order);
}

TEST_F(BatchTest, CancellationIsAuditedInTheSameCommit) {
  const auto placed = RunOne(Place(PaymentMethod::kCard, "k"));
  const auto cancelled = RunOne(CancelTopup::Check(placed.answer->order, "admin"));
  EXPECT_EQ(*cancelled.answer, CancelTopupOutcome::kCancelling);
  ASSERT_EQ(store_.Audit().size(), 1U);
  EXPECT_EQ(store_.Audit().front().action, "topup.cancel");
  EXPECT_EQ(*RunOne(CancelTopup::Check(OrderId(5), "admin")).answer,
            CancelTopupOutcome::kNoSuchOrder);
}

TEST_F(BatchTest, ActsOfSeveralBatchesAreOneChain) {
  for (const char* const secret : {"one", "two", "three"}) {
    const auto created =
        RunOne(*CreateKey::Check({.scopes = {"sim:read"}, .secret = DigestOf(secret)}, "admin"));
    (void)RunOne(RevokeKey::Check(created.answer->key, "admin"));
  }
  const auto report = Verify(store_);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->difference.value_or(""), "");
  ASSERT_EQ(report->audit.size(), 1U);
  EXPECT_EQ(report->audit.front().rows, 9) << "a client, its key, and that it was revoked";
}

}  // namespace
}  // namespace herlaad::engine
