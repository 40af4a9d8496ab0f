#include "domain/orders/steps.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/late_payment.h"
#include "domain/orders/refund_policy.h"
#include "domain/prepaid/breakage.h"
#include "domain/prepaid/topup.h"

namespace herlaad::orders {
namespace {

using ledger::AccountKind;
using ledger::Move;

void Pay(OrderAggregate& aggregate, std::int64_t amount, ledger::Account to) {
  if (amount == 0) return;
  aggregate.transfers.push_back(Move(amount, ledger::Of(AccountKind::kSuspense), std::move(to)));
}

// Splits the payment between the operator, our fee and VAT.
void PostDelivery(OrderAggregate& aggregate) {
  const Terms& terms = aggregate.order.terms;
  Pay(aggregate, terms.amount, ledger::Of(AccountKind::kPayable, aggregate.order.operator_id));
  Pay(aggregate, terms.fee - terms.fee_vat, ledger::Of(AccountKind::kFees));
  Pay(aggregate, terms.fee_vat, ledger::Of(AccountKind::kVat));
}

void PostHostedCredit(OrderAggregate& aggregate, const prepaid::Lapsed& lapsed) {
  prepaid::AppendBreakage(lapsed, aggregate.order.msisdn, aggregate.order.operator_id,
                          aggregate.transfers);
  const Terms& terms = aggregate.order.terms;
  const std::int64_t msisdn = aggregate.order.msisdn.value();
  aggregate.transfers.push_back(Move(terms.credit,
                                     ledger::Of(AccountKind::kIssued, aggregate.order.operator_id),
                                     ledger::OfNumber(AccountKind::kSim, msisdn)));
  if (terms.bonus == 0) return;
  aggregate.transfers.push_back(Move(terms.bonus,
                                     ledger::Of(AccountKind::kPromo, aggregate.order.operator_id),
                                     ledger::OfNumber(AccountKind::kBonus, msisdn)));
}

RefusalReason ReasonOf(prepaid::SimRefusal refusal) {
  switch (refusal) {
    case prepaid::SimRefusal::kTerminated:
      return RefusalReason::kUnknownNumber;
    case prepaid::SimRefusal::kSuspended:
      return RefusalReason::kBarred;
    case prepaid::SimRefusal::kNotActivated:
      return RefusalReason::kNotActivated;
    case prepaid::SimRefusal::kBalanceFull:
      return RefusalReason::kBalanceFull;
  }
  CHECK(false, "a SIM refuses for one of the listed reasons");
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

// An order placed when limits were still taken at placing has already taken its limit.
bool TakeLimit(OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  if (order.limit_month.number != 0) return true;
  const auto ruling = JudgeLimits(aggregate, order.terms.amount);
  if (ruling.verdict != limits::Verdict::kWithin && !MutantIs("limit_not_judged_again"))
    return false;
  const calendar::Month month = calendar::MonthOf(aggregate.now);
  order.topup_before = aggregate.number.usage.last_topup;
  aggregate.number.usage =
      limits::Take(aggregate.number.usage, month, aggregate.now, order.terms.amount);
  if (limits::IsKept(aggregate.number.usage, month)) order.limit_month = month;
  return true;
}

// The number may have been ported or terminated since the order was placed; then the money is
// refunded.
void FulfilHosted(OrderAggregate& aggregate) {
  Delivery& delivery = AddDelivery(aggregate);
  const Terms& terms = aggregate.order.terms;
  auto refusal = RefusalReason::kUnknownNumber;
  if (aggregate.number.sim && aggregate.number.sim->operator_id == aggregate.order.operator_id) {
    const prepaid::Credit credit{
        terms.credit, catalogue::ValidUntil(terms.validity, aggregate.now), terms.bonus,
        terms.bonus > 0 ? catalogue::ValidUntil(terms.bonus_validity, aggregate.now) : Instant{}};
    auto topped = prepaid::Topup(*aggregate.number.sim, aggregate.grace, credit, aggregate.now);
    if (topped.ok()) {
      Confirm(aggregate, delivery, {{}, terms.credit, topped->sim.valid_until});
      PostHostedCredit(aggregate, topped->lapsed);
      aggregate.number.sim = std::move(topped->sim);
      return;
    }
    refusal = ReasonOf(topped.error());
  }
  RefuseDelivery(aggregate, delivery, refusal);
}

// An order that ended unfulfilled gives back its part of the monthly limit and its pause.
void SettleLimit(OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  if (order.limit_month.number == 0) return;
  if (MutantIs("limit_not_given_back")) return;
  const State state = StateOf(order);
  if (state != State::kRefunded && state != State::kCancelled && state != State::kExpired) return;
  // Only the first payment can pay for a delivery, and the limit was taken with it.
  aggregate.number.usage = limits::GiveBack(
      aggregate.number.usage, {order.limit_month, order.terms.amount,
                               order.payments.front().settled_at, order.topup_before});
  order.limit_month = {};
}

void ForgetUnpaid(OrderAggregate& aggregate) {
  if (CanBePaid(aggregate.order.payments.front())) return;
  auto& unpaid = aggregate.number.unpaid;
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
  SettleLimit(aggregate);
  ForgetUnpaid(aggregate);
  return EventOutcome::kApplied;
}

limits::Ruling JudgeLimits(const OrderAggregate& aggregate, std::int64_t amount) {
  if (MutantIs("limit_not_judged")) return {};
  return limits::Judge(aggregate.limits, aggregate.number.usage, calendar::MonthOf(aggregate.now),
                       aggregate.now, amount);
}

void Fulfil(OrderAggregate& aggregate) {
  if (!TakeLimit(aggregate)) {
    return RefuseDelivery(aggregate, AddDelivery(aggregate), RefusalReason::kLimitReached);
  }
  if (aggregate.order.hosted) {
    FulfilHosted(aggregate);
  } else {
    AddDelivery(aggregate);
  }
}

void StartRefund(OrderAggregate& aggregate, const Payment& payment) {
  auto refund = NextRefund(aggregate.order, payment, aggregate.now);
  if (!refund) return;
  const bool due = refund->state == RefundState::kDue;
  aggregate.order.refunds.push_back(*std::move(refund));
  if (due) Raise(aggregate, Attention::kCashRefundDue);
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
    PostDelivery(aggregate);
    return;
  }
  if (MutantIs("loss_not_booked")) return;
  aggregate.transfers.push_back(
      Move(terms.amount, ledger::Of(AccountKind::kLoss, aggregate.order.operator_id),
           ledger::Of(AccountKind::kPayable, aggregate.order.operator_id)));
  Raise(aggregate, Attention::kCreditedAndRefunded);
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
  if (aggregate.order.attention == Attention::kCreditedAndRefunded ||
      aggregate.order.attention == Attention::kTooManyCharges) {
    return;
  }
  if (aggregate.order.attention == Attention::kNone)
    aggregate.order.attention_since = aggregate.now;
  aggregate.order.attention = reason;
}

void Clear(OrderAggregate& aggregate, Attention reason) {
  if (aggregate.order.attention == reason)
    aggregate.order.attention = AttentionOfRefunds(aggregate.order);
  if (aggregate.order.attention == Attention::kNone) aggregate.order.attention_since = Instant{};
}

ledger::Account Collected(const Order& order) {
  return ledger::Of(payments::CollectingAccount(order.payment_method), order.payment_account);
}

}  // namespace herlaad::orders
