#include "engine/kinds/replace_topup.h"

namespace herlaad::engine {

std::unique_ptr<ReplaceTopup> ReplaceTopup::Check(OrderId order) {
  return std::unique_ptr<ReplaceTopup>(new ReplaceTopup(order));
}

Decision ReplaceTopup::Decide(const Workspace& workspace, const Moment& moment) const {
  Decision decision;
  decision.answer.order = order_;
  auto scene = SceneOf(workspace, order_, moment);
  const auto outcome =
      scene ? orders::OnPaymentReplaced(*scene, 1) : orders::EventOutcome::kNoSuchPart;
  if (outcome == orders::EventOutcome::kApplied) {
    const OrderRecord& before = *workspace.Find(order_);
    decision = Keep(*std::move(scene), before, before.effect, moment);
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
