#include "domain/orders/events/late_payment.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::orders {
namespace {

// A payment that is only being closed because time ran out or a newer order came still counts:
// according to the gateway the payer was in time.
bool IsInTime(const Payment& payment) {
  switch (payment.state) {
    case PaymentState::kOpening:
    case PaymentState::kOpen:
    case PaymentState::kProcessing:
      return true;
    case PaymentState::kClosing:
      return IsOverdue(payment);
    case PaymentState::kClosed:
    case PaymentState::kPaid:
      return false;
  }
  CHECK(false, "a payment is in one of the listed states");
}

bool IsRecorded(const Order& order, std::string_view reference) {
  return std::any_of(order.payments.begin(), order.payments.end(), [reference](const Payment& p) {
    return p.state == PaymentState::kPaid && p.reference == reference;
  });
}

}  // namespace

ChargeRuling RuleOnCharge(const Order& order, const Payment& payment, std::int64_t received,
                          std::string_view reference) {
  if (IsRecorded(order, reference) && !MutantIs("duplicate_callback_applied")) {
    return ChargeRuling::kRepeated;
  }
  if (payment.state == PaymentState::kPaid) {
    if (MutantIs("second_charge_ignored")) return ChargeRuling::kRepeated;
    return order.payments.size() >= kPaymentsMax ? ChargeRuling::kTooMany : ChargeRuling::kExtra;
  }
  if (received != payment.asked && !MutantIs("other_sum_accepted")) return ChargeRuling::kRefused;
  if (order.cancel_wanted || !order.deliveries.empty()) return ChargeRuling::kRefused;
  return IsInTime(payment) ? ChargeRuling::kAccepted : ChargeRuling::kRefused;
}

bool CanBePaid(const Payment& payment) {
  return payment.state == PaymentState::kOpening || payment.state == PaymentState::kOpen;
}

bool IsProcessedTooLong(const Payment& payment, Instant now) {
  return now >= payment.created_at + kProcessingMax;
}

CloseReason WhyGivenUp(const Order& order, bool is_kept, Instant now, const Timings& timings) {
  const Payment& payment = order.payments.front();
  if (payment.state == PaymentState::kProcessing)
    return IsProcessedTooLong(payment, now) ? CloseReason::kExpired : CloseReason::kNone;
  if (now >= order.expires_at) return CloseReason::kExpired;
  if (!is_kept && now >= order.created_at + timings.replaced_kept) return CloseReason::kReplaced;
  return CloseReason::kNone;
}

}  // namespace herlaad::orders
