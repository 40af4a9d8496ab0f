#include <algorithm>

#include "base/core/mutant.h"
#include "domain/orders/disputes/dispute_policy.h"
#include "domain/orders/events/steps.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

ledger::Account InDispute(const Order& order) {
  return ledger::Of(ledger::AccountKind::kDispute, order.payment_account);
}

void Post(OrderAggregate& aggregate, std::int64_t amount, const ledger::Account& from,
          const ledger::Account& to) {
  if (amount > 0) aggregate.transfers.push_back(ledger::Move(amount, from, to));
  if (amount < 0) aggregate.transfers.push_back(ledger::Move(-amount, to, from));
}

// The one that the report is about; nullptr if it is new.
Dispute* FindDispute(Order& order, const Payment& payment, const DisputeReport& report) {
  const auto at =
      std::find_if(order.disputes.begin(), order.disputes.end(), [&](const Dispute& dispute) {
        return dispute.payment == payment.n && dispute.reference == report.reference;
      });
  return at == order.disputes.end() ? nullptr : &*at;
}

Dispute& AddDispute(OrderAggregate& aggregate, const Payment& payment,
                    const DisputeReport& report) {
  Dispute dispute;
  dispute.n = static_cast<std::int32_t>(aggregate.order.disputes.size()) + 1;
  dispute.payment = payment.n;
  dispute.state = report.state;
  dispute.amount = payment.received;
  dispute.reference = report.reference;
  dispute.created_at = aggregate.now;
  return aggregate.order.disputes.emplace_back(std::move(dispute));
}

void TakeOver(const DisputeReport& report, const Payment& payment, Instant now, Dispute& dispute) {
  dispute.state = report.state;
  if (report.amount > 0) dispute.amount = std::min(report.amount, payment.received);
  if (!report.reason.empty()) dispute.reason = report.reason;
  if (report.due_at.ms != 0) dispute.due_at = report.due_at;
  if (!WantsEvidence(dispute.state)) dispute.due_at = {};
  dispute.reported_at = report.at.ms != 0 ? report.at : now;
  if (!IsEnd(dispute.state)) {
    dispute.settled_at = {};
  } else if (dispute.settled_at.ms == 0) {
    dispute.settled_at = now;
  }
}

// A report of the state that is known may still say more about it.
bool SaysNothingNew(const DisputeReport& report, const Payment& payment, Instant now,
                    const Dispute& dispute) {
  Dispute after = dispute;
  TakeOver(report, payment, now, after);
  after.taken = TakenAfter(after, report);
  after.reported_at = dispute.reported_at;
  return after == dispute;
}

bool IsOlder(const DisputeReport& report, const Dispute& dispute) {
  if (report.state != dispute.state) return !IsNewer(report, dispute);
  return report.at.ms != 0 && report.at < dispute.reported_at;
}

// What the provider takes or returns changes hands between psp: and dispute:.
void BookTaken(OrderAggregate& aggregate, Dispute& dispute, std::int64_t taken) {
  Post(aggregate, taken - dispute.taken, InDispute(aggregate.order), Collected(aggregate.order));
  dispute.taken = taken;
}

// Whether the charge pays for credit that the number has: the order's own, or one that arrived
// after the charge had been refunded. What a person refunded all the same is owed to the payer.
bool PaysForCredit(const Order& order, const Payment& payment) {
  if (ConfirmedDelivery(order) != nullptr) {
    const Payment* const paying = PayingCharge(order);
    return paying != nullptr && paying->n == payment.n;
  }
  return std::any_of(order.deliveries.begin(), order.deliveries.end(), [&](const Delivery& d) {
    return d.state == DeliveryState::kConfirmed && CameTooLate(order, d) &&
           payment.n == order.payments.front().n;
  });
}

// A decision for us takes the money back from a payer who had been refunded by it. Whoever has the
// credit for it as well keeps that, and the money is ours.
void TakeBackReturned(OrderAggregate& aggregate, const Dispute& dispute) {
  Order& order = aggregate.order;
  if (dispute.taken >= ReturnedBy(order, dispute)) return;
  if (PaysForCredit(order, order.payments[static_cast<std::size_t>(dispute.payment - 1)])) return;
  // Only what was taken back: about a refund that the gateway refused, a person decides.
  Refund again;
  again.payment = dispute.payment;
  again.created_at = aggregate.now;
  for (Refund& refund : order.refunds) {
    if (refund.dispute != dispute.n || refund.state != RefundState::kConfirmed) continue;
    refund.state = RefundState::kWithdrawn;
    refund.settled_at = aggregate.now;
    again.amount += refund.amount;
    Post(aggregate, refund.amount, InDispute(order), ledger::Of(ledger::AccountKind::kSuspense));
  }
  again.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
  order.refunds.push_back(std::move(again));
}

// What is owed to the payer and was not sent: a refund that waits, or up to `most` of what the
// gateway refused to refund. nullptr if nothing is.
Refund* OwedRefund(OrderAggregate& aggregate, const Payment& payment, std::int64_t most) {
  Order& order = aggregate.order;
  // The last ones waited for the dispute.
  for (auto refund = order.refunds.rbegin(); refund != order.refunds.rend(); ++refund) {
    if (refund->payment == payment.n && refund->state == RefundState::kWaiting &&
        !WaitsForOperator(order, *refund)) {
      return &*refund;
    }
  }
  const std::int64_t refused = WasRefused(order, payment) ? Unreturned(order, payment) : 0;
  if (refused == 0) return nullptr;
  Refund refund;
  refund.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
  refund.payment = payment.n;
  refund.amount = std::min(refused, most);
  refund.created_at = aggregate.now;
  return &order.refunds.emplace_back(std::move(refund));
}

