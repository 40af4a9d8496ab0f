#include "rules/orders/effect.h"
#include "rules/orders/steps.h"

namespace herlaad::orders {
namespace {

EventOutcome SetBit(std::uint8_t& bits, std::uint8_t bit) {
  if ((bits & bit) != 0) return EventOutcome::kRepeated;
  bits = static_cast<std::uint8_t>(bits | bit);
  return EventOutcome::kApplied;
}

EventOutcome NumberTold(Texts& texts, std::uint8_t bit) {
  return texts.Has(Texts::kWanted) ? SetBit(texts.bits, bit) : EventOutcome::kNoSuchPart;
}

EventOutcome PayerTold(Contact& contact, std::uint8_t bit) {
  return contact.IsEmpty() ? EventOutcome::kNoSuchPart : SetBit(contact.told, bit);
}

// News that came meanwhile is still for the payer.
EventOutcome ForgetContact(Order& order) {
  if (order.contact.IsEmpty()) return EventOutcome::kRepeated;
  if (!IsFinal(StateOf(order))) return EventOutcome::kIgnored;
  order.contact.email.reset();
  order.contact.msisdn.reset();
  return EventOutcome::kApplied;
}

}  // namespace

EventOutcome OnTold(Scene& scene, std::int32_t kind) {
  Order& order = scene.order;
  switch (static_cast<TextKind>(kind)) {
    case TextKind::kDelivered:
      return NumberTold(order.texts, Texts::kDelivered);
    case TextKind::kRefunded:
      return NumberTold(order.texts, Texts::kRefunded);
    case TextKind::kPayerDelivered:
      return PayerTold(order.contact, Contact::kDelivered);
    case TextKind::kPayerRefunded:
      return PayerTold(order.contact, Contact::kRefunded);
    case TextKind::kPayerAttention:
      return PayerTold(order.contact, Contact::kAttention);
    case TextKind::kForgetContact:
      return ForgetContact(order);
  }
  return EventOutcome::kNoSuchPart;
}

}  // namespace herlaad::orders
