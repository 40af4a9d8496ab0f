#include "engine/commands/send_message.h"

namespace herlaad::engine {
namespace {

template <class Outcome>
Decision With(Outcome outcome, std::int64_t detail = 0) {
  Decision decision;
  decision.answer.outcome = static_cast<std::uint8_t>(outcome);
  decision.answer.detail = detail;
  return decision;
}

}  // namespace

std::unique_ptr<LeaseMessage> LeaseMessage::Check(outbox::MessageId id,
                                                  const outbox::KindRules& rules) {
  return std::unique_ptr<LeaseMessage>(new LeaseMessage(id, rules));
}

Decision LeaseMessage::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  const auto* const found = read_set.FindPlain<outbox::Message>(id_);
  if (found == nullptr) return With(outbox::Step::kNothing);
  outbox::Leased leased =
      outbox::Lease(*found, rules_, context.node, context.now, context.timings.lease);
  Decision decision = With(leased.step, leased.message.attempts);
  if (leased.step != outbox::Step::kNothing) decision.plain.Put(std::move(leased.message));
  return decision;
}

std::unique_ptr<RecordMessage> RecordMessage::Answered(outbox::MessageId id, std::int32_t attempt,
                                                       outbox::Answer answer,
                                                       const outbox::KindRules& rules) {
  return std::unique_ptr<RecordMessage>(new RecordMessage(id, attempt, answer, rules));
}

Decision RecordMessage::Decide(const ReadSet& read_set, const DecisionContext& context) const {
  const auto* const found = read_set.FindPlain<outbox::Message>(id_);
  if (found == nullptr) return With(0);
  outbox::Message after = outbox::Answered(*found, answer_, attempt_, rules_, context.now);
  const bool has_ended = !outbox::IsOpen(after.state) && after.state != found->state;
  Decision decision = With(after.state, has_ended ? 1 : 0);
  decision.plain.Put(std::move(after));
  return decision;
}

}  // namespace herlaad::engine
