#include "rules/orders/effect.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::orders {
namespace {

constexpr std::array<std::string_view, 6> kPurposeNames{
    "open_payment", "watch_payment", "close_payment", "deliver", "refund", "tell"};

// First, then doubling, at most `max`.
Millis Interval(Millis first, Millis max, std::int32_t earlier) {
  const auto doublings = std::min<std::int32_t>(earlier, 30);
  return std::min(max, first * (std::int64_t{1} << doublings));
}

bool IsForPerson(const Order& order, const Refund& refund) {
  return refund.state == RefundState::kUnknown && order.attention == Attention::kRefundUnknown;
}

bool IsForPerson(const Order& order, const Payment& payment) {
  return payment.state == PaymentState::kClosing && order.attention == Attention::kPaymentUnknown;
}

std::optional<Effect> Work(const Order& order, Purpose purpose, std::int32_t n, Instant at) {
  Effect effect;
  effect.order = order.id;
  effect.purpose = purpose;
  effect.n = n;
  effect.lane = purpose == Purpose::kDeliver ? order.operator_id : order.collector;
  effect.next_at = at;
  return effect;
}

std::optional<Effect> DeliveryWork(const Order& order, Instant now, const Timings& timings) {
  for (const Delivery& d : order.deliveries) {
    if (IsLeftToPerson(order, d)) continue;
    if (d.state == DeliveryState::kWaiting) {
      const Millis wait =
          d.n > 1 ? Interval(timings.redelivery_wait, timings.ask_max, d.n - 2) : Millis(0);
      return Work(order, Purpose::kDeliver, d.n, now + wait);
    }
    if (d.state != DeliveryState::kSent && d.state != DeliveryState::kUnknown) continue;
    auto effect = Work(order, Purpose::kDeliver, d.n, now);
    effect->state = EffectState::kAsking;  // never send again what may have been sent
    return effect;
  }
  return std::nullopt;
}

std::optional<Effect> RefundWork(const Order& order, Instant now) {
  for (const Refund& r : order.refunds) {
    if (IsForPerson(order, r)) continue;
    if (r.state == RefundState::kWaiting || r.state == RefundState::kSent ||
        r.state == RefundState::kUnknown) {
      return Work(order, Purpose::kRefund, r.n, now);
    }
  }
  return std::nullopt;
}

std::optional<Effect> PaymentWork(const Order& order, Instant now, const Timings& timings) {
  for (const Payment& p : order.payments) {
    if (IsForPerson(order, p)) continue;
    switch (p.state) {
      case PaymentState::kOpening:
        return Work(order, Purpose::kOpenPayment, p.n, now);
      case PaymentState::kOpen: {
        const Instant first = std::min(now + timings.watch_first, order.expires_at);
        auto effect = Work(order, Purpose::kWatchPayment, p.n, first);
        effect->state = EffectState::kAsking;
        return effect;
      }
      case PaymentState::kClosing:
        return Work(order, Purpose::kClosePayment, p.n, now);
      case PaymentState::kPaid:
      case PaymentState::kClosed:
        break;
    }
  }
  return std::nullopt;
}

Effect Telling(const Order& order, TextKind kind, std::string_view lane, Instant at) {
  auto effect = Work(order, Purpose::kTell, static_cast<std::int32_t>(kind), at);
  effect->lane = lane;
  return *std::move(effect);
}

// Cash is given back by hand, in front of whoever brought it.
std::optional<Effect> TextWork(const Order& order, Instant now) {
  if (!order.texts.Has(Texts::kWanted)) return std::nullopt;
  const State state = StateOf(order);
  if (state == State::kDelivered && !order.texts.Has(Texts::kDelivered)) {
    return Telling(order, TextKind::kDelivered, kTextLane, now);
  }
  if (state == State::kRefunded && !order.texts.Has(Texts::kRefunded) && IsOnline(order.tender)) {
    return Telling(order, TextKind::kRefunded, kTextLane, now);
  }
  return std::nullopt;
}

std::optional<Effect> ContactWork(const Order& order, Instant now) {
  const Contact& contact = order.contact;
  if (contact.IsEmpty()) return std::nullopt;
  const std::string_view lane = contact.email ? kMailLane : kTextLane;
  const State state = StateOf(order);
  if (state == State::kDelivered && !contact.WasTold(Contact::kDelivered)) {
    return Telling(order, TextKind::kPayerDelivered, lane, now);
  }
  if (state == State::kRefunded && !contact.WasTold(Contact::kRefunded)) {
    return Telling(order, TextKind::kPayerRefunded, lane, now);
  }
  if (state == State::kAttention && !contact.WasTold(Contact::kAttention)) {
    return Telling(order, TextKind::kPayerAttention, lane, now);
  }
  if (!IsFinal(state)) return std::nullopt;
  return Telling(order, TextKind::kForgetContact, lane, now + kContactKept);
}

bool SameWork(const Effect& a, const Effect& b) {
  return a.order == b.order && a.purpose == b.purpose && a.n == b.n;
}

}  // namespace

