// Sample orders for tests, one for each status view: all states, reasons and failures.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/orders/fixtures.h"
#include "domain/orders/status/status_view.h"

namespace herlaad::orders::samples {

struct Kind {
  std::string_view name;
  Order order;
  Instant now{};
};

namespace f = fixtures;

// Builds an order event by event, each a second after the previous one.
class Sample {
 public:
  explicit Sample(OrderAggregate aggregate) : aggregate_(std::move(aggregate)) {}
  static Sample ByCard() { return Sample(f::CardElsewhere()); }
  static Sample InCash() { return Sample(f::CashElsewhere()); }

  // With the PIN of a voucher of 15 euros, which has no fee.
  static Sample ByVoucher() {
    OrderAggregate aggregate = f::Blank(Subscriber(f::kRemoteNumber));
    vouchers::Voucher voucher;
    voucher.face = Euros(1'500);
    voucher.valid_until = f::kNow + vouchers::kVoucherValid;
    aggregate.voucher = voucher;
    PlaceRequest request = f::Request(f::kRemoteNumber, "telenet", PaymentMethod::kVoucher, 0);
    request.payment_account = std::string(payments::kSoldVouchers);
    EXPECT_TRUE(Place(request, f::Catalogue(), f::kTimings.payment_lifetime, aggregate).ok());
    return Sample(std::move(aggregate));
  }

  template <class Event, class... Arguments>
  Sample& Then(Event event, const Arguments&... arguments) {
    aggregate_.now = aggregate_.now + Millis(1'000);
    EXPECT_EQ(event(aggregate_, arguments...), EventOutcome::kApplied);
    return *this;
  }
  // By a fraud brake, once it is paid.
  Sample& Stopped(brakes::Act act) {
    aggregate_.stopped = act;
    return *this;
  }
  Sample& Opened() { return Then(OnPaymentOpened, 1, "https://bank.example/1", ""); }
  // Another top-up of the number was faster.
  Sample& NumberToppedUp() {
    aggregate_.number->usage.last_topup = aggregate_.now;
    aggregate_.limits.pause = Millis(600'000);
    return *this;
  }
  Sample& Paid(std::int64_t received = f::kTotal, std::string_view charge = "ch_1") {
    return Then(OnPaymentPaid, 1, received, charge);
  }
  Sample& Disputed(DisputeState state, std::int64_t amount = 0) {
    DisputeReport report;
    report.state = state;
    report.amount = amount;
    report.reference = "du_1";
    return Then(OnPaymentDisputed, 1, f::kTotal, "ch_1", report);
  }
  Sample& Sent() { return Then(OnDeliverySent, 1); }
  Sample& Confirmed(std::int32_t n = 1) { return Then(OnDeliveryConfirmed, n, Confirmation{}); }
  Sample& Refused(RefusalReason reason = RefusalReason::kBarred) {
    return Then(OnDeliveryRefused, 1, reason);
  }
  Sample& Refunded(std::int32_t n = 1) {
    return Then(OnRefundSent, n).Then(OnRefundConfirmed, n, "rf_1");
  }
  // Asked about in vain, and then a person said that it was not made.
  Sample& RefundGivenUp() {
    Then(OnRefundSent, 1).Then(OnRefundUnknown, 1).Then(OnAsksUsedUp, 'r', 1);
    return Resolved(ReviewDecision::kNotRefunded);
  }
  // By a person, after the delivery.
  Sample& Decided(ReviewDecision decision) {
    aggregate_.now = aggregate_.now + Millis(1'000);
    EXPECT_EQ(Resolve(aggregate_, decision, "the payer called"), ResolveOutcome::kResolved);
    return *this;
  }
  Sample& RefundRefused(std::int32_t n = 1) {
    return Then(OnRefundSent, n).Then(OnRefundRefused, n);
  }
  Sample& Cancelled() {
    aggregate_.now = aggregate_.now + Millis(1'000);
    EXPECT_EQ(Cancel(aggregate_), CancelOutcome::kCancelling);
    return *this;
  }
  Sample& TimeOver() {
    aggregate_.now = aggregate_.order.expires_at;
    return Then(OnPaymentTimeOver, 1);
  }
  Sample& Closed(CloseReason reason, DeclineReason decline = DeclineReason::kNone) {
    return Then(OnPaymentClosed, 1, reason, decline);
  }
  Sample& Resolved(ReviewDecision review_decision) {
    EXPECT_EQ(Resolve(aggregate_, review_decision, "seen"), ResolveOutcome::kResolved);
    return *this;
  }
  template <class Change>
  Sample& With(Change change) {
    change(aggregate_.order);
    return *this;
  }

  [[nodiscard]] Kind As(std::string_view name, Millis later = Millis(1'000)) const {
    return {name, aggregate_.order, aggregate_.now + later};
  }

 private:
  OrderAggregate aggregate_;
};

inline constexpr Millis kMinute{60'000};

inline Sample Declined(DeclineReason reason) {
  return Sample::ByCard().Opened().Closed(CloseReason::kDeclined, reason);
}

inline std::vector<Kind> Unpaid() {
  return {
      Sample::ByCard().As("opening"),
      Sample::ByCard().As("opening for a minute", kMinute),
      Sample::ByCard().As("opening after the time to pay", 31 * kMinute),
      Sample::ByCard().Opened().As("not heard of a payment"),
      Sample::ByCard().Opened().As("not heard of a payment for a minute", kMinute),
      Sample::ByCard().Opened().As("open after the time to pay", 31 * kMinute),
      Sample::ByCard()
          .Opened()
          .Then(OnPaymentUnpaid, 1)
          .As("the bank said nothing for two minutes", 2 * kMinute),
      Sample::ByCard()
          .Opened()
          .Then(OnPaymentUnpaid, 1)
          .As("the bank said that nothing was paid", Millis(9'000)),
      Sample::ByCard().Opened().Then(OnPaymentProcessing, 1).As("processed for days"),
      Sample::ByCard()
          .Opened()
          .Then(OnPaymentProcessing, 1)
          .Cancelled()
          .As("cancelled while it is processed"),
      Sample::ByCard().Opened().Cancelled().As("being cancelled"),
      Sample::ByCard().Opened().Cancelled().As("being cancelled for a minute", kMinute),
      Sample::ByCard().Opened().TimeOver().As("being closed because time is over"),
      Sample::ByCard().Opened().Cancelled().Closed(CloseReason::kCancelled).As("cancelled"),
      Sample::ByCard().Opened().TimeOver().Closed(CloseReason::kExpired).As("time over"),
      Sample::ByCard().Opened().Then(OnPaymentReplaced, 1).As("being closed for a newer one"),
      Sample::ByCard()
          .Opened()
          .Then(OnPaymentReplaced, 1)
          .Closed(CloseReason::kReplaced)
          .As("replaced by a newer one"),
      Sample::ByCard().Opened().Then(OnTooManyOpen, 1).As("being closed as one of too many"),
      Sample::ByCard()
          .Opened()
          .Then(OnTooManyOpen, 1)
          .Closed(CloseReason::kTooManyOpen)
          .As("closed as one of too many"),
      Sample::ByCard().Closed(CloseReason::kUnavailable).As("no page to pay on"),
      Sample::ByCard()
          .Opened()
          .Then(OnPaymentProcessing, 1)
          .Closed(CloseReason::kDeclined)
          .As("failed after it was processed"),
      Declined(DeclineReason::kInsufficientFunds).As("declined: not enough money"),
      Declined(DeclineReason::kExpiredCard).As("declined: the card has expired"),
      Declined(DeclineReason::kLimitExceeded).As("declined: above a limit"),
      Declined(DeclineReason::kAuthenticationFailed).As("declined: not identified"),
      Declined(DeclineReason::kOther).As("declined: another reason"),
  };
}

inline std::vector<Kind> OnTheirWay() {
  return {
      Sample::ByCard().Opened().Paid().As("paid"),
      Sample::ByCard().Opened().Paid().As("paid and not sent for a minute", kMinute),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Refused(RefusalReason::kUnavailable)
          .As("refused for now, not sent again for a minute", kMinute),
      Sample::InCash().As("cash, not sent for a minute", kMinute),
      Sample::ByCard().Opened().Paid().Sent().As("at the operator"),
      Sample::ByCard().Opened().Paid().Sent().As("at the operator for a minute", kMinute),
      Sample::InCash().Sent().As("cash, at the operator"),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Disputed(DisputeState::kOpened)
          .As("at the operator, and disputed"),
      Sample::ByCard().Opened().Paid().Sent().Then(OnDeliveryUnknown, 1).As("no clear answer"),
      Sample::ByCard().Opened().Paid().Paid(f::kTotal, "ch_2").Sent().As("charged twice, sent"),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Then(OnDeliveryUnknown, 1)
          .Paid(f::kTotal, "ch_2")
          .As("charged twice, no clear answer"),
  };
}

inline Sample DeliveredWithBonus() {
  return Sample::ByCard()
      .With([](Order& order) {
        order.terms.bonus = 1'500'000;
        order.terms.bonus_validity = {catalogue::Validity::Unit::kDays, 31};
      })
      .Opened()
      .Paid()
      .Sent()
      .Confirmed();
}

inline std::vector<Kind> Delivered() {
  const auto delivered = [] { return Sample::ByCard().Opened().Paid().Sent().Confirmed(); };
  const auto refused_then_credited = [] {
    return Sample::ByCard().Opened().Paid().Sent().Refused().Confirmed();
  };
  const auto twice = [&] { return delivered().Paid(f::kTotal, "ch_2"); };
  return {
      delivered().As("delivered"),
      DeliveredWithBonus().As("delivered with a bonus that ends sooner"),
      Sample::InCash().Sent().Confirmed().As("cash, delivered"),
      twice().As("delivered, charged twice"),
      twice().Refunded().As("delivered, charged twice, the second back"),
      twice().Paid(f::kTotal, "ch_3").Refunded().As("delivered, charged three times"),
      refused_then_credited().As("delivered after a refusal, the refund kept"),
      twice().RefundRefused().As("delivered, the second charge not taken back"),
      delivered().Disputed(DisputeState::kOpened).As("delivered, and disputed"),
      delivered().Disputed(DisputeState::kLost).As("delivered, and returned by the bank"),
      delivered().Disputed(DisputeState::kWon).As("delivered, and the dispute is won"),
  };
}

inline std::vector<Kind> GivenBackThoughDelivered() {
  const auto delivered = [] { return Sample::ByCard().Opened().Paid().Sent().Confirmed(); };
  return {
      delivered()
          .Decided(ReviewDecision::kRefundAsLoss)
          .Then(OnRefundSent, 1)
          .As("delivered, refunded as a loss"),
      delivered()
          .Decided(ReviewDecision::kRefundAsLoss)
          .Refunded()
          .As("delivered, refunded as a loss, back"),
      delivered()
          .Decided(ReviewDecision::kCreditTakenBack)
          .Refunded()
          .As("delivered, taken back, back"),
  };
}

inline std::vector<Kind> GivenBackAfterRefusal() {
  const auto refused = [] { return Sample::ByCard().Opened().Paid().Sent().Refused(); };
  return {
      refused().As("refused"),
      refused().As("refused, not back for a minute", kMinute),
      refused().Refunded().As("refused, back"),
      refused().Disputed(DisputeState::kOpened).As("refused, and disputed"),
      refused().Disputed(DisputeState::kLost).As("refused, and returned by the bank"),
      refused().Disputed(DisputeState::kWon).As("refused, and the dispute is won"),
      refused().Disputed(DisputeState::kOpened, 400).As("refused, and disputed in part"),
      refused()
          .Refunded()
          .Disputed(DisputeState::kLost)
          .Resolved(ReviewDecision::kAccepted)
          .As("refused, back, and returned by the bank too"),
      refused()
          .RefundGivenUp()
          .Then(OnRefundConfirmed, 1, "rf_1")
          .As("refused, back after it was given up"),
      refused()
          .RefundGivenUp()
          .Refunded(2)
          .Then(OnRefundConfirmed, 1, "rf_0")
          .Resolved(ReviewDecision::kAccepted)
          .As("refused, back twice"),
  };
}

inline std::vector<Kind> GivenBackBeforeSending() {
  return {
      Sample::ByCard()
          .Opened()
          .Paid()
          .Disputed(DisputeState::kOpened)
          .As("disputed before it was sent"),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Disputed(DisputeState::kLost)
          .As("returned by the bank before it was sent"),
      Sample::ByCard().Opened().Paid(f::kTotal - 100).As("another amount"),
      Sample::ByCard().Opened().Paid(f::kTotal - 100).Refunded().As("another amount, back"),
      Sample::ByCard().Opened().NumberToppedUp().Paid().As("beyond the limit when it was paid"),
      Sample::ByCard().Opened().NumberToppedUp().Paid().Refunded().As(
          "beyond the limit when it was paid, back"),
      Sample::ByCard().Opened().Paid().Cancelled().As("cancelled before it was sent"),
      Sample::ByCard()
          .Opened()
          .Cancelled()
          .Closed(CloseReason::kCancelled)
          .Paid()
          .As("charged after it was cancelled"),
  };
}

inline std::vector<Kind> GivenBackLateOrElsewhere() {
  const auto refused = [] { return Sample::ByCard().Opened().Paid().Sent().Refused(); };
  const auto late = [](CloseReason reason) {
    return Sample::ByCard().Opened().Closed(reason).Paid();
  };
  return {
      late(CloseReason::kExpired).Refunded().As("charged after time was over, back"),
      late(CloseReason::kReplaced).As("charged after a newer one had its place"),
      late(CloseReason::kTooManyOpen).As("charged after it was closed as one of too many"),
      late(CloseReason::kDeclined).As("declined and then charged"),
      late(CloseReason::kUnavailable).As("charged without a page"),
      refused().Paid(f::kTotal, "ch_2").Refunded(1).As("refused, charged twice, one back"),
      refused().Paid(f::kTotal, "ch_2").Refunded(1).Refunded(2).As("refused, charged twice, back"),
      refused()
          .Then(OnRefundSent, 1)
          .Then(OnRefundRefused, 1)
          .Resolved(ReviewDecision::kRefunded)
          .As("refused, given back another way"),
      refused()
          .Paid(f::kTotal, "ch_2")
          .Then(OnRefundSent, 1)
          .Then(OnRefundRefused, 1)
          .Resolved(ReviewDecision::kRefunded)
          .Refunded(2)
          .As("refused, charged twice, back in two ways"),
      Sample::InCash().Sent().Refused().Resolved(ReviewDecision::kPaidOut).As("cash, handed back"),
      Sample::ByVoucher().Sent().Refused().As("voucher, its PIN can be used again"),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Then(OnDeliveryPin, 1, "pin_1")
          .Resolved(ReviewDecision::kNotDelivered)
          .Refunded()
          .As("a PIN instead, not used, back"),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Then(OnDeliveryUnknown, 1)
          .Then(OnAsksUsedUp, 'd', 1)
          .Resolved(ReviewDecision::kNotDelivered)
          .As("not credited, as the operator told staff"),
  };
}

inline std::vector<Kind> GivenBack() {
  std::vector<Kind> all = GivenBackAfterRefusal();
  for (auto kinds : {GivenBackBeforeSending(), GivenBackLateOrElsewhere()})
    all.insert(all.end(), kinds.begin(), kinds.end());
  return all;
}

inline std::vector<Kind> BeforePeople() {
  const auto used_up = [](Sample told, char part) { return told.Then(OnAsksUsedUp, part, 1); };
  const auto refused = [] { return Sample::ByCard().Opened().Paid().Sent().Refused(); };
  const auto unknown = [] {
    return Sample::ByCard().Opened().Paid().Sent().Then(OnDeliveryUnknown, 1);
  };
  return {
      used_up(unknown(), 'd').As("attention: delivery unknown"),
      used_up(refused().Then(OnRefundSent, 1).Then(OnRefundUnknown, 1), 'r')
          .As("attention: refund unknown"),
      used_up(Sample::ByCard().Opened().Cancelled(), 'p').As("attention: payment unknown"),
      refused().RefundRefused().As("attention: refund refused"),
      refused().Then(OnRefundSent, 1).Confirmed().As("attention: credited while it goes back"),
      refused().Refunded().Confirmed().As("attention: credited after it was back"),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Then(OnDeliveryPin, 1, "pin_1")
          .As("attention: a PIN instead"),
      Sample::InCash().Sent().Refused().As("attention: cash to be handed back"),
      Sample::InCash().Cancelled().As("attention: cash to be handed back, cancelled"),
      Sample::ByCard().Opened().Paid().Cancelled().RefundRefused().As(
          "attention: cancelled, refund refused"),
      used_up(unknown().Paid(f::kTotal, "ch_2"), 'd')
          .As("attention: delivery unknown, charged twice"),
      Sample::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Confirmed()
          .With([](Order& order) { order.attention = Attention::kTooManyCharges; })
          .As("attention: too many charges, delivered"),
      refused()
          .With([](Order& order) { order.attention = Attention::kTooManyCharges; })
          .As("attention: too many charges, all back"),
      Sample::ByCard()
          .Opened()
          .Paid(f::kTotal - 100)
          .RefundRefused()
          .As("attention: another amount not taken back"),
      refused().Refunded().Disputed(DisputeState::kOpened).As("attention: refunded and disputed"),
      refused()
          .RefundGivenUp()
          .Refunded(2)
          .Then(OnRefundConfirmed, 1, "rf_0")
          .As("attention: back twice"),
  };
}

inline std::vector<Kind> Braked() {
  const auto held = [] { return Sample::ByCard().Opened().Stopped(brakes::Act::kHold).Paid(); };
  const auto stopped = [] {
    return Sample::ByCard().Opened().Stopped(brakes::Act::kRefund).Paid();
  };
  return {
      stopped().As("stopped by a brake"),
      stopped().Refunded().As("stopped by a brake, back"),
      held().As("attention: held by a brake"),
      held().Paid(f::kTotal, "ch_2").As("attention: held by a brake, charged twice"),
      held().Resolved(ReviewDecision::kReleased).As("held by a brake, released"),
      held().Resolved(ReviewDecision::kNotDelivered).As("held by a brake, goes back"),
  };
}

inline std::vector<Kind> All() {
  std::vector<Kind> all;
  for (auto kinds : {Unpaid(), OnTheirWay(), Delivered(), GivenBackThoughDelivered(), GivenBack(),
                     BeforePeople(), Braked()}) {
    for (Kind& kind : kinds) all.push_back(std::move(kind));
  }
  return all;
}

// The keys of the steps that are in progress or ahead.
inline std::set<std::string_view> OpenSteps(const Kind& kind) {
  std::set<std::string_view> keys;
  for (const StatusStep& step : StatusOf(kind.order, "T", kind.now).steps) {
    if (step.mark == StatusStep::Mark::kMoving || step.mark == StatusStep::Mark::kAhead)
      keys.insert(step.what.key.name());
  }
  return keys;
}

}  // namespace herlaad::orders::samples
