#include "domain/orders/status/status_keys.h"

#include "base/core/check.h"

namespace herlaad::orders {

using messages::Key;

Key ClosedHeadline(const Payment& payment) {
  switch (payment.reason) {
    case CloseReason::kDeclined:
      return payment.decline == DeclineReason::kNone ? Key("order.closed.failed")
                                                     : Key("order.closed.declined");
    case CloseReason::kUnavailable:
      return "order.closed.unavailable";
    case CloseReason::kExpired:
      return "order.closed.expired";
    case CloseReason::kReplaced:
      return "order.closed.replaced";
    case CloseReason::kTooManyOpen:
      return "order.closed.too_many_open";
    case CloseReason::kCancelled:
    case CloseReason::kNone:
      return "order.closed.cancelled";
  }
  CHECK(false, "a payment is closed for one of the listed reasons");
}

Key DeclineKey(DeclineReason reason) {
  switch (reason) {
    case DeclineReason::kInsufficientFunds:
      return "order.declined.insufficient_funds";
    case DeclineReason::kExpiredCard:
      return "order.declined.expired_card";
    case DeclineReason::kLimitExceeded:
      return "order.declined.limit_exceeded";
    case DeclineReason::kAuthenticationFailed:
      return "order.declined.authentication_failed";
    case DeclineReason::kNone:
    case DeclineReason::kOther:
      return "order.declined.other";
  }
  CHECK(false, "a bank declines for one of the listed reasons");
}

}  // namespace herlaad::orders
