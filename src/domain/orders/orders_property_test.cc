// Any sequence of commands and answers, including late and repeated ones, keeps the invariants of
// an order; and after any history, truthful answers lead to a final state.
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>

#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/fixtures.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

using namespace fixtures;  // NOLINT: a test's own fixtures

// Deep histories are rare. RC_PARAMS of the environment (to replay a failure) takes precedence.
[[maybe_unused]] const int kManyCases = setenv("RC_PARAMS", "max_success=5000", 0);

constexpr Instant kLastTopup{kNow.ms - 200'000};

struct Step {
  int what;
  std::int32_t n;
  int detail;
};

std::string Reference(const Step& step) { return "rf_" + std::to_string(step.detail % 2); }

DisputeReport Disputed(const Step& step) {
  DisputeReport report;
  report.state = static_cast<DisputeState>(1 + step.detail % static_cast<int>(kLastDisputeState));
  report.reference = "du_" + std::to_string(step.detail % 2);
  report.amount = step.detail % 4 == 0 ? 1 + step.detail : 0;
  return report;
}

// Refunds, disputes, and what is decided and told.
void ApplyLater(OrderAggregate& aggregate, const Step& step) {
  switch (step.what) {
    case 10:
      (void)OnRefundSent(aggregate, step.n);
      break;
    case 11:
      (void)OnRefundUnknown(aggregate, step.n);
      break;
    case 12:
      (void)OnRefundConfirmed(aggregate, step.n, Reference(step));
      break;
    case 13:
      (void)OnRefundRefused(aggregate, step.n);
      break;
    case 14:
      (void)OnAsksUsedUp(aggregate, "pdr"[step.detail % 3], step.n);
      break;
    case 15:
      (void)Cancel(aggregate);
      break;
    case 17:
      (void)OnTold(aggregate, step.n);
      break;
    case 18:
      (void)OnPaymentDisputed(aggregate, step.n, kTotal, "ch_" + std::to_string(step.detail % 3),
                              Disputed(step));
      break;
    case 19:
      (void)OnRefundFailed(aggregate, step.n, Reference(step));
      break;
    case 20:
      (void)OnRefundAccepted(aggregate, step.n, Reference(step));
      break;
    default:
      (void)Resolve(aggregate, static_cast<ReviewDecision>(1 + step.detail % 11), "because",
                    step.detail % 2 == 0 ? std::nullopt : std::optional(step.n));
  }
}

void Apply(OrderAggregate& aggregate, const Step& step) {
  const auto reason = static_cast<RefusalReason>(1 + step.detail % 8);
  switch (step.what) {
    case 0:
      (void)OnPaymentOpened(aggregate, step.n, "https://bank/x");
      break;
    case 1:
      (void)OnPaymentPaid(aggregate, step.n, step.detail % 4 == 0 ? 1 + step.detail : kTotal,
                          "ch_" + std::to_string(step.detail % 3));
      break;
    case 2:
      (void)OnPaymentClosed(aggregate, step.n, static_cast<CloseReason>(1 + step.detail % 4));
      break;
    case 3:
      aggregate.now = aggregate.now + Millis(step.detail * 60'000LL);
      (void)OnPaymentTimeOver(aggregate, step.n);
      break;
    case 4:
      (void)OnDeliverySent(aggregate, step.n);
      break;
    case 5:
      (void)OnDeliveryUnknown(aggregate, step.n);
      break;
    case 6:
      (void)OnDeliveryConfirmed(aggregate, step.n, {"op", 0, {}});
      break;
    case 7:
      (void)OnDeliveryRefused(aggregate, step.n, reason);
      break;
    case 8:
      (void)OnDeliveryPin(aggregate, step.n, "op");
      break;
    case 9:
      (void)OnDeliveryNotSent(aggregate, step.n);
      break;
    default:
      ApplyLater(aggregate, step);
  }
}

// Half of the steps are arbitrary; the others are plausible next steps, so that histories get deep.
int Plausible(Purpose purpose) {
  switch (purpose) {
    case Purpose::kOpenPayment:
      return *rc::gen::element(0, 0, 1, 2);
    case Purpose::kWatchPayment:
      return *rc::gen::element(1, 1, 1, 2, 3, 15, 18);
    case Purpose::kClosePayment:
      return *rc::gen::element(1, 2, 2, 14);
    case Purpose::kDeliver:
      return *rc::gen::element(4, 4, 4, 5, 6, 7, 7, 9, 18);
    case Purpose::kRefund:
      return *rc::gen::element(10, 11, 12, 12, 13, 14, 18, 20);
    case Purpose::kNotify:
      return 17;
  }
  return 16;
}

Step Draw(const OrderAggregate& aggregate) {
  const int detail = *rc::gen::resize(100, rc::gen::inRange(0, 40));
  const auto outbox_message =
      NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, kTimings);
  if (outbox_message && *rc::gen::arbitrary<bool>())
    return {Plausible(outbox_message->purpose), outbox_message->n, detail};
  return {*rc::gen::resize(100, rc::gen::inRange(0, 21)), *rc::gen::element(1, 1, 1, 2, 3), detail};
}

int Length(int most) { return *rc::gen::resize(100, rc::gen::inRange(0, most)); }

// A delivery that the event sent, or credit that it gave.
bool BeginsToDeliver(const OrderAggregate& before, const OrderAggregate& after) {
  const auto is_credited = [](const OrderAggregate& aggregate) {
    return aggregate.number->sim && aggregate.number->sim->credit.amount > 0;
  };
  if (is_credited(after) && !is_credited(before)) return true;
  const auto& known = before.order.deliveries;
  return std::any_of(
      after.order.deliveries.begin(), after.order.deliveries.end(), [&](const Delivery& d) {
        const auto at = static_cast<std::size_t>(d.n - 1);
        const bool waited = at >= known.size() || known[at].state == DeliveryState::kWaiting;
        return d.state == DeliveryState::kSent && waited;
      });
}

// What ended as our loss at the gateway.
std::int64_t LostAtGateway(const Order& order) {
  std::int64_t lost = 0;
  for (const Dispute& dispute : order.disputes) lost += dispute.at_loss;
  for (const Refund& refund : order.refunds) lost += IsExtra(refund.state) ? refund.amount : 0;
  return lost;
}

bool WaitsForADispute(const Order& order) {
  return std::any_of(order.refunds.begin(), order.refunds.end(),
                     [&order](const Refund& refund) { return WaitsForDispute(order, refund); });
}

// What must hold after every event, whatever came before.
void Holds(const OrderAggregate& before, const OrderAggregate& after) {
  const auto problem = Problem(after.order);
  RC_LOG(problem.value_or(""));
  RC_ASSERT(!problem.has_value());
  RC_ASSERT(!ledger::Problem(after.transfers).has_value());
  const auto suspense = ledger::Of(ledger::AccountKind::kSuspense);
  RC_ASSERT(ledger::ChangeOf(after.transfers, suspense) -
                ledger::ChangeOf(before.transfers, suspense) ==
            InFlight(after.order) - InFlight(before.order));
  RC_ASSERT(Taken(after.number) == 0 || Taken(after.number) == after.order.terms.amount);
  RC_ASSERT(after.number->usage.last_topup ==
            (Taken(after.number) == 0 ? kLastTopup : after.order.payments.front().settled_at));
  RC_ASSERT(after.number->KeepsUnpaid(after.order.id) ==
            (after.order.payments.front().state == PaymentState::kOpening ||
             after.order.payments.front().state == PaymentState::kOpen));
  RC_ASSERT((after.order.attention == Attention::kNone) == (after.order.attention_since.ms == 0));
  const std::int64_t credited = after.number->sim ? after.number->sim->credit.amount : 0;
  RC_ASSERT(credited == 0 || credited == after.order.terms.credit);
  // A delivery that may have been sent must not wait to be sent again, unless it certainly was not
  // sent.
  const auto outbox_message = NextOutboxMessage(after.order, std::nullopt, after.now, kTimings);
  if (outbox_message && outbox_message->purpose == Purpose::kDeliver &&
      outbox_message->state == OutboxMessageState::kDue) {
    RC_ASSERT(after.order.deliveries[static_cast<std::size_t>(outbox_message->n - 1)].state ==
              DeliveryState::kWaiting);
  }
  // An order that is not final has an open outbox message, needs a review or waits for a dispute.
  RC_ASSERT(IsFinal(StateOf(after.order)) || outbox_message.has_value() ||
            after.order.attention != Attention::kNone || WaitsForADispute(after.order));
  RC_ASSERT(!BeginsToDeliver(before, after) || !StopsDelivery(after.order));
  const auto loss = ledger::Of(ledger::AccountKind::kLoss, after.order.payment_account);
  RC_ASSERT(ledger::ChangeOf(after.transfers, loss) == -LostAtGateway(after.order));
}

// From here on every other party answers truthfully.
void AnswerHonestly(OrderAggregate& aggregate, const OutboxMessage& outbox_message) {
  switch (outbox_message.purpose) {
    case Purpose::kOpenPayment:
      (void)OnPaymentOpened(aggregate, outbox_message.n, "https://bank/x");
      break;
    case Purpose::kWatchPayment:
      aggregate.now = aggregate.order.expires_at;
      (void)OnPaymentTimeOver(aggregate, outbox_message.n);
      break;
    case Purpose::kClosePayment:
      (void)OnPaymentClosed(aggregate, outbox_message.n, CloseReason::kCancelled);
      break;
    case Purpose::kDeliver:
      (void)OnDeliverySent(aggregate, outbox_message.n);
      (void)OnDeliveryConfirmed(aggregate, outbox_message.n, {"op", 0, {}});
      break;
    case Purpose::kRefund:
      (void)OnRefundConfirmed(aggregate, outbox_message.n, "rf");
      break;
    case Purpose::kNotify:
      (void)OnTold(aggregate, outbox_message.n);
      break;
  }
}

void EndDisputes(OrderAggregate& aggregate) {
  for (std::size_t i = 0; i < aggregate.order.disputes.size(); ++i) {
    const Dispute& dispute = aggregate.order.disputes[i];
    const Payment& payment =
        aggregate.order.payments[static_cast<std::size_t>(dispute.payment - 1)];
    if (IsEnd(dispute.state)) continue;
    DisputeReport report;
    report.state = i % 2 == 0 ? DisputeState::kLost : DisputeState::kWon;
    report.reference = dispute.reference;
    report.at = aggregate.now + Millis(1);
    (void)OnPaymentDisputed(aggregate, 1, payment.received, std::string(payment.reference), report);
  }
}

Subscriber ToppedUpBefore(Subscriber number) {
  number.usage.last_topup = kLastTopup;
  return number;
}

OrderAggregate Untold(int which) {
  const bool hosted = which == 0 || which == 3;
  const PaymentMethod payment_method = which < 2 ? PaymentMethod::kCard : PaymentMethod::kCash;
  if (hosted) {
    return Placed(ToppedUpBefore(HostedNumber()),
                  Request(kHostedNumber, "proximus", payment_method));
  }
  return Placed(ToppedUpBefore(Subscriber(kRemoteNumber)),
                Request(kRemoteNumber, "telenet", payment_method));
}

OrderAggregate Start(int which) {
  OrderAggregate aggregate = Untold(which);
  aggregate.order.texts.bits = Texts::kWanted;
  return aggregate;
}

TEST(OrdersProperty, InvariantsHoldForAnySequenceOfEvents) {
  EXPECT_TRUE(rc::check("any history", [] {
    OrderAggregate aggregate = Start(*rc::gen::inRange(0, 4));
    const int length = Length(60);
    for (int i = 0; i < length; ++i) {
      const OrderAggregate before = aggregate;
      Apply(aggregate, Draw(aggregate));
      Holds(before, aggregate);
    }
  }));
}

TEST(OrdersProperty, RepeatedEventChangesNothing) {
  EXPECT_TRUE(rc::check("repeats change nothing", [] {
    OrderAggregate aggregate = Start(*rc::gen::inRange(0, 4));
    const int length = Length(30);
    for (int i = 0; i < length; ++i) Apply(aggregate, Draw(aggregate));
    Step step = Draw(aggregate);
    // Time events, review decisions and "not sent" are not idempotent.
    const bool is_news = step.what < 15 || step.what >= 18;
    RC_PRE(step.what != 3 && is_news && step.what != 9 && step.what != 4);
    Apply(aggregate, step);
    const Order once = aggregate.order;
    Apply(aggregate, step);
    RC_ASSERT(aggregate.order == once);
  }));
}

TEST(OrdersProperty, TruthfulAnswersLeadEveryOrderToAFinalState) {
  EXPECT_TRUE(rc::check("an end", [] {
    OrderAggregate aggregate = Start(*rc::gen::inRange(0, 4));
    const int length = Length(40);
    for (int i = 0; i < length; ++i) Apply(aggregate, Draw(aggregate));
    EndDisputes(aggregate);
    for (int attempts = 0; attempts < 40; ++attempts) {
      const auto outbox_message =
          NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, kTimings);
      if (!outbox_message) break;
      AnswerHonestly(aggregate, *outbox_message);
    }
    const State state = StateOf(aggregate.order);
    RC_LOG(std::string(Name(state)));
    RC_ASSERT(IsFinal(state) || state == State::kAttention);
    RC_ASSERT(
        !NextOutboxMessage(aggregate.order, std::nullopt, aggregate.now, kTimings).has_value());
    if (state != State::kAttention) RC_ASSERT(InFlight(aggregate.order) == 0);
  }));
}

}  // namespace
}  // namespace herlaad::orders
