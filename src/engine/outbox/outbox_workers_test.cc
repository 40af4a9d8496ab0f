#include "engine/outbox/outbox_workers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "domain/orders/fixtures.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/record_payment.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using orders::State;
using payments::PaymentMethod;

// An operator that answers as the test specifies, and counts calls.
class ScriptedOperator final : public Operator {
 public:
  std::function<OperatorAnswer(const TopupRequest&)> on_topup;
  std::function<OperatorAnswer()> on_ask;
  Millis settles{0};
  std::atomic<int> topups{0};
  std::atomic<int> asks{0};
  std::atomic<int> at_once{0};
  std::atomic<int> most_at_once{0};

  OperatorAnswer Topup(const TopupRequest& request) override {
    ++topups;
    const int now = ++at_once;
    if (now > most_at_once) most_at_once = now;
    OperatorAnswer answer = on_topup(request);
    --at_once;
    return answer;
  }
  OperatorAnswer Ask(std::string_view) override {
    ++asks;
    return on_ask();
  }
  [[nodiscard]] Millis NotFoundSettlesAfter() const override { return settles; }
  void Stop() override {}
};

class ScriptedGateway final : public Gateway {
 public:
  std::atomic<int> refunds{0};
  std::atomic<int> refunds_unknown{0};  // number of refunds that get no answer
  std::atomic<bool> may_resend{true};
  std::atomic<int> refund_asks{0};
  GatewayAnswer ask;
  GatewayAnswer close;
  std::optional<GatewayAnswer> asked_after_close;
  std::mutex mutex;
  PaymentRef asked;                    // of the last question
  std::vector<std::string> all_asked;  // about which payments, in order

  static GatewayAnswer OpenPage() {
    GatewayAnswer open;
    open.kind = GatewayAnswer::Kind::kOpen;
    open.url = "https://bank/x";
    open.session = "session-1";
    return open;
  }
  GatewayAnswer Open(const OpenRequest&) override { return OpenPage(); }
  GatewayAnswer Ask(const PaymentRef& payment) override {
    const std::lock_guard lock(mutex);
    asked = payment;
    all_asked.push_back(payment.reference);
    return ask;
  }
  GatewayAnswer Close(const PaymentRef&) override {
    const std::lock_guard lock(mutex);
    if (asked_after_close) ask = *asked_after_close;
    return close;
  }
  GatewayAnswer Refund(const RefundRequest&) override {
    if (refunds++ < refunds_unknown) {
      GatewayAnswer unknown;
      unknown.may_resend = may_resend;
      return unknown;
    }
    return Done();
  }
  GatewayAnswer AskRefund(const RefundRequest&) override {
    ++refund_asks;
    return Done();
  }
  static GatewayAnswer Done() {
    GatewayAnswer done;
    done.kind = GatewayAnswer::Kind::kDone;
    done.reference = "rf_1";
    return done;
  }
  Result<Callback, CallbackError> ReadCallback(const Headers&, std::string_view, Instant) override {
    return Failure{CallbackError::kNotForUs};
  }
  void Stop() override {}
};

OperatorAnswer Said(OperatorAnswer::Kind kind,
                    orders::RefusalReason refusal = orders::RefusalReason::kNone) {
  OperatorAnswer answer;
  answer.kind = kind;
  answer.refusal = refusal;
  answer.reference = "op-1";
  return answer;
}

GatewayAnswer PaidAs(const std::string& charge) {
  GatewayAnswer paid;
  paid.kind = GatewayAnswer::Kind::kPaid;
  paid.reference = charge;
  paid.received = kTotal;
  return paid;
}

orders::Timings Fast() {
  orders::Timings timings;
  timings.payment_lifetime = Millis(300);
  timings.watch_first = Millis(20);
  timings.watch_max = Millis(50);
  timings.ask_first = Millis(10);
  timings.ask_max = Millis(20);
  timings.asks_max = 4;
  timings.redelivery_wait = Millis(10);
  timings.request_timeout = Millis(50);
  timings.lease = Millis(100);
  return timings;
}

