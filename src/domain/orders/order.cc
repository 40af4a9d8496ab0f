#include "domain/orders/order.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/core/check.h"
#include "domain/orders/refunds/refund_policy.h"

namespace herlaad::orders {
namespace {

template <class Enum, std::size_t N>
std::string_view NameIn(const std::array<std::string_view, N>& names, Enum value, int first) {
  const auto at = static_cast<std::size_t>(static_cast<int>(value) - first);
  CHECK(at < N, "every value of a closed enum has its name");
  return names[at];
}

template <class Enum, std::size_t N>
std::optional<Enum> ValueIn(const std::array<std::string_view, N>& names, std::string_view name,
                            int first) {
  const auto at = std::find(names.begin(), names.end(), name);
  if (at == names.end()) return std::nullopt;
  return static_cast<Enum>(at - names.begin() + first);
}

constexpr std::array<std::string_view, 10> kStateNames{
    "awaiting_payment", "paid",     "delivering", "delivery_unknown", "delivered",
    "refunding",        "refunded", "cancelled",  "expired",          "attention"};
constexpr std::array<std::string_view, 7> kCloseNames{
    "", "declined", "cancelled", "expired", "unavailable", "replaced", "too_many_open"};
constexpr std::array<std::string_view, 7> kEndNames{
    "", "declined", "by_payer", "time_over", "unavailable", "replaced", "too_many_open"};
constexpr std::array<std::string_view, 6> kDeclineNames{
    "", "insufficient_funds", "expired_card", "limit_exceeded", "authentication_failed", "other"};
constexpr std::array<std::string_view, 14> kRefusalNames{"",
                                                         "unknown_number",
                                                         "barred",
                                                         "unavailable",
                                                         "declined",
                                                         "not_found",
                                                         "not_activated",
                                                         "balance_full",
                                                         "unreachable",
                                                         "limit_reached",
                                                         "pin_instead_of_credit",
                                                         "not_credited",
                                                         "stopped_by_brake",
                                                         "disputed"};
constexpr std::array<std::string_view, 12> kAttentionNames{"",
                                                           "delivery_unknown",
                                                           "refund_unknown",
                                                           "payment_unknown",
                                                           "refund_refused",
                                                           "credited_and_refunded",
                                                           "pin_instead_of_credit",
                                                           "cash_refund_due",
                                                           "too_many_charges",
                                                           "returned_twice",
                                                           "held_by_brake",
                                                           "extra_refund"};
constexpr std::array<std::string_view, 6> kPaymentNames{"opening", "open",   "paid",
                                                        "closing", "closed", "processing"};
constexpr std::array<std::string_view, 7> kDeliveryNames{
    "waiting", "sent", "unknown", "confirmed", "refused", "withdrawn", "taken_back"};
constexpr std::array<std::string_view, 11> kRefundNames{
    "waiting", "sent",      "unknown",  "confirmed", "due",        "paid_out",
    "refused", "withdrawn", "accepted", "extra",     "written_off"};

static_assert(kCloseNames.size() == static_cast<std::size_t>(kLastCloseReason) + 1);
static_assert(kPaymentNames.size() == static_cast<std::size_t>(kLastPaymentState));
static_assert(kRefundNames.size() == static_cast<std::size_t>(kLastRefundState));
static_assert(kAttentionNames.size() == static_cast<std::size_t>(kLastAttention) + 1);
static_assert(kRefusalNames.size() == static_cast<std::size_t>(kLastRefusalReason) + 1);

bool Any(const std::vector<Delivery>& deliveries, DeliveryState state) {
  return std::any_of(deliveries.begin(), deliveries.end(),
                     [state](const Delivery& d) { return d.state == state; });
}

// State of a paid order that is not delivered yet.
State StateOfDelivery(const Order& order) {
  if (Any(order.deliveries, DeliveryState::kUnknown)) return State::kDeliveryUnknown;
  if (Any(order.deliveries, DeliveryState::kSent)) return State::kDelivering;
  return order.deliveries.size() > 1 ? State::kDelivering : State::kPaid;
}

State StateOfPayment(const Payment& payment) {
  switch (payment.state) {
    case PaymentState::kOpening:
    case PaymentState::kOpen:
    case PaymentState::kClosing:
    case PaymentState::kProcessing:
      return State::kAwaitingPayment;
    case PaymentState::kClosed:
      return IsOverdue(payment) ? State::kExpired : State::kCancelled;
    case PaymentState::kPaid:
      return State::kPaid;
  }
  CHECK(false, "a payment is in one of the listed states");
}

std::optional<std::string> ProblemOfDisputes(const Order& order) {
  std::int32_t n = 0;
  for (const Dispute& d : order.disputes) {
    if (d.n != ++n) return "disputes are not numbered from 1";
    if (d.payment < 1 || d.payment > static_cast<std::int32_t>(order.payments.size()))
      return "a dispute of a payment that is not there";
    const std::int64_t received = order.payments[static_cast<std::size_t>(d.payment - 1)].received;
    if (d.amount <= 0 || d.amount > received) return "a dispute of more than was charged";
    if (d.taken < 0 || d.taken > d.amount) return "more was taken than is in dispute";
  }
  return std::nullopt;
}

std::optional<std::string> ProblemOfParts(const Order& order) {
  std::int32_t n = 0;
  for (const Payment& p : order.payments) {
    if (p.n != ++n) return "payments are not numbered from 1";
    if ((p.state == PaymentState::kPaid) != (p.received > 0)) return "money without a paid payment";
  }
  n = 0;
  for (const Delivery& d : order.deliveries) {
    if (d.n != ++n) return "deliveries are not numbered from 1";
  }
  n = 0;
  for (const Refund& r : order.refunds) {
    if (r.n != ++n) return "refunds are not numbered from 1";
    if (r.amount <= 0) return "a refund of nothing";
    if (r.payment < 1 || r.payment > static_cast<std::int32_t>(order.payments.size())) {
      return "a refund of a payment that is not there";
    }
    if (r.dispute < 0 || r.dispute > static_cast<std::int32_t>(order.disputes.size()))
      return "a refund by a dispute that is not there";
  }
  return ProblemOfDisputes(order);
}

// The refunds of a payment must not exceed what was received.
bool RefundsFit(const Order& order) {
  return std::all_of(order.payments.begin(), order.payments.end(),
                     [&order](const Payment& p) { return Unreturned(order, p) >= 0; });
}

}  // namespace

const Credit& Order::credit() const {
  const Credit* const found = std::get_if<Credit>(&fulfilment);
  CHECK(found != nullptr, "only a top-up has a number and an operator");
  return *found;
}

Credit& Order::credit() {
  Credit* const found = std::get_if<Credit>(&fulfilment);
  CHECK(found != nullptr, "only a top-up has a number and an operator");
  return *found;
}

std::optional<Msisdn> Order::subscriber() const {
  return IsTopup() ? std::optional(msisdn()) : std::nullopt;
}

const std::string& Order::operator_id() const {
  static const std::string none;
  return IsTopup() ? credit().operator_id : none;
}

bool Order::hosted() const { return IsTopup() && credit().hosted; }

std::optional<vouchers::VoucherId> VoucherOf(const Order& order) {
  if (std::holds_alternative<VoucherSale>(order.fulfilment)) return vouchers::VoucherOf(order.id);
  if (order.payments.empty() || !payments::NeedsPin(order.payment_method)) return std::nullopt;
  return vouchers::ParseVoucherId(order.payments.front().reference);
}

std::optional<ledger::Account> PrepaidAccountOf(const Order& order) {
  return payments::PrepaidAccount(order.payment_method, order.payment_account);
}

State StateOf(const Order& order) {
  if (order.attention != Attention::kNone) return State::kAttention;
  if (ConfirmedDelivery(order) != nullptr) return State::kDelivered;
  const bool delivering =
      std::any_of(order.deliveries.begin(), order.deliveries.end(), [](const Delivery& d) {
        return d.state == DeliveryState::kWaiting || d.state == DeliveryState::kSent ||
               d.state == DeliveryState::kUnknown;
      });
  if (delivering) return StateOfDelivery(order);
  const bool paid = std::any_of(order.payments.begin(), order.payments.end(),
                                [](const Payment& p) { return p.received > 0; });
  if (paid) return Kept(order) > 0 ? State::kRefunding : State::kRefunded;
  CHECK(!order.payments.empty(), "an order has a payment from its start");
  return StateOfPayment(order.payments.front());
}

bool IsFinal(State state) {
  switch (state) {
    case State::kDelivered:
    case State::kRefunded:
    case State::kCancelled:
    case State::kExpired:
      return true;
    case State::kAwaitingPayment:
    case State::kPaid:
    case State::kDelivering:
    case State::kDeliveryUnknown:
    case State::kRefunding:
    case State::kAttention:
      return false;
  }
  CHECK(false, "an order is in one of the listed states");
}

bool IsOverdue(const Payment& payment) {
  return payment.reason == CloseReason::kExpired || payment.reason == CloseReason::kReplaced ||
         payment.reason == CloseReason::kTooManyOpen;
}

std::string_view EndReason(const Order& order) {
  const State state = StateOf(order);
  const Payment& payment = order.payments.front();
  const bool ends = state == State::kCancelled || state == State::kExpired ||
                    (state == State::kAwaitingPayment && payment.state == PaymentState::kClosing);
  return ends ? NameIn(kEndNames, payment.reason, 0) : std::string_view();
}

std::int64_t Kept(const Order& order) {
  std::int64_t kept = 0;
  for (const Payment& p : order.payments) kept += p.received;
  for (const Refund& r : order.refunds) {
    if (IsBack(r.state)) kept -= r.amount;
  }
  return kept;
}

std::int64_t InFlight(const Order& order) {
  return Kept(order) - (ConfirmedDelivery(order) != nullptr ? order.terms.total() : 0);
}

const Delivery* ConfirmedDelivery(const Order& order) {
  for (const Delivery& d : order.deliveries) {
    if (d.state == DeliveryState::kConfirmed && !d.at_a_loss) return &d;
  }
  return nullptr;
}

std::optional<std::string> Problem(const Order& order) {
  if (order.payments.empty()) return "an order without a payment";
  if (auto problem = ProblemOfParts(order)) return problem;
  if (order.terms.amount <= 0 || order.terms.fee < 0) return "an order of nothing";
  if (order.IsTopup() != (order.terms.credit > 0)) return "credit without a number, or none for it";
  if (InFlight(order) < 0) return "more was delivered and given back than was paid";
  if (!RefundsFit(order)) return "a payment is given back more than once";
  const auto paid_for = std::count_if(
      order.deliveries.begin(), order.deliveries.end(),
      [](const Delivery& d) { return d.state == DeliveryState::kConfirmed && !d.at_a_loss; });
  if (paid_for > 1) return "delivered twice for one payment";
  return std::nullopt;
}

// Every delivery is sent only after the operator answered about the previous one. So once the
// operator did not know a delivery, no later one was sent either.
bool MayHaveBeenSentUnseen(const Order& order, std::int32_t n, Instant restored_at) {
  if (order.created_at >= restored_at) return false;
  return std::none_of(order.deliveries.begin(), order.deliveries.end(),
                      [n](const Delivery& earlier) {
                        return earlier.n < n && earlier.refusal == RefusalReason::kNotFound;
                      });
}

std::string_view Name(State state) { return NameIn(kStateNames, state, 1); }
std::optional<State> ParseState(std::string_view name) {
  return ValueIn<State>(kStateNames, name, 1);
}
std::string_view Name(CloseReason reason) { return NameIn(kCloseNames, reason, 0); }
std::string_view Name(DeclineReason reason) { return NameIn(kDeclineNames, reason, 0); }
DeclineReason ParseDeclineReason(std::string_view name) {
  return ValueIn<DeclineReason>(kDeclineNames, name, 0).value_or(DeclineReason::kOther);
}
std::string_view Name(RefusalReason reason) { return NameIn(kRefusalNames, reason, 0); }
std::string_view Name(Attention attention) { return NameIn(kAttentionNames, attention, 0); }
std::string_view Name(PaymentState state) { return NameIn(kPaymentNames, state, 1); }
std::string_view Name(DeliveryState state) { return NameIn(kDeliveryNames, state, 1); }
std::string_view Name(RefundState state) { return NameIn(kRefundNames, state, 1); }

std::string PartReference(OrderId order, char part, std::int32_t n) {
  std::string text = ToText(order);
  text += '-';
  text += part;
  text += std::to_string(n);
  return text;
}

std::optional<PartName> ParsePartReference(std::string_view text) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos || dash + 2 >= text.size()) return std::nullopt;
  const auto order = ParseOrderId(text.substr(0, dash));
  const char part = text[dash + 1];
  std::int32_t n = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + dash + 2, end, n);
  if (!order || error != std::errc() || stop != end || n < 1) return std::nullopt;
  if (part != 'p' && part != 'd' && part != 'r') return std::nullopt;
  return PartName{*order, part, n};
}

}  // namespace herlaad::orders
