#include "domain/orders/outbox/outbox_message.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/fulfilment/fulfil.h"
#include "domain/orders/outbox/retry_policy.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

constexpr std::array<std::string_view, 6> kPurposeNames{
    "open_payment", "watch_payment", "close_payment", "deliver", "refund", "tell"};

bool IsForPerson(const Order& order, const Refund& refund) {
  return refund.state == RefundState::kUnknown &&
         (refund.settled_at.ms != 0 || RefundForPerson(order) == &refund);
}

bool IsForPerson(const Order& order, const Payment& payment) {
  return payment.state == PaymentState::kClosing && order.attention == Attention::kPaymentUnknown;
}

std::optional<OutboxMessage> Work(const Order& order, Purpose purpose, std::int32_t n, Instant at) {
  OutboxMessage outbox_message;
  outbox_message.order = order.id;
  outbox_message.purpose = purpose;
  outbox_message.n = n;
  outbox_message.destination = QueueOf(purpose, order, at);
  outbox_message.next_at = at;
  return outbox_message;
}

std::optional<OutboxMessage> DeliveryWork(const Order& order, Instant now, const Timings& timings) {
  for (const Delivery& d : order.deliveries) {
    if (IsLeftToPerson(order, d)) continue;
    if (d.state == DeliveryState::kWaiting) {
      return Work(order, Purpose::kDeliver, d.n, now + DeliveryWait(order, d.n, timings));
    }
    if (d.state != DeliveryState::kSent && d.state != DeliveryState::kUnknown) continue;
    auto outbox_message = Work(order, Purpose::kDeliver, d.n, now);
    outbox_message->state =
        OutboxMessageState::kAsking;  // never send twice what may have been sent
    return outbox_message;
  }
  return std::nullopt;
}

std::optional<OutboxMessage> RefundWork(const Order& order, Instant now, const Timings& timings) {
  for (const Refund& r : order.refunds) {
    if (IsForPerson(order, r) || WaitsForDispute(order, r)) continue;
    if (!IsOnItsWay(r.state)) continue;
    auto outbox_message = Work(order, Purpose::kRefund, r.n, now);
    // What was sent under its key is not sent again when the message begins anew.
    if (r.state == RefundState::kAccepted) {
      outbox_message->state = OutboxMessageState::kAsking;
      outbox_message->next_at = now + timings.settle_first;
    }
    return outbox_message;
  }
  return std::nullopt;
}

std::optional<OutboxMessage> PaymentWork(const Order& order, Instant now, const Timings& timings) {
  for (const Payment& p : order.payments) {
    if (IsForPerson(order, p)) continue;
    switch (p.state) {
      case PaymentState::kOpening:
        return Work(order, Purpose::kOpenPayment, p.n, now);
      case PaymentState::kOpen: {
        const Instant first = std::min(now + timings.watch_first, order.expires_at);
        auto outbox_message = Work(order, Purpose::kWatchPayment, p.n, first);
        outbox_message->state = OutboxMessageState::kAsking;
        return outbox_message;
      }
      case PaymentState::kClosing:
        return Work(order, Purpose::kClosePayment, p.n, now);
      case PaymentState::kProcessing: {
        auto outbox_message = Work(order, Purpose::kWatchPayment, p.n, now + timings.settle_first);
        outbox_message->state = OutboxMessageState::kAsking;
        return outbox_message;
      }
      case PaymentState::kPaid:
      case PaymentState::kClosed:
        break;
    }
  }
  return std::nullopt;
}

OutboxMessage Notification(const Order& order, NotificationKind kind, std::string_view destination,
                           Instant at) {
  auto outbox_message = Work(order, Purpose::kNotify, static_cast<std::int32_t>(kind), at);
  outbox_message->destination = destination;
  return *std::move(outbox_message);
}

std::optional<OutboxMessage> TextWork(const Order& order, Instant now) {
  const auto kind = SubscriberText(order);
  if (!kind) return std::nullopt;
  return Notification(order, *kind, kSmsDestination, now);
}

