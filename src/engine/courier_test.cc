#include "engine/courier.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

#include "engine/kinds/place_topup.h"
#include "rules/orders/fixtures.h"
#include "tests/support/memory_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using orders::State;
using orders::Tender;

// An operator that answers as the test says, and counts.
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
  std::atomic<int> refunds_unknown{0};  // so many refunds are answered by nothing
  GatewayAnswer ask;
  GatewayAnswer close;

  GatewayAnswer Open(const OpenRequest&) override {
    return {GatewayAnswer::Kind::kOpen, {}, "https://bank/x", {}, 0};
  }
  GatewayAnswer Ask(std::string_view) override { return ask; }
  GatewayAnswer Close(std::string_view) override { return close; }
  GatewayAnswer Refund(const RefundRequest&) override {
    if (refunds++ < refunds_unknown) return {};
    return {GatewayAnswer::Kind::kDone, {}, {}, "rf_1", 0};
  }
  Result<PaymentNews, CallbackError> ReadCallback(const Headers&, std::string_view,
                                                  Instant) override {
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

class CourierTest : public ::testing::Test {
 protected:
  CourierTest()
      : catalog_(Catalogue()),
        runner_(store_, catalog_, Fast(), IdSource(Home{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }),
        engine_(runner_, store_, clock_, {}, stats_) {
    catalog_.operators[1].limits.seconds_between_topups = 0;
    op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kConfirmed); };
    op_.on_ask = [] { return Said(OperatorAnswer::Kind::kUnknown); };
  }

  void Start() {
    Parties parties;
    parties.operators.emplace("telenet", &op_);
    parties.gateways.emplace("bank", &gateway_);
    couriers_.emplace(
        engine_, store_, clock_, parties, [](const orders::Order&) { return "https://us/order"; },
        Couriers::Options{4, Millis(20)}, stats_);
    runner_.AddListener(&*couriers_);
    engine_.Start();
    couriers_->Start();
  }

  void TearDown() override {
    if (couriers_) couriers_->Stop();
    engine_.Stop();
  }

  OrderId Place(Tender tender, Msisdn msisdn = kRemoteNumber) {
    auto command =
        PlaceTopup::Check(Request(msisdn, "telenet", tender), "key-" + std::to_string(++keys_));
    EXPECT_TRUE(command.ok());
    const Answer answer = engine_.Call(*std::move(command));
    EXPECT_EQ(answer.outcome, static_cast<int>(orders::PlaceOutcome::kAccepted));
    return answer.order;
  }

  State Now(OrderId id) { return orders::StateOf((*store_.FindOrder(id).value()).order); }

  // Waits for the state; at most five seconds.
  State Await(OrderId id, State state) {
    for (int i = 0; i < 1'000 && Now(id) != state; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return Now(id);
  }

  testing::MemoryStore store_;
  SystemClock clock_;
  catalog::Catalog catalog_;
  Stats stats_;
  BatchRunner runner_;
  Engine engine_;
  ScriptedOperator op_;
  ScriptedGateway gateway_;
  std::optional<Couriers> couriers_;
  std::atomic<int> keys_{0};
};

TEST_F(CourierTest, DeliversWhatIsPaidElsewhere) {
  Start();
  EXPECT_EQ(Await(Place(Tender::kCash), State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 1);
}

TEST_F(CourierTest, NeverSendsAgainAfterNoAnswerAndAsksUntilItKnows) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnknown); };
  op_.on_ask = [this] {
    return Said(op_.asks < 3 ? OperatorAnswer::Kind::kUnknown : OperatorAnswer::Kind::kConfirmed);
  };
  Start();
  EXPECT_EQ(Await(Place(Tender::kCash), State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 1);
  EXPECT_EQ(op_.asks, 3);
}

TEST_F(CourierTest, AsksComeToAnEndInAttention) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnknown); };
  Start();
  EXPECT_EQ(Await(Place(Tender::kCash), State::kAttention), State::kAttention);
  EXPECT_EQ(op_.topups, 1);
  EXPECT_EQ(op_.asks, 4) << "asks_max";
}

TEST_F(CourierTest, NotFoundIsBelievedOnlyWhereItIsAuthoritativeAndAfterTheSettlingTime) {
  op_.on_topup = [this](const auto&) {
    return Said(op_.topups == 1 ? OperatorAnswer::Kind::kUnknown
                                : OperatorAnswer::Kind::kConfirmed);
  };
  op_.on_ask = [] { return Said(OperatorAnswer::Kind::kNotFound); };
  op_.settles = Millis(15);
  Start();
  EXPECT_EQ(Await(Place(Tender::kCash), State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 2) << "a new delivery under a new key";
}

TEST_F(CourierTest, NotFoundFromAnOperatorThatIsNotAuthoritativeEndsInAttention) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnknown); };
  op_.on_ask = [] { return Said(OperatorAnswer::Kind::kNotFound); };
  Start();
  EXPECT_EQ(Await(Place(Tender::kCash), State::kAttention), State::kAttention);
  EXPECT_EQ(op_.topups, 1);
}

