#include "domain/orders/status/status_view.h"

#include <algorithm>
#include <array>

#include "base/core/check.h"
#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/refunds/charges.h"
#include "domain/orders/refunds/credited_refund.h"
#include "domain/orders/refunds/refund_policy.h"
#include "domain/orders/status/status_keys.h"
#include "domain/orders/status/status_steps.h"
#include "domain/payments/payment_provider.h"

namespace herlaad::orders {
namespace {

using messages::Key;
using Mood = StatusView::Mood;
using Named = Phrase::Named;
using Style = PhraseTime::Style;

constexpr std::array<std::string_view, 5> kMoodNames{"good", "wait", "stop", "neutral",
                                                     "attention"};
constexpr std::array<std::string_view, 4> kMarkNames{"done", "moving", "ahead", "stopped"};

// How soon the view may have changed.
constexpr int kSoon = 3;
constexpr int kWhilePaying = 5;
constexpr int kLater = 20;
constexpr int kWhilePeopleWork = 60;

constexpr std::size_t kUsualSentences = 3;

const Delivery& LastOpen(const Order& order) {
  const auto open =
      std::find_if(order.deliveries.rbegin(), order.deliveries.rend(), [](const Delivery& d) {
        return d.state == DeliveryState::kWaiting || d.state == DeliveryState::kSent ||
               d.state == DeliveryState::kUnknown;
      });
  CHECK(open != order.deliveries.rend(), "what is on its way has a delivery that is open");
  return *open;
}

class StatusWriter {
 public:
  StatusWriter(const Order& order, const std::string& operator_name, Instant now)
      : order_(order),
        credited_(CreditedOf(order)),
        operator_(operator_name),
        now_(now),
        view_({"order.awaiting.headline"}) {
    view_.money.reserve(kUsualSentences);
    view_.next.reserve(kUsualSentences);
  }

  StatusView Notify() {
    Words();
    for (Phrase& besides : MoneyBesides(order_, told_)) view_.money.push_back(std::move(besides));
    view_.steps = StatusSteps(order_, credited_, operator_);
    return std::move(view_);
  }

 private:
  void Words();
  void Unpaid();
  void Opening();
  void Awaiting();
  void Overdue();
  void JustPaid();
  void Closing();
  void Processing();
  void OnItsWay();
  void WaitForOperator();
  void Delivered();
  void Refunding();
  void InDispute(const Returned& returned);
  void PartlyRefunded(const Returned& returned);
  void Refunded();
  void Closed();
  void InAttention();
  void MoneyInAttention();
  void DoubtfulRefund();
  void Loss();

  void Headline(Key key, std::vector<Named> values = {}) {
    view_.headline = {key, std::move(values)};
  }
  void Money(Key key, std::vector<Named> values = {}) {
    view_.money.push_back({key, std::move(values)});
  }
  void Next(Key key, std::vector<Named> values = {}) {
    view_.next.push_back({key, std::move(values)});
  }
  void WhyItGoesBack() {
    for (Phrase& why : WhyAllGoesBack(order_, operator_)) view_.money.push_back(std::move(why));
  }
  void Extra() {
    auto extra = ExtraCharges(order_);
    if (!extra) return;
    view_.money.push_back(*std::move(extra));
    told_ = ToldOfExtraCharges(order_);
  }
  // If `at` is not reached yet, the view changes then.
  bool IsReached(Instant at) {
    if (now_ >= at) return true;
    if (view_.changes_at.ms == 0 || at < view_.changes_at) view_.changes_at = at;
    return false;
  }
  // True if nothing changed since `since` for kLongWait.
  bool IsLong(Instant since) { return IsReached(since + kLongWait); }

  // What is refunded is handed back where it was paid.
  [[nodiscard]] bool GoesBackAtTill() const {
    return payments::RefundsBy(order_.payment_method) == payments::Refunder::kTill;
  }
  // What is refunded can be spent again at once.
  [[nodiscard]] bool IsBackInStoredValue() const {
    return payments::RefundsBy(order_.payment_method) == payments::Refunder::kStoredValue;
  }
  // What to do after a refund that was not handed back at a till.
  [[nodiscard]] Key AfterRefund() const {
    if (!IsBackInStoredValue()) return "order.refunded.next";
    return payments::NeedsPin(order_.payment_method) ? Key("order.refunded.voucher")
                                                     : Key("order.refunded.float");
  }
  [[nodiscard]] Named Operator() const { return {"operator", operator_}; }
  [[nodiscard]] Named Source() const {
    return {"source", payments::SourceOf(order_.payment_method)};
  }
  [[nodiscard]] Named Amount(std::string_view name, std::int64_t minor) const {
    return {name, herlaad::Money{minor, order_.terms.currency}};
  }
  [[nodiscard]] Named Total() const { return Amount("total", order_.terms.total()); }
  static Named At(std::string_view name, Instant at) {
    return {name, PhraseTime{at, Style::kMoment}};
  }
  static Named On(std::string_view name, Instant at) { return {name, PhraseTime{at, Style::kDay}}; }

