#include "doors/http/order_story.h"

#include "base/core/check.h"
#include "base/messages/formats.h"
#include "rules/orders/credited.h"

namespace herlaad::http {
namespace {

using messages::Key;
using orders::Order;
using orders::State;
using std::chrono::seconds;

std::int64_t GivenBack(const Order& order) {
  std::int64_t sum = 0;
  for (const orders::Refund& refund : order.refunds) {
    if (refund.state != orders::RefundState::kWithdrawn &&
        refund.state != orders::RefundState::kRefused) {
      sum += refund.amount;
    }
  }
  return sum > 0 ? sum : order.terms.total();
}

// Where the money came from and goes back to.
Key SourceOf(orders::Tender tender) {
  switch (tender) {
    case orders::Tender::kCard:
      return "source.card";
    case orders::Tender::kBancontact:
      return "source.bancontact";
    case orders::Tender::kPaypal:
      return "source.paypal";
    case orders::Tender::kAlipay:
      return "source.alipay";
    case orders::Tender::kWechatPay:
      return "source.wechat_pay";
    case orders::Tender::kCash:
      return "source.other";  // what is paid in cash has sentences of its own
  }
  CHECK(false, "a tender is one of the listed ones");
}

Key ClosedHeadline(orders::CloseReason reason) {
  switch (reason) {
    case orders::CloseReason::kDeclined:
      return "order.closed.declined";
    case orders::CloseReason::kUnavailable:
      return "order.closed.unavailable";
    case orders::CloseReason::kExpired:
      return "order.closed.expired";
    case orders::CloseReason::kCancelled:
    case orders::CloseReason::kNone:
      return "order.closed.cancelled";
  }
  CHECK(false, "a payment is closed for one of the listed reasons");
}

Key MoneyInAttention(orders::Attention attention) {
  switch (attention) {
    case orders::Attention::kDeliveryUnknown:
      return "order.attention.delivery_unknown";
    case orders::Attention::kRefundUnknown:
    case orders::Attention::kRefundRefused:
      return "order.attention.refund_unknown";
    case orders::Attention::kPaymentUnknown:
      return "order.attention.payment_unknown";
    case orders::Attention::kCreditedAndRefunded:
      return "order.attention.credited_and_refunded";
    case orders::Attention::kPinInsteadOfCredit:
      return "order.attention.pin_instead_of_credit";
    case orders::Attention::kCashRefundDue:
      return "order.attention.cash_refund_due";
    case orders::Attention::kTooManyCharges:
      return "order.attention.too_many_charges";
    case orders::Attention::kNone:
      break;
  }
  CHECK(false, "a person is asked for one of the listed reasons");
}

std::optional<Key> WhyNotCredited(orders::RefusalReason reason) {
  switch (reason) {
    case orders::RefusalReason::kUnknownNumber:
      return Key("order.refusal.unknown_number");
    case orders::RefusalReason::kBarred:
      return Key("order.refusal.barred");
    case orders::RefusalReason::kDeclined:
      return Key("order.refusal.declined");
    case orders::RefusalReason::kNotActivated:
      return Key("order.refusal.not_activated");
    case orders::RefusalReason::kBalanceFull:
      return Key("order.refusal.balance_full");
    case orders::RefusalReason::kUnavailable:
    case orders::RefusalReason::kNotFound:
    case orders::RefusalReason::kUnreachable:
      return Key("order.refusal.unavailable");
    case orders::RefusalReason::kNone:
      return std::nullopt;
  }
  CHECK(false, "an operator refuses for one of the listed reasons");
}

class Teller {
 public:
  Teller(const Order& order, const std::string& operator_name, messages::Language language,
         Instant now)
      : order_(order),
        language_(language),
        operator_(operator_name),
        total_(Price(order.terms.total())),
        vat_(Price(order.terms.vat)),
        back_(Price(GivenBack(order))),
        source_(messages::Text(language, SourceOf(order.tender))),
        reference_(ToText(order.id)),
        until_(messages::Moment(language, order.expires_at, now)) {}

  Story Tell() {
    Words();
    story_.steps.push_back(PaidStep());
    OperatorSteps();
    for (const orders::Refund& refund : order_.refunds) story_.steps.push_back(RefundStep(refund));
    return std::move(story_);
  }

