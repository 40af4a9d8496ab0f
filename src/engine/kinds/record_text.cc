#include "engine/kinds/record_text.h"

#include "base/core/mutant.h"

namespace herlaad::engine {

using orders::EventOutcome;

std::unique_ptr<RecordText> RecordText::Answered(const orders::Effect& effect,
                                                 MessengerAnswer answer) {
  return std::unique_ptr<RecordText>(new RecordText(effect, answer));
}

OrderEvent RecordText::EventAt(Instant now) const {
  OrderEvent event;
  event.order = order_;
  event.at = now;
  event.kind = OrderEvent::Kind::kTold;
  event.part = kind_;
  auto outcome = TextOutcome::kGivenUp;
  if (answer_ == MessengerAnswer::kTaken) outcome = TextOutcome::kTaken;
  if (answer_ == MessengerAnswer::kRefused) outcome = TextOutcome::kRefused;
  event.detail = static_cast<std::uint8_t>(outcome);
  event.by_mail = by_mail_;
  return event;
}

Decision RecordText::Decide(const Workspace& workspace, const Moment& moment) const {
  auto scene = SceneOf(workspace, order_, moment);
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
  const bool is_told = is_over && outcome == EventOutcome::kApplied &&
                       kind_ != static_cast<std::int32_t>(orders::TextKind::kForgetContact);
  decision = Keep(*std::move(scene), record, effect, moment);
  if (is_told) decision.events.push_back(EventAt(moment.now));
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  return decision;
}

}  // namespace herlaad::engine
