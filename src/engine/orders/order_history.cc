#include "engine/orders/order_history.h"

#include <algorithm>

#include "base/calendar/calendar.h"
#include "base/core/check.h"
#include "base/money/money.h"
#include "domain/brakes/rule.h"
#include "domain/orders/outbox/outbox_message.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/payments/payment_method.h"

namespace herlaad::engine {
namespace {

using orders::Attention;
using orders::DeliveryState;
using orders::NotificationKind;
using orders::Order;
using orders::PaymentState;
using orders::RefundState;

constexpr std::string_view kWorker = "worker";
constexpr std::string_view kResolve = "topup.resolve";
constexpr std::string_view kCancel = "topup.cancel";
constexpr std::string_view kResolveRefused = "topup.resolve_refused";
constexpr std::string_view kDoubt = "topup.doubt";

std::string Joined(std::string text, std::string_view more) {
  if (!text.empty() && !more.empty()) text += ", ";
  return text += more;
}

std::string_view NewsOf(NotificationKind kind) {
  switch (kind) {
    case NotificationKind::kDelivered:
    case NotificationKind::kPayerDelivered:
      return "delivered";
    case NotificationKind::kRefunded:
    case NotificationKind::kPayerRefunded:
      return "refunded";
    case NotificationKind::kPayerAttention:
      return "attention";
    case NotificationKind::kForgetContact:
      break;
  }
  return "";
}

bool IsToNumber(NotificationKind kind) {
  return kind == NotificationKind::kDelivered || kind == NotificationKind::kRefunded;
}

// Recipient and subject, without the address.
std::string TextDetail(NotificationKind kind, std::string_view by) {
  std::string detail(NewsOf(kind));
  if (!by.empty()) ((detail += ", by ") += by);
  return detail += IsToNumber(kind) ? ", to the number" : ", to the payer";
}

std::string_view TextEvent(const OrderEvent& event) {
  if (event.detail == static_cast<std::uint8_t>(TextOutcome::kTaken))
    return event.by_mail ? "email_sent" : "text_sent";
  if (event.detail == static_cast<std::uint8_t>(TextOutcome::kRefused))
    return event.by_mail ? "email_refused" : "text_refused";
  return event.by_mail ? "email_given_up" : "text_given_up";
}

class History {
 public:
  explicit History(const OrderTrail& trail) : trail_(trail), order_(trail.record.order) {}

  std::vector<HistoryEntry> Notify() {
    Add(order_.created_at, "placed", Actor(order_.client),
        Amount(order_.terms.total()) + " by " +
            std::string(payments::PaymentMethodName(order_.payment_method)));
    for (const AuditEntry& entry : trail_.audit) AddDecision(entry);
    for (const orders::Payment& payment : order_.payments) AddPayment(payment);
    for (const orders::Delivery& delivery : order_.deliveries) AddDelivery(delivery);
    for (const orders::Refund& refund : order_.refunds) AddRefund(refund);
    for (const OrderEvent& event : trail_.events) AddEvent(event);
    AddWhatHasNoEvent();
    // Entries of the same time keep their order: an act comes before its consequences.
    std::stable_sort(entries_.begin(), entries_.end(), [](const auto& a, const auto& b) {
      return a.at.ms != 0 && (b.at.ms == 0 || a.at < b.at);
    });
    return std::move(entries_);
  }

 private:
  void Add(Instant at, std::string_view event, std::string by, std::string detail) {
    entries_.push_back({at, event, std::move(by), std::move(detail)});
  }
  // Skips what has not happened, which has time 0.
  void AddIf(Instant at, std::string_view event, std::string by, std::string detail) {
    if (at.ms != 0) Add(at, event, std::move(by), std::move(detail));
  }

