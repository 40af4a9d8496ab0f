#include "engine/kinds/record_payment.h"

#include "base/core/check.h"
#include "engine/kinds/turns.h"

namespace herlaad::engine {

using orders::CloseReason;
using orders::EventOutcome;

std::unique_ptr<RecordPayment> RecordPayment::Answered(const orders::Effect& effect,
                                                       GatewayAnswer answer) {
  return std::unique_ptr<RecordPayment>(
      new RecordPayment(effect.order, effect.n, effect.purpose, std::move(answer), {}));
}

std::unique_ptr<RecordPayment> RecordPayment::CalledBack(OrderId order, std::int32_t n,
                                                         GatewayAnswer answer,
                                                         std::string gateway) {
  return std::unique_ptr<RecordPayment>(
      new RecordPayment(order, n, std::nullopt, std::move(answer), std::move(gateway)));
}

EventOutcome RecordPayment::Apply(orders::Scene& scene) const {
  switch (answer_.kind) {
    case GatewayAnswer::Kind::kOpen:
      return SaysUnpaid() ? orders::OnPaymentUnpaid(scene, n_)
                          : orders::OnPaymentOpened(scene, n_, answer_.url);
    case GatewayAnswer::Kind::kPaid:
      return orders::OnPaymentPaid(scene, n_, answer_.received, answer_.reference);
    case GatewayAnswer::Kind::kClosed:
      return orders::OnPaymentClosed(
          scene, n_, answer_.reason == CloseReason::kNone ? CloseReason::kDeclined : answer_.reason,
          answer_.decline);
    case GatewayAnswer::Kind::kRefused:
      // Only an opening can be refused for good; a refused close is asked again.
      if (purpose_ != orders::Purpose::kOpenPayment) return EventOutcome::kIgnored;
      return orders::OnPaymentClosed(scene, n_, CloseReason::kUnavailable);
    case GatewayAnswer::Kind::kDone:
    case GatewayAnswer::Kind::kUnknown:
      return EventOutcome::kIgnored;
  }
  CHECK(false, "a gateway answers in one of the listed ways");
}

bool RecordPayment::SaysUnpaid() const {
  return answer_.kind == GatewayAnswer::Kind::kOpen && purpose_ == orders::Purpose::kWatchPayment;
}

Decision RecordPayment::Decide(const Workspace& workspace, const Moment& moment) const {
  auto scene = SceneOf(workspace, order_, moment);
  Decision decision;
  if (!scene || (!purpose_ && scene->order.collector != gateway_)) {
    decision.answer.outcome = static_cast<std::uint8_t>(EventOutcome::kNoSuchPart);
    return decision;
  }
  const OrderRecord& record = *workspace.Find(order_);
  const EventOutcome outcome = Apply(*scene);
  auto effect = record.effect;
  // Nothing new for a courier means that its effect waits for its next turn.
  if (purpose_ && (outcome != EventOutcome::kApplied || SaysUnpaid())) {
    effect = NextTurn(record, *scene, *purpose_, n_, moment);
  }
  decision = Keep(*std::move(scene), record, effect, moment);
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
