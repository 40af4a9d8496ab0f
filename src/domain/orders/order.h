// An order: a fulfilment (what is bought) and a payment method (how it is paid), from placing until
// it is delivered or the money is refunded. It owns its payments, deliveries, refunds and disputes,
// each numbered from 1 and with a state of its own, from which the order's state is derived.
//
// Pure data: no clock, database or network. domain/orders/events/events.h changes orders.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/calendar/calendar.h"
#include "base/core/id.h"
#include "base/core/instant.h"
#include "base/email/email_address.h"
#include "base/messages/language.h"
#include "base/money/money.h"
#include "base/numbers/msisdn.h"
#include "domain/catalogue/catalogue.h"
#include "domain/orders/disputes/dispute.h"
#include "domain/orders/fulfilment/fulfilment.h"
#include "domain/orders/placing/client_details.h"
#include "domain/payments/payment_method.h"
#include "domain/vouchers/voucher.h"

namespace herlaad::orders {

using payments::PaymentMethod;

enum class PaymentState : std::uint8_t {
  kOpening = 1,  // the gateway is being asked for a payment page
  kOpen = 2,     // can be paid
  kPaid = 3,
  kClosing = 4,  // the gateway is being asked to close it: cancelled or too late
  kClosed = 5,   // the gateway reported that no money will come
  // The payer did all that was asked, and the gateway waits for the money, for hours or days. It
  // can no longer be closed.
  kProcessing = 6,
};
inline constexpr auto kLastPaymentState = PaymentState::kProcessing;

enum class CloseReason : std::uint8_t {
  kNone = 0,
  kDeclined = 1,
  kCancelled = 2,
  kExpired = 3,
  kUnavailable = 4,
  kReplaced = 5,     // newer orders of the number replaced it
  kTooManyOpen = 6,  // its client had too many unpaid orders of any numbers
};

inline constexpr auto kLastCloseReason = CloseReason::kTooManyOpen;

// Why the payer's bank declined, if it gave a reason. Stored, never reused; unknown reasons are
// kOther.
enum class DeclineReason : std::uint8_t {
  kNone = 0,  // not declined, or the gateway gave no reason
  kInsufficientFunds = 1,
  kExpiredCard = 2,
  kLimitExceeded = 3,
  kAuthenticationFailed = 4,  // the payer failed or abandoned the authentication
  kOther = 5,
};

struct Payment {
  std::int32_t n = 1;
  PaymentState state = PaymentState::kOpening;
  std::int64_t asked = 0;                   // minor units
  std::int64_t received = 0;                // as reported by the gateway; 0 until paid
  CloseReason reason = CloseReason::kNone;  // why it is closing or closed
  DeclineReason decline = DeclineReason::kNone;
  std::string reference;  // the gateway's id of the charge, once paid
  std::string session;    // the gateway's id of the payment page, if it has one
  std::string url;        // the payment page, once open
  Instant created_at{};
  Instant opened_at{};  // when the page was ready; 0: not yet, or not recorded
  Instant unpaid_at{};  // when the gateway last reported no payment; 0: never asked
  Instant
      settled_at{};  // when it was paid or closed; while it is closing or processing, since when
  friend bool operator==(const Payment&, const Payment&) = default;
};

enum class DeliveryState : std::uint8_t {
  kWaiting = 1,    // not sent yet
  kSent = 2,       // leased: from here on no answer means unknown
  kUnknown = 3,    // no reliable answer: only asked about, never sent again, never refunded
  kConfirmed = 4,  // the number has the credit
  kRefused = 5,    // the operator reported that the number has no credit
  kWithdrawn = 6,  // never sent and no longer wanted
  kTakenBack = 7,  // had been confirmed; the operator has taken the credit back since
};
inline constexpr auto kLastDeliveryState = DeliveryState::kTakenBack;

// Why an operator refused. Stored, never reused.
enum class RefusalReason : std::uint8_t {
  kNone = 0,
  kUnknownNumber = 1,
  kBarred = 2,
  kUnavailable = 3,  // may be retried as a new delivery
  kDeclined = 4,
  kNotFound = 5,  // unknown to the operator when asked; may be retried as a new delivery
  kNotActivated = 6,
  kBalanceFull = 7,
  kUnreachable = 8,  // no connection, so nothing was sent, for too long
  // Not from the operator: the payment no longer fitted the number's limits.
  kLimitReached = 9,
  // Decided in a review: the operator sent a code, which was not used.
  kPinInsteadOfCredit = 10,
  // Decided in a review: the operator confirmed to staff that nothing was credited.
  kNotCredited = 11,
  // Not from the operator: a fraud brake stopped the paid order (domain/brakes).
  kStoppedByBrake = 12,
  // Not from the operator: the payment was disputed before anything was delivered.
  kDisputed = 13,
};
inline constexpr auto kLastRefusalReason = RefusalReason::kDisputed;

struct Delivery {
  std::int32_t n = 1;
  DeliveryState state = DeliveryState::kWaiting;
  RefusalReason refusal = RefusalReason::kNone;
  std::string reference;      // the operator's id of the delivery
  std::int64_t credited = 0;  // EUR/6, once confirmed
  std::int64_t bonus = 0;     // EUR/6, once confirmed
  Instant valid_until{};      // if reported by the operator
  bool at_a_loss = false;  // confirmed after the refund, or a second time, or refunded all the same
  Instant created_at{};
  Instant sent_at{};  // when it was leased
  Instant settled_at{};
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

enum class RefundState : std::uint8_t {
  kWaiting = 1,
  kSent = 2,
  kUnknown = 3,
  kConfirmed = 4,
  kDue = 5,        // cash: owed to the payer until it is handed over
  kPaidOut = 6,    // cash: handed over
  kRefused = 7,    // refused by the gateway; needs a review
  kWithdrawn = 8,  // never sent, because the credit arrived after all; or the bank took it back
  kAccepted = 9,   // the gateway took the request, and tells the outcome later
  // Made after all although it had been given up, when its money was no longer owed: that had gone
  // back another way, or paid for the credit. The payer has it besides, as our loss.
  kExtra = 10,
  kWrittenOff = 11,  // the same, once a person has accepted it
};
inline constexpr auto kLastRefundState = RefundState::kWrittenOff;

// References of refunds that a review confirmed: one whose outcome had been unknown, and those that
// went another way, because the gateway had refused them, or had taken them and failed. That they
// fail at the gateway is then no news; that it made one which it had refused is.
inline constexpr std::string_view kByHand = "by hand";
inline constexpr std::string_view kAnotherWay = "another way";
inline constexpr std::string_view kAfterFailure = "another way, after it failed";
inline bool WentAnotherWay(std::string_view reference) {
  return reference == kAnotherWay || reference == kAfterFailure;
}
inline bool IsFromReview(std::string_view reference) {
  return reference == kByHand || WentAnotherWay(reference);
}

struct Refund {
  std::int32_t n = 1;
  std::int32_t payment = 1;  // the payment that is refunded
  std::int32_t dispute = 0;  // the dispute by which the payer got the money; 0: we send it
  RefundState state = RefundState::kWaiting;
  std::int64_t amount = 0;
  std::string reference;
  Instant created_at{};
  Instant sent_at{};     // when it was first leased; 0: not yet, or not recorded
  Instant settled_at{};  // while its outcome is unknown, since when a person has to find it out
  friend bool operator==(const Refund&, const Refund&) = default;
};

// Why an order needs a person's decision. Stored, never reused.
enum class Attention : std::uint8_t {
  kNone = 0,
  kDeliveryUnknown = 1,  // all asks are used up
  kRefundUnknown = 2,
  kPaymentUnknown = 3,  // the gateway never reported whether it was paid
  kRefundRefused = 4,
  kCreditedAndRefunded = 5,  // credit confirmed after the refund: posted to loss
  kPinInsteadOfCredit = 6,   // the operator answered with a PIN that the subscriber must enter
  kCashRefundDue = 7,        // cash must be handed back
  kTooManyCharges = 8,  // the gateway reports more charges than an order keeps; see its own list
  // A charge was refunded, or its refund is on its way, and a dispute took the money as well: the
  // provider must be told, as evidence. Ends by itself if the dispute gives the money back.
  kReturnedTwice = 9,
  kHeldByBrake = 10,  // paid, and a fraud brake holds the credit until a person decides
  // A refund that had been given up was made after all, besides what the payer has. Ends by itself
  // if that becomes owed, or comes back.
  kExtraRefund = 11,
};
inline constexpr auto kLastAttention = Attention::kExtraRefund;

// In the usual order; stored, never reused.
enum class State : std::uint8_t {
  kAwaitingPayment = 1,
  kPaid = 2,
  kDelivering = 3,
  kDeliveryUnknown = 4,
  kDelivered = 5,
  kRefunding = 6,
  kRefunded = 7,
  kCancelled = 8,
  kExpired = 9,
  kAttention = 10,
};
inline constexpr State kAllStates[] = {
    State::kAwaitingPayment, State::kPaid,      State::kDelivering, State::kDeliveryUnknown,
    State::kDelivered,       State::kRefunding, State::kRefunded,   State::kCancelled,
    State::kExpired,         State::kAttention};

// Terms at the time of placing; later changes of the catalogue do not affect them. Minor units and
// EUR/6.
struct Terms {
  Currency currency = Currency::kEur;
  std::int64_t amount = 0;             // face value of the top-up or voucher
  std::int64_t fee = 0;                // ours, VAT included
  std::int64_t fee_vat = 0;            // VAT included in the fee
  std::int64_t vat = 0;                // VAT included in the total, as shown on the receipt
  std::int64_t credit = 0;             // EUR/6; 0 if no number is credited
  std::int64_t bonus = 0;              // EUR/6
  catalogue::Validity validity;        // of the credit
  catalogue::Validity bonus_validity;  // of the bonus, if any

