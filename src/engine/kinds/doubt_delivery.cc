#include "engine/kinds/doubt_delivery.h"

namespace herlaad::engine {

std::unique_ptr<DoubtDelivery> DoubtDelivery::Check(OrderId order, std::string actor) {
  return std::unique_ptr<DoubtDelivery>(new DoubtDelivery(order, std::move(actor)));
}

Decision DoubtDelivery::Decide(const Workspace& workspace, const Moment& moment) const {
  Decision nothing;
  nothing.answer.order = order_;
  nothing.answer.outcome = static_cast<std::uint8_t>(DoubtOutcome::kNoNeed);
  auto scene = SceneOf(workspace, order_, moment);
  if (!scene) return nothing;
  const OrderRecord& record = *workspace.Find(order_);
  if (!record.effect || record.effect->purpose != orders::Purpose::kDeliver ||
      record.effect->state != orders::EffectState::kDue) {
    return nothing;
  }
  const std::int32_t n = record.effect->n;
  if (orders::OnDeliverySent(*scene, n) != orders::EventOutcome::kApplied) return nothing;
  (void)orders::OnDeliveryUnknown(*scene, n);
  orders::Effect asking = *record.effect;
  asking.state = orders::EffectState::kAsking;
  asking.next_at = moment.now;
  Decision decision = Keep(*std::move(scene), record, asking, moment);
  decision.audit.push_back({moment.now, actor_, "topup.doubt", ToText(order_), {}});
  decision.answer.outcome = static_cast<std::uint8_t>(DoubtOutcome::kDoubted);
  return decision;
}

}  // namespace herlaad::engine
