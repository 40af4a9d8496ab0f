// What one turn of an effect does at the wire, and what its answer means when it is recorded.
#include <gtest/gtest.h>

#include "engine/courier.h"
#include "engine/kinds/begin_attempt.h"
#include "engine/kinds/place_topup.h"
#include "rules/orders/fixtures.h"
#include "tests/support/memory_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures

constexpr Millis kSettles{120'000};

// Knows nothing of what it is asked about, and counts.
class Ignorant final : public Operator {
 public:
  int topups = 0;
  OperatorAnswer Topup(const TopupRequest&) override {
    ++topups;
    return {};
  }
  OperatorAnswer Ask(std::string_view) override {
    OperatorAnswer answer;
    answer.kind = OperatorAnswer::Kind::kNotFound;
    return answer;
  }
  [[nodiscard]] Millis NotFoundSettlesAfter() const override { return kSettles; }
  void Stop() override {}
};

class ErrandTest : public ::testing::Test {
 protected:
  ErrandTest()
      : catalog_(Catalogue()),
        runner_(store_, catalog_, kTimings, IdSource(Home{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }) {
    parties_.operators.emplace("telenet", &op_);
    auto command = PlaceTopup::Check(Request(kRemoteNumber, "telenet", orders::Tender::kCash), "k");
    EXPECT_TRUE(command.ok());
    id_ = Decide(*std::move(command), kNow).order;
    EXPECT_EQ(Decide(BeginAttempt::Check(*Now().effect), kNow).outcome,
              static_cast<int>(AttemptOutcome::kSend));
  }

  Answer Decide(std::unique_ptr<Command> command, Instant now) {
    Answer decided;
    std::vector<Submitted> batch;
    batch.push_back({std::move(command),
                     [&decided](const Answer& answer, const OrderRecord*) { decided = answer; }});
    runner_.Run(std::move(batch), now);
    return decided;
  }

  OrderRecord Now() { return *store_.FindOrder(id_).value(); }

  // Touches the wire at one instant, records the answer at another.
  void Turn(bool send, Instant at, Instant recorded, Instant even_since = {}) {
    const OrderRecord record = Now();
    const Errand errand(parties_, return_url_);
    Decide(errand.Run(*record.effect, record, send, {at, even_since}, stats_), recorded);
  }

  testing::MemoryStore store_;
  catalog::Catalog catalog_;
  BatchRunner runner_;
  Ignorant op_;
  Parties parties_;
  ReturnUrl return_url_ = [](const orders::Order&) { return "https://us/order"; };
  Stats stats_;
  OrderId id_;
};

TEST_F(ErrandTest, AProcessThatStoodStillBeyondItsLeaseSendsNothing) {
  Turn(true, kNow + kTimings.lease, kNow + kTimings.lease);
  EXPECT_EQ(op_.topups, 0);
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kPaid)
      << "it may be sent, once marked anew";
}

TEST_F(ErrandTest, WithinItsLeaseItSends) {
  Turn(true, kNow + kTimings.lease - Millis(1), kNow + kTimings.lease);
  EXPECT_EQ(op_.topups, 1);
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kDeliveryUnknown);
}

TEST_F(ErrandTest, NotFoundIsBelievedByWhenItWasAskedAndNotByWhenTheAnswerCame) {
  Turn(true, kNow, kNow);
  ASSERT_EQ(orders::StateOf(Now().order), orders::State::kDeliveryUnknown);
  Turn(false, kNow + kSettles - Millis(1), kNow + kSettles + Millis(60'000));
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kDeliveryUnknown);
  EXPECT_EQ(Now().order.deliveries.size(), 1U);
  Turn(false, kNow + kSettles, kNow + kSettles + Millis(60'000));
  EXPECT_EQ(Now().order.deliveries.size(), 2U) << "refused, and tried anew under a new key";
}

// The clock was set three hours ahead a moment after the request had left: it may still arrive.
TEST_F(ErrandTest, NotFoundIsNotBelievedBecauseTheClockJumped) {
  const Instant jump = kNow + Millis(10'800'000);
  Turn(true, kNow, kNow);
  Turn(false, jump + kSettles - Millis(1), jump + kSettles, jump);
  EXPECT_EQ(Now().order.deliveries.size(), 1U);
  Turn(false, jump + kSettles, jump + kSettles, jump);
  EXPECT_EQ(Now().order.deliveries.size(), 2U);
}

}  // namespace
}  // namespace herlaad::engine
