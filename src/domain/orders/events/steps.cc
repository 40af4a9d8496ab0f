#include "domain/orders/events/steps.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/events/late_payment.h"
#include "domain/orders/fulfilment/fulfil.h"
#include "domain/orders/placing/stored_value.h"
#include "domain/orders/refunds/extra_refund.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

using ledger::AccountKind;
using ledger::Move;

void ForgetUnpaid(OrderAggregate& aggregate) {
  if (!aggregate.number || CanBePaid(aggregate.order.payments.front())) return;
  auto& unpaid = aggregate.number->unpaid;
  const auto at = std::remove(unpaid.begin(), unpaid.end(), aggregate.order.id);
  std::fill(at, unpaid.end(), OrderId());
}

// Withdraws the refunds of a payment that pays for a delivery after all.
void WithdrawRefunds(OrderAggregate& aggregate, const Payment& payment) {
  for (Refund& refund : aggregate.order.refunds) {
    if (refund.payment != payment.n || !CanBeWithdrawn(refund.state)) continue;
    refund.state = RefundState::kWithdrawn;
    refund.settled_at = aggregate.now;
  }
}

}  // namespace

EventOutcome Applied(OrderAggregate& aggregate) {
  RefuseDisputed(aggregate);
  SettleExtraRefunds(aggregate);
  SettleDisputes(aggregate);
  Reverse(aggregate);
  ForgetUnpaid(aggregate);
  return EventOutcome::kApplied;
}

void OpenOrder(const Terms& terms, OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  order.terms = terms;
  order.created_at = aggregate.now;
  Payment payment;
  payment.asked = terms.total();
  payment.created_at = aggregate.now;
  order.payments.push_back(std::move(payment));
}

Delivery& AddDelivery(OrderAggregate& aggregate) {
  Delivery delivery;
  delivery.n = static_cast<std::int32_t>(aggregate.order.deliveries.size()) + 1;
  delivery.created_at = aggregate.now;
  return aggregate.order.deliveries.emplace_back(std::move(delivery));
}

void RefuseDelivery(OrderAggregate& aggregate, Delivery& delivery, RefusalReason reason) {
  delivery.state = DeliveryState::kRefused;
  delivery.refusal = reason;
  delivery.settled_at = aggregate.now;
  RefundAll(aggregate);
}

void StartRefund(OrderAggregate& aggregate, const Payment& payment) {
  auto refund = NextRefund(aggregate.order, payment, aggregate.now);
  if (!refund) return;
  const RefundState state = refund->state;
  if (state == RefundState::kConfirmed) {
    aggregate.transfers.push_back(
        Move(refund->amount, ledger::Of(AccountKind::kSuspense), Collected(aggregate.order)));
    GiveBackStoredValue(aggregate, refund->amount);
  }
  aggregate.order.refunds.push_back(*std::move(refund));
  if (state == RefundState::kDue) Raise(aggregate, Attention::kCashRefundDue);
}

void RefundAll(OrderAggregate& aggregate) {
  for (const Payment& payment : aggregate.order.payments) {
    if (!WasRefused(aggregate.order, payment)) StartRefund(aggregate, payment);
  }
}

bool Cover(OrderAggregate& aggregate) {
  const Payment* const payment = PaymentToKeep(aggregate.order);
  if (payment == nullptr) return false;
  WithdrawRefunds(aggregate, *payment);
  Clear(aggregate, Attention::kCashRefundDue);
  Clear(aggregate, Attention::kRefundRefused);
  return true;
}

void Confirm(OrderAggregate& aggregate, Delivery& delivery, const Confirmation& confirmation) {
  const Terms& terms = aggregate.order.terms;
  delivery.at_a_loss = !Cover(aggregate);
  delivery.state = DeliveryState::kConfirmed;
  delivery.reference = confirmation.reference;
  delivery.credited = confirmation.credited > 0 ? confirmation.credited : terms.credit;
  delivery.bonus = terms.bonus;
  delivery.valid_until = confirmation.valid_until;
  delivery.settled_at = aggregate.now;
  if (!delivery.at_a_loss) {
    PostFulfilment(aggregate);
    return;
  }
  if (MutantIs("loss_not_booked")) return;
  aggregate.transfers.push_back(
      Move(terms.amount, ledger::Of(AccountKind::kLoss, aggregate.order.operator_id()),
           ledger::Of(AccountKind::kPayable, aggregate.order.operator_id())));
  Raise(aggregate, Attention::kCreditedAndRefunded);
}

void RefuseDisputed(OrderAggregate& aggregate) {
  if (!StopsDelivery(aggregate.order) || MutantIs("disputed_is_delivered")) return;
  for (Delivery& delivery : aggregate.order.deliveries) {
    if (delivery.state == DeliveryState::kWaiting)
      RefuseDelivery(aggregate, delivery, RefusalReason::kDisputed);
  }
}

void WithdrawWaitingDeliveries(OrderAggregate& aggregate) {
  for (Delivery& delivery : aggregate.order.deliveries) {
    if (delivery.state != DeliveryState::kWaiting) continue;
    delivery.state = DeliveryState::kWithdrawn;
    delivery.settled_at = aggregate.now;
  }
}

void Raise(OrderAggregate& aggregate, Attention reason) {
  // Reasons that only a person can clear are not replaced by those that follow from the order's
  // parts.
  if (aggregate.order.attention == Attention::kHeldByBrake ||
      aggregate.order.attention == Attention::kCreditedAndRefunded ||
      aggregate.order.attention == Attention::kTooManyCharges) {
    return;
  }
  if (aggregate.order.attention == Attention::kNone)
    aggregate.order.attention_since = aggregate.now;
  // Asked again once the other reason is gone.
  if (aggregate.order.attention == Attention::kReturnedTwice && reason != Attention::kReturnedTwice)
    for (Dispute& dispute : aggregate.order.disputes) dispute.twice = 0;
  aggregate.order.attention = reason;
}

void Clear(OrderAggregate& aggregate, Attention reason) {
  if (aggregate.order.attention == reason) {
    aggregate.order.attention = Attention::kNone;
    aggregate.order.attention = AttentionOfRefunds(aggregate.order);
  }
  if (aggregate.order.attention == Attention::kNone) aggregate.order.attention_since = Instant{};
}

ledger::Account SoldVouchers() {
  return ledger::Of(AccountKind::kVoucherSold, std::string(payments::kSoldVouchers));
}

ledger::Account LossAtGateway(const Order& order) {
  return ledger::Of(AccountKind::kLoss, order.payment_account);
}

ledger::Account Collected(const Order& order) {
  return ledger::Of(payments::CollectingAccount(order.payment_method), order.payment_account);
}

}  // namespace herlaad::orders