class OutboxWorkerTest : public ::testing::Test {
 protected:
  explicit OutboxWorkerTest(const orders::Timings& timings = Fast())
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, timings, IdSource(Shard{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }),
        engine_(runner_, store_, clock_, {}, stats_) {
    catalogue_.operators[1].limits.seconds_between_topups = 0;
    op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kConfirmed); };
    op_.on_ask = [] { return Said(OperatorAnswer::Kind::kUnknown); };
  }

  void Start() {
    StartEngine();
    outbox_workers_->Start();
  }
  // Without workers at work yet.
  void StartEngine() {
    Parties parties;
    parties.operators.emplace("telenet", &op_);
    parties.gateways.emplace("bank", &gateway_);
    parties.brakes = BrakesInForce(brakes_);
    outbox_workers_.emplace(
        engine_, store_, clock_, parties, [](const orders::Order&) { return "https://us/order"; },
        options_, stats_);
    runner_.AddListener(&*outbox_workers_);
    engine_.Start();
  }

  void TearDown() override {
    if (outbox_workers_) outbox_workers_->Stop();
    engine_.Stop();
  }

  OrderId Place(PaymentMethod payment_method, Msisdn msisdn = kRemoteNumber) {
    auto command = PlaceTopup::Check(Request(msisdn, "telenet", payment_method),
                                     "key-" + std::to_string(++keys_));
    EXPECT_TRUE(command.ok());
    const auto answer = engine_.Call(*std::move(command));
    EXPECT_EQ(answer->outcome(), orders::PlaceOutcome::kAccepted);
    return answer->order;
  }

  State Now(OrderId id) { return orders::StateOf((*store_.FindOrder(id).value()).order); }

  // Waits up to five seconds for the state.
  State Await(OrderId id, State state) {
    for (int i = 0; i < 1'000 && Now(id) != state; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return Now(id);
  }

  testing::ScriptedStore store_;
  SystemClock clock_;
  catalogue::Catalogue catalogue_;
  Stats stats_;
  BatchRunner runner_;
  Engine engine_;
  ScriptedOperator op_;
  ScriptedGateway gateway_;
  OutboxWorkers::Options options_{4, Millis(20)};
  brakes::BrakesPtr brakes_;
  std::optional<OutboxWorkers> outbox_workers_;
  std::atomic<int> keys_{0};
};

// Many payments whose pages are open, before the outbox workers start.
class OpenPaymentsTest : public OutboxWorkerTest {
 protected:
  static constexpr std::chrono::milliseconds kPace{10};

  static orders::Timings Patient() {
    orders::Timings timings;
    timings.watch_first = Millis(1);
    return timings;
  }
  OpenPaymentsTest() : OutboxWorkerTest(Patient()) {
    options_.watches_per_second = 100;
    gateway_.ask = ScriptedGateway::OpenPage();
  }

  OrderId PlaceOpen(std::size_t i) {
    const OrderId id = Place(PaymentMethod::kCard,
                             Msisdn::FromStored(32'485'100'000 + static_cast<std::int64_t>(i)));
    (void)engine_.Call(RecordPayment::CalledBack(id, 1, ScriptedGateway::OpenPage(), "bank"));
    return id;
  }
  // The first questions.
  std::vector<std::string> Asked(std::size_t count) {
    const std::lock_guard lock(gateway_.mutex);
    return {gateway_.all_asked.begin(),
            gateway_.all_asked.begin() + static_cast<std::ptrdiff_t>(count)};
  }
  // Within half a minute.
  bool AwaitAsked(std::size_t count) {
    for (int i = 0; i < 6'000; ++i) {
      {
        const std::lock_guard lock(gateway_.mutex);
        if (gateway_.all_asked.size() >= count) return true;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }
};

TEST_F(OutboxWorkerTest, ACardThatClosingDoesNotTellIsAskedForAndJudged) {
  brakes::Rule none;
  none.name = "rule";
  none.by = brakes::By::kCard;
  none.within = Millis(3'600'000);
  none.act = brakes::Act::kRefund;
  none.when.strangers = false;
  brakes_ = std::make_shared<brakes::Brakes>(brakes::Brakes{{{none}}, Secret("a key")});
  gateway_.ask = ScriptedGateway::OpenPage();
  gateway_.close = PaidAs("ch_1");
  gateway_.close.card_is_to_be_asked = true;
  gateway_.asked_after_close = PaidAs("ch_1");
  gateway_.asked_after_close->card.fingerprint = "fp_1";
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCard), State::kRefunded), State::kRefunded);
  EXPECT_EQ(op_.topups, 0);
}

TEST_F(OutboxWorkerTest, PaidRemoteOrderIsDelivered) {
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCash), State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 1);
}

TEST_F(OutboxWorkerTest, UnansweredDeliveryIsAskedAboutNeverResent) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnknown); };
  op_.on_ask = [this] {
    return Said(op_.asks < 3 ? OperatorAnswer::Kind::kUnknown : OperatorAnswer::Kind::kConfirmed);
  };
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCash), State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 1);
  EXPECT_EQ(op_.asks, 3);
}

TEST_F(OutboxWorkerTest, UsedUpAsksEndInReview) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnknown); };
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCash), State::kAttention), State::kAttention);
  EXPECT_EQ(op_.topups, 1);
  EXPECT_EQ(op_.asks, 4) << "asks_max";
}

