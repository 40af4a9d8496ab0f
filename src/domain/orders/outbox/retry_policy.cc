#include "domain/orders/outbox/retry_policy.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/random.h"

namespace herlaad::orders {
namespace {

// Differs between orders and between the attempts of one. Ids are spread by the generator.
std::uint64_t JitterOf(const Order& order, Purpose purpose, std::int32_t n, std::int32_t earlier) {
  const auto attempt = static_cast<std::uint64_t>(purpose) << 48 |
                       static_cast<std::uint64_t>(n) << 32 | static_cast<std::uint64_t>(earlier);
  Random of_order(static_cast<std::uint64_t>(order.id.value()));
  return Random(of_order.Next() ^ attempt).Next();
}

const Refund* RefundOf(const Order& order, const OutboxMessage& message) {
  if (message.purpose != Purpose::kRefund) return nullptr;
  if (message.n < 1 || message.n > static_cast<std::int32_t>(order.refunds.size())) return nullptr;
  return &order.refunds[static_cast<std::size_t>(message.n - 1)];
}

// The gateway has it and waits for the outcome itself.
bool IsSettling(const Order& order, const OutboxMessage& message) {
  if (message.purpose == Purpose::kWatchPayment)
    return order.payments.front().state == PaymentState::kProcessing;
  const Refund* const refund = RefundOf(order, message);
  return refund != nullptr && refund->state == RefundState::kAccepted;
}

bool IsSettlingTooLong(const Order& order, const OutboxMessage& message, Instant now) {
  const Refund* const refund = RefundOf(order, message);
  if (refund == nullptr) return false;
  // It may have waited for a dispute before it was sent.
  return now >= (refund->sent_at.ms != 0 ? refund->sent_at : refund->created_at) + kSettlingMax;
}

}  // namespace

Policy PolicyOf(Purpose purpose) {
  switch (purpose) {
    case Purpose::kWatchPayment:
    case Purpose::kDeliver:
      return Policy::kAsk;
    case Purpose::kOpenPayment:
    case Purpose::kClosePayment:
    case Purpose::kRefund:
      return Policy::kSameKey;
    case Purpose::kNotify:
      return Policy::kAtLeastOnce;
  }
  CHECK(false, "an outbox message has one of the listed purposes");
}

std::optional<OutboxMessage> AfterUnknown(const OutboxMessage& outbox_message, const Order& order,
                                          Instant now, const Timings& timings, bool may_resend) {
  const Purpose purpose = outbox_message.purpose;
  const std::uint64_t random = JitterOf(order, purpose, outbox_message.n, outbox_message.asks);
  OutboxMessage next = outbox_message;
  next.leased_by = 0;
  next.asks += 1;
  const bool only_ask = PolicyOf(purpose) == Policy::kAsk || !may_resend ||
                        outbox_message.state == OutboxMessageState::kAsking;
  next.state = only_ask ? OutboxMessageState::kAsking : OutboxMessageState::kDue;
  if (IsSettling(order, outbox_message)) {
    if (IsSettlingTooLong(order, outbox_message, now)) return std::nullopt;
    next.state = OutboxMessageState::kAsking;
    next.next_at =
        now + RetryWait(timings.settle_first, timings.settle_max, outbox_message.asks, random);
    return next;
  }
  if (IsBeforePayment(purpose)) {
    const Millis wait =
        RetryWait(timings.watch_first, timings.watch_max, outbox_message.asks, random);
    next.next_at = std::max(now, std::min(now + wait, order.expires_at));
    next.destination = QueueOf(purpose, order, next.next_at);
    return next;
  }
  if (next.asks > timings.asks_max) return std::nullopt;
  next.next_at = now + RetryWait(timings.ask_first, timings.ask_max, outbox_message.asks, random);
  return next;
}

bool MayBeForgotten(const Order& order, const OutboxMessage& outbox_message, Instant now) {
  const Refund* const refund = RefundOf(order, outbox_message);
  return refund != nullptr && refund->sent_at.ms != 0 && now >= refund->sent_at + kSameKeyFor;
}

bool MayTryAgain(RefusalReason reason) {
  return reason == RefusalReason::kUnavailable || reason == RefusalReason::kNotFound;
}

bool IsTriedAnew(const Order& order, const Delivery& delivery) {
  const auto tried = static_cast<std::int32_t>(order.deliveries.size());
  return delivery.n == tried && tried < kDeliveriesMax && MayTryAgain(delivery.refusal) &&
         !order.cancel_wanted;
}

Millis DeliveryWait(const Order& order, std::int32_t n, const Timings& timings) {
  if (n <= 1) return Millis(0);
  return RetryWait(timings.redelivery_wait, timings.ask_max, n - 2,
                   JitterOf(order, Purpose::kDeliver, n, 0));
}

}  // namespace herlaad::orders