 private:
  void Words();
  void Awaiting();
  void Closing();
  void Moving(Key headline, seconds again);
  void Delivered();
  void Refunding();
  void Refunded();
  void Closed();
  void InAttention();
  StoryStep PaidStep() const;
  void OperatorSteps();
  StoryStep RefundStep(const orders::Refund& refund) const;

  std::string Say(Key key) const {
    return messages::Text(language_, key,
                          {{"operator", operator_},
                           {"total", total_},
                           {"vat", vat_},
                           {"amount", back_},
                           {"source", source_},
                           {"reference", reference_},
                           {"time", until_}});
  }
  [[nodiscard]] std::string Price(std::int64_t minor) const {
    return messages::Price(language_, {minor, order_.terms.currency});
  }
  [[nodiscard]] bool InCash() const { return !orders::IsOnline(order_.tender); }
  void Step(StoryStep::Mark mark, Key what) {
    story_.steps.push_back({mark, Say(what), {}, {}, {}});
  }

  const Order& order_;
  messages::Language language_;
  std::string operator_;
  std::string total_;
  std::string vat_;
  std::string back_;
  std::string source_;
  std::string reference_;
  std::string until_;
  Story story_;
};

void Teller::Words() {
  switch (orders::StateOf(order_)) {
    case State::kAwaitingPayment:
      return order_.payments.front().state == orders::PaymentState::kClosing ? Closing()
                                                                             : Awaiting();
    case State::kPaid:
    case State::kDelivering:
      return Moving("order.moving.headline", seconds(3));
    case State::kDeliveryUnknown:
      return Moving("order.unknown.headline", seconds(20));
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

void Teller::Awaiting() {
  story_.headline = Say("order.awaiting.headline");
  story_.money = Say("order.awaiting.money");
  story_.next = {Say("order.awaiting.just_paid"), Say("order.awaiting.until")};
  story_.can_pay = true;
  story_.again = seconds(5);
}

void Teller::Closing() {
  story_.headline = Say("order.closing.headline");
  story_.money = Say("order.closing.money");
  story_.next = {Say("order.closing.next")};
  story_.again = seconds(5);
}

void Teller::Moving(Key headline, seconds again) {
  story_.headline = Say(headline);
  story_.money =
      Say("order.paid") + " " + Say(InCash() ? Key("order.safe_cash") : Key("order.safe"));
  story_.next = {Say("order.close_page")};
  story_.again = again;
}

void Teller::Delivered() {
  const auto credited = orders::CreditedOf(order_);
  CHECK(credited.has_value(), "what is delivered was credited");
  const std::string amount = messages::Price(language_, credited->amount);
  const std::string until = messages::Day(language_, credited->valid_until);
  story_.mood = Story::Mood::kGood;
  story_.headline = messages::Text(language_, "order.delivered.headline", {{"credited", amount}});
  story_.money = Say("order.delivered.money");
  story_.next = {messages::Text(language_, "order.delivered.valid", {{"date", until}})};
  if (credited->bonus.minor > 0) {
    const std::string bonus = messages::Price(language_, credited->bonus);
    story_.next.push_back(messages::Text(language_, "order.delivered.bonus",
                                         {{"operator", operator_}, {"bonus", bonus}}));
  }
}

void Teller::Refunding() {
  story_.headline = Say("order.refunding.headline");
  story_.money = Say(InCash() ? Key("order.refunding.money_cash") : Key("order.refunding.money"));
  story_.next = {Say("order.refunding.next"), Say("order.close_page")};
  story_.again = seconds(20);
}

void Teller::Refunded() {
  story_.mood = Story::Mood::kNeutral;
  story_.headline = Say("order.refunded.headline");
  story_.money = Say(InCash() ? Key("order.refunded.money_cash") : Key("order.refunded.money"));
  story_.next = {Say(InCash() ? Key("order.refunded.nothing") : Key("order.refunded.next"))};
}

void Teller::Closed() {
  story_.mood = Story::Mood::kStop;
  story_.headline = Say(ClosedHeadline(order_.payments.front().reason));
  story_.money = Say("order.closed.money");
  story_.next = {Say("order.closed.next")};
}

void Teller::InAttention() {
  const bool due = order_.attention == orders::Attention::kCashRefundDue;
  story_.mood = Story::Mood::kPerson;
  story_.headline =
      Say(due ? Key("order.attention.headline_cash") : Key("order.attention.headline"));
  story_.money = Say(MoneyInAttention(order_.attention));
  story_.next = {Say(due ? Key("order.attention.quote_cash") : Key("order.attention.quote"))};
  story_.again = seconds(60);
}

StoryStep Teller::PaidStep() const {
  using Mark = StoryStep::Mark;
  const orders::Payment& payment = order_.payments.front();
  switch (payment.state) {
    case orders::PaymentState::kPaid:
      return {Mark::kDone, Say("step.paid"), payment.settled_at, {}, Price(payment.received)};
    case orders::PaymentState::kClosed:
      return {Mark::kStopped, Say("step.not_paid"), payment.settled_at, {}, {}};
    case orders::PaymentState::kOpening:
    case orders::PaymentState::kOpen:
    case orders::PaymentState::kClosing:
      return {Mark::kMoving, Say("step.payment"), {}, {}, {}};
  }
  CHECK(false, "a payment is in one of the listed states");
}

void Teller::OperatorSteps() {
  using Mark = StoryStep::Mark;
  const orders::Delivery none;
  const orders::Delivery& last = order_.deliveries.empty() ? none : order_.deliveries.back();
  switch (orders::StateOf(order_)) {
    case State::kDelivered: {
      const auto credited = orders::CreditedOf(order_);
      story_.steps.push_back({Mark::kDone,
                              Say("step.credited_by"),
                              credited->at,
                              {},
                              messages::Price(language_, credited->amount)});
      return;
    }
    case State::kAwaitingPayment:
      Step(Mark::kAhead, "step.operator");
      return Step(Mark::kAhead, "step.credited");
    case State::kPaid:
      story_.steps.push_back(
          {Mark::kMoving, Say("step.operator"), {}, Say("step.about_to_ask"), {}});
      return Step(Mark::kAhead, "step.credited");
    case State::kDelivering:
    case State::kDeliveryUnknown: {
      const bool unclear = last.state == orders::DeliveryState::kUnknown;
      story_.steps.push_back({Mark::kMoving,
                              Say("step.operator"),
                              last.sent_at,
                              Say(unclear ? Key("step.unclear") : Key("step.asked")),
                              {}});
      return Step(Mark::kAhead, "step.credited");
    }
    case State::kRefunding:
    case State::kRefunded: {
      const auto why = WhyNotCredited(last.refusal);
      story_.steps.push_back({Mark::kStopped,
                              Say("step.not_credited"),
                              last.settled_at,
                              why ? Say(*why) : std::string(),
                              {}});
      return;
    }
    case State::kAttention:
      story_.steps.push_back({Mark::kMoving, Say("step.person"), order_.attention_since, {}, {}});
      return;
    case State::kCancelled:
    case State::kExpired:
      return;
  }
  CHECK(false, "an order is in one of the listed states");
}

StoryStep Teller::RefundStep(const orders::Refund& refund) const {
  using Mark = StoryStep::Mark;
  const std::string sum = Price(refund.amount);
  switch (refund.state) {
    case orders::RefundState::kWaiting:
    case orders::RefundState::kSent:
    case orders::RefundState::kUnknown:
      return {Mark::kMoving, Say("step.going_back"), refund.created_at, {}, sum};
    case orders::RefundState::kConfirmed:
    case orders::RefundState::kPaidOut:
      return {Mark::kDone, Say("step.given_back"), refund.settled_at, {}, sum};
    case orders::RefundState::kDue:
      return {Mark::kMoving, Say("step.to_hand_back"), refund.created_at, {}, sum};
    case orders::RefundState::kRefused:
      return {Mark::kStopped, Say("step.not_given_back"), refund.settled_at, {}, sum};
    case orders::RefundState::kWithdrawn:
      return {Mark::kStopped, Say("step.kept"), refund.settled_at, {}, sum};
  }
  CHECK(false, "a refund is in one of the listed states");
}

}  // namespace

Story StoryOf(const Order& order, const std::string& operator_name, messages::Language language,
              Instant now) {
  return Teller(order, operator_name, language, now).Tell();
}

}  // namespace herlaad::http
