#include "engine/kinds/record_refund.h"

#include "engine/kinds/turns.h"

namespace herlaad::engine {

using orders::EventOutcome;

std::unique_ptr<RecordRefund> RecordRefund::Answered(const orders::Effect& effect,
                                                     GatewayAnswer answer) {
  return std::unique_ptr<RecordRefund>(new RecordRefund(effect.order, effect.n, std::move(answer)));
}

Decision RecordRefund::Decide(const Workspace& workspace, const Moment& moment) const {
  auto scene = SceneOf(workspace, order_, moment);
  Decision decision;
  if (!scene) {
    decision.answer.outcome = static_cast<std::uint8_t>(EventOutcome::kNoSuchPart);
    return decision;
  }
  const OrderRecord& record = *workspace.Find(order_);
  auto effect = record.effect;
  auto outcome = EventOutcome::kApplied;
  if (answer_.kind == GatewayAnswer::Kind::kDone) {
    outcome = orders::OnRefundConfirmed(*scene, n_, answer_.reference);
  } else if (answer_.kind == GatewayAnswer::Kind::kRefused) {
    outcome = orders::OnRefundRefused(*scene, n_);
  } else {
    outcome = orders::OnRefundUnknown(*scene, n_);
    effect = NextTurn(record, *scene, orders::Purpose::kRefund, n_, moment);
  }
  decision = Keep(*std::move(scene), record, effect, moment);
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
