#include "rules/orders/effect.h"
#include "rules/orders/steps.h"

namespace herlaad::orders {

EventOutcome OnTold(Scene& scene, std::int32_t kind) {
  std::uint8_t bit = 0;
  if (kind == static_cast<std::int32_t>(TextKind::kDelivered)) bit = Texts::kDelivered;
  if (kind == static_cast<std::int32_t>(TextKind::kRefunded)) bit = Texts::kRefunded;
  Texts& texts = scene.order.texts;
  if (bit == 0 || !texts.Has(Texts::kWanted)) return EventOutcome::kNoSuchPart;
  if (texts.Has(bit)) return EventOutcome::kRepeated;
  texts.bits = static_cast<std::uint8_t>(texts.bits | bit);
  return EventOutcome::kApplied;
}

}  // namespace herlaad::orders