std::optional<OutboxMessage> ContactWork(const Order& order, Instant now) {
  const Contact& contact = order.contact;
  if (contact.IsEmpty()) return std::nullopt;
  const std::string_view destination = contact.email ? kMailDestination : kSmsDestination;
  const State state = StateOf(order);
  if (state == State::kDelivered && !contact.WasTold(Contact::kDelivered)) {
    return Notification(order, NotificationKind::kPayerDelivered, destination, now);
  }
  if (state == State::kRefunded && !contact.WasTold(Contact::kRefunded) &&
      !IsCreditedRefund(order)) {
    return Notification(order, NotificationKind::kPayerRefunded, destination, now);
  }
  if (state == State::kAttention && !contact.WasTold(Contact::kAttention)) {
    return Notification(order, NotificationKind::kPayerAttention, destination, now);
  }
  if (!IsFinal(state)) return std::nullopt;
  return Notification(order, NotificationKind::kForgetContact, destination, now + kContactKept);
}

bool SameWork(const OutboxMessage& a, const OutboxMessage& b) {
  return a.order == b.order && a.purpose == b.purpose && a.n == b.n;
}

}  // namespace

std::string WatchDestination(std::string_view gateway) { return std::string(gateway) + "/watch"; }

std::string CloseDestination(std::string_view gateway) { return std::string(gateway) + "/close"; }

std::string QueueOf(Purpose purpose, const Order& order, Instant at) {
  const bool is_over = at >= order.expires_at;
  switch (purpose) {
    case Purpose::kDeliver:
      return order.operator_id();
    case Purpose::kWatchPayment:
      return is_over && order.payments.front().state == PaymentState::kOpen
                 ? CloseDestination(order.payment_account)
                 : WatchDestination(order.payment_account);
    case Purpose::kClosePayment:
      return is_over ? CloseDestination(order.payment_account) : order.payment_account;
    case Purpose::kOpenPayment:
    case Purpose::kRefund:
    case Purpose::kNotify:
      return order.payment_account;
  }
  CHECK(false, "an outbox message has one of the listed purposes");
}

bool MayWaitItsTurn(const OutboxMessage& message, const Order& order, Instant now) {
  if (message.purpose != Purpose::kWatchPayment) return false;
  return now < order.expires_at || order.payments.front().state != PaymentState::kOpen;
}

bool IsLeftToPerson(const Order& order, const Delivery& delivery) {
  return delivery.state == DeliveryState::kUnknown &&
         (order.attention == Attention::kDeliveryUnknown ||
          order.attention == Attention::kPinInsteadOfCredit);
}

std::string_view Name(Purpose purpose) {
  return kPurposeNames[static_cast<std::size_t>(purpose) - 1];
}

bool IsBeforePayment(Purpose purpose) {
  return purpose == Purpose::kWatchPayment || purpose == Purpose::kOpenPayment;
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
    case Purpose::kNotify:
      return 'm';
  }
  CHECK(false, "an outbox message has one of the listed purposes");
}

std::optional<OutboxMessage> NextOutboxMessage(const Order& order,
                                               const std::optional<OutboxMessage>& current,
                                               Instant now, const Timings& timings) {
  auto next = DeliveryWork(order, now, timings);
  if (!next || (MutantIs("refund_before_answer") && RefundWork(order, now, timings))) {
    next = RefundWork(order, now, timings);
  }
  if (!next) next = PaymentWork(order, now, timings);
  if (!next) next = TextWork(order, now);  // notifications only when no more money has to be moved
  if (!next) next = ContactWork(order, now);
  return next && current && SameWork(*next, *current) ? current : next;
}

OutboxMessage Leased(const OutboxMessage& outbox_message, std::int64_t by, Instant now,
                     const Timings& timings) {
  OutboxMessage leased = outbox_message;
  leased.state = OutboxMessageState::kLeased;
  leased.sends += 1;
  leased.leased_by = by;
  leased.next_at = now + timings.lease;
  return leased;
}

}  // namespace herlaad::orders
