// The steps of the status view: what is in progress or ahead is said, and nothing else.
#include <gtest/gtest.h>

#include <algorithm>

#include "domain/orders/refunds/refund_policy.h"
#include "domain/orders/status/status_samples.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::orders {
namespace {

using samples::Kind;
using samples::OpenSteps;

// It may wait for as long as its number is busy, its operator is away, or nothing may be sent.
TEST(StatusStepsTest, NothingUnsentIsShownAsSentOrAboutToBe) {
  int waiting = 0;
  for (const Kind& kind : samples::All()) {
    const bool unsent_refund =
        std::any_of(kind.order.refunds.begin(), kind.order.refunds.end(), [&](const Refund& r) {
          return r.state == RefundState::kWaiting && !WaitsForOperator(kind.order, r);
        });
    const auto open = OpenSteps(kind);
    EXPECT_EQ(open.contains("step.refund_waits") || open.contains("step.refund_disputed"),
              unsent_refund)
        << kind.name;
    const auto& deliveries = kind.order.deliveries;
    if (deliveries.empty() || deliveries.back().state != DeliveryState::kWaiting ||
        StateOf(kind.order) != State::kPaid)
      continue;
    ++waiting;
    const auto steps = StatusOf(kind.order, "T", kind.now).steps;
    const auto asked = std::find_if(steps.begin(), steps.end(), [](const StatusStep& step) {
      return step.what.key == messages::Key("step.operator");
    });
    ASSERT_NE(asked, steps.end()) << kind.name;
    EXPECT_EQ(asked->at.ms, 0) << kind.name;
    EXPECT_EQ(asked->more.value().key, deliveries.size() > 1
                                           ? messages::Key("step.to_be_sent_again")
                                           : messages::Key("step.to_be_sent"))
        << kind.name;
  }
  EXPECT_GE(waiting, 3);
}

TEST(StatusStepsTest, CashRefundShowsNoReviewStep) {
  int due = 0;
  for (const Kind& kind : samples::BeforePeople()) {
    const auto open = OpenSteps(kind);
    EXPECT_NE(open.contains("step.person"), open.contains("step.to_hand_back")) << kind.name;
    if (open.contains("step.to_hand_back")) ++due;
  }
  EXPECT_EQ(due, 2);
}

}  // namespace
}  // namespace herlaad::orders
