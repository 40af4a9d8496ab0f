// What can happen to an order after it was placed. Every function takes a Scene, changes the copies
// in it, and says in a closed enum what it did. All of them may be called late, twice and in any
// order: that is their purpose.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/core/result.h"
#include "rules/ledger/transfer.h"
#include "rules/orders/number.h"
#include "rules/orders/order.h"

namespace herlaad::orders {

// What one event works on: the order, its number, the limits of its operator, and the transfers the
// event posts.
struct Scene {
  Scene(Order the_order, Number the_number, Instant at)
      : order(std::move(the_order)), number(std::move(the_number)), now(at) {}

  Order order;
  Number number;
  Instant now;
  limits::Limits limits{};  // none for an operator that is no longer in the catalogue
  ledger::Transfers transfers;
};

enum class EventOutcome : std::uint8_t {
  kApplied = 1,
  kRepeated = 2,  // known already: nothing changed
  kIgnored = 3,   // does not fit what is known for certain: nothing changed
  kNoSuchPart = 4,
};

// At most this many deliveries an order: a new one only after a definite refusal that allows it.
inline constexpr std::int32_t kDeliveriesMax = 3;
// At most this many payments an order: the one it asked for and those that came uninvited, each of
// them refunded.
inline constexpr std::int32_t kPaymentsMax = 8;

// --- Payments
// -----------------------------------------------------------------------------------------------------------------
// The gateway has a page to pay on.
EventOutcome OnPaymentOpened(Scene& scene, std::int32_t n, std::string_view url);
// The gateway took `received` (above zero, minor units) as charge `reference`. The sum asked for,
// in time, is delivered, unless it no longer fits the number's limits. That, money for an order
// that is closed or was to be cancelled, a second charge, or another sum, is refunded.
EventOutcome OnPaymentPaid(Scene& scene, std::int32_t n, std::int64_t received,
                           std::string_view reference);
// The gateway's word that nothing was paid yet.
EventOutcome OnPaymentUnpaid(Scene& scene, std::int32_t n);
// The gateway's word that payment `n` will bring no money; `decline` where the payer's bank
// declined and gave a reason.
EventOutcome OnPaymentClosed(Scene& scene, std::int32_t n, CloseReason reason,
                             DeclineReason decline = DeclineReason::kNone);
// The time to pay is over: the payment is to be closed at the gateway.
EventOutcome OnPaymentTimeOver(Scene& scene, std::int32_t n);
// Newer orders have taken the place of this one: the payment is to be closed at the gateway.
// Whoever was quicker to pay has paid.
EventOutcome OnPaymentReplaced(Scene& scene, std::int32_t n);

// --- Deliveries
// ---------------------------------------------------------------------------------------------------------------
// The courier is about to touch the wire. kApplied is its permission; anything else means: do not
// send.
EventOutcome OnDeliverySent(Scene& scene, std::int32_t n);
EventOutcome OnDeliveryUnknown(Scene& scene, std::int32_t n);
// The wire was surely never touched (no connection): the same delivery waits to be sent again.
EventOutcome OnDeliveryNotSent(Scene& scene, std::int32_t n);
struct Confirmation {
  std::string reference;
  std::int64_t credited = 0;  // EUR/6; 0: as promised
  Instant valid_until{};      // 0: the operator did not say
};
// Confirmed when the money is already back with the payer, or after another delivery: booked to
// loss, shown to a person.
EventOutcome OnDeliveryConfirmed(Scene& scene, std::int32_t n, const Confirmation& confirmation);
// A definite no: delivered anew where the reason allows it, otherwise refunded.
EventOutcome OnDeliveryRefused(Scene& scene, std::int32_t n, RefusalReason reason);
// The operator answered with a PIN to be entered by hand: for a person.
EventOutcome OnDeliveryPin(Scene& scene, std::int32_t n, std::string_view reference);

// --- Refunds
// ------------------------------------------------------------------------------------------------------------------
EventOutcome OnRefundSent(Scene& scene, std::int32_t n);
EventOutcome OnRefundUnknown(Scene& scene, std::int32_t n);
EventOutcome OnRefundConfirmed(Scene& scene, std::int32_t n, std::string_view reference);
EventOutcome OnRefundRefused(Scene& scene, std::int32_t n);

// No more asks are left for this part ('p', 'd' or 'r'): a person's turn.
EventOutcome OnAsksUsedUp(Scene& scene, char part, std::int32_t n);

// --- Texts
// -------------------------------------------------------------------------------------------------------------------
// The text or mail was sent, or nobody will send it any more; or it is time to forget the payer's
// contact.
EventOutcome OnTold(Scene& scene, std::int32_t kind);

// --- People
// -------------------------------------------------------------------------------------------------------------------
// Stored with answers; in order of precedence.
enum class CancelOutcome : std::uint8_t {
  kCancelling = 1,  // the gateway is asked to close the payment, or the money goes back
  kAlready = 2,     // cancelled, expired or refunded, or on the way there
  kDelivered = 3,   // too late
  kDelivering = 4,  // too late to stop; if it fails the money goes back by itself
  kAttention = 5,   // a person is on it
};
CancelOutcome Cancel(Scene& scene);

// What a person found out about an order in attention.
enum class Resolution : std::uint8_t {
  kDelivered = 1,     // the credit is there (or its PIN was passed on)
  kNotDelivered = 2,  // the credit is surely not there: refund
  kAskAgain = 3,      // ask the other side anew; a refused refund is tried as a new one
  kRefunded = 4,      // the payer surely has the money back
  kPaidOut = 5,       // the cash was handed back
  kAccepted = 6,      // seen and settled elsewhere: a loss, charges beyond what an order keeps
  kNotPaid = 7,       // the gateway surely has no money
};
std::string_view Name(Resolution resolution);
std::optional<Resolution> ParseResolution(std::string_view name);

enum class ResolveOutcome : std::uint8_t {
  kResolved = 1,
  kNotInAttention = 2,
  kDoesNotFit = 3,  // this resolution does not answer why the order is in attention
};
inline constexpr std::size_t kReasonMax = 500;
ResolveOutcome Resolve(Scene& scene, Resolution resolution, std::string_view reason);
// The resolutions that fit, for a screen or an error message.
std::vector<Resolution> ResolutionsFor(Attention attention);

}  // namespace herlaad::orders
