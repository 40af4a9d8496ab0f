#include "doors/http/order_story.h"

#include "base/core/check.h"
#include "doors/http/human_time.h"
#include "doors/http/render_topup.h"

namespace herlaad::http {
namespace {

using orders::Order;
using orders::State;
using std::chrono::seconds;

std::string Price(std::int64_t minor, const Order& order) {
  return money::Human({minor, order.terms.currency});
}

// Where the money came from and goes back to.
std::string Source(orders::Tender tender) {
  switch (tender) {
    case orders::Tender::kCard:
      return "your card";
    case orders::Tender::kBancontact:
      return "your bank account";
    case orders::Tender::kPaypal:
      return "your PayPal account";
    case orders::Tender::kAlipay:
      return "your Alipay account";
    case orders::Tender::kWechatPay:
      return "your WeChat Pay account";
    case orders::Tender::kCash:
      return "you, in cash, where you paid";
  }
  CHECK(false, "a tender is one of the listed ones");
}

std::string SafeMoney(const Order& order, const std::string& op) {
  return "Your money is safe: if " + op + " refuses, it goes back to " + Source(order.tender) +
         (orders::IsOnline(order.tender) ? " by itself." : ".");
}

constexpr std::string_view kMayClose = "You can close this page and come back to it.";

void Awaiting(const Order& order, Story& story) {
  const orders::Payment& payment = order.payments.front();
  if (payment.state == orders::PaymentState::kClosing) {
    story.headline = "The payment is being closed";
    story.sentences = {"No money was taken as far as we know.",
                       "If you paid at the last moment, that money is not lost: this page will say "
                       "where it is."};
  } else {
    story.headline = "Waiting for your payment";
    story.sentences = {"No money was taken yet.",
                       "You can pay until " + HumanDateTime(order.expires_at) + "."};
    story.can_pay = true;
  }
  story.again = seconds(5);
}

void Moving(const Order& order, const std::string& op, Story& story) {
  story.headline = "Paid. The credit is on its way";
  story.sentences = {"You paid " + Price(order.terms.total(), order) + ".", SafeMoney(order, op),
                     std::string(kMayClose)};
  story.again = seconds(3);
}

void Unknown(const Order& order, const std::string& op, Story& story) {
  story.headline = "Paid. " + op + " has not answered yet";
  story.sentences = {"You paid " + Price(order.terms.total(), order) + ".", SafeMoney(order, op),
                     std::string(kMayClose) + " We check again in 20 s."};
  story.again = seconds(20);
}

void Delivered(const Order& order, const std::string& op, Story& story) {
  const auto credited = orders::CreditedOf(order);
  CHECK(credited.has_value(), "what is delivered was credited");
  story.mood = Story::Mood::kGood;
  story.headline = money::Human(credited->amount) + " is on the number";
  if (credited->bonus.minor > 0) {
    story.sentences.push_back(op + " gives " + money::Human(credited->bonus) + " on top.");
  }
  story.sentences.push_back("The credit is valid until " + HumanDate(credited->valid_until) + ".");
  story.sentences.push_back("You paid " + Price(order.terms.total(), order) + ", of which " +
                            Price(order.terms.vat, order) + " VAT.");
}

std::int64_t GivenBack(const Order& order) {
  std::int64_t sum = 0;
  for (const orders::Refund& refund : order.refunds) {
    if (refund.state != orders::RefundState::kWithdrawn &&
        refund.state != orders::RefundState::kRefused) {
      sum += refund.amount;
    }
  }
  return sum;
}

void Refunding(const Order& order, Story& story) {
  story.headline = "The credit could not be added. Your money is on its way back";
  story.sentences = {Price(GivenBack(order), order) + " goes back to " + Source(order.tender) + ".",
                     "There is nothing you have to do. " + std::string(kMayClose)};
  story.again = seconds(20);
}

void Refunded(const Order& order, Story& story) {
  story.mood = Story::Mood::kNeutral;
  story.headline = "Your money is back";
  story.sentences = {Price(GivenBack(order), order) + " went back to " + Source(order.tender) + ".",
                     orders::IsOnline(order.tender)
                         ? "Banks take up to five working days to show it. Nothing was credited."
                         : "Nothing was credited."};
}

void Closed(const Order& order, Story& story) {
  story.mood = Story::Mood::kNeutral;
  switch (order.payments.front().reason) {
    case orders::CloseReason::kDeclined:
      story.headline = "The payment was declined";
      break;
    case orders::CloseReason::kUnavailable:
      story.headline = "The payment page could not be opened";
      break;
    case orders::CloseReason::kExpired:
      story.headline = "The time to pay is over";
      break;
    case orders::CloseReason::kCancelled:
    case orders::CloseReason::kNone:
      story.headline = "This top-up was cancelled";
      break;
  }
  story.sentences = {"No money was taken.", "You can start a new top-up whenever you like."};
}

// One sentence about the money for each reason.
std::string MoneyInAttention(const Order& order, const std::string& op) {
  const std::string price = Price(order.terms.total(), order);
  switch (order.attention) {
    case orders::Attention::kDeliveryUnknown:
      return "You paid " + price + ". " + op +
             " does not say whether it credited the number. Either the credit is there or your "
             "money comes back.";
    case orders::Attention::kRefundUnknown:
    case orders::Attention::kRefundRefused:
      return "The credit could not be added, and giving your money back did not work at the first "
             "try. You will get it back.";
    case orders::Attention::kPaymentUnknown:
      return "It is not certain whether your payment went through. If it did, the money comes "
             "back.";
    case orders::Attention::kCreditedAndRefunded:
      return "You have your money back, and the credit may be on the number all the same. You owe "
             "nothing for it.";
    case orders::Attention::kPinInsteadOfCredit:
      return "You paid " + price + ". " + op + " sent a code instead of adding the credit.";
    case orders::Attention::kCashRefundDue:
      return "The credit could not be added. Your " + price +
             " in cash is waiting for you where you paid.";
    case orders::Attention::kTooManyCharges:
      return "More was charged than you owe. Everything beyond " + price + " comes back.";
    case orders::Attention::kNone:
      break;
  }
  CHECK(false, "a person is asked for one of the listed reasons");
}

void InAttention(const Order& order, const std::string& op, Story& story) {
  story.mood = Story::Mood::kPerson;
  const bool cash = order.attention == orders::Attention::kCashRefundDue;
  story.headline = cash ? "Your money is waiting for you" : "A person is looking into this";
  story.sentences = {MoneyInAttention(order, op),
                     "Quote " + ToText(order.id) + (cash ? " at the counter." : " when you ask.")};
  story.again = seconds(60);
}

StoryStep PaidStep(const Order& order) {
  using Mark = StoryStep::Mark;
  const orders::Payment& payment = order.payments.front();
  if (payment.state == orders::PaymentState::kPaid) {
    return {Mark::kDone, "Paid", payment.settled_at, Price(payment.received, order)};
  }
  if (payment.state == orders::PaymentState::kClosed) {
    return {Mark::kStopped, "Not paid", payment.settled_at, {}};
  }
  return {Mark::kMoving, "Payment", {}, {}};
}

StoryStep OperatorStep(const orders::Delivery& delivery, const std::string& op) {
  using Mark = StoryStep::Mark;
  const std::string what = "At " + op;
  switch (delivery.state) {
    case orders::DeliveryState::kWaiting:
      return {Mark::kMoving, what, {}, "about to be asked"};
    case orders::DeliveryState::kSent:
      return {Mark::kMoving, what, delivery.sent_at, "asked; no answer yet"};
    case orders::DeliveryState::kUnknown:
      return {Mark::kMoving, what, delivery.sent_at, "no clear answer; we keep asking"};
    case orders::DeliveryState::kConfirmed:
      return {Mark::kDone, "Credited by " + op, delivery.settled_at, {}};
    case orders::DeliveryState::kRefused:
      return {Mark::kStopped, "Refused by " + op, delivery.settled_at, {}};
    case orders::DeliveryState::kWithdrawn:
      return {Mark::kStopped, "Not sent to " + op, delivery.settled_at, {}};
  }
  CHECK(false, "a delivery is in one of the listed states");
}

StoryStep RefundStep(const orders::Refund& refund, const Order& order) {
  using Mark = StoryStep::Mark;
  const std::string sum = Price(refund.amount, order);
  switch (refund.state) {
    case orders::RefundState::kWaiting:
    case orders::RefundState::kSent:
    case orders::RefundState::kUnknown:
      return {Mark::kMoving, "Going back", refund.created_at, sum};
    case orders::RefundState::kConfirmed:
    case orders::RefundState::kPaidOut:
      return {Mark::kDone, "Given back", refund.settled_at, sum};
    case orders::RefundState::kDue:
      return {Mark::kMoving, "To be handed back", refund.created_at, sum};
    case orders::RefundState::kRefused:
      return {Mark::kStopped, "Could not be given back", refund.settled_at, sum};
    case orders::RefundState::kWithdrawn:
      return {Mark::kStopped, "Kept: the credit came", refund.settled_at, sum};
  }
  CHECK(false, "a refund is in one of the listed states");
}

std::vector<StoryStep> StepsOf(const Order& order, const std::string& op) {
  std::vector<StoryStep> steps{PaidStep(order)};
  for (const orders::Delivery& delivery : order.deliveries) {
    steps.push_back(OperatorStep(delivery, op));
  }
  for (const orders::Refund& refund : order.refunds) steps.push_back(RefundStep(refund, order));
  if (!orders::IsFinal(orders::StateOf(order)) && order.refunds.empty()) {
    if (order.deliveries.empty()) steps.push_back({StoryStep::Mark::kAhead, "At " + op, {}, {}});
    steps.push_back({StoryStep::Mark::kAhead, "Credited", {}, {}});
  }
  return steps;
}

}  // namespace

Story StoryOf(const Order& order, const std::string& operator_name) {
  Story story;
  switch (orders::StateOf(order)) {
    case State::kAwaitingPayment:
      Awaiting(order, story);
      break;
    case State::kPaid:
    case State::kDelivering:
      Moving(order, operator_name, story);
      break;
    case State::kDeliveryUnknown:
      Unknown(order, operator_name, story);
      break;
    case State::kDelivered:
      Delivered(order, operator_name, story);
      break;
    case State::kRefunding:
      Refunding(order, story);
      break;
    case State::kRefunded:
      Refunded(order, story);
      break;
    case State::kCancelled:
    case State::kExpired:
      Closed(order, story);
      break;
    case State::kAttention:
      InAttention(order, operator_name, story);
      break;
  }
  story.steps = StepsOf(order, operator_name);
  return story;
}

}  // namespace herlaad::http
