// Sample orders for tests, one for each status view: all states, reasons and failures.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/orders/fixtures.h"
#include "domain/orders/status_view.h"

namespace herlaad::orders::samples {

struct Kind {
  std::string_view name;
  Order order;
  Instant now{};
};

namespace f = fixtures;

// Builds an order event by event, each a second after the previous one.
class Told {
 public:
  explicit Told(OrderAggregate aggregate) : aggregate_(std::move(aggregate)) {}
  static Told ByCard() { return Told(f::CardElsewhere()); }
  static Told InCash() { return Told(f::CashElsewhere()); }

  template <class Event, class... Arguments>
  Told& Then(Event event, const Arguments&... arguments) {
    aggregate_.now = aggregate_.now + Millis(1'000);
    EXPECT_EQ(event(aggregate_, arguments...), EventOutcome::kApplied);
    return *this;
  }
  Told& Opened() { return Then(OnPaymentOpened, 1, "https://bank.example/1"); }
  // Another top-up of the number was faster.
  Told& NumberToppedUp() {
    aggregate_.number.usage.last_topup = aggregate_.now;
    aggregate_.limits.pause = Millis(600'000);
    return *this;
  }
  Told& Paid(std::int64_t received = f::kTotal, std::string_view charge = "ch_1") {
    return Then(OnPaymentPaid, 1, received, charge);
  }
  Told& Sent() { return Then(OnDeliverySent, 1); }
  Told& Confirmed(std::int32_t n = 1) { return Then(OnDeliveryConfirmed, n, Confirmation{}); }
  Told& Refused(RefusalReason reason = RefusalReason::kBarred) {
    return Then(OnDeliveryRefused, 1, reason);
  }
  Told& Refunded(std::int32_t n = 1) {
    return Then(OnRefundSent, n).Then(OnRefundConfirmed, n, "rf_1");
  }
  Told& RefundRefused(std::int32_t n = 1) { return Then(OnRefundSent, n).Then(OnRefundRefused, n); }
  Told& Cancelled() {
    aggregate_.now = aggregate_.now + Millis(1'000);
    EXPECT_EQ(Cancel(aggregate_), CancelOutcome::kCancelling);
    return *this;
  }
  Told& TimeOver() {
    aggregate_.now = aggregate_.order.expires_at;
    return Then(OnPaymentTimeOver, 1);
  }
  Told& Closed(CloseReason reason, DeclineReason decline = DeclineReason::kNone) {
    return Then(OnPaymentClosed, 1, reason, decline);
  }
  Told& Resolved(ReviewDecision review_decision) {
    EXPECT_EQ(Resolve(aggregate_, review_decision, "seen"), ResolveOutcome::kResolved);
    return *this;
  }
  template <class Change>
  Told& With(Change change) {
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

inline Told Declined(DeclineReason reason) {
  return Told::ByCard().Opened().Closed(CloseReason::kDeclined, reason);
}

inline std::vector<Kind> Unpaid() {
  return {
      Told::ByCard().As("opening"),
      Told::ByCard().As("opening for a minute", kMinute),
      Told::ByCard().Opened().As("not heard of a payment"),
      Told::ByCard()
          .Opened()
          .Then(OnPaymentUnpaid, 1)
          .As("the bank said that nothing was paid", Millis(9'000)),
      Told::ByCard().Opened().Cancelled().As("being cancelled"),
      Told::ByCard().Opened().TimeOver().As("being closed because time is over"),
      Told::ByCard().Opened().Cancelled().Closed(CloseReason::kCancelled).As("cancelled"),
      Told::ByCard().Opened().TimeOver().Closed(CloseReason::kExpired).As("time over"),
      Told::ByCard().Opened().Then(OnPaymentReplaced, 1).As("being closed for a newer one"),
      Told::ByCard()
          .Opened()
          .Then(OnPaymentReplaced, 1)
          .Closed(CloseReason::kReplaced)
          .As("replaced by a newer one"),
      Told::ByCard().Closed(CloseReason::kUnavailable).As("no page to pay on"),
      Declined(DeclineReason::kNone).As("declined without a reason"),
      Declined(DeclineReason::kInsufficientFunds).As("declined: not enough money"),
      Declined(DeclineReason::kExpiredCard).As("declined: the card has expired"),
      Declined(DeclineReason::kLimitExceeded).As("declined: above a limit"),
      Declined(DeclineReason::kAuthenticationFailed).As("declined: not identified"),
      Declined(DeclineReason::kOther).As("declined: another reason"),
  };
}

inline std::vector<Kind> OnTheirWay() {
  return {
      Told::ByCard().Opened().Paid().As("paid"),
      Told::ByCard().Opened().Paid().As("paid and not sent for a minute", kMinute),
      Told::InCash().As("cash, not sent for a minute", kMinute),
      Told::ByCard().Opened().Paid().Sent().As("at the operator"),
      Told::ByCard().Opened().Paid().Sent().As("at the operator for a minute", kMinute),
      Told::InCash().Sent().As("cash, at the operator"),
      Told::ByCard().Opened().Paid().Sent().Then(OnDeliveryUnknown, 1).As("no clear answer"),
      Told::ByCard().Opened().Paid().Paid(f::kTotal, "ch_2").Sent().As("charged twice, sent"),
      Told::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Then(OnDeliveryUnknown, 1)
          .Paid(f::kTotal, "ch_2")
          .As("charged twice, no clear answer"),
  };
}

inline Told DeliveredWithBonus() {
  return Told::ByCard()
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
  const auto delivered = [] { return Told::ByCard().Opened().Paid().Sent().Confirmed(); };
  const auto refused_then_credited = [] {
    return Told::ByCard().Opened().Paid().Sent().Refused().Confirmed();
  };
  const auto twice = [&] { return delivered().Paid(f::kTotal, "ch_2"); };
  return {
      delivered().As("delivered"),
      DeliveredWithBonus().As("delivered with a bonus that ends sooner"),
      Told::InCash().Sent().Confirmed().As("cash, delivered"),
      twice().As("delivered, charged twice"),
      twice().Refunded().As("delivered, charged twice, the second back"),
      twice().Paid(f::kTotal, "ch_3").Refunded().As("delivered, charged three times"),
      refused_then_credited().As("delivered after a refusal, the refund kept"),
      twice().RefundRefused().As("delivered, the second charge not taken back"),
  };
}

inline std::vector<Kind> GivenBack() {
  const auto refused = [] { return Told::ByCard().Opened().Paid().Sent().Refused(); };
  const auto late = [](CloseReason reason) {
    return Told::ByCard().Opened().Closed(reason).Paid();
  };
  return {
      refused().As("refused"),
      refused().As("refused, not back for a minute", kMinute),
      refused().Refunded().As("refused, back"),
      Told::ByCard().Opened().Paid(f::kTotal - 100).As("another amount"),
      Told::ByCard().Opened().Paid(f::kTotal - 100).Refunded().As("another amount, back"),
      Told::ByCard().Opened().NumberToppedUp().Paid().As("beyond the limit when it was paid"),
      Told::ByCard().Opened().NumberToppedUp().Paid().Refunded().As(
          "beyond the limit when it was paid, back"),
      Told::ByCard().Opened().Paid().Cancelled().As("cancelled before it was sent"),
      Told::ByCard()
          .Opened()
          .Cancelled()
          .Closed(CloseReason::kCancelled)
          .Paid()
          .As("charged after it was cancelled"),
      late(CloseReason::kExpired).Refunded().As("charged after time was over, back"),
      late(CloseReason::kReplaced).As("charged after a newer one had its place"),
      late(CloseReason::kDeclined).As("declined and then charged"),
      late(CloseReason::kUnavailable).As("charged without a page"),
      refused().Paid(f::kTotal, "ch_2").Refunded(1).As("refused, charged twice, one back"),
      refused().Paid(f::kTotal, "ch_2").Refunded(1).Refunded(2).As("refused, charged twice, back"),
      Told::InCash().Sent().Refused().Resolved(ReviewDecision::kPaidOut).As("cash, handed back"),
  };
}

inline std::vector<Kind> BeforePeople() {
  const auto used_up = [](Told told, char part) { return told.Then(OnAsksUsedUp, part, 1); };
  const auto refused = [] { return Told::ByCard().Opened().Paid().Sent().Refused(); };
  const auto unknown = [] {
    return Told::ByCard().Opened().Paid().Sent().Then(OnDeliveryUnknown, 1);
  };
  return {
      used_up(unknown(), 'd').As("attention: delivery unknown"),
      used_up(refused().Then(OnRefundSent, 1).Then(OnRefundUnknown, 1), 'r')
          .As("attention: refund unknown"),
      used_up(Told::ByCard().Opened().Cancelled(), 'p').As("attention: payment unknown"),
      refused().RefundRefused().As("attention: refund refused"),
      refused().Then(OnRefundSent, 1).Confirmed().As("attention: credited while it goes back"),
      refused().Refunded().Confirmed().As("attention: credited after it was back"),
      Told::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Then(OnDeliveryPin, 1, "pin_1")
          .As("attention: a PIN instead"),
      Told::InCash().Sent().Refused().As("attention: cash to be handed back"),
      Told::InCash().Cancelled().As("attention: cash to be handed back, cancelled"),
      Told::ByCard().Opened().Paid().Cancelled().RefundRefused().As(
          "attention: cancelled, refund refused"),
      used_up(unknown().Paid(f::kTotal, "ch_2"), 'd')
          .As("attention: delivery unknown, charged twice"),
      Told::ByCard()
          .Opened()
          .Paid()
          .Sent()
          .Confirmed()
          .With([](Order& order) { order.attention = Attention::kTooManyCharges; })
          .As("attention: too many charges, delivered"),
      refused()
          .With([](Order& order) { order.attention = Attention::kTooManyCharges; })
          .As("attention: too many charges, all back"),
      Told::ByCard()
          .Opened()
          .Paid(f::kTotal - 100)
          .RefundRefused()
          .As("attention: another amount not taken back"),
  };
}

inline std::vector<Kind> All() {
  std::vector<Kind> all;
  for (auto kinds : {Unpaid(), OnTheirWay(), Delivered(), GivenBack(), BeforePeople()}) {
    for (Kind& kind : kinds) all.push_back(std::move(kind));
  }
  return all;
}

}  // namespace herlaad::orders::samples
