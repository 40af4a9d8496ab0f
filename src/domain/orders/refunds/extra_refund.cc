#include "domain/orders/refunds/extra_refund.h"

#include <algorithm>

#include "base/core/mutant.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

void Post(OrderAggregate& aggregate, std::int64_t amount, const ledger::Account& from,
          const ledger::Account& to) {
  if (amount > 0) aggregate.transfers.push_back(ledger::Move(amount, from, to));
}

ledger::Account Suspense() { return ledger::Of(ledger::AccountKind::kSuspense); }

const Payment& PaymentOf(const Order& order, const Refund& refund) {
  return order.payments.at(static_cast<std::size_t>(refund.payment - 1));
}

// Nothing of the charge that pays for the credit is owed.
bool MayGoBack(const Order& order, const Payment& payment) {
  return AllGoesBack(order) || PayingCharge(order) != &payment;
}

// What is owed of all charges together, without what is owed as another refund than `n`: one that
// is on its way, or of another charge of which one was refused. Of several charges the wrong one
// may count as that which pays for the credit, but never is more owed than this.
std::int64_t Free(const Order& order, std::int32_t n) {
  std::int64_t free = InFlight(order);
  for (const Refund& refund : order.refunds) {
    if (refund.n != n && IsOnItsWay(refund.state)) free -= refund.amount;
  }
  const std::int32_t own = order.refunds.at(static_cast<std::size_t>(n - 1)).payment;
  for (const Payment& payment : order.payments) {
    if (payment.n != own && WasRefused(order, payment)) free -= Unreturned(order, payment);
  }
  return std::max<std::int64_t>(0, free);
}

std::int64_t Unsent(const Order& order, const Payment& payment) {
  std::int64_t unsent = 0;
  for (const Refund& refund : order.refunds) {
    if (refund.payment == payment.n && refund.state == RefundState::kWaiting)
      unsent += refund.amount;
  }
  return unsent;
}

// Withdraws `amount` of the payment's refunds that were not sent, the last ones first.
void WithdrawUnsent(OrderAggregate& aggregate, const Payment& payment, std::int64_t amount) {
  auto& refunds = aggregate.order.refunds;
  for (auto refund = refunds.rbegin(); refund != refunds.rend() && amount > 0; ++refund) {
    if (refund->payment != payment.n || refund->state != RefundState::kWaiting) continue;
    if (refund->amount > amount) {
      refund->amount -= amount;
      return;
    }
    amount -= refund->amount;
    refund->state = RefundState::kWithdrawn;
    refund->settled_at = aggregate.now;
  }
}

// Makes what is owed of the extra refund a usual one, and the rest a refund of its own. Returns how
// much was owed.
std::int64_t MakeOwed(OrderAggregate& aggregate, std::int32_t n) {
  Order& order = aggregate.order;
  Refund& refund = *Find(order.refunds, n);
  const Payment& payment = PaymentOf(order, refund);
  if (!MayGoBack(order, payment)) return 0;
  WithdrawUnsent(aggregate, payment, refund.amount - Unreturned(order, payment));
  const std::int64_t owed = std::min({refund.amount, Unreturned(order, payment), Free(order, n)});
  if (owed <= 0) return 0;
  const RefundState state = refund.state;
  refund.state = RefundState::kConfirmed;
  if (owed == refund.amount) return owed;
  Refund rest = refund;
  rest.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
  rest.state = state;
  rest.amount -= owed;
  refund.amount = owed;
  order.refunds.push_back(std::move(rest));
  return owed;
}

bool IsKnown(const Order& order, const Refund& like, std::string_view reference) {
  return std::any_of(order.refunds.begin(), order.refunds.end(), [&](const Refund& refund) {
    return refund.payment == like.payment && refund.dispute == 0 && refund.reference == reference;
  });
}

}  // namespace

bool IsOldSuccess(const Refund& refund, std::string_view reference) {
  return refund.reference == kAfterFailure || (!reference.empty() && refund.reference == reference);
}

void ConfirmLate(OrderAggregate& aggregate, std::int32_t n, std::string_view reference) {
  Order& order = aggregate.order;
  Refund& refund = *Find(order.refunds, n);
  const std::int64_t amount = refund.amount;
  refund.state = RefundState::kExtra;
  refund.reference = reference;
  refund.settled_at = aggregate.now;
  const std::int64_t owed = MakeOwed(aggregate, n);
  Post(aggregate, owed, Suspense(), Collected(order));
  if (!MutantIs("extra_refund_not_booked"))
    Post(aggregate, amount - owed, LossAtGateway(order), Collected(order));
  Clear(aggregate, Attention::kRefundRefused);
  // Otherwise it is raised once the question that is open is answered.
  if (owed < amount && order.attention == Attention::kNone)
    Raise(aggregate, Attention::kExtraRefund);
}

EventOutcome ConfirmBesides(OrderAggregate& aggregate, std::int32_t n, std::string_view reference) {
  Order& order = aggregate.order;
  const Refund& known = *Find(order.refunds, n);
  if (IsKnown(order, known, reference)) return EventOutcome::kRepeated;
  Refund refund;
  refund.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
  refund.payment = known.payment;
  refund.state = RefundState::kExtra;
  refund.amount = known.amount;
  refund.created_at = known.created_at;
  refund.sent_at = known.sent_at;
  order.refunds.push_back(std::move(refund));
  ConfirmLate(aggregate, static_cast<std::int32_t>(order.refunds.size()), reference);
  return Applied(aggregate);
}

bool AcceptLate(OrderAggregate& aggregate, std::int32_t n, std::string_view reference) {
  Order& order = aggregate.order;
  Refund& refund = *Find(order.refunds, n);
  const Payment& payment = PaymentOf(order, refund);
  const std::int64_t missing =
      std::max<std::int64_t>(0, refund.amount - Unreturned(order, payment));
  const bool is_owed = MayGoBack(order, payment) && missing <= Unsent(order, payment) &&
                       refund.amount <= Free(order, n) + missing;
  if (!is_owed) return false;
  WithdrawUnsent(aggregate, payment, missing);
  refund.state = RefundState::kAccepted;
  refund.reference = reference;
  refund.settled_at = {};
  Clear(aggregate, Attention::kRefundRefused);
  return true;
}

void SettleExtraRefunds(OrderAggregate& aggregate) {
  Order& order = aggregate.order;
  const auto count = static_cast<std::int32_t>(order.refunds.size());
  for (std::int32_t n = 1; n <= count; ++n) {
    if (!IsExtra(Find(order.refunds, n)->state)) continue;
    const std::int64_t owed = MakeOwed(aggregate, n);
    Post(aggregate, owed, Suspense(), LossAtGateway(order));
    if (owed > 0) Clear(aggregate, Attention::kRefundRefused);
  }
  // Derived anew: none may be left.
  Clear(aggregate, Attention::kExtraRefund);
}

}  // namespace herlaad::orders