TEST_F(OutboxWorkerTest, NotFoundIsBelievedAfterTheSettlingTime) {
  op_.on_topup = [this](const auto&) {
    return Said(op_.topups == 1 ? OperatorAnswer::Kind::kUnknown
                                : OperatorAnswer::Kind::kConfirmed);
  };
  op_.on_ask = [] { return Said(OperatorAnswer::Kind::kNotFound); };
  op_.settles = Millis(15);
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCash), State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 2) << "a new delivery under a new key";
}

TEST_F(OutboxWorkerTest, NotFoundWithoutSettlingTimeEndsInReview) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnknown); };
  op_.on_ask = [] { return Said(OperatorAnswer::Kind::kNotFound); };
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCash), State::kAttention), State::kAttention);
  EXPECT_EQ(op_.topups, 1);
}

TEST_F(OutboxWorkerTest, UnsentDeliveryIsSentAgainUnderTheSameKey) {
  std::vector<std::string> references;
  op_.on_topup = [&](const TopupRequest& request) {
    references.push_back(request.reference);
    return Said(references.size() < 3 ? OperatorAnswer::Kind::kUnreachable
                                      : OperatorAnswer::Kind::kConfirmed);
  };
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCash), State::kDelivered), State::kDelivered);
  ASSERT_EQ(references.size(), 3U);
  EXPECT_EQ(references[0], references[2]);
}

TEST_F(OutboxWorkerTest, UnreachableOperatorLeadsToARefund) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnreachable); };
  gateway_.ask = PaidAs("ch_1");
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCard), State::kRefunded), State::kRefunded);
  EXPECT_EQ(gateway_.refunds, 1);
}

TEST_F(OutboxWorkerTest, UnansweredRefundIsSentAgainWithTheSameKey) {
  op_.on_topup = [](const auto&) {
    return Said(OperatorAnswer::Kind::kRefused, orders::RefusalReason::kBarred);
  };
  gateway_.ask = PaidAs("ch_1");
  gateway_.refunds_unknown = 2;
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCard), State::kRefunded), State::kRefunded);
  EXPECT_EQ(gateway_.refunds, 3);
}

TEST_F(OutboxWorkerTest, RefundThatTheGatewayWouldOnlyRepeatIsAskedAboutInstead) {
  op_.on_topup = [](const auto&) {
    return Said(OperatorAnswer::Kind::kRefused, orders::RefusalReason::kBarred);
  };
  gateway_.ask = PaidAs("ch_1");
  gateway_.refunds_unknown = 1;
  gateway_.may_resend = false;
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCard), State::kRefunded), State::kRefunded);
  EXPECT_EQ(gateway_.refunds, 1);
  EXPECT_EQ(gateway_.refund_asks, 1);
}

TEST_F(OutboxWorkerTest, GatewayIsAskedByItsOwnIdOfThePage) {
  gateway_.ask = PaidAs("ch_1");
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCard), State::kDelivered), State::kDelivered);
  const std::lock_guard lock(gateway_.mutex);
  EXPECT_EQ(gateway_.asked.session, "session-1");
  EXPECT_GT(gateway_.asked.created_at, Instant{});
}

// Thousands of open payments must not take a gateway's requests from payers who pay now.
TEST_F(OpenPaymentsTest, AreAskedAboutAtAPaceTheLongestDueFirst) {
  constexpr std::size_t kOpen = 40;
  constexpr std::size_t kAsked = 20;
  StartEngine();
  std::vector<std::string> first_due;
  for (std::size_t i = 0; i < kOpen; ++i) {
    const OrderId id = PlaceOpen(i);
    if (i < kAsked + 4) first_due.push_back(orders::PartReference(id, 'p', 1));
  }
  const auto begun = std::chrono::steady_clock::now();
  outbox_workers_->Start();
  ASSERT_TRUE(AwaitAsked(kAsked));
  // A slow machine asks more slowly, none faster.
  EXPECT_GE(std::chrono::steady_clock::now() - begun, kPace * (kAsked - 2));
  for (const std::string& payment : Asked(kAsked - 4))
    EXPECT_THAT(first_due, ::testing::Contains(payment));
}

