// What a later change would overwrite in the order's row stays in its history.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/orders/fixtures.h"
#include "domain/payments/payment_method.h"
#include "engine/batches/batch.h"
#include "engine/commands/orders/cancel_topup.h"
#include "engine/commands/orders/place_topup.h"
#include "engine/commands/orders/replace_topup.h"
#include "engine/commands/outbox/record_payment.h"
#include "engine/orders/order_history.h"
#include "tests/support/run_command.h"
#include "tests/support/scripted_store.h"

namespace herlaad::engine {
namespace {

using namespace orders::fixtures;  // NOLINT: a test's own fixtures
using orders::CloseReason;
using ::testing::ElementsAre;

class KeptTimesTest : public ::testing::Test {
 protected:
  KeptTimesTest()
      : catalogue_(Catalogue()),
        runner_(store_, catalogue_, kTimings, IdSource(Shard{0}, 1), {7, 10},
                [](auto, const auto& problem) { ADD_FAILURE() << problem; }) {
    auto command =
        PlaceTopup::Check(Request(kRemoteNumber, "telenet", payments::PaymentMethod::kCard), "k");
    EXPECT_TRUE(command.ok());
    id_ = Decide(*std::move(command))->order;
    GatewayAnswer open;
    open.kind = GatewayAnswer::Kind::kOpen;
    open.url = "https://bank.example/1";
    Report(open);
  }
  // A second after the previous one.
  template <class C>
  AnsweredTo<C> Decide(std::unique_ptr<C> command) {
    now_ = now_ + Millis(1'000);
    return testing::RunCommand(runner_, std::move(command), now_);
  }
  void Report(GatewayAnswer answer) {
    EXPECT_EQ(*Decide(RecordPayment::CalledBack(id_, 1, std::move(answer), "bank")),
              orders::EventOutcome::kApplied);
  }
  void Close(CloseReason reason) {
    GatewayAnswer closed;
    closed.kind = GatewayAnswer::Kind::kClosed;
    closed.reason = reason;
    Report(closed);
  }
  void ChargeLate() {
    GatewayAnswer paid;
    paid.kind = GatewayAnswer::Kind::kPaid;
    paid.received = kTotal;
    paid.reference = "ch_1";
    Report(paid);
  }
  // "payment_closed cancelled 4": its second after the start.
  std::vector<std::string> Payments() {
    std::vector<std::string> lines;
    for (const HistoryEntry& entry : HistoryOf(**store_.FindTrail(id_))) {
      if (!entry.event.starts_with("payment_") && entry.event != "cancel_asked") continue;
      const bool closes = entry.event.starts_with("payment_clos");
      lines.push_back(std::string(entry.event) + " " + (closes ? entry.detail + " " : "") +
                      std::to_string((entry.at - kNow).count() / 1'000));
    }
    return lines;
  }

  testing::ScriptedStore store_;
  catalogue::Catalogue catalogue_;
  BatchRunner runner_;
  Instant now_ = kNow;
  OrderId id_;
};

TEST_F(KeptTimesTest, LateChargeAfterACancellation) {
  (void)Decide(CancelTopup::Check(id_, "admin"));
  Close(CloseReason::kCancelled);
  ChargeLate();
  EXPECT_THAT(Payments(), ElementsAre("payment_opened 2", "cancel_asked 3",
                                      "payment_closed cancelled 4", "payment_paid 5"));
}

TEST_F(KeptTimesTest, LateChargeAfterNewerOrders) {
  (void)Decide(ReplaceTopup::Check(id_));
  Close(CloseReason::kTooManyOpen);
  EXPECT_THAT(Payments(), ElementsAre("payment_opened 2", "payment_closing too_many_open 3",
                                      "payment_closed too_many_open 4"));
  ChargeLate();
  EXPECT_THAT(Payments(), ElementsAre("payment_opened 2", "payment_closing too_many_open 3",
                                      "payment_closed too_many_open 4", "payment_paid 5"));
}

TEST_F(KeptTimesTest, ChargeWhileItIsBeingClosed) {
  (void)Decide(ReplaceTopup::Check(id_));
  ChargeLate();
  EXPECT_THAT(Payments(),
              ElementsAre("payment_opened 2", "payment_closing too_many_open 3", "payment_paid 4"));
}

}  // namespace
}  // namespace herlaad::engine
