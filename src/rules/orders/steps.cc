#include "rules/orders/steps.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::orders {
namespace {

using ledger::AccountKind;
using ledger::Move;

bool IsOpenOrDone(RefundState state) {
  return state != RefundState::kRefused && state != RefundState::kWithdrawn;
}

// Money that is still here and can stay: nothing was sent, or the gateway would not take it.
bool CanBeWithdrawn(RefundState state) {
  return state == RefundState::kWaiting || state == RefundState::kDue ||
         state == RefundState::kRefused;
}

void Pay(Scene& scene, std::int64_t amount, ledger::Account to) {
  if (amount == 0) return;
  scene.transfers.push_back(Move(amount, ledger::Of(AccountKind::kSuspense), std::move(to)));
}

// What the payer paid becomes the operator's, our fee's and the state's.
void PostDelivery(Scene& scene) {
  const Terms& terms = scene.order.terms;
  Pay(scene, terms.amount, ledger::Of(AccountKind::kPayable, scene.order.operator_id));
  Pay(scene, terms.fee - terms.fee_vat, ledger::Of(AccountKind::kFees));
  Pay(scene, terms.fee_vat, ledger::Of(AccountKind::kVat));
}

void PostHouseCredit(Scene& scene) {
  const Terms& terms = scene.order.terms;
  const std::int64_t msisdn = scene.order.msisdn.value();
  scene.transfers.push_back(Move(terms.credit,
                                 ledger::Of(AccountKind::kIssued, scene.order.operator_id),
                                 ledger::OfNumber(AccountKind::kSim, msisdn)));
  if (terms.bonus == 0) return;
  scene.transfers.push_back(Move(terms.bonus,
                                 ledger::Of(AccountKind::kPromo, scene.order.operator_id),
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

Delivery& AddDelivery(Scene& scene) {
  Delivery delivery;
  delivery.n = static_cast<std::int32_t>(scene.order.deliveries.size()) + 1;
  delivery.created_at = scene.now;
  return scene.order.deliveries.emplace_back(std::move(delivery));
}

void RefuseDelivery(Scene& scene, Delivery& delivery, RefusalReason reason) {
  delivery.state = DeliveryState::kRefused;
  delivery.refusal = reason;
  delivery.settled_at = scene.now;
  RefundAll(scene);
}

// An order that was open when limits were still taken at placing has taken its own.
bool TakeLimit(Scene& scene) {
  Order& order = scene.order;
  if (order.limit_month.number != 0) return true;
  const auto ruling = JudgeLimits(scene, order.terms.amount);
  if (ruling.verdict != limits::Verdict::kWithin && !MutantIs("limit_not_judged_again"))
    return false;
  const calendar::Month month = calendar::MonthOf(scene.now);
  order.topup_before = scene.number.usage.last_topup;
  scene.number.usage = limits::Take(scene.number.usage, month, scene.now, order.terms.amount);
  if (limits::IsKept(scene.number.usage, month)) order.limit_month = month;
  return true;
}

// The number may have been ported or terminated since the order was placed: then the money goes
// back.
void FulfilAtHouse(Scene& scene) {
  Delivery& delivery = AddDelivery(scene);
  const Terms& terms = scene.order.terms;
  auto refusal = RefusalReason::kUnknownNumber;
  if (scene.number.sim && scene.number.sim->operator_id == scene.order.operator_id) {
    const prepaid::Credit credit{
        terms.credit, catalog::ValidUntil(terms.validity, scene.now), terms.bonus,
        terms.bonus > 0 ? catalog::ValidUntil(terms.bonus_validity, scene.now) : Instant{}};
    auto sim = prepaid::Topup(*scene.number.sim, credit);
    if (sim.ok()) {
      Confirm(scene, delivery, {{}, terms.credit, sim->valid_until});
      PostHouseCredit(scene);
      scene.number.sim = *std::move(sim);
      return;
    }
    refusal = ReasonOf(sim.error());
  }
  RefuseDelivery(scene, delivery, refusal);
}

// Once an order came to nothing, what it took from the month is free again, and the number need not
// wait because of it.
void SettleLimit(Scene& scene) {
  Order& order = scene.order;
  if (order.limit_month.number == 0) return;
  if (MutantIs("limit_not_given_back")) return;
  const State state = StateOf(order);
  if (state != State::kRefunded && state != State::kCancelled && state != State::kExpired) return;
  // The first payment is the one that can pay for a delivery: the limit was taken with it.
  scene.number.usage =
      limits::GiveBack(scene.number.usage, {order.limit_month, order.terms.amount,
                                            order.payments.front().settled_at, order.topup_before});
  order.limit_month = {};
}

void ForgetUnpaid(Scene& scene) {
  if (CanBePaid(scene.order.payments.front())) return;
  auto& unpaid = scene.number.unpaid;
  const auto at = std::remove(unpaid.begin(), unpaid.end(), scene.order.id);
  std::fill(at, unpaid.end(), OrderId());
}

bool WasRefused(const Order& order, const Payment& payment) {
  return std::any_of(order.refunds.begin(), order.refunds.end(), [&payment](const Refund& r) {
    return r.payment == payment.n && r.state == RefundState::kRefused;
  });
}

// What remains for a person after one reason went away.
Attention Remaining(const Order& order) {
  for (const Refund& refund : order.refunds) {
    if (refund.state == RefundState::kDue) return Attention::kCashRefundDue;
  }
  for (const Payment& payment : order.payments) {
    if (WasRefused(order, payment) && Unreturned(order, payment) > 0) {
      return Attention::kRefundRefused;
    }
  }
  return Attention::kNone;
}

// The refunds of a payment that pays for a delivery after all.
void WithdrawRefunds(Scene& scene, const Payment& payment) {
  for (Refund& refund : scene.order.refunds) {
    if (refund.payment != payment.n || !CanBeWithdrawn(refund.state)) continue;
    refund.state = RefundState::kWithdrawn;
    refund.settled_at = scene.now;
  }
}

// Money that is with the payer, or that nobody can keep from getting there.
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

EventOutcome Applied(Scene& scene) {
  SettleLimit(scene);
  ForgetUnpaid(scene);
  return EventOutcome::kApplied;
}

bool CanBePaid(const Payment& payment) {
  return payment.state == PaymentState::kOpening || payment.state == PaymentState::kOpen;
}

limits::Ruling JudgeLimits(const Scene& scene, std::int64_t amount) {
  if (MutantIs("limit_not_judged")) return {};
  return limits::Judge(scene.limits, scene.number.usage, calendar::MonthOf(scene.now), scene.now,
                       amount);
}

void Fulfil(Scene& scene) {
  if (!TakeLimit(scene)) {
    return RefuseDelivery(scene, AddDelivery(scene), RefusalReason::kLimitReached);
  }
  if (scene.order.house) {
    FulfilAtHouse(scene);
  } else {
    AddDelivery(scene);
  }
}

std::int64_t Unreturned(const Order& order, const Payment& payment) {
  std::int64_t amount = payment.received;
  for (const Refund& refund : order.refunds) {
    if (refund.payment == payment.n && IsOpenOrDone(refund.state)) amount -= refund.amount;
  }
  return amount;
}

void StartRefund(Scene& scene, const Payment& payment) {
  const std::int64_t amount = Unreturned(scene.order, payment);
  if (amount == 0) return;
  Refund refund;
  refund.n = static_cast<std::int32_t>(scene.order.refunds.size()) + 1;
  refund.payment = payment.n;
  refund.amount = MutantIs("amount_rounded") ? amount / 100 * 100 : amount;
  refund.created_at = scene.now;
  refund.state = IsOnline(scene.order.tender) ? RefundState::kWaiting : RefundState::kDue;
  const bool due = refund.state == RefundState::kDue;
  scene.order.refunds.push_back(std::move(refund));
  if (due) Raise(scene, Attention::kCashRefundDue);
}

void RefundAll(Scene& scene) {
  for (const Payment& payment : scene.order.payments) {
    // A person may be handing it back just now.
    if (!WasRefused(scene.order, payment)) StartRefund(scene, payment);
  }
}

bool Cover(Scene& scene) {
  Order& order = scene.order;
  if (ConfirmedDelivery(order) != nullptr) return false;
  for (const Payment& payment : order.payments) {
    if (payment.received != order.terms.total() || Gone(order, payment) > 0) continue;
    WithdrawRefunds(scene, payment);
    Clear(scene, Attention::kCashRefundDue);
    Clear(scene, Attention::kRefundRefused);
    return true;
  }
  return false;
}

void Confirm(Scene& scene, Delivery& delivery, const Confirmation& confirmation) {
  const Terms& terms = scene.order.terms;
  delivery.at_a_loss = !Cover(scene);
  delivery.state = DeliveryState::kConfirmed;
  delivery.reference = confirmation.reference;
  delivery.credited = confirmation.credited > 0 ? confirmation.credited : terms.credit;
  delivery.bonus = terms.bonus;
  delivery.valid_until = confirmation.valid_until;
  delivery.settled_at = scene.now;
  if (!delivery.at_a_loss) {
    PostDelivery(scene);
    return;
  }
  if (MutantIs("loss_not_booked")) return;
  scene.transfers.push_back(Move(terms.amount,
                                 ledger::Of(AccountKind::kLoss, scene.order.operator_id),
                                 ledger::Of(AccountKind::kPayable, scene.order.operator_id)));
  Raise(scene, Attention::kCreditedAndRefunded);
}

void WithdrawWaitingDeliveries(Scene& scene) {
  for (Delivery& delivery : scene.order.deliveries) {
    if (delivery.state != DeliveryState::kWaiting) continue;
    delivery.state = DeliveryState::kWithdrawn;
    delivery.settled_at = scene.now;
  }
}

void Raise(Scene& scene, Attention reason) {
  // What only a person knows of is never hidden behind what the order itself still shows.
  if (scene.order.attention == Attention::kCreditedAndRefunded ||
      scene.order.attention == Attention::kTooManyCharges) {
    return;
  }
  if (scene.order.attention == Attention::kNone) scene.order.attention_since = scene.now;
  scene.order.attention = reason;
}

void Clear(Scene& scene, Attention reason) {
  if (scene.order.attention == reason) scene.order.attention = Remaining(scene.order);
  if (scene.order.attention == Attention::kNone) scene.order.attention_since = Instant{};
}

ledger::Account Collected(const Order& order) {
  return ledger::Of(IsOnline(order.tender) ? AccountKind::kPsp : AccountKind::kCash,
                    order.collector);
}

}  // namespace herlaad::orders