  [[nodiscard]] std::string Amount(std::int64_t minor) const {
    return money::Human({minor, order_.terms.currency});
  }
  // A client without a key may be stored with its address ("anonymous:192.0.2.1"), which must not
  // be shown.
  static std::string Actor(const std::string& name) {
    return name == "anonymous" || name.starts_with("anonymous:") ? std::string("payer") : name;
  }
  // Whether that payment was taken besides the one that pays for what was bought.
  [[nodiscard]] bool IsExtra(std::int32_t payment) const {
    const orders::Payment* const paying = orders::PayingCharge(order_);
    return paying != nullptr && paying->n != payment && !orders::AllGoesBack(order_);
  }
  // Who returns the money without a person.
  [[nodiscard]] std::string PaidBack() const {
    const bool at_gateway =
        payments::RefundsBy(order_.payment_method) == payments::Refunder::kGateway;
    return at_gateway ? Gateway() : std::string(kWorker);
  }
  [[nodiscard]] std::string Gateway() const { return "gateway:" + order_.payment_account; }
  [[nodiscard]] std::string Operator() const { return "operator:" + order_.operator_id(); }
  // Who refused a delivery: not everything was asked of the operator.
  [[nodiscard]] std::string RefusedBy(orders::RefusalReason reason) const {
    const bool is_ours = reason == orders::RefusalReason::kLimitReached ||
                         reason == orders::RefusalReason::kStoppedByBrake ||
                         reason == orders::RefusalReason::kDisputed;
    return is_ours ? std::string(kWorker) : Operator();
  }
  // The person who decided it in the same commit; otherwise `other`.
  [[nodiscard]] std::string Decider(Instant at, std::string_view action, std::string other) const {
    const auto entry =
        std::find_if(trail_.audit.begin(), trail_.audit.end(),
                     [&](const AuditEntry& e) { return e.at == at && e.action == action; });
    return entry == trail_.audit.end() ? std::move(other) : Actor(entry->actor);
  }

  void AddDecision(const AuditEntry& entry);
  void AddPayment(const orders::Payment& payment);
  void AddClosing(const orders::Payment& payment);
  void AddClosed(Instant at, const orders::Payment& payment);
  void AddDelivery(const orders::Delivery& delivery);
  void AddDeliveryEnd(const orders::Delivery& delivery);
  void AddRefund(const orders::Refund& refund);
  void AddRefundEnd(const orders::Refund& refund, const std::string& detail);
  void AddEvent(const OrderEvent& event);
  void AddDispute(const OrderEvent& event);
  void AddText(const OrderEvent& event);
  void AddWhatHasNoEvent();
  void AddOldText(NotificationKind kind, bool told);
  [[nodiscard]] bool HasEvent(OrderEvent::Kind kind, std::int32_t part, std::uint8_t detail) const;