// `refund` if it is of at most `most`; otherwise that much of it as a refund of its own.
Refund& UpTo(std::int64_t most, Refund& refund, Order& order) {
  if (refund.amount <= most) return refund;
  refund.amount -= most;
  Refund part = refund;
  part.n = static_cast<std::int32_t>(order.refunds.size()) + 1;
  part.amount = most;
  return order.refunds.emplace_back(std::move(part));
}

// What waits for a dispute is a refund of its own, so that the rest can be sent.
void KeepHeldApart(Order& order, const Payment& payment) {
  std::int64_t held = HeldByDisputes(order, payment.n);
  for (std::size_t i = order.refunds.size(); i-- > 0 && held > 0;) {
    Refund& refund = order.refunds[i];
    if (refund.payment != payment.n || refund.state != RefundState::kWaiting) continue;
    const std::int64_t amount = refund.amount;
    if (amount > held) UpTo(held, refund, order);
    held -= amount;
  }
}

// What the payer got by a dispute is not sent as well.
void ReturnByDisputes(OrderAggregate& aggregate, const Payment& payment) {
  Order& order = aggregate.order;
  while (const Dispute* const dispute = DisputeToReturnBy(order, payment)) {
    const std::int64_t most = dispute->taken - ReturnedBy(order, *dispute);
    Refund* const owed = OwedRefund(aggregate, payment, most);
    if (owed == nullptr) return;
    Refund& returned = UpTo(most, *owed, order);
    returned.dispute = dispute->n;
    returned.state = RefundState::kConfirmed;
    returned.reference = dispute->reference;
    returned.settled_at = aggregate.now;
    Post(aggregate, returned.amount, ledger::Of(ledger::AccountKind::kSuspense), InDispute(order));
    Clear(aggregate, Attention::kRefundRefused);
  }
}

std::int64_t AskedAbout(const Order& order, const Payment& payment) {
  std::int64_t asked = 0;
  for (const Dispute& dispute : order.disputes)
    asked += dispute.payment == payment.n ? dispute.twice : 0;
  return asked;
}

void AskedAbout(Order& order, const Payment& payment, std::int64_t amount) {
  for (Dispute& dispute : order.disputes) {
    if (dispute.payment == payment.n) dispute.twice = std::min(amount, dispute.taken);
    if (dispute.payment == payment.n) amount -= dispute.twice;
  }
}

// A person is asked once about an amount, and not while another question is open, which would be
// lost.
void AskAboutReturnedTwice(OrderAggregate& aggregate, const Payment& payment) {
  Order& order = aggregate.order;
  const std::int64_t twice = ReturnedTwice(order, payment);
  const std::int64_t asked = AskedAbout(order, payment);
  if (twice == asked || MutantIs("returned_twice_not_told")) return;
  if (twice < asked) {
    AskedAbout(order, payment, twice);
    if (twice == 0) Clear(aggregate, Attention::kReturnedTwice);
  } else if (order.attention == Attention::kNone || order.attention == Attention::kReturnedTwice) {
    AskedAbout(order, payment, twice);
    Raise(aggregate, Attention::kReturnedTwice);
  }
}

}  // namespace

const Payment* PaymentOfCharge(const Order& order, std::string_view reference) {
  const auto at = std::find_if(
      order.payments.begin(), order.payments.end(), [reference](const Payment& payment) {
        return payment.state == PaymentState::kPaid && payment.reference == reference;
      });
  return at == order.payments.end() ? nullptr : &*at;
}

EventOutcome OnPaymentDisputed(OrderAggregate& aggregate, std::int32_t n, std::int64_t received,
                               std::string_view charge, const DisputeReport& report) {
  Order& order = aggregate.order;
  if (PaymentOfCharge(order, charge) == nullptr) {
    const EventOutcome taken =
        TakeCharge(aggregate, n, received, charge, StopsDelivery(report, received));
    if (taken == EventOutcome::kNoSuchPart) return taken;
  }
  const Payment* const payment = PaymentOfCharge(order, charge);
  if (payment == nullptr) return EventOutcome::kIgnored;  // more charges than an order keeps
  Dispute* dispute = FindDispute(order, *payment, report);
  if (dispute == nullptr) {
    if (static_cast<std::int32_t>(order.disputes.size()) >= kDisputesMax)
      return EventOutcome::kIgnored;
    dispute = &AddDispute(aggregate, *payment, report);
  } else if (SaysNothingNew(report, *payment, aggregate.now, *dispute)) {
    return EventOutcome::kRepeated;
  } else if (IsOlder(report, *dispute) && !MutantIs("dispute_goes_back")) {
    return EventOutcome::kIgnored;
  }
  TakeOver(report, *payment, aggregate.now, *dispute);
  BookTaken(aggregate, *dispute, TakenAfter(*dispute, report));
  TakeBackReturned(aggregate, *dispute);
  return Applied(aggregate);
}

void SettleDisputes(OrderAggregate& aggregate) {
  if (aggregate.order.disputes.empty()) return;
  for (const Payment& payment : aggregate.order.payments) {
    ReturnByDisputes(aggregate, payment);
    KeepHeldApart(aggregate.order, payment);
  }
  for (Dispute& dispute : aggregate.order.disputes) {
    const std::int64_t loss = LossOf(aggregate.order, dispute);
    if (MutantIs("dispute_loss_not_booked")) continue;
    Post(aggregate, loss - dispute.at_loss,
         ledger::Of(ledger::AccountKind::kLoss, aggregate.order.payment_account),
         InDispute(aggregate.order));
    dispute.at_loss = loss;
  }
  for (const Payment& payment : aggregate.order.payments) AskAboutReturnedTwice(aggregate, payment);
}

}  // namespace herlaad::orders
