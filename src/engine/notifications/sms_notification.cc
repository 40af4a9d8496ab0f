#include "engine/notifications/sms_notification.h"

#include "base/calendar/calendar.h"
#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "base/messages/text_parts.h"
#include "domain/orders/fulfilment/credited.h"
#include "domain/orders/refunds/charges.h"
#include "domain/payments/payment_method.h"

namespace herlaad::engine {
namespace {

using messages::Key;
using messages::Language;
using messages::Price;
using messages::Text;
using orders::NotificationKind;

// The text has room for "Telenet" but not for "Telenet (BASE prepaid)".
std::string ShortName(const std::string& operator_name) {
  const std::size_t bracket = operator_name.find(" (");
  return bracket == 0 ? operator_name : operator_name.substr(0, bracket);
}

// A text in Chinese has only 70 characters, and a written-out date takes eleven.
std::string ShortDay(Language language, Instant at) {
  if (language == Language::kZh) return calendar::LocalDateTime(at).substr(0, 10);
  return messages::Day(language, at);
}

std::string Delivered(const orders::Order& order, const TextFacts& facts) {
  const auto credited = orders::CreditedOf(order);
  if (!credited) return "";
  const Language language = order.language;
  const std::string date = ShortDay(language, credited->valid_until);
  const std::string bonus_date = ShortDay(language, credited->bonus_until);
  const Key key = credited->bonus.minor == 0 ? Key("sms.delivered")
                  : bonus_date == date       ? Key("sms.delivered_bonus")
                                             : Key("sms.delivered_bonus_until");
  return Text(language, key,
              {{"operator", ShortName(facts.operator_name)},
               {"credited", Price(language, credited->amount)},
               {"date", date},
               {"bonus", Price(language, credited->bonus)},
               {"bonus_date", bonus_date},
               {"reference", ToText(order.id)}});
}

std::string GivenBack(const orders::Order& order) {
  return Price(order.language, {orders::ReturnedOf(order).back, order.terms.currency});
}

std::string Refunded(const orders::Order& order, const TextFacts& facts) {
  return Text(order.language, "sms.refunded",
              {{"operator", ShortName(facts.operator_name)},
               {"amount", GivenBack(order)},
               {"reference", ToText(order.id)}});
}

std::string ToPayer(const orders::Order& order, Key key, const TextFacts& facts) {
  const auto credited = orders::CreditedOf(order);
  return Text(order.language, key,
              {{"credited", Price(order.language, credited ? credited->amount : Money{})},
               {"number", order.msisdn().National()},
               {"operator", ShortName(facts.operator_name)},
               {"amount", GivenBack(order)},
               {"source", Text(order.language, payments::SourceOf(order.payment_method))},
               {"link", facts.link}});
}

std::string Attention(const orders::Order& order, const TextFacts& facts) {
  std::string text = ToPayer(order, "sms.payer_attention", facts);
  if (facts.help_phone.empty()) return text;
  return text + " " + Text(order.language, "sms.help", {{"phone", facts.help_phone}});
}

std::string Worded(const orders::Order& order, NotificationKind kind, const TextFacts& facts) {
  switch (kind) {
    case NotificationKind::kDelivered:
      return Delivered(order, facts);
    case NotificationKind::kRefunded:
      return Refunded(order, facts);
    case NotificationKind::kPayerDelivered:
      return orders::CreditedOf(order) ? ToPayer(order, "sms.payer_delivered", facts) : "";
    case NotificationKind::kPayerRefunded:
      return ToPayer(order,
                     orders::ReturnedOf(order).other_way > 0 ? Key("sms.payer_refunded_other_way")
                                                             : Key("sms.payer_refunded"),
                     facts);
    case NotificationKind::kPayerAttention:
      return Attention(order, facts);
    case NotificationKind::kForgetContact:
      return "";
  }
  return "";
}

}  // namespace

std::string TextAbout(const orders::Order& order, std::int32_t kind, const TextFacts& facts) {
  return messages::PlainText(Worded(order, static_cast<NotificationKind>(kind), facts));
}

}  // namespace herlaad::engine