  const OrderTrail& trail_;
  const Order& order_;
  std::vector<HistoryEntry> entries_;
};

void History::AddClosed(Instant at, const orders::Payment& payment) {
  const bool declined = payment.decline != orders::DeclineReason::kNone;
  Add(at, "payment_closed", Decider(at, kResolve, Gateway()),
      Joined(std::string(orders::Name(payment.reason)),
             declined ? orders::Name(payment.decline) : std::string_view()));
}

// A charge after the closing does not change why it was closed.
void History::AddClosing(const orders::Payment& payment) {
  for (const OrderEvent& event : trail_.events) {
    if (event.part != payment.n) continue;
    if (event.kind == OrderEvent::Kind::kPaymentClosing)
      Add(event.at, "payment_closing", std::string(kWorker),
          std::string(orders::Name(payment.reason)));
    if (event.kind == OrderEvent::Kind::kPaymentClosed) AddClosed(event.at, payment);
    if (event.kind == OrderEvent::Kind::kPaymentProcessing)
      Add(event.at, "payment_processing", Gateway(), {});
  }
}

void History::AddDecision(const AuditEntry& entry) {
  std::string_view event = "act";
  if (entry.action == kCancel) event = "cancel_asked";
  if (entry.action == kResolve) event = "resolved";
  if (entry.action == kResolveRefused) event = "decision_refused";
  if (entry.action == kDoubt) event = "delivery_doubted";
  const std::string_view action = event == "act" ? std::string_view(entry.action) : "";
  Add(entry.at, event, Actor(entry.actor), Joined(std::string(action), entry.detail));
}

void History::AddPayment(const orders::Payment& payment) {
  // Otherwise the client that placed the order received the money.
  const bool at_gateway = payments::FlowOf(order_.payment_method) == payments::Flow::kRedirect;
  AddIf(payment.opened_at, "payment_opened", Gateway(), {});
  // Only of interest until the payment is paid or closed.
  if (payment.state == PaymentState::kOpen) {
    AddIf(payment.unpaid_at, "payment_unpaid", Gateway(), "when it was last asked");
  }
  AddClosing(payment);
  if (payment.state == PaymentState::kProcessing)
    Add(payment.settled_at, "payment_processing", Gateway(), {});
  if (payment.state == PaymentState::kPaid) {
    std::string charge = at_gateway ? "charge " + payment.reference : std::string();
    if (at_gateway && IsExtra(payment.n)) charge = "extra " + charge;
    if (payments::NeedsPin(order_.payment_method)) charge = "voucher " + payment.reference;
    if (const auto account = orders::PrepaidAccountOf(order_)) charge = ledger::Name(*account);
    Add(payment.settled_at, "payment_paid", at_gateway ? Gateway() : Actor(order_.client),
        Joined(Amount(payment.received), charge));
  } else if (payment.state == PaymentState::kClosed) {
    AddClosed(payment.settled_at, payment);
  }
}

void History::AddDelivery(const orders::Delivery& delivery) {
  AddIf(delivery.sent_at, "delivery_asked", std::string(kWorker),
        orders::PartReference(order_.id, 'd', delivery.n));
  for (const OrderEvent& event : trail_.events) {
    if (event.kind != OrderEvent::Kind::kDeliveryRefused || event.part != delivery.n) continue;
    const auto reason = static_cast<orders::RefusalReason>(event.detail);
    Add(event.at, "delivery_refused", Decider(event.at, kResolve, RefusedBy(reason)),
        std::string(orders::Name(reason)));
  }
  AddDeliveryEnd(delivery);
}

void History::AddDeliveryEnd(const orders::Delivery& delivery) {
  const Instant at = delivery.settled_at;
  switch (delivery.state) {
    case DeliveryState::kWaiting:
    case DeliveryState::kSent:
    case DeliveryState::kUnknown:
      return;
    case DeliveryState::kConfirmed:
    case DeliveryState::kTakenBack:  // by a decision, which is in the audit trail
      return Add(
          at, "delivery_confirmed", Decider(at, kResolve, Operator()),
          Joined(delivery.reference, orders::CameTooLate(order_, delivery) ? "at a loss" : ""));
    case DeliveryState::kRefused:
      return Add(at, "delivery_refused", Decider(at, kResolve, RefusedBy(delivery.refusal)),
                 std::string(orders::Name(delivery.refusal)));
    case DeliveryState::kWithdrawn:
      return Add(at, "delivery_withdrawn", Decider(at, kCancel, std::string(kWorker)), {});
  }
  CHECK(false, "a delivery is in one of the listed states");
}

void History::AddRefund(const orders::Refund& refund) {
  std::string detail = Amount(refund.amount);
  if (IsExtra(refund.payment)) detail += " of the extra charge";
  if (order_.refunds.size() > 1) detail += ", " + orders::PartReference(order_.id, 'r', refund.n);
  const bool by_hand = payments::RefundsBy(order_.payment_method) == payments::Refunder::kTill;
  Add(refund.created_at, by_hand ? "refund_due" : "refund_decided",
      Decider(refund.created_at, kCancel,
              Decider(refund.created_at, kResolve, std::string(kWorker))),
      detail);
  AddIf(refund.sent_at, "refund_asked", std::string(kWorker), detail);
  for (const OrderEvent& event : trail_.events) {
    if (event.kind == OrderEvent::Kind::kRefundRefused && event.part == refund.n)
      Add(event.at, "refund_refused", Gateway(), detail);
  }
  AddRefundEnd(refund, detail);
}

void History::AddRefundEnd(const orders::Refund& refund, const std::string& detail) {
  const Instant at = refund.settled_at;
  switch (refund.state) {
    case RefundState::kWaiting:
    case RefundState::kSent:
    case RefundState::kUnknown:
    case RefundState::kDue:
    case RefundState::kAccepted:
      return;
    case RefundState::kConfirmed:
      if (refund.dispute != 0)
        return Add(at, "refund_confirmed", Gateway(),
                   Joined(detail, "through a dispute, " + refund.reference));
      return Add(at, "refund_confirmed", Decider(at, kResolve, PaidBack()),
                 Joined(detail, refund.reference));
    case RefundState::kPaidOut:
      return Add(at, "refund_paid_out", Decider(at, kResolve, std::string(kWorker)), detail);
    case RefundState::kRefused:
      // One that was accepted before it failed has a reference. A person may know that it was never
      // made.
      return Add(at, "refund_refused", Decider(at, kResolve, Gateway()),
                 Joined(detail, refund.reference));
    case RefundState::kExtra:
    case RefundState::kWrittenOff:
      return Add(at, "refund_confirmed", Gateway(),
                 Joined(Joined(detail, refund.reference), "besides what the payer had: our loss"));
    case RefundState::kWithdrawn:
      return Add(at, "refund_withdrawn", Decider(at, kResolve, std::string(kWorker)), detail);
  }
  CHECK(false, "a refund is in one of the listed states");
}

// The part is the number of the dispute.
void History::AddDispute(const OrderEvent& event) {
  std::string detail(orders::Name(static_cast<orders::DisputeState>(event.detail)));
  const auto about =
      std::find_if(order_.disputes.begin(), order_.disputes.end(),
                   [&event](const orders::Dispute& dispute) { return dispute.n == event.part; });
  if (about != order_.disputes.end()) {
    const auto& payment = order_.payments.at(static_cast<std::size_t>(about->payment - 1));
    detail = Joined(detail, Amount(about->amount) + " of charge " + payment.reference);
    if (!about->reference.empty()) detail = Joined(detail, "dispute " + about->reference);
    if (!about->reason.empty()) detail = Joined(detail, "reason " + about->reason);
    if (about->due_at.ms != 0)
      detail = Joined(detail, "answer at the gateway before " + calendar::LocalDate(about->due_at));
  }
  Add(event.at, "payment_disputed", Gateway(), std::move(detail));
}

void History::AddText(const OrderEvent& event) {
  Add(event.at, TextEvent(event), std::string(kWorker),
      TextDetail(static_cast<NotificationKind>(event.part), event.by_mail ? "e-mail" : "SMS"));
}

void History::AddEvent(const OrderEvent& event) {
  const auto part = [&](char letter) {
    return orders::PartReference(order_.id, letter, event.part);
  };
  const std::string worker(kWorker);
  switch (event.kind) {
    case OrderEvent::Kind::kNeedsReview:
      return Add(event.at, "review_needed", worker,
                 std::string(orders::Name(static_cast<Attention>(event.detail))));
    case OrderEvent::Kind::kReviewed:
      return Add(event.at, "review_over", Decider(event.at, kResolve, worker), {});
    case OrderEvent::Kind::kPaymentUnknown:
      return Add(event.at, "payment_unknown", worker, "no answer from " + order_.payment_account);
    case OrderEvent::Kind::kDeliveryUnknown:
      return Add(event.at, "delivery_unknown", worker, part('d'));
    case OrderEvent::Kind::kRefundUnknown:
      return Add(event.at, "refund_unknown", worker, part('r'));
    case OrderEvent::Kind::kPaymentDisputed:
      return AddDispute(event);
    case OrderEvent::Kind::kTold:
      return AddText(event);
    case OrderEvent::Kind::kStoppedByBrake:
      return Add(event.at, "stopped_by_brake", worker,
                 std::string(brakes::Name(static_cast<brakes::Act>(event.detail))) +
                     "; `herlaad brake show` tells the rule");
    case OrderEvent::Kind::kPaymentClosing:
    case OrderEvent::Kind::kPaymentClosed:
    case OrderEvent::Kind::kPaymentProcessing:
    case OrderEvent::Kind::kDeliveryRefused:
    case OrderEvent::Kind::kRefundRefused:
      return;  // told with its part
  }
  CHECK(false, "an event is of one of the listed kinds");
}

bool History::HasEvent(OrderEvent::Kind kind, std::int32_t part, std::uint8_t detail) const {
  return std::any_of(trail_.events.begin(), trail_.events.end(), [&](const OrderEvent& event) {
    if (event.kind != kind) return false;
    return kind == OrderEvent::Kind::kTold ? event.part == part : event.detail == detail;
  });
}

// For orders placed before events were stored.
void History::AddWhatHasNoEvent() {
  const auto attention = static_cast<std::uint8_t>(order_.attention);
  if (order_.attention != Attention::kNone &&
      !HasEvent(OrderEvent::Kind::kNeedsReview, 0, attention)) {
    Add(order_.attention_since, "review_needed", std::string(kWorker),
        std::string(orders::Name(order_.attention)));
  }
  AddOldText(NotificationKind::kDelivered, order_.texts.Has(orders::Texts::kDelivered));
  AddOldText(NotificationKind::kRefunded, order_.texts.Has(orders::Texts::kRefunded));
  AddOldText(NotificationKind::kPayerDelivered,
             order_.contact.WasTold(orders::Contact::kDelivered));
  AddOldText(NotificationKind::kPayerRefunded, order_.contact.WasTold(orders::Contact::kRefunded));
  AddOldText(NotificationKind::kPayerAttention,
             order_.contact.WasTold(orders::Contact::kAttention));
}

void History::AddOldText(NotificationKind kind, bool told) {
  const auto part = static_cast<std::int32_t>(kind);
  if (!told || HasEvent(OrderEvent::Kind::kTold, part, 0)) return;
  Add({}, "text_ended", std::string(kWorker),
      TextDetail(kind, "") + ": sent or given up, when is not known");
}

}  // namespace

std::vector<HistoryEntry> HistoryOf(const OrderTrail& trail) { return History(trail).Notify(); }

}  // namespace herlaad::engine
