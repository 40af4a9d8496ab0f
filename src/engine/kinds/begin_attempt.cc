#include "engine/kinds/begin_attempt.h"

#include "base/core/check.h"
#include "base/core/mutant.h"

namespace herlaad::engine {
namespace {

using orders::Effect;
using orders::EffectState;
using orders::EventOutcome;
using orders::Purpose;

Decision Only(AttemptOutcome outcome, OrderId order) {
  Decision decision;
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  decision.answer.order = order;
  return decision;
}

Decision With(Decision decision, AttemptOutcome outcome) {
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

bool IsTimeOver(const Effect& effect, const orders::Order& order, Instant now) {
  return (effect.purpose == Purpose::kWatchPayment || effect.purpose == Purpose::kOpenPayment) &&
         now >= order.expires_at;
}

// Newer orders of the number have taken its place.
bool IsReplaced(const Effect& effect, const orders::Scene& scene, const Moment& moment) {
  return (effect.purpose == Purpose::kWatchPayment || effect.purpose == Purpose::kOpenPayment) &&
         !scene.number.KeepsUnpaid(scene.order.id) &&
         moment.now >= scene.order.created_at + moment.timings.replaced_kept;
}

bool MayAsk(const Effect& effect) {
  return orders::PolicyOf(effect.purpose) == orders::Policy::kAsk;
}

// What became of the attempt is unknown, and all that is left is to ask.
Decision BecomeUnknown(const OrderRecord& record, orders::Scene scene, const Moment& moment) {
  Effect asking = *record.effect;
  asking.state = EffectState::kAsking;
  asking.marked_by = 0;
  asking.next_at = moment.now;
  (void)orders::OnDeliveryUnknown(scene, asking.n);
  return With(Keep(std::move(scene), record, asking, moment), AttemptOutcome::kAsk);
}

}  // namespace

std::unique_ptr<BeginAttempt> BeginAttempt::Check(const Effect& effect) {
  return std::unique_ptr<BeginAttempt>(new BeginAttempt(effect.order, effect.purpose, effect.n));
}

Decision BeginAttempt::Mark(const OrderRecord& record, orders::Scene scene,
                            const Moment& moment) const {
  auto permission = EventOutcome::kApplied;
  if (purpose_ == Purpose::kDeliver) permission = orders::OnDeliverySent(scene, n_);
  if (purpose_ == Purpose::kRefund) permission = orders::OnRefundSent(scene, n_);
  if (MutantIs("resend_after_unknown") || MutantIs("takeover_resends")) {
    permission = EventOutcome::kApplied;
  }
  if (permission == EventOutcome::kIgnored || permission == EventOutcome::kNoSuchPart) {
    return Only(AttemptOutcome::kNothing, order_);
  }
  const Effect marked = orders::Marked(*record.effect, moment.node, moment.now, moment.timings);
  return With(Keep(std::move(scene), record, marked, moment), AttemptOutcome::kSend);
}

Decision BeginAttempt::Decide(const Workspace& workspace, const Moment& moment) const {
  auto scene = SceneOf(workspace, order_, moment);
  if (!scene) return Only(AttemptOutcome::kNothing, order_);
  const OrderRecord& record = *workspace.Find(order_);
  if (!record.effect || record.effect->purpose != purpose_ || record.effect->n != n_ ||
      record.effect->next_at > moment.now) {
    return Only(AttemptOutcome::kNothing, order_);
  }
  const Effect& effect = *record.effect;
  if (IsTimeOver(effect, record.order, moment.now)) {
    (void)orders::OnPaymentTimeOver(*scene, n_);
    return With(Keep(*std::move(scene), record, effect, moment), AttemptOutcome::kNothing);
  }
  if (IsReplaced(effect, *scene, moment)) {
    (void)orders::OnPaymentReplaced(*scene, n_);
    return With(Keep(*std::move(scene), record, effect, moment), AttemptOutcome::kNothing);
  }
  switch (effect.state) {
    case EffectState::kDue:
      if (purpose_ == Purpose::kDeliver &&
          orders::MayHaveBeenSentUnseen(record.order, n_, moment.restored_at) &&
          orders::OnDeliverySent(*scene, n_) == EventOutcome::kApplied) {
        return BecomeUnknown(record, *std::move(scene), moment);
      }
      return Mark(record, *std::move(scene), moment);
    case EffectState::kMarked:
      if (MutantIs("takeover_resends") && effect.marked_by != moment.node) {
        return Mark(record, *std::move(scene), moment);
      }
      // A lease that ran out.
      if (MayAsk(effect) && !MutantIs("resend_after_unknown")) {
        return BecomeUnknown(record, *std::move(scene), moment);
      }
      return Mark(record, *std::move(scene), moment);
    case EffectState::kAsking:
      break;
  }
  CHECK(effect.state == EffectState::kAsking, "an effect is in one of the listed states");
  return Only(AttemptOutcome::kAsk, order_);
}

}  // namespace herlaad::engine
