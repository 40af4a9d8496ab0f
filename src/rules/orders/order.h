// An order: one top-up of one number, from the promise to pay until the credit is there or the
// money is back. It owns its payments, deliveries and refunds, each numbered from 1 and with a
// state of its own; the order's state is derived from theirs.
//
// Nothing here knows a clock, a database or a network: what happens to an order is in
// rules/orders/events.h.
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
#include "rules/catalog/catalog.h"

namespace herlaad::orders {

// How this top-up is paid. Stored, never reused.
enum class Tender : std::uint8_t {
  kCard = 1,
  kBancontact = 2,
  kPaypal = 3,
  kAlipay = 4,
  kWechatPay = 5,
  kCash = 6,
};

enum class PaymentState : std::uint8_t {
  kOpening = 1,  // the gateway is being asked for a page to pay on
  kOpen = 2,     // somebody can pay
  kPaid = 3,
  kClosing = 4,  // the gateway is being asked to close it: cancelled or too late
  kClosed = 5,   // the gateway's word that no money will come
};

enum class CloseReason : std::uint8_t {
  kNone = 0,
  kDeclined = 1,
  kCancelled = 2,
  kExpired = 3,
  kUnavailable = 4,
  kReplaced = 5,  // newer orders of its number took its place
};

inline constexpr auto kLastCloseReason = CloseReason::kReplaced;

// Why the payer's bank declined, as far as it says. Stored, never reused; what is not known here is
// kOther.
enum class DeclineReason : std::uint8_t {
  kNone = 0,  // not declined, or the gateway gave no reason
  kInsufficientFunds = 1,
  kExpiredCard = 2,
  kLimitExceeded = 3,
  kAuthenticationFailed = 4,  // the payer could not be identified, or gave up while being asked
  kOther = 5,
};

struct Payment {
  std::int32_t n = 1;
  PaymentState state = PaymentState::kOpening;
  std::int64_t asked = 0;                   // minor units
  std::int64_t received = 0;                // what the gateway says it took; 0 until paid
  CloseReason reason = CloseReason::kNone;  // why it is closing or closed
  DeclineReason decline = DeclineReason::kNone;
  std::string reference;  // the gateway's name for the charge, once paid
  std::string url;        // the gateway's page, once open
  Instant created_at{};
  Instant opened_at{};  // when its page was there; 0: not, or before this was kept
  Instant unpaid_at{};  // when the gateway last said that nothing was paid yet; 0: it was not asked
  Instant settled_at{};  // paid or closed
  friend bool operator==(const Payment&, const Payment&) = default;
};

enum class DeliveryState : std::uint8_t {
  kWaiting = 1,    // nothing was sent yet
  kSent = 2,       // marked: from here on, no answer means unknown
  kUnknown = 3,    // no trustworthy answer: asked, never sent again, never refunded
  kConfirmed = 4,  // the credit is on the number
  kRefused = 5,    // the operator's word that it is not
  kWithdrawn = 6,  // never sent, and no longer wanted
};

// Why an operator refused. Stored, never reused.
enum class RefusalReason : std::uint8_t {
  kNone = 0,
  kUnknownNumber = 1,
  kBarred = 2,
  kUnavailable = 3,  // may be tried again as a new delivery
  kDeclined = 4,
  kNotFound = 5,  // asked, and it never arrived there; may be tried again as a new delivery
  kNotActivated = 6,
  kBalanceFull = 7,
  kUnreachable = 8,  // no connection, so nothing was ever sent, for longer than is fair to wait
  // Not the operator's word: when the money came, the number's limits had no room for it any more.
  kLimitReached = 9,
};
inline constexpr auto kLastRefusalReason = RefusalReason::kLimitReached;

struct Delivery {
  std::int32_t n = 1;
  DeliveryState state = DeliveryState::kWaiting;
  RefusalReason refusal = RefusalReason::kNone;
  std::string reference;      // the operator's name for it
  std::int64_t credited = 0;  // EUR/6, once confirmed
  std::int64_t bonus = 0;     // EUR/6, once confirmed
  Instant valid_until{};      // where the operator says
  bool at_a_loss = false;     // confirmed after the payer had the money back, or a second time
  Instant created_at{};
  Instant sent_at{};  // when it was marked
  Instant settled_at{};
  friend bool operator==(const Delivery&, const Delivery&) = default;
};

enum class RefundState : std::uint8_t {
  kWaiting = 1,
  kSent = 2,
  kUnknown = 3,
  kConfirmed = 4,
  kDue = 5,        // cash: owed to the payer until somebody hands it over
  kPaidOut = 6,    // cash: handed over
  kRefused = 7,    // the gateway will not; a person decides
  kWithdrawn = 8,  // never sent, and the credit came after all
};

// The reference of what a person found to be back.
inline constexpr std::string_view kByHand = "by hand";

struct Refund {
  std::int32_t n = 1;
  std::int32_t payment = 1;  // whose money goes back
  RefundState state = RefundState::kWaiting;
  std::int64_t amount = 0;
  std::string reference;
  Instant created_at{};
  Instant sent_at{};  // when it was first marked; 0: not, or before this was kept
  Instant settled_at{};
  friend bool operator==(const Refund&, const Refund&) = default;
};

// Why a person has to look. Stored, never reused.
enum class Attention : std::uint8_t {
  kNone = 0,
  kDeliveryUnknown = 1,  // every ask was used up
  kRefundUnknown = 2,
  kPaymentUnknown = 3,  // the gateway never said whether money came
  kRefundRefused = 4,
  kCreditedAndRefunded = 5,  // credit confirmed after the refund: booked to loss
  kPinInsteadOfCredit = 6,   // the operator answered with a PIN that the subscriber must enter
  kCashRefundDue = 7,        // cash to be handed back
  kTooManyCharges = 8,  // the gateway reports more charges than an order keeps; see its own list
};

// In the order a reader meets them; stored, never reused.
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

// What was promised when the order was placed; a later change of the catalogue does not change it.
// Minor units and EUR/6.
struct Terms {
  Currency currency = Currency::kEur;
  std::int64_t amount = 0;           // the top-up's face value
  std::int64_t fee = 0;              // ours, VAT included
  std::int64_t fee_vat = 0;          // the part of it that is VAT
  std::int64_t vat = 0;              // VAT inside the total, as the receipt shows it
  std::int64_t credit = 0;           // EUR/6
  std::int64_t bonus = 0;            // EUR/6
  catalog::Validity validity;        // of the credit
  catalog::Validity bonus_validity;  // of the bonus, where there is one

