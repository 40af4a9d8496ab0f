#include "engine/kinds/turns.h"

namespace herlaad::engine {

std::optional<orders::Effect> NextTurn(const OrderRecord& record, orders::Scene& scene,
                                       orders::Purpose purpose, std::int32_t n,
                                       const Moment& moment) {
  if (!record.effect || record.effect->purpose != purpose || record.effect->n != n) {
    return record.effect;
  }
  auto next = orders::AfterUnknown(*record.effect, record.order, moment.now, moment.timings);
  if (!next) (void)orders::OnAsksUsedUp(scene, orders::PartOf(purpose), n);
  return next;
}

}  // namespace herlaad::engine
