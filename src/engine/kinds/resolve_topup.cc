#include "engine/kinds/resolve_topup.h"

namespace herlaad::engine {

Result<std::unique_ptr<ResolveTopup>, ResolveTopupError> ResolveTopup::Check(
    OrderId order, orders::Resolution resolution, std::string reason, std::string actor) {
  if (reason.find_first_not_of(" \t\r\n") == std::string::npos) {
    return Failure{ResolveTopupError::kReasonMissing};
  }
  if (reason.size() > orders::kReasonMax) return Failure{ResolveTopupError::kReasonTooLong};
  return std::unique_ptr<ResolveTopup>(
      new ResolveTopup(order, resolution, std::move(reason), std::move(actor)));
}

Decision ResolveTopup::Decide(const Workspace& workspace, const Moment& moment) const {
  Decision decision;
  decision.answer.order = order_;
  auto scene = SceneOf(workspace, order_, moment);
  if (!scene) {
    decision.answer.outcome = kNoSuchOrder;
    return decision;
  }
  const auto outcome = orders::Resolve(*scene, resolution_, reason_);
  if (outcome == orders::ResolveOutcome::kResolved) {
    const OrderRecord& before = *workspace.Find(order_);
    decision = Keep(*std::move(scene), before, before.effect, moment);
    std::string detail(orders::Name(resolution_));
    detail += ": ";
    detail += reason_;
    decision.audit.push_back(
        {moment.now, actor_, "topup.resolve", ToText(order_), std::move(detail)});
  }
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