  [[nodiscard]] std::int64_t total() const { return amount + fee; }
  friend bool operator==(const Terms&, const Terms&) = default;
};

// Notifications to the number that is topped up, each sent once. Bits are stored, never reused.
struct Texts {
  static constexpr std::uint8_t kWanted = 1;
  static constexpr std::uint8_t kDelivered = 2;  // sent or given up
  static constexpr std::uint8_t kRefunded = 4;   // sent or given up
  std::uint8_t bits = 0;

  [[nodiscard]] bool Has(std::uint8_t bit) const { return (bits & bit) != 0; }
  friend bool operator==(const Texts&, const Texts&) = default;
};

// Where the payer receives the link to the order and its receipt: either an e-mail address or a
// number. Shown to nobody else, and deleted kContactKept after the order became final. Bits are
// stored, never reused.
struct Contact {
  static constexpr std::uint8_t kDelivered = 1;  // sent or given up
  static constexpr std::uint8_t kRefunded = 2;
  static constexpr std::uint8_t kAttention = 4;
  std::optional<EmailAddress> email = {};
  std::optional<Msisdn> msisdn = {};
  std::uint8_t told = 0;

  [[nodiscard]] bool IsEmpty() const { return !email && !msisdn; }
  [[nodiscard]] bool WasTold(std::uint8_t bit) const { return (told & bit) != 0; }
  friend bool operator==(const Contact&, const Contact&) = default;
};

struct Order {
  Order(OrderId order_id, Fulfilment what) : id(order_id), fulfilment(std::move(what)) {}
  Order(OrderId order_id, Msisdn number) : Order(order_id, Credit{number, {}, false}) {}

