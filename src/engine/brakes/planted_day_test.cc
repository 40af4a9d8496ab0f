// The planted day of domain/brakes/planted_day.h through the engine: every fraud is stopped before
// its credit, and no ordinary order is.
#include "domain/brakes/planted_day.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>

#include "adapters/store/contract_tests/store_contract.h"
#include "domain/orders/fixtures.h"
#include "engine/commands/brakes/manage_blocks.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/record_payment.h"
#include "tests/support/run_command.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using brakes::By;
using brakes::planted::Planned;
using payments::PaymentMethod;

// Orders that are decided in one batch, and then paid in one.
constexpr std::size_t kTogether = 20;

Msisdn NumberOf(const Planned& order) { return Msisdn::FromStored(32'485'000'000 + order.number); }

brakes::BrakesPtr DefaultBrakes() {
  std::ifstream file(std::string(HERLAAD_SOURCE_DIR) + "/config/brakes.toml");
  std::stringstream text;
  text << file.rdbuf();
  auto rules = brakes::ParseRules(text.str(), "config/brakes.toml");
  CHECK(rules.ok(), "the default rules are right");
  return std::make_shared<brakes::Brakes>(brakes::Brakes{*std::move(rules), Secret("a key")});
}

template <class Kind>
class PlantedDay : public store::StoreFixture<Kind> {
 protected:
  void SetUp() override {
    store::StoreFixture<Kind>::SetUp();
    runner_ = std::make_unique<BatchRunner>(
        this->store(), catalogue_, kTimings, IdSource(Shard{0}, 1), BatchRunner::Options{1},
        [](auto, const auto& problem) { ADD_FAILURE() << problem; });
    KnowNumbers();
    for (int fraud = 0; fraud < brakes::planted::kFrauds; ++fraud) {
      brakes::Block block;
      block.subject = Of(By::kCard, brakes::planted::BlockedCard(fraud));
      block.shown = "a card";
      block.reason = "dispute lost";
      const auto added = testing::RunCommand(*runner_, AddBlock::Check(block, "admin"),
                                             brakes::planted::Midnight() - Millis(3'600'000));
      ASSERT_EQ(added->outcome, BlockOutcome::kDone);
    }
  }
  // Numbers that were topped up last month.
  void KnowNumbers() {
    WriteSet writes;
    std::set<Msisdn> all;
    for (const Planned& order : day_.orders()) {
      if (!all.insert(NumberOf(order)).second || order.first_of_number) continue;
      orders::Subscriber number(NumberOf(order));
      number.usage.last_topup = brakes::planted::Midnight() - Millis(30LL * 86'400'000);
      writes.changed.Put(number);
    }
    this->Committed(writes);
  }
  brakes::SubjectId Of(By by, const std::string& value) const {
    return brakes::SubjectOf(brakes_->key, by, value);
  }

  std::unique_ptr<PlaceTopup> Placing(const Planned& order, const std::string& key) const {
    auto request = Request(NumberOf(order), "telenet", PaymentMethod::kCard,
                           order.cents == 1'550 ? 1'500 : order.cents);
    request.client = order.with_key ? "client:test" : "anonymous";
    Braking braking{brakes_, {}};
    braking.subjects.address = Of(By::kAddress, order.address);
    braking.subjects.number = Of(By::kNumber, std::to_string(order.number));
    braking.subjects.device = Of(By::kDevice, order.device);
    auto command = PlaceTopup::Check(std::move(request), key, {}, {}, std::move(braking));
    CHECK(command.ok(), "a test orders what can be ordered");
    return *std::move(command);
  }
  std::unique_ptr<RecordPayment> Paying(const Planned& order, OrderId id) const {
    GatewayAnswer paid;
    paid.kind = GatewayAnswer::Kind::kPaid;
    paid.received = order.cents;
    paid.reference = "ch_" + std::to_string(id.value());
    paid.card.fingerprint = order.card;
    return RecordPayment::CalledBack(id, 1, std::move(paid), "bank", brakes_);
  }

  // Places and pays the orders in [first, end).
  void Run(std::size_t first, std::size_t end) {
    const Instant now = day_.orders()[end - 1].at;
    std::vector<std::unique_ptr<PlaceTopup>> placing;
    for (std::size_t i = first; i < end; ++i)
      placing.push_back(Placing(day_.orders()[i], std::to_string(i)));
    const auto placed = testing::RunCommands(*runner_, std::move(placing), now);
    std::vector<std::unique_ptr<RecordPayment>> paying;
    for (std::size_t i = first; i < end; ++i) {
      const PlaceResult& result = *placed[i - first];
      ids_.push_back(result.order);
      if (!result.refusal) {
        paying.push_back(Paying(day_.orders()[i], result.order));
      } else {
        ASSERT_EQ(result.outcome(), orders::PlaceOutcome::kStoppedByBrake);
      }
    }
    for (const auto& paid : testing::RunCommands(*runner_, std::move(paying), now))
      ASSERT_EQ(*paid, orders::EventOutcome::kApplied);
  }

  // Whether the order was stopped before its credit; its money goes back once.
  bool IsStopped(OrderId id) {
    if (id.empty()) return true;
    const auto found = this->queries().FindOrder(id);
    const orders::Order& order = (*found)->order;
    const bool held = order.attention == orders::Attention::kHeldByBrake;
    const bool refused = !order.deliveries.empty() &&
                         order.deliveries.front().refusal == orders::RefusalReason::kStoppedByBrake;
    EXPECT_EQ(order.refunds.size(), refused ? 1U : 0U);
    EXPECT_EQ(order.deliveries.empty(), held);
    return held || refused;
  }

  const brakes::planted::Day day_{1};
  const brakes::BrakesPtr brakes_ = DefaultBrakes();
  const catalogue::Catalogue catalogue_ = Catalogue();
  std::unique_ptr<BatchRunner> runner_;
  std::vector<OrderId> ids_;  // empty: refused
};

using MemoryAndSqlite = ::testing::Types<store::InMemory, store::SqliteInFolder>;
TYPED_TEST_SUITE(PlantedDay, MemoryAndSqlite, store::StoreNames);

TYPED_TEST(PlantedDay, EveryFraudIsStoppedBeforeItsCreditAndNoOrdinaryOrder) {
  const std::vector<Planned>& orders = this->day_.orders();
  for (std::size_t first = 0; first < orders.size(); first += kTogether)
    this->Run(first, std::min(first + kTogether, orders.size()));
  std::set<int> caught;
  int ordinary = 0;
  std::size_t stopped = 0;
  for (std::size_t i = 0; i < orders.size(); ++i) {
    const bool is_stopped = this->IsStopped(this->ids_[i]);
    stopped += is_stopped ? 1 : 0;
    if (orders[i].fraud < 0) {
      ++ordinary;
      EXPECT_FALSE(is_stopped) << "an ordinary order";
    } else if (orders[i].must_stop) {
      EXPECT_TRUE(is_stopped) << "pattern " << static_cast<int>(orders[i].pattern);
      if (is_stopped) caught.insert(orders[i].fraud);
    }
  }
  EXPECT_EQ(ordinary, brakes::planted::kOrdinary);
  EXPECT_EQ(caught.size(), static_cast<std::size_t>(brakes::planted::kFrauds));
  std::size_t told = 0;
  RowQuery<BrakeStop> query;
  for (auto rows = this->queries().ReadRows(query); !rows->empty();
       rows = this->queries().ReadRows(query)) {
    told += rows->size();
    query.from = OrderId(rows->back().order.value() + 1);
  }
  EXPECT_EQ(told, stopped) << "every stop is told";
}

}  // namespace
}  // namespace herlaad::engine
