#include "domain/orders/refunds/refund_policy.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::orders {
namespace {

RefundState FirstState(payments::Refunder refunder) {
  switch (refunder) {
    case payments::Refunder::kGateway:
      return RefundState::kWaiting;
    case payments::Refunder::kTill:
      return RefundState::kDue;
    case payments::Refunder::kStoredValue:
      return RefundState::kConfirmed;
  }
  CHECK(false, "a refund is made in one of the listed ways");
}

// Money that was returned to the payer or whose return can no longer be stopped.
std::int64_t Gone(const Order& order, const Payment& payment) {
  std::int64_t gone = 0;
  for (const Refund& refund : order.refunds) {
    if (refund.payment == payment.n && refund.state != RefundState::kWithdrawn &&
        !CanBeWithdrawn(refund.state)) {
      gone += refund.amount;
    }
  }
  return gone;
}

}  // namespace

bool IsBack(RefundState state) {
  return state == RefundState::kConfirmed || state == RefundState::kPaidOut;
}

bool IsOnItsWay(RefundState state) {
  return state == RefundState::kWaiting || state == RefundState::kSent ||
         state == RefundState::kUnknown || state == RefundState::kAccepted;
}

bool CanBeWithdrawn(RefundState state) {
  return state == RefundState::kWaiting || state == RefundState::kDue ||
         state == RefundState::kRefused;
}

bool IsExtra(RefundState state) {
  return state == RefundState::kExtra || state == RefundState::kWrittenOff;
}

const Refund* RefundForPerson(const Order& order) {
  const Refund* unmarked = nullptr;
  for (const Refund& refund : order.refunds) {
    if (refund.state != RefundState::kUnknown) continue;
    if (refund.settled_at.ms != 0) return &refund;
    if (unmarked == nullptr) unmarked = &refund;
  }
  // An earlier version did not mark it.
  return order.attention == Attention::kRefundUnknown ? unmarked : nullptr;
}

std::int64_t Unreturned(const Order& order, const Payment& payment) {
  std::int64_t amount = payment.received;
  for (const Refund& refund : order.refunds) {
    const bool is_open_or_done = refund.state != RefundState::kRefused &&
                                 refund.state != RefundState::kWithdrawn && !IsExtra(refund.state);
    if (refund.payment == payment.n && is_open_or_done) amount -= refund.amount;
  }
  return amount;
}

std::optional<Refund> NextRefund(const Order& order, const Payment& payment, Instant now) {
  const std::int64_t amount = Unreturned(order, payment);
  if (amount == 0) return std::nullopt;
  Refund refund;
  refund.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
  refund.payment = payment.n;
  refund.amount = MutantIs("amount_rounded") ? amount / 100 * 100 : amount;
  refund.created_at = now;
  refund.state = FirstState(payments::RefundsBy(order.payment_method));
  if (refund.state == RefundState::kConfirmed) refund.settled_at = now;
  return refund;
}

bool WasRefused(const Order& order, const Payment& payment) {
  return std::any_of(order.refunds.begin(), order.refunds.end(), [&payment](const Refund& r) {
    return r.payment == payment.n && r.state == RefundState::kRefused;
  });
}

const Payment* PaymentToKeep(const Order& order) {
  if (ConfirmedDelivery(order) != nullptr) return nullptr;
  for (const Payment& payment : order.payments) {
    if (payment.received == order.terms.total() && Gone(order, payment) == 0) return &payment;
  }
  return nullptr;
}

bool WaitsForOperator(const Order& order, const Refund& refund) {
  if (refund.state != RefundState::kWaiting) return false;
  return std::any_of(order.deliveries.begin(), order.deliveries.end(), [&order](const Delivery& d) {
    const bool open = d.state == DeliveryState::kWaiting || d.state == DeliveryState::kSent ||
                      d.state == DeliveryState::kUnknown;
    return open && !IsLeftToPerson(order, d);
  });
}

Attention AttentionOfRefunds(const Order& order) {
  for (const Refund& refund : order.refunds) {
    if (refund.state == RefundState::kDue) return Attention::kCashRefundDue;
  }
  if (RefundForPerson(order) != nullptr) return Attention::kRefundUnknown;
  for (const Payment& payment : order.payments) {
    if (WasRefused(order, payment) && Unreturned(order, payment) > 0) {
      return Attention::kRefundRefused;
    }
  }
  for (const Refund& refund : order.refunds) {
    if (refund.state == RefundState::kExtra) return Attention::kExtraRefund;
  }
  return Attention::kNone;
}

}  // namespace herlaad::orders
