#include "domain/orders/events/steps.h"
#include "domain/orders/outbox/outbox_message.h"

namespace herlaad::orders {
namespace {

EventOutcome SetBit(std::uint8_t& bits, std::uint8_t bit) {
  if ((bits & bit) != 0) return EventOutcome::kRepeated;
  bits = static_cast<std::uint8_t>(bits | bit);
  return EventOutcome::kApplied;
}

EventOutcome SubscriberNotified(Texts& texts, std::uint8_t bit) {
  return texts.Has(Texts::kWanted) ? SetBit(texts.bits, bit) : EventOutcome::kNoSuchPart;
}

EventOutcome PayerNotified(Contact& contact, std::uint8_t bit) {
  return contact.IsEmpty() ? EventOutcome::kNoSuchPart : SetBit(contact.told, bit);
}

// News that arrived in the meantime must still reach the payer.
EventOutcome ForgetContact(Order& order) {
  if (order.contact.IsEmpty()) return EventOutcome::kRepeated;
  if (!IsFinal(StateOf(order))) return EventOutcome::kIgnored;
  order.contact.email.reset();
  order.contact.msisdn.reset();
  return EventOutcome::kApplied;
}

}  // namespace

EventOutcome OnTold(OrderAggregate& aggregate, std::int32_t kind) {
  Order& order = aggregate.order;
  switch (static_cast<NotificationKind>(kind)) {
    case NotificationKind::kDelivered:
      return SubscriberNotified(order.texts, Texts::kDelivered);
    case NotificationKind::kRefunded:
      return SubscriberNotified(order.texts, Texts::kRefunded);
    case NotificationKind::kPayerDelivered:
      return PayerNotified(order.contact, Contact::kDelivered);
    case NotificationKind::kPayerRefunded:
      return PayerNotified(order.contact, Contact::kRefunded);
    case NotificationKind::kPayerAttention:
      return PayerNotified(order.contact, Contact::kAttention);
    case NotificationKind::kForgetContact:
      return ForgetContact(order);
  }
  return EventOutcome::kNoSuchPart;
}

}  // namespace herlaad::orders
