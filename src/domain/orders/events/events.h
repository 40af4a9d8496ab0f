// Events of an order after it was placed. Every function takes an OrderAggregate, changes the
// copies in it and returns a closed enum. All of them may be called late, repeatedly and in any
// order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "domain/brakes/rule.h"
#include "domain/ledger/balance.h"
#include "domain/ledger/transfer.h"
#include "domain/orders/order.h"
#include "domain/orders/subscriber.h"
#include "domain/payments/method_cost.h"
#include "domain/prepaid/grace.h"
#include "domain/vouchers/voucher.h"

namespace herlaad::orders {

// What an event works on: the order, its number if it has one, the limits and the grace period of
// its operator, the voucher that it sells or is paid with, what a payment by its method costs us,
// and the transfers that the event posts.
struct OrderAggregate {
  OrderAggregate(Order the_order, std::optional<Subscriber> the_number, Instant at)
      : order(std::move(the_order)), number(std::move(the_number)), now(at) {}

  Order order;
  std::optional<Subscriber> number;
  Instant now;
  limits::Limits limits{};       // none if the operator is no longer in the catalogue
  prepaid::GracePeriod grace{};  // the same
  std::optional<vouchers::Voucher> voucher = {};
  std::optional<ledger::AccountBalance> prepaid = {};  // of payments::PrepaidAccount
  // A fraud brake stops the payment that is being taken in: kRefund or kHold.
  std::optional<brakes::Act> stopped = {};
  payments::MethodCost cost{};  // booked when money is taken in
  ledger::Transfers transfers;
};

enum class EventOutcome : std::uint8_t {
  kApplied = 1,
  kRepeated = 2,  // already known: nothing changed
  kIgnored = 3,   // contradicts what is known for certain: nothing changed
  kNoSuchPart = 4,
};

// --- Payments
//
// The gateway has a payment page, which it knows as `session` (may be empty).
EventOutcome OnPaymentOpened(OrderAggregate& aggregate, std::int32_t n, std::string_view url,
                             std::string_view session = {});
// The payer did all that was asked, and the gateway waits for the money. Until it tells more, the
// payment is neither paid nor closed, however long that takes.
EventOutcome OnPaymentProcessing(OrderAggregate& aggregate, std::int32_t n);
// The gateway took `received` (above zero, minor units) as charge `reference`. The requested sum,
// paid in time, is delivered, unless it no longer fits the number's limits; then it is refunded.
// What aggregate.stopped names is refunded or held instead.
// Money for a closed or cancelled order, a second charge and a different sum are refunded too.
// What the gateway keeps of every charge (aggregate.cost) is our expense, from fees to psp:, also
// if the charge is refunded.
EventOutcome OnPaymentPaid(OrderAggregate& aggregate, std::int32_t n, std::int64_t received,
                           std::string_view reference);
// The gateway reported a dispute of charge `charge` of `received`. What it took is booked to
// dispute:<gateway>, and to loss:<gateway> once that is how it ended. Money that the payer got by a
// dispute is not refunded besides; while the provider holds it, a refund waits, of a part only that
// part. A charge that was not reported yet is taken in first. What was not sent to the operator by
// then is not delivered, but refunded. kIgnored: older than what is known.
EventOutcome OnPaymentDisputed(OrderAggregate& aggregate, std::int32_t n, std::int64_t received,
                               std::string_view charge, const DisputeReport& report);
// The payment that holds this charge; nullptr if none does.
const Payment* PaymentOfCharge(const Order& order, std::string_view reference);
// The gateway reported that nothing was paid yet.
EventOutcome OnPaymentUnpaid(OrderAggregate& aggregate, std::int32_t n);
// The gateway reported that payment `n` will bring no money. `decline` is set if the payer's bank
// declined and gave a reason.
EventOutcome OnPaymentClosed(OrderAggregate& aggregate, std::int32_t n, CloseReason reason,
                             DeclineReason decline = DeclineReason::kNone);
// The time to pay is over: the gateway must be asked to close the payment.
EventOutcome OnPaymentTimeOver(OrderAggregate& aggregate, std::int32_t n);
// Newer orders replaced this one: the gateway must be asked to close the payment. If the payer paid
// before that, the payment counts.
EventOutcome OnPaymentReplaced(OrderAggregate& aggregate, std::int32_t n);
// The same because its client has too many unpaid orders.
EventOutcome OnTooManyOpen(OrderAggregate& aggregate, std::int32_t n);

// --- Deliveries
//
// An outbox worker is about to send the delivery. kApplied permits it; on any other outcome it must
// not send.
EventOutcome OnDeliverySent(OrderAggregate& aggregate, std::int32_t n);
EventOutcome OnDeliveryUnknown(OrderAggregate& aggregate, std::int32_t n);
// The delivery was certainly not sent (no connection): it waits to be sent again.
EventOutcome OnDeliveryNotSent(OrderAggregate& aggregate, std::int32_t n);
struct Confirmation {
  std::string reference;
  std::int64_t credited = 0;  // EUR/6; 0: as ordered
  Instant valid_until{};      // 0: not reported by the operator
};
// If the payer was already refunded or another delivery was confirmed, this one is posted to loss
// and needs a review.
EventOutcome OnDeliveryConfirmed(OrderAggregate& aggregate, std::int32_t n,
                                 const Confirmation& confirmation);
// A definite refusal: a new delivery is made if the reason allows it, otherwise the order is
// refunded.
EventOutcome OnDeliveryRefused(OrderAggregate& aggregate, std::int32_t n, RefusalReason reason);
// The operator answered with a PIN that must be entered by hand: needs a review.
EventOutcome OnDeliveryPin(OrderAggregate& aggregate, std::int32_t n, std::string_view reference);

// --- Refunds
EventOutcome OnRefundSent(OrderAggregate& aggregate, std::int32_t n);
EventOutcome OnRefundUnknown(OrderAggregate& aggregate, std::int32_t n);
// The gateway took the request as `reference` and tells the outcome later.
EventOutcome OnRefundAccepted(OrderAggregate& aggregate, std::int32_t n,
                              std::string_view reference);
// The gateway made it. One that had been given up is never lost, nor booked twice: it takes the
// place of what was not sent instead of it, or is our loss and needs a review (extra_refund.h).
// kIgnored: old news of one that failed since.
EventOutcome OnRefundConfirmed(OrderAggregate& aggregate, std::int32_t n,
                               std::string_view reference);
EventOutcome OnRefundRefused(OrderAggregate& aggregate, std::int32_t n);
// A refund that was accepted, or even confirmed, as `reference` failed: the payer's bank returned
// the money. Needs a review, as a refused one.
EventOutcome OnRefundFailed(OrderAggregate& aggregate, std::int32_t n, std::string_view reference);

// All asks about this part ('p', 'd' or 'r') are used up: needs a review.
EventOutcome OnAsksUsedUp(OrderAggregate& aggregate, char part, std::int32_t n);

// --- Notifications
//
// The notification was sent or given up; or it is time to delete the payer's contact.
EventOutcome OnTold(OrderAggregate& aggregate, std::int32_t kind);

// --- People
//
// Stored with answers; in order of precedence.
enum class CancelOutcome : std::uint8_t {
  kCancelling = 1,  // the gateway is asked to close the payment, or the money is refunded
  kAlready = 2,     // cancelled, expired or refunded, or about to be
  kDelivered = 3,   // too late
  kDelivering = 4,  // too late to stop; a failed delivery is refunded anyway
  kAttention = 5,   // a person is reviewing it
};
CancelOutcome Cancel(OrderAggregate& aggregate);

// What a person found out about an order in attention. Of several refunds a decision is about the
// one that is named, and the review goes on with the others.
enum class ReviewDecision : std::uint8_t {
  kDelivered = 1,     // the number has the credit (or its PIN was passed on)
  kNotDelivered = 2,  // the number certainly has no credit: refund
  kAskAgain = 3,      // ask again; a refused refund is retried as a new one
  kRefunded = 4,      // the payer certainly has the money back
  kPaidOut = 5,       // the cash was handed back
  kAccepted = 6,      // settled elsewhere: a loss, or more charges than an order keeps
  kNotPaid = 7,       // the gateway certainly has no money
  kNotRefunded = 8,   // the gateway certainly has not made the refund: a new one is sent
  // Of a delivered order, which is in no review; see credited_refund.h.
  kRefundAsLoss = 9,      // refund all of it although the number keeps the credit: our loss
  kCreditTakenBack = 10,  // the operator certainly has taken the credit back: refund
  kReleased = 11,         // what a fraud brake held is credited
};
std::string_view Name(ReviewDecision review_decision);
std::optional<ReviewDecision> ParseReviewDecision(std::string_view name);

enum class ResolveOutcome : std::uint8_t {
  kResolved = 1,
  kNotInAttention = 2,
  kDoesNotFit = 3,        // not a decision for the order's attention reason
  kRefundNotNamed = 4,    // it is about one of several refunds, and none is named
  kRefundDoesNotFit = 5,  // it is not about a refund of that number, or about none at all
};
inline constexpr std::size_t kReasonMax = 500;
// `refund`: the number of the refund that it is about, one of RefundsToDecide; without it the only
// one. To ask again about refused refunds without it is about all of them.
ResolveOutcome Resolve(OrderAggregate& aggregate, ReviewDecision review_decision,
                       std::string_view reason, std::optional<std::int32_t> refund = std::nullopt);
// The numbers of the refunds of which that decision is about one, for the order as it is: those
// whose outcome a person has to find out, or of each payment the last that was refused. Empty: it
// is about none.
std::vector<std::int32_t> RefundsToDecide(const Order& order, ReviewDecision review_decision);
// The decisions that a person can make for an attention reason, and those that are possible for an
// order now, also without one. For a page or an error message.
std::vector<ReviewDecision> ReviewDecisionsFor(Attention attention);
std::vector<ReviewDecision> ReviewDecisionsFor(const Order& order);

}  // namespace herlaad::orders
