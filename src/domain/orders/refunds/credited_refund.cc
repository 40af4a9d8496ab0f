#include "domain/orders/refunds/credited_refund.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/refunds/charges.h"

namespace herlaad::orders {
namespace {

using ledger::AccountKind;
using ledger::Move;

bool IsTaken(const Order& order, const Payment& payment) {
  return std::any_of(order.disputes.begin(), order.disputes.end(), [&payment](const Dispute& d) {
    const bool takes = d.taken > 0 || (!IsEnd(d.state) && TakesMoney(d.state) == true);
    return d.payment == payment.n && takes;
  });
}

Delivery& Confirmed(Order& order) {
  const Delivery* const delivery = ConfirmedDelivery(order);
  CHECK(delivery != nullptr, "what is delivered has a confirmed delivery");
  return *Find(order.deliveries, delivery->n);
}

// The opposite of PostFulfilment: what was paid is owed to the payer again.
void UnpostCredit(OrderAggregate& aggregate, const ledger::Account& amount_from) {
  const Terms& terms = aggregate.order.terms;
  const auto back = [&aggregate](std::int64_t amount, const ledger::Account& from) {
    if (amount > 0)
      aggregate.transfers.push_back(Move(amount, from, ledger::Of(AccountKind::kSuspense)));
  };
  back(terms.amount, amount_from);
  back(terms.fee - terms.fee_vat, ledger::Of(AccountKind::kFees));
  back(terms.fee_vat, ledger::Of(AccountKind::kVat));
}

}  // namespace

std::vector<ReviewDecision> CreditedRefundsOf(const Order& order) {
  if (!order.IsTopup() || StateOf(order) != State::kDelivered) return {};
  const Payment* const paying = PayingCharge(order);
  if (paying == nullptr || IsTaken(order, *paying)) return {};
  if (order.hosted()) return {ReviewDecision::kRefundAsLoss};
  return {ReviewDecision::kRefundAsLoss, ReviewDecision::kCreditTakenBack};
}

bool RefundCredited(OrderAggregate& aggregate, ReviewDecision decision) {
  Order& order = aggregate.order;
  const auto possible = CreditedRefundsOf(order);
  if (std::find(possible.begin(), possible.end(), decision) == possible.end()) return false;
  Delivery& delivery = Confirmed(order);
  const std::string& op = order.operator_id();
  if (decision == ReviewDecision::kCreditTakenBack) {
    delivery.state = DeliveryState::kTakenBack;
    UnpostCredit(aggregate, ledger::Of(AccountKind::kPayable, op));
  } else {
    delivery.at_a_loss = true;
    const auto kind =
        MutantIs("loss_of_refund_not_booked") ? AccountKind::kPayable : AccountKind::kLoss;
    UnpostCredit(aggregate, ledger::Of(kind, op));
  }
  RefundAll(aggregate);
  return true;
}

bool IsCreditedRefund(const Order& order) {
  if (order.deliveries.empty() || ConfirmedDelivery(order) != nullptr) return false;
  const Delivery& last = order.deliveries.back();
  return last.at_a_loss || last.state == DeliveryState::kTakenBack;
}

bool CameTooLate(const Order& order, const Delivery& delivery) {
  return delivery.at_a_loss &&
         std::any_of(order.refunds.begin(), order.refunds.end(), [&](const Refund& refund) {
           return refund.created_at <= delivery.settled_at;
         });
}

}  // namespace herlaad::orders
