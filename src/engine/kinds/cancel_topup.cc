#include "engine/kinds/cancel_topup.h"

namespace herlaad::engine {

std::unique_ptr<CancelTopup> CancelTopup::Check(OrderId order, std::string actor) {
  return std::unique_ptr<CancelTopup>(new CancelTopup(order, std::move(actor)));
}

Decision CancelTopup::Decide(const Workspace& workspace, const Moment& moment) const {
  Decision decision;
  decision.answer.order = order_;
  auto scene = SceneOf(workspace, order_, moment);
  if (!scene) {
    decision.answer.outcome = kNoSuchOrder;
    return decision;
  }
  const auto outcome = orders::Cancel(*scene);
  if (outcome == orders::CancelOutcome::kCancelling) {
    const OrderRecord& before = *workspace.Find(order_);
    decision = Keep(*std::move(scene), before, before.effect, moment);
    decision.audit.push_back({moment.now, actor_, "topup.cancel", ToText(order_), {}});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
