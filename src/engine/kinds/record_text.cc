#include "engine/kinds/record_text.h"

#include "base/core/mutant.h"

namespace herlaad::engine {

using orders::EventOutcome;

std::unique_ptr<RecordText> RecordText::Answered(const orders::Effect& effect,
                                                 MessengerAnswer answer) {
  return std::unique_ptr<RecordText>(new RecordText(effect.order, effect.n, answer));
}

Decision RecordText::Decide(const Workspace& workspace, const Moment& moment) const {
  auto scene = SceneOf(workspace, order_, moment.now);
  Decision decision;
  if (!scene) {
    decision.answer.outcome = static_cast<std::uint8_t>(EventOutcome::kNoSuchPart);
    return decision;
  }
  const OrderRecord& record = *workspace.Find(order_);
  auto effect = record.effect;
  auto outcome = EventOutcome::kIgnored;
  const bool is_mine = effect && effect->purpose == orders::Purpose::kTell && effect->n == kind_;
  if (answer_ == MessengerAnswer::kUnknown && is_mine) {
    effect = orders::AfterUnknown(*effect, record.order, moment.now, moment.timings);
    outcome = EventOutcome::kApplied;
  }
  // What nobody takes after all these tries is old news. The page of the order tells the same.
  const bool is_over = answer_ != MessengerAnswer::kUnknown || (is_mine && !effect) ||
                       MutantIs("text_not_tried_again");
  if (is_over) outcome = orders::OnTold(*scene, kind_);
  decision = Keep(*std::move(scene), record, effect, moment);
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