TEST_F(OpenPaymentsTest, DoNotHoldUpAPayerWhoPaysNow) {
  StartEngine();
  for (std::size_t i = 0; i < 40; ++i) (void)PlaceOpen(i);
  outbox_workers_->Start();
  ASSERT_TRUE(AwaitAsked(1));
  const OrderId now = Place(PaymentMethod::kCard);
  const auto is_open = [&] {
    return (*store_.FindOrder(now).value()).order.payments.front().state ==
           orders::PaymentState::kOpen;
  };
  for (int i = 0; i < 1'000 && !is_open(); ++i)
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_TRUE(is_open());
}

// At a question a second: what was unpaid at the end of its time ends without waiting for it.
class UnpaidOrdersTest : public OutboxWorkerTest {
 protected:
  UnpaidOrdersTest() { options_.watches_per_second = 1; }
};

TEST_F(UnpaidOrdersTest, EndWithTheirTimeHoweverManyAreOpen) {
  constexpr std::int64_t kOrders = 60;  // a minute at that pace
  gateway_.ask = ScriptedGateway::OpenPage();
  gateway_.close.kind = GatewayAnswer::Kind::kClosed;
  gateway_.close.reason = orders::CloseReason::kCancelled;
  Start();
  const auto begun = std::chrono::steady_clock::now();
  std::vector<OrderId> placed;
  for (std::int64_t i = 0; i < kOrders; ++i)
    placed.push_back(Place(PaymentMethod::kCard, Msisdn::FromStored(32'485'100'000 + i)));
  for (const OrderId id : placed) EXPECT_EQ(Await(id, State::kExpired), State::kExpired);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(50));
}

TEST_F(OutboxWorkerTest, UnpaidPaymentExpiresAtTheGateway) {
  gateway_.ask = ScriptedGateway::OpenPage();
  gateway_.close.kind = GatewayAnswer::Kind::kClosed;
  gateway_.close.reason = orders::CloseReason::kCancelled;
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCard), State::kExpired), State::kExpired);
}

TEST_F(OutboxWorkerTest, UnknownPaymentEndsInReview) {
  gateway_.ask = ScriptedGateway::OpenPage();
  Start();
  EXPECT_EQ(Await(Place(PaymentMethod::kCard), State::kAttention), State::kAttention);
}

TEST_F(OutboxWorkerTest, OneAttemptAtATimePerNumber) {
  op_.on_topup = [](const auto&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return Said(OperatorAnswer::Kind::kConfirmed);
  };
  Start();
  std::vector<OrderId> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(Place(PaymentMethod::kCash));
  for (const OrderId id : ids) EXPECT_EQ(Await(id, State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.most_at_once, 1);
}

TEST_F(OutboxWorkerTest, ExpiredLeaseIsUnknownAndOnlyAskedAbout) {
  // An outbox worker leased the attempt and died: another process run finds it.
  Start();
  outbox_workers_->Hold(true);
  const OrderId id = Place(PaymentMethod::kCash);
  auto record = *store_.FindOrder(id).value();
  orders::OrderAggregate aggregate(record.order, orders::Subscriber(kRemoteNumber), clock_.Now());
  ASSERT_EQ(orders::OnDeliverySent(aggregate, 1), orders::EventOutcome::kApplied);
  WriteSet writes;
  record.order = aggregate.order;
  record.outbox_message = orders::Leased(*record.outbox_message, 6, clock_.Now(), Fast());
  writes.changed.Put(record);
  writes.changed.Put(*record.outbox_message);
  ASSERT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  op_.on_ask = [] { return Said(OperatorAnswer::Kind::kConfirmed); };
  outbox_workers_->Hold(false);
  EXPECT_EQ(Await(id, State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 0) << "never sent again";
  EXPECT_EQ(op_.asks, 1);
}

TEST_F(OutboxWorkerTest, HeldOutboxWorkersSendNothing) {
  Start();
  outbox_workers_->Hold(true);
  const OrderId id = Place(PaymentMethod::kCash);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(Now(id), State::kPaid);
  outbox_workers_->Hold(false);
  EXPECT_EQ(Await(id, State::kDelivered), State::kDelivered);
}

TEST_F(OutboxWorkerTest, FullQueueIsRefusedAtOnce) {
  Engine small(runner_, store_, clock_, {2, 1, 256},
               stats_);  // not started: nothing leaves the queue
  const auto command = [this] {
    return *PlaceTopup::Check(Request(kRemoteNumber, "telenet", PaymentMethod::kCash),
                              "q" + std::to_string(++keys_));
  };
  int answered = 0;
  const auto count = [&answered](const Answered<PlaceResult>&, const auto*) { ++answered; };
  EXPECT_TRUE(small.Submit(command(), count));
  EXPECT_TRUE(small.Submit(command(), count));
  EXPECT_FALSE(small.Submit(command(), count));
  EXPECT_EQ(answered, 0);
  small.Start();
  small.Stop();
  EXPECT_EQ(answered, 2) << "stopping finishes what was taken";
  EXPECT_FALSE(small.Submit(command(), count));
}

}  // namespace
}  // namespace herlaad::engine
