#include "domain/orders/disputes/dispute_policy.h"

#include <algorithm>

#include "base/core/mutant.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {

std::int64_t TakenAfter(const Dispute& dispute, const DisputeReport& report) {
  if (report.taken) return std::clamp<std::int64_t>(*report.taken, 0, dispute.amount);
  const auto takes = TakesMoney(report.state);
  if (!takes) return std::min(dispute.taken, dispute.amount);
  return *takes ? dispute.amount : 0;
}

std::int64_t ReturnedBy(const Order& order, const Dispute& dispute) {
  std::int64_t returned = 0;
  for (const Refund& refund : order.refunds) {
    if (refund.dispute == dispute.n && refund.state == RefundState::kConfirmed)
      returned += refund.amount;
  }
  return returned;
}

std::int64_t LossOf(const Order& order, const Dispute& dispute) {
  if (IsEnd(dispute.state)) return dispute.taken - ReturnedBy(order, dispute);
  return std::min(dispute.at_loss, dispute.taken);
}

const Dispute* DisputeToReturnBy(const Order& order, const Payment& payment) {
  const auto found =
      std::find_if(order.disputes.begin(), order.disputes.end(), [&](const Dispute& dispute) {
        return dispute.payment == payment.n && IsEnd(dispute.state) &&
               dispute.taken > ReturnedBy(order, dispute);
      });
  return found == order.disputes.end() || MutantIs("disputed_refunded_twice") ? nullptr : &*found;
}

std::int64_t ReturnedTwice(const Order& order, const Payment& payment) {
  std::int64_t returned = 0;
  for (const Refund& refund : order.refunds) {
    const bool is_sent =
        IsBack(refund.state) || (IsOnItsWay(refund.state) && refund.state != RefundState::kWaiting);
    if (refund.payment == payment.n && refund.dispute == 0 && is_sent) returned += refund.amount;
  }
  if (returned == 0) return 0;
  for (const Dispute& dispute : order.disputes)
    returned += dispute.payment == payment.n ? dispute.taken : 0;
  return std::max<std::int64_t>(0, returned - payment.received);
}

std::int64_t HeldByDisputes(const Order& order, std::int32_t n) {
  std::int64_t held = 0;
  for (const Dispute& dispute : order.disputes) {
    if (dispute.payment != n || IsEnd(dispute.state)) continue;
    // What it takes is reported apart, and may come later.
    const std::int64_t takes = TakesMoney(dispute.state) == true ? dispute.amount : dispute.taken;
    held += std::max<std::int64_t>(0, takes - ReturnedBy(order, dispute));
  }
  return held;
}

bool WaitsForDispute(const Order& order, const Refund& refund) {
  if (refund.state != RefundState::kWaiting || MutantIs("refund_during_dispute")) return false;
  std::int64_t held = HeldByDisputes(order, refund.payment);
  for (const Refund& later : order.refunds) {
    if (later.payment == refund.payment && later.n > refund.n &&
        later.state == RefundState::kWaiting)
      held -= later.amount;
  }
  return held > 0;
}

bool StopsDelivery(const Order& order) {
  return std::any_of(order.disputes.begin(), order.disputes.end(), [&](const Dispute& dispute) {
    return dispute.payment == order.payments.front().n &&
           (!IsEnd(dispute.state) || dispute.taken > 0);
  });
}

bool StopsDelivery(const DisputeReport& report, std::int64_t received) {
  Dispute dispute;
  dispute.amount = report.amount > 0 ? std::min(report.amount, received) : received;
  return !IsEnd(report.state) || TakenAfter(dispute, report) > 0;
}

}  // namespace herlaad::orders
