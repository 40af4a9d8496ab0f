#include "engine/texts.h"

#include "base/messages/formats.h"
#include "base/messages/messages.h"
#include "base/money/asset.h"
#include "rules/catalog/quote.h"

namespace herlaad::engine {
namespace {

using messages::Key;
using messages::Price;
using messages::Text;

std::string AboutDelivery(const orders::Order& order) {
  const orders::Delivery* const delivery = orders::ConfirmedDelivery(order);
  if (delivery == nullptr) return "";
  const Instant until = delivery->valid_until.ms != 0
                            ? delivery->valid_until
                            : catalog::ValidUntil(order.terms.validity, delivery->settled_at);
  return Text(order.language, "sms.delivered",
              {{"credited", Price(order.language, money::MoneyFromEur6(delivery->credited).amount)},
               {"number", order.msisdn.National()},
               {"date", messages::Day(order.language, until)},
               {"reference", ToText(order.id)}});
}

std::string AboutRefund(const orders::Order& order) {
  std::int64_t given_back = 0;
  for (const orders::Refund& refund : order.refunds) {
    if (refund.state == orders::RefundState::kConfirmed) given_back += refund.amount;
  }
  const auto source = Key::Find("source." + std::string(orders::Name(order.tender)));
  return Text(order.language, "sms.refunded",
              {{"amount", Price(order.language, {given_back, order.terms.currency})},
               {"number", order.msisdn.National()},
               {"source", Text(order.language, source.value_or(Key("source.other")))},
               {"reference", ToText(order.id)}});
}

}  // namespace

std::string TextAbout(const orders::Order& order, std::int32_t kind) {
  switch (static_cast<orders::TextKind>(kind)) {
    case orders::TextKind::kDelivered:
      return AboutDelivery(order);
    case orders::TextKind::kRefunded:
      return AboutRefund(order);
  }
  return "";
}

}  // namespace herlaad::engine
