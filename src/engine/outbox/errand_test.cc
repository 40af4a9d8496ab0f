// One attempt of an outbox message: what it sends, and how the answer is recorded.
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "domain/payments/payment_method.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/outbox/begin_attempt.h"
#include "engine/outbox/outbox_workers.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures

constexpr Millis kSettles{120'000};

// Knows no reference that it is asked about, and counts calls.
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
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, kTimings, IdSource(Shard{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }) {
    parties_.operators.emplace("telenet", &op_);
    auto command =
        PlaceTopup::Check(Request(kRemoteNumber, "telenet", payments::PaymentMethod::kCash), "k");
    EXPECT_TRUE(command.ok());
    id_ = Decide(*std::move(command), kNow)->order;
    EXPECT_EQ(*Decide(BeginAttempt::Check(*Now().outbox_message), kNow), AttemptOutcome::kSend);
  }

  template <class C>
  AnsweredTo<C> Decide(std::unique_ptr<C> command, Instant now) {
    return testing::RunCommand(runner_, std::move(command), now);
  }

  OrderRecord Now() { return *store_.FindOrder(id_).value(); }

  // Contacts the operator at one time and records the answer at another.
  void Attempt(bool send, Instant at, Instant recorded, Instant even_since = {}) {
    const OrderRecord record = Now();
    const Errand errand(parties_, return_url_);
    (void)Decide(errand.Run(*record.outbox_message, record, send, {at, even_since}, stats_),
                 recorded);
  }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_;
  BatchRunner runner_;
  Ignorant op_;
  Parties parties_;
  ReturnUrl return_url_ = [](const orders::Order&) { return "https://us/order"; };
  Stats stats_;
  OrderId id_;
};

TEST_F(ErrandTest, NothingIsSentAfterTheLeaseExpired) {
  Attempt(true, kNow + kTimings.lease, kNow + kTimings.lease);
  EXPECT_EQ(op_.topups, 0);
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kPaid)
      << "it may be sent, once leased anew";
}

TEST_F(ErrandTest, DeliveryIsSentWithinTheLease) {
  Attempt(true, kNow + kTimings.lease - Millis(1), kNow + kTimings.lease);
  EXPECT_EQ(op_.topups, 1);
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kDeliveryUnknown);
}

TEST_F(ErrandTest, NotFoundIsJudgedByTheTimeOfAsking) {
  Attempt(true, kNow, kNow);
  ASSERT_EQ(orders::StateOf(Now().order), orders::State::kDeliveryUnknown);
  Attempt(false, kNow + kSettles - Millis(1), kNow + kSettles + Millis(60'000));
  EXPECT_EQ(orders::StateOf(Now().order), orders::State::kDeliveryUnknown);
  EXPECT_EQ(Now().order.deliveries.size(), 1U);
  Attempt(false, kNow + kSettles, kNow + kSettles + Millis(60'000));
  EXPECT_EQ(Now().order.deliveries.size(), 2U) << "refused, and tried anew under a new key";
}

// The clock was set ahead by three hours right after the request was sent, which may still arrive.
TEST_F(ErrandTest, NotFoundIsNotBelievedAfterAClockJump) {
  const Instant jump = kNow + Millis(10'800'000);
  Attempt(true, kNow, kNow);
  Attempt(false, jump + kSettles - Millis(1), jump + kSettles, jump);
  EXPECT_EQ(Now().order.deliveries.size(), 1U);
  Attempt(false, jump + kSettles, jump + kSettles, jump);
  EXPECT_EQ(Now().order.deliveries.size(), 2U);
}

}  // namespace
}  // namespace herlaad::engine