TEST_F(CourierTest, WhatSurelyWasNotSentIsSentAgainUnderTheSameKey) {
  std::vector<std::string> references;
  op_.on_topup = [&](const TopupRequest& request) {
    references.push_back(request.reference);
    return Said(references.size() < 3 ? OperatorAnswer::Kind::kUnreachable
                                      : OperatorAnswer::Kind::kConfirmed);
  };
  Start();
  EXPECT_EQ(Await(Place(Tender::kCash), State::kDelivered), State::kDelivered);
  ASSERT_EQ(references.size(), 3U);
  EXPECT_EQ(references[0], references[2]);
}

TEST_F(CourierTest, AnOperatorThatStaysAwayCostsNobodyTheirMoney) {
  op_.on_topup = [](const auto&) { return Said(OperatorAnswer::Kind::kUnreachable); };
  gateway_.ask = {GatewayAnswer::Kind::kPaid, {}, {}, "ch_1", kTotal};
  Start();
  EXPECT_EQ(Await(Place(Tender::kCard), State::kRefunded), State::kRefunded);
  EXPECT_EQ(gateway_.refunds, 1);
}

TEST_F(CourierTest, ARefundWithoutAnAnswerIsSentAgainWithTheSameKey) {
  op_.on_topup = [](const auto&) {
    return Said(OperatorAnswer::Kind::kRefused, orders::RefusalReason::kBarred);
  };
  gateway_.ask = {GatewayAnswer::Kind::kPaid, {}, {}, "ch_1", kTotal};
  gateway_.refunds_unknown = 2;
  Start();
  EXPECT_EQ(Await(Place(Tender::kCard), State::kRefunded), State::kRefunded);
  EXPECT_EQ(gateway_.refunds, 3);
}

TEST_F(CourierTest, APaymentNobodyMakesExpiresWithTheGatewaysWord) {
  gateway_.ask = {GatewayAnswer::Kind::kOpen, {}, "https://bank/x", {}, 0};
  gateway_.close = {GatewayAnswer::Kind::kClosed, orders::CloseReason::kCancelled, {}, {}, 0};
  Start();
  EXPECT_EQ(Await(Place(Tender::kCard), State::kExpired), State::kExpired);
}

TEST_F(CourierTest, AGatewayThatNeverSaysWhatBecameOfAPaymentEndsInAttention) {
  gateway_.ask = {GatewayAnswer::Kind::kOpen, {}, "https://bank/x", {}, 0};
  Start();
  EXPECT_EQ(Await(Place(Tender::kCard), State::kAttention), State::kAttention);
}

TEST_F(CourierTest, OneAtATimePerNumber) {
  op_.on_topup = [](const auto&) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return Said(OperatorAnswer::Kind::kConfirmed);
  };
  Start();
  std::vector<OrderId> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(Place(Tender::kCash));
  for (const OrderId id : ids) EXPECT_EQ(Await(id, State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.most_at_once, 1);
}

TEST_F(CourierTest, ALeaseThatRanOutIsUnknownAndOnlyAsked) {
  // A courier marked the attempt and died: another life of the program finds it.
  Start();
  couriers_->Hold(true);
  const OrderId id = Place(Tender::kCash);
  auto record = *store_.FindOrder(id).value();
  orders::Scene scene(record.order, orders::Number(kRemoteNumber), clock_.Now());
  ASSERT_EQ(orders::OnDeliverySent(scene, 1), orders::EventOutcome::kApplied);
  WriteSet writes;
  record.order = scene.order;
  record.effect = orders::Marked(*record.effect, 6, clock_.Now(), Fast());
  writes.changed_orders.push_back(record);
  ASSERT_EQ(store_.Commit(writes), CommitResult::kCommitted);
  op_.on_ask = [] { return Said(OperatorAnswer::Kind::kConfirmed); };
  couriers_->Hold(false);
  EXPECT_EQ(Await(id, State::kDelivered), State::kDelivered);
  EXPECT_EQ(op_.topups, 0) << "never sent again";
  EXPECT_EQ(op_.asks, 1);
}

TEST_F(CourierTest, HeldCouriersCarryNothing) {
  Start();
  couriers_->Hold(true);
  const OrderId id = Place(Tender::kCash);
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_EQ(Now(id), State::kPaid);
  couriers_->Hold(false);
  EXPECT_EQ(Await(id, State::kDelivered), State::kDelivered);
}

TEST_F(CourierTest, AFullQueueIsSaidAtOnceAndNothingIsHalfDone) {
  Engine small(runner_, store_, clock_, {2, 1, 256}, stats_);  // not started: nothing is taken out
  const auto command = [this] {
    return *PlaceTopup::Check(Request(kRemoteNumber, "telenet", Tender::kCash),
                              "q" + std::to_string(++keys_));
  };
  int answered = 0;
  const auto count = [&answered](const Answer&, const OrderRecord*) { ++answered; };
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
