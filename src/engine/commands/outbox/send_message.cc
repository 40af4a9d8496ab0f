#include "engine/commands/outbox/send_message.h"

#include "engine/commands/webhooks/webhook_events.h"

namespace herlaad::engine {

std::unique_ptr<LeaseMessage> LeaseMessage::Check(const outbox::Message& message,
                                                  const outbox::KindRules& rules) {
  return std::unique_ptr<LeaseMessage>(new LeaseMessage(message, rules));
}

void LeaseMessage::AddNeeds(Needs& needs) const {
  needs.Put<outbox::Message>(message_.id);
  AddNeedsOfDelivery(message_, needs);
}

DecisionOf<LeaseMessageResult> LeaseMessage::Decide(const ReadSet& read_set,
                                                    const DecisionContext& context) const {
  const auto* const found = read_set.Find<outbox::Message>(message_.id);
  if (found == nullptr) return LeaseMessageResult{};
  outbox::Leased leased =
      outbox::Lease(*found, rules_, context.node, context.now, context.timings.lease);
  const LeaseMessageResult result{leased.step, leased.message.attempts};
  Decision decision;
  if (leased.step != outbox::Step::kNothing) decision.rows.Put(std::move(leased.message));
  return {std::move(decision), result};
}

std::unique_ptr<RecordMessage> RecordMessage::Answered(const outbox::Message& message,
                                                       std::int32_t attempt, outbox::Answer answer,
                                                       const outbox::KindRules& rules,
                                                       std::string note) {
  return std::unique_ptr<RecordMessage>(
      new RecordMessage(message, attempt, answer, rules, std::move(note)));
}

void RecordMessage::AddNeeds(Needs& needs) const {
  needs.Put<outbox::Message>(message_.id);
  AddNeedsOfDelivery(message_, needs);
}

DecisionOf<RecordMessageResult> RecordMessage::Decide(const ReadSet& read_set,
                                                      const DecisionContext& context) const {
  const auto* const found = read_set.Find<outbox::Message>(message_.id);
  if (found == nullptr) return RecordMessageResult{};
  outbox::Message after = outbox::Answered(*found, answer_, attempt_, rules_, context.now, note_);
  const RecordMessageResult result{after.state,
                                   !outbox::IsOpen(after.state) && after.state != found->state};
  Decision decision;
  decision.rows.Put(std::move(after));
  return {std::move(decision), result};
}

}  // namespace herlaad::engine
