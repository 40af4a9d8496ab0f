#include "engine/kinds/record_delivery.h"

#include <algorithm>

#include "base/core/check.h"
#include "base/core/mutant.h"
#include "engine/kinds/turns.h"

namespace herlaad::engine {

using orders::EventOutcome;
using orders::RefusalReason;

std::unique_ptr<RecordDelivery> RecordDelivery::Answered(const orders::Effect& effect,
                                                         OperatorAnswer answer,
                                                         Millis not_found_settles_after,
                                                         Instant asked_at, Instant even_since) {
  return std::unique_ptr<RecordDelivery>(new RecordDelivery(
      effect.order, effect.n, std::move(answer), not_found_settles_after, asked_at, even_since));
}

// A request may still be on its way when we ask; only after the settling time does "not found" mean
// "it never came". What counts is when we asked: the answer may have taken long to get here. And a
// clock that was set meanwhile makes a moment look like hours.
bool RecordDelivery::MayBelieveNotFound(const orders::Order& order) const {
  if (settles_after_.count() <= 0) return false;
  if (MutantIs("not_found_believed_at_once")) return true;
  for (const orders::Delivery& delivery : order.deliveries) {
    if (delivery.n == n_) {
      return asked_at_ >= std::max(delivery.sent_at, even_since_) + settles_after_;
    }
  }
  return false;
}

EventOutcome RecordDelivery::Apply(orders::Scene& scene) const {
  switch (answer_.kind) {
    case OperatorAnswer::Kind::kConfirmed:
      return orders::OnDeliveryConfirmed(
          scene, n_, {answer_.reference, answer_.credited, answer_.valid_until});
    case OperatorAnswer::Kind::kRefused:
      return orders::OnDeliveryRefused(
          scene, n_,
          answer_.refusal == RefusalReason::kNone ? RefusalReason::kDeclined : answer_.refusal);
    case OperatorAnswer::Kind::kPin:
      return orders::OnDeliveryPin(scene, n_, answer_.reference);
    case OperatorAnswer::Kind::kUnreachable:
      return orders::OnDeliveryNotSent(scene, n_);
    case OperatorAnswer::Kind::kNotFound:
      if (MayBelieveNotFound(scene.order)) {
        return orders::OnDeliveryRefused(scene, n_, RefusalReason::kNotFound);
      }
      return orders::OnDeliveryUnknown(scene, n_);
    case OperatorAnswer::Kind::kUnknown:
      if (MutantIs("unknown_is_refused")) {
        return orders::OnDeliveryRefused(scene, n_, RefusalReason::kUnavailable);
      }
      return orders::OnDeliveryUnknown(scene, n_);
  }
  CHECK(false, "an operator answers in one of the listed ways");
}

// Nothing was sent, so sending later is safe; but nobody's money waits for ever.
std::optional<orders::Effect> RecordDelivery::Resend(const OrderRecord& record,
                                                     orders::Scene& scene,
                                                     const Moment& moment) const {
  auto next = orders::AfterUnknown(*record.effect, record.order, moment.now, moment.timings);
  if (next) {
    next->state = orders::EffectState::kDue;
  } else {
    (void)orders::OnDeliveryRefused(scene, n_, RefusalReason::kUnreachable);
  }
  return next;
}

Decision RecordDelivery::Decide(const Workspace& workspace, const Moment& moment) const {
  auto scene = SceneOf(workspace, order_, moment);
  Decision decision;
  if (!scene) {
    decision.answer.outcome = static_cast<std::uint8_t>(EventOutcome::kNoSuchPart);
    return decision;
  }
  const OrderRecord& record = *workspace.Find(order_);
  const EventOutcome outcome = Apply(*scene);
  const bool ours = record.effect && record.effect->purpose == orders::Purpose::kDeliver &&
                    record.effect->n == n_;
  auto effect = record.effect;
  if (ours && answer_.kind == OperatorAnswer::Kind::kUnreachable &&
      outcome == EventOutcome::kApplied) {
    effect = Resend(record, *scene, moment);
  } else if (ours) {
    // Does nothing to an order whose delivery was settled: its next effect is another one.
    effect = NextTurn(record, *scene, orders::Purpose::kDeliver, n_, moment);
  }
  decision = Keep(*std::move(scene), record, effect, moment);
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