  OrderId id;
  Fulfilment fulfilment;
  Terms terms;
  PaymentMethod payment_method = PaymentMethod::kCard;
  std::string payment_account;  // where the money is: a gateway or a till
  std::string client;           // the client that placed it: "client:<id>", "anonymous"
  Instant created_at{};
  Instant
      expires_at{};  // a payment not made by then is closed; 0: payments::PaymentExpires is false
  bool cancel_wanted = false;
  Attention attention = Attention::kNone;
  Instant attention_since{};    // since when without interruption; 0: no attention, or not recorded
  std::string review_decision;  // the reason that a person gave with the decision
  calendar::Month limit_month{};  // month whose limit it uses; 0: none
  Instant topup_before{};         // the number's last top-up before this one used the limit
  OrderId previous;               // the number's previous order: a linked list instead of an index
  messages::Language language = messages::Language::kEn;  // of texts for the payer
  Texts texts;
  Contact contact;
  ClientDetails details;

  std::vector<Payment> payments;
  std::vector<Delivery> deliveries;
  std::vector<Refund> refunds;
  std::vector<Dispute> disputes;

  // A top-up. Only those have what follows; the rest of the order is the same for every fulfilment.
  [[nodiscard]] bool IsTopup() const { return std::holds_alternative<Credit>(fulfilment); }
  // CHECKs that the order is a top-up.
  [[nodiscard]] const Credit& credit() const;
  [[nodiscard]] Credit& credit();
  [[nodiscard]] Msisdn msisdn() const { return credit().msisdn; }
  // nullopt for an order without a number.
  [[nodiscard]] std::optional<Msisdn> subscriber() const;
  // Empty and false for an order that credits no number.
  [[nodiscard]] const std::string& operator_id() const;
  [[nodiscard]] bool hosted() const;

