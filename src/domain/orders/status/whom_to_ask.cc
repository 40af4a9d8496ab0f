#include "domain/orders/status/whom_to_ask.h"

#include <algorithm>

#include "base/core/check.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/refunds/credited_refund.h"

namespace herlaad::orders {
namespace {

bool IsOfOperator(RefusalReason reason) {
  switch (reason) {
    case RefusalReason::kUnknownNumber:
    case RefusalReason::kBarred:
    case RefusalReason::kUnavailable:
    case RefusalReason::kDeclined:
    case RefusalReason::kNotFound:
    case RefusalReason::kNotActivated:
    case RefusalReason::kBalanceFull:
    case RefusalReason::kPinInsteadOfCredit:
    case RefusalReason::kNotCredited:
      return true;
    case RefusalReason::kNone:
    case RefusalReason::kUnreachable:
    case RefusalReason::kLimitReached:
    case RefusalReason::kStoppedByBrake:
    case RefusalReason::kDisputed:
      return false;
  }
  CHECK(false, "a delivery is refused for one of the listed reasons");
}

bool OperatorHasPart(const Order& order) {
  return IsCreditedRefund(order) ||
         std::any_of(order.deliveries.begin(), order.deliveries.end(),
                     [](const Delivery& delivery) { return IsOfOperator(delivery.refusal); });
}

}  // namespace

WhomToAsk WhomToAskAbout(const Order& order) {
  switch (StateOf(order)) {
    case State::kAwaitingPayment:
    case State::kPaid:
    case State::kDelivering:
    case State::kDeliveryUnknown:
    case State::kDelivered:
      return {.help_desk = false, .operator_line = true};
    case State::kRefunding:
    case State::kRefunded:
      return {.help_desk = true, .operator_line = OperatorHasPart(order)};
    case State::kCancelled:
    case State::kExpired:
      return {.help_desk = true, .operator_line = false};
    case State::kAttention:
      return {.help_desk = true,
              .operator_line = order.attention != Attention::kHeldByBrake &&
                               (!AllGoesBack(order) || OperatorHasPart(order))};
  }
  CHECK(false, "an order is in one of the listed states");
}

}  // namespace herlaad::orders
