#include "engine/commands/send_message.h"

namespace herlaad::engine {
std::unique_ptr<LeaseMessage> LeaseMessage::Check(outbox::MessageId id,
                                                  const outbox::KindRules& rules) {
  return std::unique_ptr<LeaseMessage>(new LeaseMessage(id, rules));
}

DecisionOf<LeaseMessageResult> LeaseMessage::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  const auto* const found = read_set.Find<outbox::Message>(id_);
  if (found == nullptr) return LeaseMessageResult{};
  outbox::Leased leased =
      outbox::Lease(*found, rules_, context.node, context.now, context.timings.lease);
  const LeaseMessageResult result{leased.step, leased.message.attempts};
  Decision decision;
  if (leased.step != outbox::Step::kNothing) decision.rows.Put(std::move(leased.message));
  return {std::move(decision), result};
}

std::unique_ptr<RecordMessage> RecordMessage::Answered(outbox::MessageId id, std::int32_t attempt,
                                                       outbox::Answer answer,
                                                       const outbox::KindRules& rules) {
  return std::unique_ptr<RecordMessage>(new RecordMessage(id, attempt, answer, rules));
}

DecisionOf<RecordMessageResult> RecordMessage::Decide(const ReadSet& read_set,
                                                      const DecisionContext& context) const {
  const auto* const found = read_set.Find<outbox::Message>(id_);
  if (found == nullptr) return RecordMessageResult{};
  outbox::Message after = outbox::Answered(*found, answer_, attempt_, rules_, context.now);
  const RecordMessageResult result{after.state,
                                   !outbox::IsOpen(after.state) && after.state != found->state};
  Decision decision;
  decision.rows.Put(std::move(after));
  return {std::move(decision), result};
}

}  // namespace herlaad::engine