  friend bool operator==(const Order&, const Order&) = default;
};

// The voucher that the order sells or is paid with; nullopt if there is none.
std::optional<vouchers::VoucherId> VoucherOf(const Order& order);
// The account with a floor that the order is paid from; nullopt if there is none.
std::optional<ledger::Account> PrepaidAccountOf(const Order& order);

State StateOf(const Order& order);
std::string_view Name(State state);
std::optional<State> ParseState(std::string_view name);

// Delivered, refunded, cancelled or expired: no further event is expected and no money has to be
// moved. Notifications may still have to be sent.
bool IsFinal(State state);

// Money paid and neither delivered nor refunded: this order's part of `suspense`, in minor units,
// never negative.
std::int64_t InFlight(const Order& order);

// Why an unpaid order ended or is ending: "declined", "by_payer", "unavailable", "time_over",
// "replaced", "too_many_open"; empty for any other order.
std::string_view EndReason(const Order& order);

// Whether the payment is closing or closed because it was not paid in time, not because somebody
// gave it up.
bool IsOverdue(const Payment& payment);

// Money received from the payer and not refunded.
std::int64_t Kept(const Order& order);

// The confirmed delivery that the payer paid for; nullptr if there is none.
const Delivery* ConfirmedDelivery(const Order& order);

// An inconsistency within `order`, as text for a log; nullopt if there is none.
std::optional<std::string> Problem(const Order& order);

std::string_view Name(CloseReason reason);
std::string_view Name(DeclineReason reason);
// The reason named by a gateway; kOther for an unknown name, kNone for an empty one.
DeclineReason ParseDeclineReason(std::string_view name);
std::string_view Name(RefusalReason reason);
std::string_view Name(Attention attention);
std::string_view Name(PaymentState state);
std::string_view Name(DeliveryState state);
std::string_view Name(RefundState state);

// True if delivery `n` may have been sent although `order` says otherwise: the database was
// restored from a backup at `restored_at`, and it lacks what was sent after the backup was made.
bool MayHaveBeenSentUnseen(const Order& order, std::int32_t n, Instant restored_at);

// The permanent reference of a part for outside parties: "tu_…-d1". `part` is 'p', 'd' or 'r'.
std::string PartReference(OrderId order, char part, std::int32_t n);
struct PartName {
  OrderId order;
  char part = 'p';
  std::int32_t n = 1;
};
std::optional<PartName> ParsePartReference(std::string_view text);

}  // namespace herlaad::orders
