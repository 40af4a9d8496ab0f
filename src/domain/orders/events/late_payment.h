// Late payments: when an unpaid order is given up, and what becomes of money that a gateway reports
// after that, a second time, or with another amount. Nothing that was charged is ever dropped: what
// does not pay for the order is refunded.
//
// Pure: events_payment.cc applies the rulings.
#pragma once

#include <cstdint>
#include <string_view>

#include "domain/orders/order.h"
#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::orders {

// Maximum payments per order: the one requested and unexpected ones, each of which is refunded.
inline constexpr std::int32_t kPaymentsMax = 8;

// In order of precedence.
enum class ChargeRuling : std::uint8_t {
  kRepeated = 1,  // the charge is already recorded
  kTooMany = 2,   // a further charge, and the order has kPaymentsMax: needs a review
  kExtra = 3,     // a further charge for a payment that is paid: recorded by itself and refunded
  kRefused = 4,   // too late, cancelled, or not the sum that was asked: recorded and refunded
  kAccepted = 5,  // pays for the order
};
// For a gateway's report that it took `received` (minor units, above zero) for `payment` of `order`
// as charge `reference`.
ChargeRuling RuleOnCharge(const Order& order, const Payment& payment, std::int64_t received,
                          std::string_view reference);

// True if the payer can pay or may be paying now.
bool CanBePaid(const Payment& payment);

// Time for which a gateway may process a payment that its payer made; then it is asked to close it.
inline constexpr Millis kProcessingMax{30LL * 24 * 3'600'000};
// True once that time is over since the payment was asked for.
bool IsProcessedTooLong(const Payment& payment, Instant now);

// Why an order that waits for its payment is given up at `now`: kExpired once its time to pay is
// over; kReplaced once newer orders of its number took its place (`is_kept` is false) and
// timings.replaced_kept is over; otherwise kNone. A payment that is processed is only given up
// after kProcessingMax. Its gateway is then asked to close the payment, and until it has answered,
// money still counts.
CloseReason WhyGivenUp(const Order& order, bool is_kept, Instant now, const Timings& timings);

}  // namespace herlaad::orders
