// Fraud brakes in the engine, on every store: exact under repeats, stopped money goes back once,
// what is held waits for a person, and blocks and counters end.
#include <gtest/gtest.h>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/commands/brakes/forget_braked.h"
#include "engine/commands/brakes/manage_blocks.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/orders/resolve_topup.h"
#include "engine/commands/outbox/record_payment.h"
#include "engine/orders/order_history.h"
#include "engine/sweeps/brake_sweep.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using brakes::Act;
using brakes::By;
using orders::PlaceOutcome;
using payments::PaymentMethod;

constexpr Millis kHour{3'600'000};

brakes::Rule RuleOf(By by, std::int64_t most, Act act) {
  return {"rule", brakes::Counted::kPayments, by, kHour, most, act, {}, false};
}

brakes::Block BlockOf(brakes::SubjectId subject, std::string reason, Instant until = {}) {
  return {subject, By::kCard, "a card", std::move(reason), "", {}, until};
}

template <class Kind>
class EngineBrakes : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    if (this->IsSkipped()) return;
    runner_ = std::make_unique<BatchRunner>(
        this->store(), catalogue_, kTimings, IdSource(Shard{0}, 1), BatchRunner::Options{1},
        [](auto, const auto& problem) { ADD_FAILURE() << problem; });
  }
  void Use(brakes::Rule rule) {
    brakes_ = std::make_shared<brakes::Brakes>(brakes::Brakes{{{std::move(rule)}}, kKey});
  }
  template <class C>
  AnsweredTo<C> Decide(std::unique_ptr<C> command) {
    return testing::RunCommand(*runner_, std::move(command), now_);
  }
  std::unique_ptr<PlaceTopup> Placing(const std::string& key,
                                      PaymentMethod method = PaymentMethod::kCard) {
    auto request = Request(Msisdn::FromStored(32'485'000'000 + ++numbers_), "telenet", method);
    request.client = "anonymous";
    Braking braking{brakes_, {}};
    braking.subjects.device = brakes::SubjectOf(kKey, By::kDevice, "a device");
    braking.subjects.number = brakes::SubjectOf(kKey, By::kNumber, request.msisdn.ToE164());
    auto command = PlaceTopup::Check(std::move(request), key, {}, {}, std::move(braking));
    CHECK(command.ok(), "a test orders what can be ordered");
    return *std::move(command);
  }
  PlaceResult Place(const std::string& key) { return *Decide(Placing(key)); }
  static GatewayAnswer PaidBy(OrderId id, CardFacts card) {
    GatewayAnswer paid;
    paid.kind = GatewayAnswer::Kind::kPaid;
    paid.received = kTotal;
    paid.reference = "ch_" + std::to_string(id.value());
    paid.card = std::move(card);
    return paid;
  }
  // The gateway knows a card, and does not tell it here.
  static GatewayAnswer PaidByHidden(OrderId id) {
    GatewayAnswer paid = PaidBy(id, {});
    paid.card_is_to_be_asked = true;
    return paid;
  }
  orders::EventOutcome Tell(OrderId id, GatewayAnswer answer) {
    return *Decide(RecordPayment::CalledBack(id, 1, std::move(answer), "bank", brakes_));
  }
  orders::EventOutcome Pay(OrderId id) { return Tell(id, PaidBy(id, {"fp_1", "BE"})); }
  // The answer to the question that the order's outbox message is.
  orders::EventOutcome Answer(OrderId id, GatewayAnswer answer) {
    const auto message = (*this->queries().FindOrder(id))->outbox_message;
    CHECK(message.has_value(), "the payment is asked about");
    return *Decide(RecordPayment::Answered(*message, std::move(answer), brakes_));
  }
  OrderId Paid(const std::string& key) {
    const OrderId id = Place(key).order;
    EXPECT_EQ(Pay(id), orders::EventOutcome::kApplied);
    return id;
  }
  orders::Order OrderOf(OrderId id) { return (*this->queries().FindOrder(id))->order; }
  template <class Row>
  std::vector<Row> All() {
    return *this->queries().ReadRows(RowQuery<Row>{});
  }

  static inline const Secret kKey{"a key"};
  brakes::BrakesPtr brakes_;
  const catalogue::Catalogue catalogue_ = Catalogue();
  std::unique_ptr<BatchRunner> runner_;
  Instant now_ = kNow;
  std::int64_t numbers_ = 0;
};
TYPED_TEST_SUITE(EngineBrakes, store::Stores, store::StoreNames);

TYPED_TEST(EngineBrakes, RefusesBeforeThePaymentAndTellsStaffWhy) {
  this->Use(RuleOf(By::kDevice, 1, Act::kRefuse));
  EXPECT_FALSE(this->Place("1").refusal);
  const PlaceResult refused = this->Place("2");
  EXPECT_EQ(refused.outcome(), PlaceOutcome::kStoppedByBrake);
  EXPECT_TRUE(refused.order.empty());
  const auto stops = this->template All<BrakeStop>();
  ASSERT_EQ(stops.size(), 1U);
  EXPECT_EQ(stops[0].rule, "rule");
  EXPECT_EQ(stops[0].act, Act::kRefuse);
  EXPECT_EQ(stops[0].facts, "2 payments by one device within 1 h, at most 1 payment");
  EXPECT_EQ(this->template All<BrakeTrace>().size(), 2U) << "also of what was refused";
}

TYPED_TEST(EngineBrakes, ARepeatedRequestIsCountedOnceAndAnsweredAsBefore) {
  this->Use(RuleOf(By::kDevice, 2, Act::kRefuse));
  for (int i = 0; i < 5; ++i) {
    this->numbers_ = 0;
    EXPECT_FALSE(this->Place("1").refusal);
  }
  this->numbers_ = 10;
  EXPECT_FALSE(this->Place("2").refusal);
  for (int i = 0; i < 3; ++i) {
    this->numbers_ = 20;
    EXPECT_EQ(this->Place("3").outcome(), PlaceOutcome::kStoppedByBrake);
  }
  this->now_ = this->now_ + kHour * 2;
  this->numbers_ = 20;
  EXPECT_EQ(this->Place("3").outcome(), PlaceOutcome::kStoppedByBrake) << "the same request";
  EXPECT_FALSE(this->Place("4").refusal) << "a new one, once the window allows";
}

TYPED_TEST(EngineBrakes, APaidOrderThatIsStoppedIsRefundedOnceAndNeverCredited) {
  this->Use(RuleOf(By::kCard, 1, Act::kRefund));
  const OrderId first = this->Paid("1");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(this->Pay(first), orders::EventOutcome::kRepeated);
  EXPECT_EQ(this->OrderOf(first).deliveries.at(0).state, orders::DeliveryState::kWaiting);
  const OrderId second = this->Paid("2");
  for (int i = 0; i < 3; ++i) EXPECT_EQ(this->Pay(second), orders::EventOutcome::kRepeated);
  const orders::Order order = this->OrderOf(second);
  EXPECT_EQ(order.deliveries.at(0).refusal, orders::RefusalReason::kStoppedByBrake);
  ASSERT_EQ(order.refunds.size(), 1U);
  EXPECT_EQ(order.refunds[0].amount, kTotal);
  EXPECT_EQ(orders::StateOf(order), orders::State::kRefunding);
  EXPECT_EQ(this->template All<BrakeStop>().size(), 1U);
  const auto history = HistoryOf(**this->queries().FindTrail(second));
  EXPECT_TRUE(std::any_of(history.begin(), history.end(), [](const HistoryEntry& entry) {
    return entry.event == "stopped_by_brake";
  }));
}

TYPED_TEST(EngineBrakes, ACardThatIsNotToldIsAskedForBeforeAnythingIsDelivered) {
  this->Use(RuleOf(By::kCard, 1, Act::kRefund));
  (void)this->Paid("1");
  const OrderId id = this->Place("2").order;
  EXPECT_EQ(this->Tell(id, this->PaidByHidden(id)), orders::EventOutcome::kApplied);
  const auto record = **this->queries().FindOrder(id);
  EXPECT_EQ(record.order.payments.at(0).state, orders::PaymentState::kProcessing);
  EXPECT_TRUE(record.order.deliveries.empty());
  ASSERT_TRUE(record.outbox_message.has_value());
  EXPECT_EQ(record.outbox_message->purpose, orders::Purpose::kWatchPayment);
  EXPECT_EQ(record.outbox_message->next_at, this->now_) << "at once";
  EXPECT_EQ(this->Tell(id, this->PaidByHidden(id)), orders::EventOutcome::kRepeated);
  EXPECT_EQ(this->Answer(id, this->PaidBy(id, {"fp_1", "BE"})), orders::EventOutcome::kApplied);
  EXPECT_EQ(orders::StateOf(this->OrderOf(id)), orders::State::kRefunding);
  EXPECT_EQ(this->template All<BrakeStop>().size(), 1U);
}

TYPED_TEST(EngineBrakes, APaymentThatNoAnswerTellsACardOfIsDelivered) {
  this->Use(RuleOf(By::kCard, 0, Act::kRefund));
  const OrderId asked = this->Place("1").order;
  (void)this->Tell(asked, this->PaidByHidden(asked));
  EXPECT_EQ(this->Answer(asked, this->PaidByHidden(asked)), orders::EventOutcome::kApplied);
  EXPECT_EQ(this->OrderOf(asked).deliveries.at(0).state, orders::DeliveryState::kWaiting);
  const OrderId none = this->Place("2").order;
  EXPECT_EQ(this->Tell(none, this->PaidBy(none, {})), orders::EventOutcome::kApplied);
  EXPECT_EQ(this->OrderOf(none).deliveries.at(0).state, orders::DeliveryState::kWaiting);
}

TYPED_TEST(EngineBrakes, WithoutBrakesNoCardIsAskedFor) {
  const OrderId id = this->Paid("1");
  const OrderId hidden = this->Place("2").order;
  EXPECT_EQ(this->Tell(hidden, this->PaidByHidden(hidden)), orders::EventOutcome::kApplied);
  for (const OrderId each : {id, hidden})
    EXPECT_EQ(this->OrderOf(each).deliveries.at(0).state, orders::DeliveryState::kWaiting);
}

// Every card was asked for, twenty a second, wherever brakes were in force.
TYPED_TEST(EngineBrakes, ACardIsAskedForOnlyWhereARuleCountsCardsOrOneWasBlocked) {
  this->Use(RuleOf(By::kDevice, 100, Act::kRefuse));
  const OrderId before = this->Place("1").order;
  (void)this->Tell(before, this->PaidByHidden(before));
  EXPECT_EQ(this->OrderOf(before).deliveries.at(0).state, orders::DeliveryState::kWaiting);
  const auto card = brakes::SubjectOf(this->kKey, By::kCard, "fp_1");
  for (int i = 0; i < 2; ++i)
    (void)this->Decide(AddBlock::Check(BlockOf(card, "why" + std::to_string(i)), "admin"));
  const OrderId blocked = this->Place("2").order;
  (void)this->Tell(blocked, this->PaidByHidden(blocked));
  EXPECT_TRUE(this->OrderOf(blocked).deliveries.empty());
  (void)this->Answer(blocked, this->PaidBy(blocked, {"fp_1", "BE"}));
  EXPECT_EQ(orders::StateOf(this->OrderOf(blocked)), orders::State::kRefunding);
}

TYPED_TEST(EngineBrakes, MoneyThatDoesNotPayForTheOrderIsRefundedUnasked) {
  this->Use(RuleOf(By::kCard, 5, Act::kRefund));
  const OrderId id = this->Place("1").order;
  GatewayAnswer too_little = this->PaidByHidden(id);
  too_little.received = kTotal - 1;
  EXPECT_EQ(this->Tell(id, too_little), orders::EventOutcome::kApplied);
  EXPECT_EQ(orders::StateOf(this->OrderOf(id)), orders::State::kRefunding);
}

TYPED_TEST(EngineBrakes, ADisputeThatIsTheFirstNewsOfItsPaymentIsJudgedByCardToo) {
  this->Use(RuleOf(By::kCard, 0, Act::kRefund));
  const auto disputed = [](GatewayAnswer answer) {
    answer.kind = GatewayAnswer::Kind::kDisputed;
    answer.dispute.state = orders::DisputeState::kWon;  // any other stops the delivery itself
    answer.dispute.amount = kTotal;
    answer.dispute.reference = "du_1";
    return answer;
  };
  const OrderId told = this->Place("1").order;
  (void)this->Tell(told, disputed(this->PaidBy(told, {"fp_1", "BE"})));
  EXPECT_EQ(this->OrderOf(told).deliveries.at(0).refusal, orders::RefusalReason::kStoppedByBrake);
  const OrderId hidden = this->Place("2").order;
  (void)this->Tell(hidden, disputed(this->PaidByHidden(hidden)));
  EXPECT_TRUE(this->OrderOf(hidden).deliveries.empty());
}

// The question about the card lost the dispute, and its answer topped up the number.
TYPED_TEST(EngineBrakes, ADisputeThatIsTheFirstNewsIsNotForgottenForTheQuestionAboutTheCard) {
  this->Use(RuleOf(By::kCard, 100, Act::kRefund));
  const OrderId id = this->Place("1").order;
  GatewayAnswer disputed = this->PaidByHidden(id);
  disputed.kind = GatewayAnswer::Kind::kDisputed;
  disputed.dispute.state = orders::DisputeState::kLost;
  disputed.dispute.reference = "du_1";
  EXPECT_EQ(this->Tell(id, disputed), orders::EventOutcome::kApplied);
  EXPECT_EQ(this->OrderOf(id).disputes.size(), 1U);
  EXPECT_EQ(orders::StateOf(this->OrderOf(id)), orders::State::kRefunded);
}

TYPED_TEST(EngineBrakes, WhatComesInOneBatchIsCountedOneByOne) {
  this->Use(RuleOf(By::kDevice, 3, Act::kRefuse));
  std::vector<std::unique_ptr<PlaceTopup>> commands;
  for (int i = 0; i < 10; ++i) commands.push_back(this->Placing(std::to_string(i)));
  const auto placed = testing::RunCommands(*this->runner_, std::move(commands), this->now_);
  EXPECT_EQ(std::count_if(placed.begin(), placed.end(),
                          [](const auto& one) { return !one->refusal.has_value(); }),
            3);
}

TYPED_TEST(EngineBrakes, WhatIsHeldWaitsForAPersonWhoReleasesOrRefundsIt) {
  this->Use(RuleOf(By::kCard, 0, Act::kHold));
  const OrderId released = this->Paid("1");
  const OrderId refunded = this->Paid("2");
  for (const OrderId id : {released, refunded}) {
    const orders::Order order = this->OrderOf(id);
    EXPECT_EQ(orders::StateOf(order), orders::State::kAttention);
    EXPECT_EQ(order.attention, orders::Attention::kHeldByBrake);
    EXPECT_TRUE(order.deliveries.empty() && order.refunds.empty());
  }
  const auto resolve = [this](OrderId id, orders::ReviewDecision decision) {
    auto command = ResolveTopup::Check(id, {decision}, "looked at it", "admin");
    ASSERT_TRUE(command.ok());
    (void)this->Decide(*std::move(command));
  };
  resolve(released, orders::ReviewDecision::kReleased);
  EXPECT_EQ(this->OrderOf(released).deliveries.at(0).state, orders::DeliveryState::kWaiting);
  EXPECT_EQ(this->OrderOf(released).attention, orders::Attention::kNone);
  resolve(refunded, orders::ReviewDecision::kNotDelivered);
  EXPECT_EQ(orders::StateOf(this->OrderOf(refunded)), orders::State::kRefunding);
  EXPECT_EQ(this->OrderOf(refunded).refunds.size(), 1U);
}

TYPED_TEST(EngineBrakes, WhatWasHeldIsCountedOnceWhenItIsReleased) {
  const OrderId held = [&] {
    this->Use(RuleOf(By::kCard, 0, Act::kHold));
    return this->Paid("1");
  }();
  EXPECT_TRUE(this->template All<brakes::Counter>().empty());
  const auto trace = *this->queries().template FindRow<BrakeTrace>(held);
  const auto resolve = [&](orders::ReviewDecision decision) {
    return *this->Decide(*ResolveTopup::Check(held, {decision}, "it is a shop", "admin",
                                              std::nullopt, {this->brakes_, trace->subjects}));
  };
  this->now_ = this->now_ + kHour * 3;
  EXPECT_EQ(resolve(orders::ReviewDecision::kReleased).outcome, ResolveTopupOutcome::kResolved);
  EXPECT_NE(resolve(orders::ReviewDecision::kReleased).outcome, ResolveTopupOutcome::kResolved);
  const auto counters = this->template All<brakes::Counter>();
  ASSERT_EQ(counters.size(), 1U);
  EXPECT_EQ(brakes::SumOf(counters[0], kHour, this->now_), 1) << "from its release on, and once";
  this->Use(RuleOf(By::kCard, 1, Act::kRefund));
  EXPECT_EQ(orders::StateOf(this->OrderOf(this->Paid("2"))), orders::State::kRefunding);
}

TYPED_TEST(EngineBrakes, WhatWasHeldAndIsRefundedIsNotCounted) {
  this->Use(RuleOf(By::kCard, 0, Act::kHold));
  const OrderId held = this->Paid("1");
  const auto trace = *this->queries().template FindRow<BrakeTrace>(held);
  (void)this->Decide(*ResolveTopup::Check(held, {orders::ReviewDecision::kNotDelivered}, "stolen",
                                          "admin", std::nullopt, {this->brakes_, trace->subjects}));
  EXPECT_TRUE(this->template All<brakes::Counter>().empty());
}

TYPED_TEST(EngineBrakes, CashIsNeitherCountedNorTraced) {
  this->Use(RuleOf(By::kDevice, 0, Act::kRefuse));
  EXPECT_FALSE(this->Decide(this->Placing("1", PaymentMethod::kCash))->refusal);
  EXPECT_TRUE(this->template All<brakes::Counter>().empty());
  EXPECT_TRUE(this->template All<BrakeTrace>().empty());
}

TYPED_TEST(EngineBrakes, ABlockedCardIsStoppedUntilTheBlockIsRemoved) {
  this->Use(RuleOf(By::kCard, 100, Act::kRefund));
  const OrderId first = this->Paid("1");
  const auto trace = *this->queries().template FindRow<BrakeTrace>(first);
  ASSERT_FALSE(trace->subjects.card.empty());
  const auto block = [&] {
    return AddBlock::Check(BlockOf(trace->subjects.card, "dispute lost"), "admin");
  };
  EXPECT_EQ(*this->Decide(block()), BlockResult{});
  EXPECT_EQ(*this->Decide(block()), BlockResult{}) << "a repeat";
  EXPECT_EQ(orders::StateOf(this->OrderOf(this->Paid("2"))), orders::State::kRefunding);
  EXPECT_EQ(this->template All<BrakeStop>().at(0).rule, "block_card");
  const auto remove = [&] { return RemoveBlock::Check(trace->subjects.card, "admin"); };
  EXPECT_EQ(*this->Decide(remove()), BlockOutcome::kDone);
  EXPECT_EQ(*this->Decide(remove()), BlockOutcome::kNoSuchBlock);
  EXPECT_EQ(this->OrderOf(this->Paid("3")).deliveries.at(0).state, orders::DeliveryState::kWaiting);
}

TYPED_TEST(EngineBrakes, ABlockSaysWhichOneItReplaces) {
  const auto add = [this](const char* reason, Instant until) {
    return this->Decide(AddBlock::Check(BlockOf(brakes::SubjectId(5), reason, until), "admin"))
        ->replaced;
  };
  EXPECT_FALSE(add("dispute lost", {}));
  const auto replaced = add("again", this->now_ + kHour);
  ASSERT_TRUE(replaced);
  EXPECT_EQ(replaced->reason, "dispute lost");
  EXPECT_EQ(replaced->until, Instant{});
  EXPECT_FALSE(add("again", this->now_ + kHour)) << "a repeat";
  this->now_ = this->now_ + kHour;
  EXPECT_FALSE(add("a third time", {})) << "the earlier one was over";
}

TYPED_TEST(EngineBrakes, ABlockNeedsAReasonAndSomebody) {
  const brakes::SubjectId somebody(5);
  EXPECT_EQ(AddBlock::Check(BlockOf(somebody, ""), "admin"), nullptr);
  EXPECT_EQ(AddBlock::Check(BlockOf({}, "why"), "admin"), nullptr);
  const std::string long_reason(brakes::kBlockReasonMax + 1, 'a');
  EXPECT_EQ(AddBlock::Check(BlockOf(somebody, long_reason), "admin"), nullptr);
}

TYPED_TEST(EngineBrakes, WhatIsNoLongerNeededIsDeleted) {
  this->Use(RuleOf(By::kDevice, 1, Act::kRefuse));
  EXPECT_FALSE(this->Place("1").refusal);
  EXPECT_TRUE(this->Place("2").refusal);
  brakes::Block block = BlockOf(brakes::SubjectId(5), "why", this->now_ + kHour);
  block.by = By::kNumber;
  (void)this->Decide(AddBlock::Check(block, "admin"));
  BrakeSweep sweep(this->queries(),
                   [this](Submitted submitted) {
                     std::vector<Submitted> batch;
                     batch.push_back(std::move(submitted));
                     this->runner_->Run(std::move(batch), this->now_);
                     return true;
                   },
                   {});
  const auto pass = [&] {
    while (sweep.Step(this->now_) != BrakeSweep::Options{}.pass_every) {
    }
  };
  pass();
  EXPECT_EQ(this->template All<brakes::Counter>().size(), 1U) << "the window is not over";
  this->now_ = this->now_ + kHour * 2;
  pass();
  EXPECT_TRUE(this->template All<brakes::Counter>().empty());
  EXPECT_EQ(this->template All<brakes::Block>().size(), 1U) << "listed for a while";
  this->now_ = this->now_ + kBlockKept;
  pass();
  EXPECT_TRUE(this->template All<brakes::Block>().empty());
  EXPECT_EQ(this->template All<BrakeStop>().size(), 1U);
  this->now_ = kNow + kBrakeTraceKept;
  pass();
  EXPECT_TRUE(this->template All<BrakeStop>().empty());
  EXPECT_TRUE(this->template All<BrakeTrace>().empty());
}

}  // namespace
}  // namespace herlaad::engine