  const Order& order_;
  const std::optional<Credited> credited_;
  const std::string& operator_;
  const Instant now_;
  StatusView view_;
  orders::Disputed told_;  // of disputes, by the sentences so far
};

void StatusWriter::Words() {
  switch (StateOf(order_)) {
    case State::kAwaitingPayment:
      return Unpaid();
    case State::kPaid:
    case State::kDelivering:
    case State::kDeliveryUnknown:
      return OnItsWay();
    case State::kDelivered:
      return Delivered();
    case State::kRefunding:
      return Refunding();
    case State::kRefunded:
      return Refunded();
    case State::kCancelled:
    case State::kExpired:
      return Closed();
    case State::kAttention:
      return InAttention();
  }
  CHECK(false, "an order is in one of the listed states");
}

void StatusWriter::Unpaid() {
  view_.look_again_seconds = kWhilePaying;
  const PaymentState state = order_.payments.front().state;
  if (state == PaymentState::kClosing) return Closing();
  if (state == PaymentState::kProcessing) return Processing();
  view_.can_cancel = true;
  if (state == PaymentState::kOpening) return Opening();
  Awaiting();
}

// Nobody can have paid, because there was no payment page yet.
void StatusWriter::Opening() {
  Money("order.opening.money");
  if (IsReached(order_.expires_at)) {
    Overdue();
    return Next("order.stuck.leave");
  }
  if (!IsLong(order_.created_at)) {
    Headline("page.opening.headline");
    Next("page.opening.next");
    view_.can_pay = true;
    return;
  }
  Headline("order.stuck.headline");
  Next("order.stuck.why", {At("since", order_.created_at), At("until", order_.expires_at)});
  Next("order.stuck.leave");
}

void StatusWriter::Awaiting() {
  const Instant unpaid_at = order_.payments.front().unpaid_at;
  if (unpaid_at.ms == 0) {
    Money("order.awaiting.unheard");
  } else {
    Money("order.awaiting.unpaid_at", {At("time", unpaid_at)});
  }
  if (IsReached(order_.expires_at)) {
    Overdue();
    return Next("order.closing.next");
  }
  JustPaid();
  Next("order.awaiting.until", {At("time", order_.expires_at)});
  view_.can_pay = true;
}

// Nothing has closed it yet.
void StatusWriter::Overdue() {
  Headline("order.closed.expired");
  Next("order.awaiting.over", {At("until", order_.expires_at)});
}

// That the bank tells within seconds is only said for as long as it does, or is asked at all.
void StatusWriter::JustPaid() {
  const Payment& payment = order_.payments.front();
  const bool heard = payment.unpaid_at.ms != 0;
  const Instant opened = payment.opened_at.ms != 0 ? payment.opened_at : order_.created_at;
  const Instant since = heard ? payment.unpaid_at : opened;
  if (IsReached(since + (heard ? kLongSilence : kLongWait))) {
    Next("order.awaiting.delayed", {At("since", since)});
  } else {
    Next("order.awaiting.just_paid");
  }
}

void StatusWriter::Closing() {
  Headline("order.closing.headline");
  Money("order.closing.money");
  const Payment& payment = order_.payments.front();
  if (payment.reason == CloseReason::kReplaced) Next("order.replaced.why");
  const Instant since = payment.settled_at;
  if (since.ms != 0 && IsLong(since)) {
    Next("order.closing.delayed", {At("since", since)});
  } else {
    Next("order.closing.waiting");
  }
  Next("order.closing.next");
}

void StatusWriter::Processing() {
  Headline("order.processing.headline");
  Money("order.processing.money");
  Next(order_.cancel_wanted ? Key("order.processing.cancelled") : Key("order.processing.next"));
  Next("order.close_page");
  view_.can_cancel = !order_.cancel_wanted;
  view_.look_again_seconds = kWhilePeopleWork;
}

void StatusWriter::OnItsWay() {
  const bool unknown = StateOf(order_) == State::kDeliveryUnknown;
  Headline(unknown ? Key("order.unknown.headline") : Key("order.moving.headline"),
           unknown ? std::vector{Operator()} : std::vector<Named>{});
  Money("order.paid", {Total()});
  Extra();
  if (GoesBackAtTill()) {
    Money("order.safe_cash", {Operator()});
  } else {
    Money("order.safe", {Operator(), Source()});
  }
  WaitForOperator();
  Next("order.close_page");
  view_.look_again_seconds = unknown ? kLater : kSoon;
}

void StatusWriter::WaitForOperator() {
  const Delivery& last = LastOpen(order_);
  if (last.state != DeliveryState::kWaiting) {
    if (IsLong(last.sent_at))
      Next("order.waiting.operator", {Operator(), At("time", last.sent_at)});
    return;
  }
  if (!IsLong(last.created_at)) return;
  Headline("order.waiting.headline", {Operator()});
  Next(last.n > 1 ? Key("order.waiting.unsent_again") : Key("order.waiting.unsent"),
       {Operator(), At("time", last.created_at)});
  view_.can_cancel = true;
  view_.if_cancelled = GoesBackAtTill() ? Phrase{"order.waiting.may_cancel_cash", {}}
                                        : Phrase{"order.waiting.may_cancel", {Source()}};
}

void StatusWriter::Delivered() {
  CHECK(credited_.has_value(), "what is delivered was credited");
  view_.mood = Mood::kGood;
  Headline("order.delivered.headline", {{"credited", credited_->amount}});
  Money("order.delivered.money", {Total(), Amount("vat", order_.terms.vat)});
  Extra();
  Next("order.delivered.valid", {On("date", credited_->valid_until)});
  if (credited_->bonus.minor > 0) {
    Next("order.delivered.bonus_until",
         {Operator(), {"bonus", credited_->bonus}, On("until", credited_->bonus_until)});
  }
  if (ReturnedOf(order_).back > 0) Next("order.bank_days");
  if (ExtraChargesAreOutstanding(order_)) view_.look_again_seconds = kLater;
}

void StatusWriter::Refunding() {
  const Returned returned = ReturnedOf(order_);
  const bool credited = IsCreditedRefund(order_);
  Headline(credited ? Key("order.refunding.headline_credited") : Key("order.refunding.headline"));
  WhyItGoesBack();
  if (returned.disputed > 0) return InDispute(returned);
  if (GoesBackAtTill()) {
    Money("order.refunding.money_cash", {Amount("amount", returned.underway)});
  } else {
    Money("order.refunding.money", {Amount("amount", returned.underway), Source()});
  }
  PartlyRefunded(returned);
  for (const Refund& refund : order_.refunds) {
    if (!IsOnItsWay(refund.state)) continue;
    if (!IsLong(refund.created_at)) break;
    if (refund.state == RefundState::kWaiting && !GoesBackAtTill()) {
      Headline(credited ? Key("order.refunding.headline_credited_unsent")
                        : Key("order.refunding.headline_unsent"));
      Next("order.waiting.refund_unsent", {At("time", refund.created_at)});
    } else {
      Next("order.waiting.refund", {At("time", refund.created_at)});
    }
    break;
  }
  Next("order.refunding.next");
  Next("order.close_page");
  view_.look_again_seconds = kLater;
}

// By us, and by a dispute.
void StatusWriter::PartlyRefunded(const Returned& returned) {
  if (returned.back > returned.by_bank)
    Money("order.refunding.partly", {Amount("amount", returned.back - returned.by_bank)});
  const std::int64_t by_bank = returned.by_bank + DisputedOf(order_).returned;
  if (by_bank > 0) Money("order.refunded.by_bank", {Amount("amount", by_bank)});
  told_.returned = by_bank;
}

// What the payer's bank holds is not ours to send.
void StatusWriter::InDispute(const Returned& returned) {
  Headline(IsCreditedRefund(order_) ? Key("order.refunding.headline_credited_disputed")
                                    : Key("order.refunding.headline_disputed"));
  Money("order.refunding.disputed", {Amount("amount", returned.disputed),
                                     {"provider", payments::ProviderOf(order_.payment_method)}});
  if (returned.underway > 0)
    Money("order.refunding.money", {Amount("amount", returned.underway), Source()});
  PartlyRefunded(returned);
  told_.held = returned.disputed;
  Next("order.refunding.disputed_next");
  Next("order.refunding.next");
  Next("order.close_page");
  view_.look_again_seconds = kWhilePeopleWork;
}

void StatusWriter::Refunded() {
  const Returned returned = ReturnedOf(order_);
  const std::int64_t as_paid = returned.back - returned.by_bank - returned.other_way;
  view_.mood = Mood::kNeutral;
  Headline("order.refunded.headline");
  WhyItGoesBack();
  if (GoesBackAtTill()) {
    Money("order.refunded.money_cash", {Amount("amount", as_paid)});
  } else {
    if (as_paid > 0) {
      Money("order.refunded.money", {Amount("amount", as_paid), Source()});
      Next(AfterRefund());
    }
    if (returned.other_way > 0)
      Money("order.refunded.other_way", {Amount("amount", returned.other_way)});
    const std::int64_t by_bank = returned.by_bank + DisputedOf(order_).returned;
    if (by_bank > 0) Money("order.refunded.by_bank", {Amount("amount", by_bank)});
    told_.returned = by_bank;
  }
  if (!IsCreditedRefund(order_)) Next("order.refunded.nothing");
}

void StatusWriter::Closed() {
  const Payment& payment = order_.payments.front();
  view_.mood = Mood::kStop;
  Headline(ClosedHeadline(payment));
  Money("order.closed.money");
  if (payment.reason == CloseReason::kDeclined) {
    if (payment.decline != DeclineReason::kNone) Next(DeclineKey(payment.decline));
    Next("order.declined.next");
  } else if (payment.reason == CloseReason::kUnavailable) {
    Next("order.unavailable.next");
  } else if (payment.reason == CloseReason::kReplaced) {
    Next("order.replaced.why");
    Next("order.replaced.next");
  } else {
    Next("order.closed.next");
  }
}

void StatusWriter::InAttention() {
  const bool due = order_.attention == Attention::kCashRefundDue;
  view_.mood = Mood::kAttention;
  Headline(due ? Key("order.attention.headline_cash") : Key("order.attention.headline"));
  if (credited_) Money("order.attention.credited", {{"credited", credited_->amount}});
  MoneyInAttention();
  Next(due ? Key("order.attention.quote_cash") : Key("order.attention.quote"),
       {{"reference", ToText(order_.id)}});
  if (due) Next("order.attention.hand_back", {Total()});
  view_.look_again_seconds = kWhilePeopleWork;
}

void StatusWriter::MoneyInAttention() {
  switch (order_.attention) {
    case Attention::kDeliveryUnknown:
      Money("order.attention.delivery_unknown", {Total(), Operator()});
      return Extra();
    case Attention::kPinInsteadOfCredit:
      Money("order.attention.pin_instead_of_credit", {Total(), Operator()});
      return Extra();
    case Attention::kRefundUnknown:
    case Attention::kRefundRefused:
      return DoubtfulRefund();
    case Attention::kPaymentUnknown:
      return Money("order.attention.payment_unknown");
    case Attention::kCreditedAndRefunded:
      return Loss();
    case Attention::kCashRefundDue:
      WhyItGoesBack();
      if (!IsCreditedRefund(order_)) Money("order.refunded.nothing");
      return Money("order.attention.cash_refund_due", {Total()});
    case Attention::kHeldByBrake:
      Money("order.attention.held_by_brake", {Total()});
      return Extra();
    case Attention::kTooManyCharges:
      if (AllGoesBack(order_)) return Money("order.attention.too_many_charges_all");
      return Money("order.attention.too_many_charges", {Total()});
    case Attention::kReturnedTwice:
      return Money("order.attention.returned_twice");
    case Attention::kExtraRefund:
      Money("order.attention.extra_refund");
      if (const auto back = ReturnedOf(order_).back; back > 0)
        Money("order.refunding.partly", {Amount("amount", back)});
      return;
    case Attention::kNone:
      break;
  }
  CHECK(false, "a person is asked for one of the listed reasons");
}

void StatusWriter::DoubtfulRefund() {
  const bool refused = order_.attention == Attention::kRefundRefused;
  if (AllGoesBack(order_)) {
    WhyItGoesBack();
    if (!IsCreditedRefund(order_)) Money("order.refunded.nothing");
    if (const auto back = ReturnedOf(order_).back; back > 0)
      Money("order.attention.refund_part", {Amount("amount", back)});
    return Money(refused ? Key("order.attention.refund_refused")
                         : Key("order.attention.refund_unknown"));
  }
  if (ConfirmedDelivery(order_) == nullptr) Money("order.paid", {Total()});
  Extra();
  Money(refused ? Key("order.attention.refund_extra")
                : Key("order.attention.refund_extra_unknown"));
}

// The credit arrived after its refund, or twice.
void StatusWriter::Loss() {
  if (ConfirmedDelivery(order_) != nullptr) {
    Money("order.attention.credited_twice");
    return Extra();
  }
  Money(Kept(order_) > 0 ? Key("order.attention.credited_and_refunding")
                         : Key("order.attention.credited_and_refunded"));
}

}  // namespace

std::string_view Name(StatusView::Mood mood) { return kMoodNames[static_cast<std::size_t>(mood)]; }
std::string_view Name(StatusStep::Mark mark) { return kMarkNames[static_cast<std::size_t>(mark)]; }

StatusView StatusOf(const Order& order, const std::string& operator_name, Instant now) {
  return StatusWriter(order, operator_name, now).Notify();
}

std::int64_t VatOf(const Order& order) { return AllGoesBack(order) ? 0 : order.terms.vat; }

bool IsAtRest(const Order& order) {
  return IsFinal(StateOf(order)) && !ExtraChargesAreOutstanding(order);
}

}  // namespace herlaad::orders