bool IsLeftToPerson(const Order& order, const Delivery& delivery) {
  return delivery.state == DeliveryState::kUnknown &&
         (order.attention == Attention::kDeliveryUnknown ||
          order.attention == Attention::kPinInsteadOfCredit);
}

bool WaitsForOperator(const Order& order, const Refund& refund) {
  if (refund.state != RefundState::kWaiting) return false;
  return std::any_of(order.deliveries.begin(), order.deliveries.end(), [&order](const Delivery& d) {
    const bool open = d.state == DeliveryState::kWaiting || d.state == DeliveryState::kSent ||
                      d.state == DeliveryState::kUnknown;
    return open && !IsLeftToPerson(order, d);
  });
}

Policy PolicyOf(Purpose purpose) {
  switch (purpose) {
    case Purpose::kWatchPayment:
    case Purpose::kDeliver:
      return Policy::kAsk;
    case Purpose::kOpenPayment:
    case Purpose::kClosePayment:
    case Purpose::kRefund:
      return Policy::kSameKey;
    case Purpose::kTell:
      return Policy::kAtLeastOnce;
  }
  CHECK(false, "an effect has one of the listed purposes");
}

std::string_view Name(Purpose purpose) {
  return kPurposeNames[static_cast<std::size_t>(purpose) - 1];
}

std::string_view Name(Policy policy) {
  switch (policy) {
    case Policy::kAsk:
      return "ask";
    case Policy::kSameKey:
      return "same_key";
    case Policy::kAtLeastOnce:
      return "at_least_once";
  }
  CHECK(false, "a policy is one of the listed ones");
}

char PartOf(Purpose purpose) {
  switch (purpose) {
    case Purpose::kOpenPayment:
    case Purpose::kWatchPayment:
    case Purpose::kClosePayment:
      return 'p';
    case Purpose::kDeliver:
      return 'd';
    case Purpose::kRefund:
      return 'r';
    case Purpose::kTell:
      return 'm';
  }
  CHECK(false, "an effect has one of the listed purposes");
}

std::optional<Effect> NextEffect(const Order& order, const std::optional<Effect>& current,
                                 Instant now, const Timings& timings) {
  auto next = DeliveryWork(order, now, timings);
  if (!next || (MutantIs("refund_before_answer") && RefundWork(order, now))) {
    next = RefundWork(order, now);
  }
  if (!next) next = PaymentWork(order, now, timings);
  if (!next) next = TextWork(order, now);  // news is for when there is no more money to move
  if (!next) next = ContactWork(order, now);
  return next && current && SameWork(*next, *current) ? current : next;
}

Effect Marked(const Effect& effect, std::int64_t by, Instant now, const Timings& timings) {
  Effect marked = effect;
  marked.state = EffectState::kMarked;
  marked.sends += 1;
  marked.marked_by = by;
  marked.next_at = now + timings.lease;
  return marked;
}

std::optional<Effect> AfterUnknown(const Effect& effect, const Order& order, Instant now,
                                   const Timings& timings) {
  Effect next = effect;
  next.marked_by = 0;
  next.asks += 1;
  if (effect.purpose == Purpose::kWatchPayment || effect.purpose == Purpose::kOpenPayment) {
    next.state =
        effect.purpose == Purpose::kWatchPayment ? EffectState::kAsking : EffectState::kDue;
    const Millis wait = Interval(timings.watch_first, timings.watch_max, effect.asks);
    next.next_at = std::max(now, std::min(now + wait, order.expires_at));
    return next;
  }
  if (next.asks > timings.asks_max) return std::nullopt;
  next.state = PolicyOf(effect.purpose) == Policy::kAsk ? EffectState::kAsking : EffectState::kDue;
  next.next_at = now + Interval(timings.ask_first, timings.ask_max, effect.asks);
  return next;
}

}  // namespace herlaad::orders