  [[nodiscard]] std::int64_t total() const { return amount + fee; }
  friend bool operator==(const Terms&, const Terms&) = default;
};

// What the number's user is told by text, once each. Bits are stored, never reused.
struct Texts {
  static constexpr std::uint8_t kWanted = 1;
  static constexpr std::uint8_t kDelivered = 2;  // dealt with: sent, or given up
  static constexpr std::uint8_t kRefunded = 4;   // the same
  std::uint8_t bits = 0;

  [[nodiscard]] bool Has(std::uint8_t bit) const { return (bits & bit) != 0; }
  friend bool operator==(const Texts&, const Texts&) = default;
};

// Where whoever pays wants the link to the order and its receipt: an address or a number of theirs,
// never both. Nobody is told of it but them, and it is forgotten kContactKept after the order came
// to rest. Bits are stored, never reused.
struct Contact {
  static constexpr std::uint8_t kDelivered = 1;  // dealt with: sent, or given up
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
  Order(OrderId order_id, Msisdn number) : id(order_id), msisdn(number) {}

  OrderId id;
  Msisdn msisdn;
  std::string operator_id;
  bool house = false;  // credited by our own engine
  Terms terms;
  Tender tender = Tender::kCard;
  std::string collector;  // gateway for online tenders, till for cash
  std::string caller;     // who placed it: "key:<id>", "anonymous"
  Instant created_at{};
  Instant expires_at{};  // an online payment not made by then is closed
  bool cancel_wanted = false;
  Attention attention = Attention::kNone;
  Instant attention_since{};      // for any of its reasons without a break; 0: not, or not known
  std::string resolution;         // what a person wrote when it was resolved
  calendar::Month limit_month{};  // where the limit was taken, while it is; otherwise 0
  Instant topup_before{};         // the number's last top-up when the limit was taken
  OrderId previous;               // the number's order before this one: a list without an index
  messages::Language language = messages::Language::kEn;  // in which the payer is spoken to
  Texts texts;
  Contact contact;

  std::vector<Payment> payments;
  std::vector<Delivery> deliveries;
  std::vector<Refund> refunds;

  friend bool operator==(const Order&, const Order&) = default;
};

State StateOf(const Order& order);
std::string_view Name(State state);
std::optional<State> ParseState(std::string_view name);

// Delivered, refunded, cancelled, expired: nothing more is expected to happen, and no money is to
// be moved; a text may still have to be sent.
bool IsFinal(State state);

// Paid and neither delivered nor given back: this order's part of `suspense`, minor units, never
// negative.
std::int64_t InFlight(const Order& order);

// Why an order that brought no money ended or is ending: "declined", "by_payer", "unavailable",
// "time_over", "replaced"; empty while it is none.
std::string_view EndReason(const Order& order);

// Received from the payer and not given back.
std::int64_t Kept(const Order& order);

// The confirmed delivery that the payer paid for, if there is one.
const Delivery* ConfirmedDelivery(const Order& order);

// Why `order` can not be, in words for a log; or nothing.
std::optional<std::string> Problem(const Order& order);

bool IsOnline(Tender tender);
std::string_view Name(Tender tender);
std::optional<Tender> ParseTender(std::string_view name);
std::string_view Name(CloseReason reason);
std::string_view Name(DeclineReason reason);
// What a gateway calls it; kOther for what is not one of the names, kNone for an empty one.
DeclineReason ParseDeclineReason(std::string_view name);
std::string_view Name(RefusalReason reason);
std::string_view Name(Attention attention);
std::string_view Name(PaymentState state);
std::string_view Name(DeliveryState state);
std::string_view Name(RefundState state);

// May a new delivery be tried after this refusal?
bool MayTryAgain(RefusalReason reason);
// True when delivery `n` may have been sent although `order` says it was not: the books were put
// back from a copy at `restored_at`, and what was sent since the copy was made is not in them.
bool MayHaveBeenSentUnseen(const Order& order, std::int32_t n, Instant restored_at);

// The reference an outside party knows a part by; it never changes: "tu_…-d1". `part` is 'p', 'd'
// or 'r'.
std::string PartReference(OrderId order, char part, std::int32_t n);
struct PartName {
  OrderId order;
  char part = 'p';
  std::int32_t n = 1;
};
std::optional<PartName> ParsePartReference(std::string_view text);

}  // namespace herlaad::orders
